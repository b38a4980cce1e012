"""`taijie discover`: in which part of a design something happens, checked on fresh runs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from runs.archive import addressing
from runs.cli.list_show import Json, Outputs
from runs.cli.sensitivity import InBatch, OfVariant
from runs.errors import WrongInput
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
    from runs.studies.sensitivity.conditions import EXAMPLE
    from runs.studies.sensitivity.designed_runs import read_designed_runs, require_design
    from runs.studies.sensitivity.discovery import KINDS, box
    from runs.studies.sensitivity.discovery import split as split_up
    from runs.studies.sensitivity.outcome import outcome as named

    if (when is None) == (split is None):
        raise WrongInput(f'give either --when "{EXAMPLE}" or --split p_us.', key="--when")
    opened = addressing.batch(addressing.archive(outputs), batch)
    require_design(opened, KINDS)
    wanted = named(when or split or "", "--when" if when else "--split")
    if when and wanted.unit != "share":
        raise WrongInput(f"{when} is not yes or no: compare it.", key="--when", value=when)
    told = []
    for record in opened.variants(variant):
        rows = read_designed_runs(opened, record.hash, [wanted])
        told.append((box if when else split_up)(rows, wanted))
    if as_json:
        say_json(told)
        return
    for one in told:
        say(f"{one['variant']}: {one['outcome']}")
        (_say_box if when else _say_regions)(one)


def _say_box(one: dict[str, Any]) -> None:
    from runs.analysis.estimates.estimates import estimate_of
    from runs.analysis.text.numbers import interval_text

    if not one["limits"]:
        say("no box: such runs gather nowhere in this design more than elsewhere.\n")
        return
    rows = [(path, _span(at), f"{at['quasi_p']:.2g}") for path, at in one["limits"].items()]
    say(table(("lever", "within", "quasi-p"), rows))
    figures = {
        name: interval_text(estimate_of({**one, "n": one["fresh_points"]}, name, "share"))
        for name in ("density", "coverage", "base_rate")
    }
    held = f"{one['fresh_points']:,} points held out, {one['runs_at_a_point']} fresh runs each"
    say(f"\non the {held}:")
    say(f"density   {figures['density']} of 100 runs in the box ({one['points']:,.0f} points)")
    say(f"coverage  {figures['coverage']} of 100 such runs are in the box")
    say(f"elsewhere and here together {figures['base_rate']} of 100 runs\n")


def _say_regions(one: dict[str, Any]) -> None:
    from runs.analysis.text.differences import difference_unit
    from runs.analysis.text.numbers import number_text, unit_of

    rows = []
    for leaf in one["regions"]:
        ends = [f"{path} {_span(at)}" for path, at in leaf["box"].items()]
        own, fresh = leaf["mean"] - one["mean"], leaf["fresh_mean"] - one["fresh_mean"]
        points = leaf["fresh_points"]
        cells = format_differences(own, fresh, leaf["fresh_error"], points, one["unit"])
        rows.append((", ".join(ends) or "everywhere", *cells, points))
    unit = unit_of(one["unit"])
    mean = f"{number_text(one['fresh_mean'] * unit.per, 1)} {unit.name}".strip()
    say(f"against the mean of the design ({mean} on the points held out):\n")
    named = difference_unit(one["unit"])
    heads = [
        f"{head}, {named}" if named else head for head in ("where found", "on points held out")
    ]
    say(table(("region", *heads, "points"), rows))
    share = f"{number_text(100 * max(0.0, one['explained']), 0)} %"
    say(f"\nthe regions explain {share} of what differs from point to point, luck included\n")


def _span(at: dict[str, float]) -> str:
    """Return a range of a lever, to three digits."""
    from runs.analysis.text.numbers import number_text

    low, high = (number_text(float(f"{at[end]:.3g}")) for end in ("low", "high"))
    return f"{low} to {high}"


def format_differences(
    own: float, fresh: float, error: float, points: int, unit: str
) -> tuple[str, str]:
    """Return a region's differences from the mean with their signs, the second ± its 95 %."""
    from runs.analysis.estimates.estimates import Estimate, t_quantile
    from runs.analysis.text.numbers import (
        decimals,
        number_text,
        plus_minus_text,
        unit_of,
        without_interval,
    )

    half = float(t_quantile(points)) * error
    around = Estimate(fresh, fresh - half, fresh + half, points, unit, "point")
    places = decimals(around)
    first = number_text(own * unit_of(unit).per, 1 if places is None else places)
    second = plus_minus_text(fresh, half, unit)
    if half != half:
        second = f"{number_text(fresh * unit_of(unit).per, 1)}, {without_interval(around)}"
    first, second = (
        text if value <= 0 else f"+{text}" for text, value in ((first, own), (second, fresh))
    )
    return first, second
