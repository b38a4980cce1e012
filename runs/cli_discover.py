"""`taijie discover`: in which part of a design something happens, checked on fresh runs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from runs.cli_batches import Json, Outputs
from runs.cli_sensitivity import InBatch, OfVariant
from runs.errors import WrongInput
from runs.references import archive, latest
from runs.terminal import say, say_json, table


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
    from runs.designs.gathering import KINDS, box
    from runs.designs.gathering import split as split_up
    from runs.designs.played import played, require_design
    from runs.outcome import outcome as named

    if (when is None) == (split is None):
        raise WrongInput(f'give either --when "{EXAMPLE}" or --split p_us.', key="--when")
    found = archive(outputs)
    opened = found.open(batch) if batch else latest(found)
    require_design(opened, KINDS)
    wanted = named(when or split or "", "--when" if when else "--split")
    if when and wanted.unit != "share":
        raise WrongInput(f"{when} is not yes or no: compare it.", key="--when", value=when)
    told = []
    for record in opened.variants(variant):
        rows = played(opened, record.hash, [wanted])
        told.append((box if when else split_up)(rows, wanted))
    if as_json:
        say_json(told)
        return
    for one in told:
        say(f"{one['variant']}: {one['outcome']}")
        (_say_box if when else _say_regions)(one)


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
