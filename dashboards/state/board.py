"""What the board holds: each pin as a view of its batch, and how it differs from the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from dashboards.state.pins import Pin, read_pins
from dashboards.state.standings import require_runs
from dashboards.state.url import State
from dashboards.state.view import View
from runs.analysis.comparison.overview import compare_with_baseline
from runs.analysis.comparison.unpaired import compute_unpaired_difference
from runs.analysis.estimates.draws import FIT, HIGH, LOW, SIGN, TURNS
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.metric import Metric
from runs.analysis.text.pieces import join_words
from runs.archive.in_use import list_common_metrics, use_batch
from runs.archive.manifest import BatchSummary
from runs.archive.shared_worlds import list_world_differences
from runs.errors import WrongInput

OVER_DRAWS = (LOW, HIGH, FIT, SIGN, TURNS)


class Pinned(NamedTuple):
    """A pin, numbered from 1; `view` shows its variant, or `why` says why it cannot be shown."""

    place: int
    pin: Pin
    view: View | None
    why: str = ""

    @property
    def name(self) -> str:
        """The variant's name; that of its batch if the variant cannot be shown."""
        return self.view.variant if self.view else self.pin.batch

    @property
    def label(self) -> str:
        """Number on the board and name, which no other pin has."""
        return f"{self.place} {self.name}"


def open_pins(view: View) -> list[Pinned]:
    """Return the variants pinned in a page's link, in order, each with its view or why it cannot be
    shown.
    """
    known, found = {one.name: one for one in view.source.list_batches()}, []
    for place, pin in enumerate(read_pins(view), 1):
        try:
            found.append(Pinned(place, pin, _open_pin(view, known, pin)))
        except (WrongInput, OSError, ValueError, KeyError) as error:
            found.append(Pinned(place, pin, None, str(error)))
    return found


def _open_pin(view: View, known: Mapping[str, BatchSummary], pin: Pin) -> View:
    """Return a view of a pin's variant; WrongInput if there is no such batch, variant or run.

    known: name -> summary of the batches that are listed.
    """
    if pin.batch not in known:
        raise WrongInput(f"There is no batch {pin.batch} here, or it cannot be read.", key="pins")
    state = State(batch=pin.batch, pins=view.state.pins, metric=view.state.metric)
    opened = View(view.path, view.source, state, (), known[pin.batch])
    name = opened.batch.manifest.find_variant(pin.variant).name if pin.variant else opened.variant
    shown = View(view.path, view.source, replace(state, variant=name), (), known[pin.batch])
    require_runs(shown, (name,))
    return shown


def explain_unpaired(a: View, b: View) -> str:
    """Return, in words, why the runs of two variants do not share their random numbers (so that
    they cannot be compared run by run); empty if they do.
    """
    one, other = ((of.batch.manifest, of.batch.manifest.find_variant(of.variant)) for of in (a, b))
    found = list_world_differences(one, other)
    return join_words(found) if found else ""


def compare_with_first(first: View, others: Sequence[Pinned], metric: str) -> pd.DataFrame:
    """Return how each other pin that can be shown differs from the first in one metric, a row each.

    Columns: pin, batch, variant, effect (its mean minus the first's), low, high (95 %), n (pairs
    where paired, else its runs), n_first, paired, why (not paired, or not compared: effect NaN); if
    pairs play parameter sets of one fit, also draws_low, draws_high, fit, draws_sign and turns, of
    pairs only.
    """
    with use_batch(first.manifest):
        of = find_metric(metric)
        rows = [_compare_pin(first, one, of) for one in others if one.view is not None]
    columns = ("pin", "batch", "variant", "effect", "low", "high", "n", "n_first", "paired", "why")
    over = [name for name in OVER_DRAWS if any(name in row for row in rows)]
    table = pd.DataFrame(rows, columns=[*columns, *over])
    return table.fillna({FIT: "", TURNS: False} if over else {})


def _compare_pin(first: View, other: Pinned, metric: Metric) -> dict[str, Any]:
    """Return one row of `compare_with_first`; NaN and a reason in `why` if they cannot
    be compared.
    """
    named = {"pin": other.label, "batch": other.pin.batch, "variant": other.name}
    nothing = dict.fromkeys(("effect", "low", "high"), float("nan"))
    nothing |= {"n": 0, "n_first": 0, "paired": False}
    if other.view is None or other.view.batch.manifest.dyad != first.batch.manifest.dyad:
        return named | nothing | {"why": "other sides"}
    one, two = first.batch.manifest, other.view.batch.manifest
    if metric in one.own_metrics and metric not in list_common_metrics(one, two):
        return named | nothing | {"why": f"its runs lack the same {metric.name}"}
    try:
        return named | _compute_difference(first, other.view, metric)
    except (WrongInput, OSError) as error:
        return named | nothing | {"why": str(error)}


def _compute_difference(first: View, other: View, metric: Metric) -> dict[str, Any]:
    """Return effect, low, high, n, n_first, paired and why of `compare_with_first` (over pairs that
    play one fit, also its last columns), cached for these two batches.
    """
    state = (other.batch.name, *(getattr(other.summary, key) for key in ("created", "done")))

    def compute_row() -> dict[str, Any]:
        a, b = (
            view.read_outcomes(view.variant, columns=(metric.column,)) for view in (first, other)
        )
        why = explain_unpaired(first, other)
        if not why:
            both = pd.concat([a.assign(variant_name="a"), b.assign(variant_name="b")])
            row = compare_with_baseline(both, metric.name, "a").iloc[0]
            if row["n_pairs"]:
                pairs = {"n": int(row["n_pairs"]), "n_first": int(row["n_pairs"])}
                shown = [name for name in ("effect", "low", "high", *OVER_DRAWS) if name in row]
                told = {str(name): row[name] for name in shown}
                return {**told, **pairs, "paired": True, "why": ""}
        found = compute_unpaired_difference(a, b, metric, min(first.horizon, other.horizon))
        sizes = {"n": int(found.pop("n_b")), "n_first": int(found.pop("n_a"))}
        return {**found, **sizes, "paired": False, "why": why or "no run number in common"}

    key = ("board", metric.name, first.variant, *state, other.variant)
    return first.compute_once(key, compute_row)
