"""`taijie discover`: in which part of a design something happens, checked on fresh runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.cli_batches import Json, Outputs
from runs.cli_sensitivity import InBatch, OfVariant
from runs.errors import WrongInput
from runs.references import archive, latest
from runs.terminal import say, say_json, table

if TYPE_CHECKING:
    from runs.analysis.prim import Box
    from runs.designs.played import Played
    from runs.outcome import Outcome


def discover(
    batch: InBatch = None,
    when: Annotated[
        str | None, typer.Option(help="Which runs: \"first_mover_true == 'nobody'\".")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="An outcome to split the design by: p_us, duration.")
    ] = None,
    variant: OfVariant = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Find the ranges of levers in which runs of a kind gather, or an outcome is high or low."""
    from runs.conditions import EXAMPLE
    from runs.designs.played import played, require_design
    from runs.outcome import outcome as named

    if (when is None) == (split is None):
        raise WrongInput(f'give either --when "{EXAMPLE}" or --split p_us.', key="--when")
    found = archive(outputs)
    opened = found.open(batch) if batch else latest(found)
    require_design(opened, ("latin_hypercube", "grid", "table", "sobol", "morris"))
    wanted = named(when or split or "", "--when" if when else "--split")
    if when and wanted.unit != "share":
        raise WrongInput(f"{when} is not yes or no: compare it.", key="--when", value=when)
    told = []
    for record in opened.variants(variant):
        rows = played(opened, record.hash, [wanted])
        told.append((_box if when else _regions)(rows, wanted))
    if as_json:
        say_json(told)
        return
    for one in told:
        say(f"{one['variant']}: {one['outcome']}")
        (_say_box if when else _say_regions)(one)


def _box(rows: Played, wanted: Outcome) -> dict[str, Any]:
    from runs.analysis import prim

    halves = prim.halved(rows.table.values, rows.values(wanted), rows.block)
    found = prim.boxes(halves.levers, halves.cases)
    box = prim.chosen(found, halves.levers, halves.cases)
    fresh = (halves.fresh_levers, halves.fresh_cases)
    chances = prim.quasi_p(box, *fresh)
    limits = _limits(rows, box)
    for name, i in zip(limits, box.restricted, strict=True):
        limits[name]["quasi_p"] = chances[int(i)]
    return {
        "variant": rows.variant.name, "outcome": wanted.name, "limits": limits,
        "runs_at_a_point": halves.fresh_cases.shape[1], "fresh_points": len(halves.fresh_cases),
        **prim.counted(box, *fresh, rows.block),
    }  # fmt: skip


def _regions(rows: Played, wanted: Outcome) -> dict[str, Any]:
    from runs.analysis import prim, regions

    halves = prim.halved(rows.table.values, rows.values(wanted), rows.block)
    leaves = regions.tree(halves)
    return {
        "variant": rows.variant.name,
        "outcome": wanted.name,
        "explained": regions.explained(leaves, halves),
        "mean": float(halves.cases.mean()),
        "fresh_mean": float(halves.fresh_cases.mean()),
        "regions": [{**leaf._asdict(), "box": _limits(rows, leaf.box)} for leaf in leaves],
    }


def _limits(rows: Played, box: Box) -> dict[str, dict[str, Any]]:
    """Return the restricted levers with their limits, the design's own where one end is open."""
    found = {}
    for i in box.restricted:
        path = rows.table.paths[i]
        ends = (rows.table.values[:, i].min(), rows.table.values[:, i].max())
        low, high = max(ends[0], box.limits[i, 0]), min(ends[1], box.limits[i, 1])
        found[path] = {"low": float(low), "high": float(high)}
    return found


def _say_box(one: dict[str, Any]) -> None:
    from runs.analysis.rounding import interval_text

    if not one["limits"]:
        say("no box: such runs gather nowhere in this design more than elsewhere.\n")
        return
    rows = [
        (path, f"{at['low']:.3g} to {at['high']:.3g}", f"{at['quasi_p']:.2g}")
        for path, at in one["limits"].items()
    ]
    say(table(("lever", "within", "quasi-p"), rows))
    figures = {
        name: interval_text(one[name], one[f"{name}_low"], one[f"{name}_high"], per=100)
        for name in ("density", "coverage", "base_rate")
    }
    held = f"{one['fresh_points']:,} points held out, {one['runs_at_a_point']} fresh runs each"
    say(f"\non the {held}:")
    say(f"density   {figures['density']} of 100 runs in the box ({one['points']:,.0f} points)")
    say(f"coverage  {figures['coverage']} of 100 such runs are in the box")
    say(f"elsewhere and here together {figures['base_rate']} of 100 runs\n")


def _say_regions(one: dict[str, Any]) -> None:
    rows = []
    for leaf in one["regions"]:
        ends = [f"{path} {at['low']:.3g} to {at['high']:.3g}" for path, at in leaf["box"].items()]
        own, fresh = leaf["mean"] - one["mean"], leaf["fresh_mean"] - one["fresh_mean"]
        told = f"{fresh:+.3g} ± {1.96 * leaf['fresh_error']:.1g}"
        rows.append((", ".join(ends) or "everywhere", f"{own:+.3g}", told, leaf["fresh_points"]))
    say(f"against the mean of the design ({one['fresh_mean']:.3g} on the points held out):\n")
    say(table(("region", "where found", "on points held out", "points"), rows))
    share = f"{100 * max(0.0, one['explained']):.0f} %"
    say(f"\nthe regions explain {share} of what differs from point to point, luck included\n")
