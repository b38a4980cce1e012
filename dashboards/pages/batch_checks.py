"""What can be checked of a batch without simulating anything again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pandas as pd

from dashboards.components import guarded
from dashboards.pages.page import list_shown_variant
from dashboards.state.standings import find_variants_without_runs
from dashboards.state.view import View
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count

Check: TypeAlias = "tuple[str, bool | None, str]"
UNCHECKED = "not checked: no runs"


def run_checks(view: View) -> pd.DataFrame:
    """Return the checks of a batch, a row each: check (its name), passed, and result in words.

    passed: True, False, or None if it could not be checked, for example without runs.
    """
    counts = view.read_status().counts
    done, wanted, failed = (
        sum(getattr(one, name) for one in counts) for name in ("done", "wanted", "failed")
    )
    rows: list[Check] = [("all runs are there", done == wanted, f"{done:,} of {wanted:,}")]
    if done or failed:
        rows.append(("no run has failed", failed == 0, f"{failed:,} failed"))
    else:
        rows.append(("no run has failed", None, UNCHECKED))
    ledgers = f"face ledgers add up ({view.variant})"
    rows.append(_make_check(ledgers, lambda: _make_ledger_check(view, ledgers)))
    engine = "the engine is the one installed here"
    rows.append(_make_engine_check(view) if done else (engine, None, UNCHECKED))
    return pd.DataFrame(rows, columns=["check", "passed", "result"])


def _make_check(name: str, make: Callable[[], Check]) -> Check:
    """Return what `make` returns: a check's name, whether it passed and its result in words; if it
    raises, not checked (None) and the error as the result.
    """
    return guarded.call_with_fallback(
        name, make, lambda error: (name, None, f"not checked: {guarded.describe_error(error)}")
    )


def _make_ledger_check(view: View, name: str) -> Check:
    """Return the check, called `name`, that the amounts posted to each book of face add up to its
    end in all runs of the variant; not checked (None) without runs.
    """
    from runs.analysis.checks.identities import TOLERANCE, compute_ledger_gaps

    if find_variants_without_runs(view, list_shown_variant(view)):
        return (name, None, UNCHECKED)
    sums = view.compute_once(
        ("sums", view.variant),
        lambda: compute_ledger_gaps(
            view.read_outcomes(view.variant), _read_fixed_audience_weights(view)
        ),
    )
    gap = float(sums["largest"].max())
    there = f"{format_count(int(sums['n'].max()), 'run')}, {len(sums)} sums in each"
    return (name, gap <= TOLERANCE, f"largest gap {gap:.1g} W in {there}")


def _read_fixed_audience_weights(view: View) -> dict[str, list[float]] | None:
    """Return side -> its configured weights of three audiences (home, the other side's home, the
    world); None if a design may vary them.
    """
    if view.batch.manifest.design is not None:
        return None
    config = view.read_config(view.variant)
    names = ("face_home", "face_other_home", "face_world")
    return {side: [float(config[side][name]) for name in names] for side in get_dyad().keys}


def _make_engine_check(view: View) -> Check:
    """Return the check that the installed simulation code is that of the batch."""
    from runs.archive import engine
    from runs.archive.plugin_check import find_plugin_sources

    here = engine.get_engine_with_sources(find_plugin_sources(view.batch.manifest))
    found = engine.list_engine_differences(view.batch.manifest.engine, here)
    digest = view.batch.manifest.engine.digest[:12]
    told = f"the same, {digest}" if not found else "; ".join(found[:4])
    more = f"; {len(found) - 4} more" if len(found) > 4 else ""
    return ("the engine is the one installed here", not found, told + more)
