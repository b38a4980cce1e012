"""`taijie discover`: in which part of a design something happens, checked on fresh runs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from runs.archive import addressing
from runs.archive.in_use import use_batch
from runs.cli.list_show import Json, Outputs
from runs.cli.sensitivity import FIRST, InBatch, OfVariant
from runs.errors import WrongInput
from runs.terminal import format_table, say, say_json


def discover(
    batch: InBatch = None,
    when: Annotated[
        str | None, typer.Option(help="Which runs: \"first_mover_true == 'nobody'\".")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help=f"An outcome to split the design by: {FIRST}, duration.")
    ] = None,
    variant: OfVariant = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Find the ranges of levers in which runs of a kind gather, or an outcome is high or low."""
    from runs.studies.sensitivity.conditions import EXAMPLE
    from runs.studies.sensitivity.designed_runs import read_designed_runs, require_design
    from runs.studies.sensitivity.discovery import KINDS, find_lever_box, find_lever_regions
    from runs.studies.sensitivity.outcome import parse_outcome

    if (when is None) == (split is None):
        raise WrongInput(f'give either --when "{EXAMPLE}" or --split {FIRST}.', key="--when")
    opened = addressing.open_batch(addressing.open_archive(outputs), batch)
    require_design(opened, KINDS)
    with use_batch(opened.manifest):
        wanted = parse_outcome(when or split or "", "--when" if when else "--split")
    if when and wanted.unit != "share":
        raise WrongInput(f"{when} is not yes or no: compare it.", key="--when", value=when)
    told = []
    for record in opened.variants(variant):
        rows = read_designed_runs(opened, record.hash, [wanted])
        told.append((find_lever_box if when else find_lever_regions)(rows, wanted))
    if as_json:
        say_json(told)
        return
    for one in told:
        say(f"{one['variant']}: {one['outcome']}")
        (_say_box if when else _say_regions)(one)


def _say_box(record: dict[str, Any]) -> None:
    """Print a box: its limits, then density, coverage and base rate on points held out."""
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.numbers import format_with_interval

    if not record["limits"]:
        say("no box: such runs gather nowhere in this design more than elsewhere.\n")
        return
    rows = [
        (path, _format_range(at), f"{at['quasi_p']:.2g}") for path, at in record["limits"].items()
    ]
    say(format_table(("lever", "within", "quasi-p"), rows, unwrapped=1))
    figures = {
        name: format_with_interval(
            extract_estimate({**record, "n": record["fresh_points"]}, name, "share")
        )
        for name in ("density", "coverage", "base_rate")
    }
    held = (
        f"{record['fresh_points']:,} points held out, {record['runs_at_a_point']} fresh runs each"
    )
    say(f"\non the {held}:")
    say(f"density   {figures['density']} of 100 runs in the box ({record['points']:,.0f} points)")
    say(f"coverage  {figures['coverage']} of 100 such runs are in the box")
    say(f"elsewhere and here together {figures['base_rate']} of 100 runs\n")


def _say_regions(record: dict[str, Any]) -> None:
    """Print the regions of a tree: where, and by how much each differs from the mean."""
    from runs.analysis.text.differences import name_difference_unit
    from runs.analysis.text.numbers import format_number, get_unit

    rows = []
    for leaf in record["regions"]:
        ends = [f"{path} {_format_range(at)}" for path, at in leaf["box"].items()]
        own, fresh = leaf["mean"] - record["mean"], leaf["fresh_mean"] - record["fresh_mean"]
        points = leaf["fresh_points"]
        cells = format_differences(own, fresh, leaf["fresh_error"], points, record["unit"])
        rows.append((", ".join(ends) or "everywhere", *cells, points))
    unit = get_unit(record["unit"])
    mean = f"{format_number(record['fresh_mean'] * unit.per, 1)} {unit.name}".strip()
    say(f"against the mean of the design ({mean} on the points held out):\n")
    difference = name_difference_unit(record["unit"])
    heads = [
        f"{head}, {difference}" if difference else head
        for head in ("where found", "on points held out")
    ]
    say(format_table(("region", *heads, "points"), rows))
    share = f"{format_number(100 * max(0.0, record['explained']), 0)} %"
    say(f"\nthe regions explain {share} of what differs from point to point, luck included\n")


def _format_range(limits: dict[str, float]) -> str:
    """Return a lever's limits (`low` and `high`) as text, to three significant digits."""
    from runs.analysis.text.numbers import format_number

    low, high = (format_number(float(f"{limits[end]:.3g}")) for end in ("low", "high"))
    return f"{low} to {high}"


def format_differences(
    found: float, fresh: float, error: float, points: int, unit: str
) -> tuple[str, str]:
    """Return a region's two differences from the mean as texts with signs, the second ± its 95 %
    half-width.

    found: on the points it was found on; fresh, error, points: on fresh points, with standard
    error.
    """
    from runs.analysis.estimates.estimates import Estimate, compute_t_quantile
    from runs.analysis.text.numbers import (
        choose_decimals,
        format_missing_interval,
        format_number,
        format_plus_minus,
        get_unit,
    )

    half = float(compute_t_quantile(points)) * error
    around = Estimate(fresh, fresh - half, fresh + half, points, unit, "point")
    places = choose_decimals(around)
    first = format_number(found * get_unit(unit).per, 1 if places is None else places)
    second = format_plus_minus(fresh, half, unit)
    if half != half:
        second = (
            f"{format_number(fresh * get_unit(unit).per, 1)}, {format_missing_interval(around)}"
        )
    first, second = (
        text if value <= 0 else f"+{text}" for text, value in ((first, found), (second, fresh))
    )
    return first, second
