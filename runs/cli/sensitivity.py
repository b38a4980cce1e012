"""`taijie sensitivity`: which levers of a design an outcome follows, and which are luck."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from runs.analysis.sides import get_dyad
from runs.archive import addressing
from runs.cli.list_show import Json, Outputs
from runs.terminal import format_table, say, say_json

FIRST = f"p_{get_dyad().first}"
FIRST_CALLS = f"first_mover_true == '{get_dyad().first}'"
"""Examples of an outcome: that the first side of the preset calls first."""
ABOVE = "above it"
BELOW = "no more than it"
UNRESOLVED = "not resolved at this size"
InBatch = Annotated[str | None, typer.Argument(help="Name; the newest if left out.")]
OfVariant = Annotated[str | None, typer.Option(help="One variant; all if left out.")]


def sensitivity(
    batch: InBatch = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(help=f'{FIRST}, duration, "{FIRST_CALLS}"; again for more.'),
    ] = None,
    variant: OfVariant = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Say how much each lever of a design moves an outcome: sobol, morris, one_at_a_time."""
    from runs.analysis.text.names import format_count
    from runs.studies.sensitivity.designed_runs import require_design
    from runs.studies.sensitivity.indices import ANALYSES_BY_DESIGN
    from runs.studies.sensitivity.telling import analyse_levers

    opened = addressing.open_batch(addressing.open_archive(outputs), batch)
    design = require_design(opened, ANALYSES_BY_DESIGN)
    told, left_out = analyse_levers(opened, outcome or (), variant)
    for sentence in left_out:
        say(sentence, error=True)
    if as_json:
        say_json(told)
        return
    levers, points = format_count(len(design.levers), "lever"), format_count(design.points, "point")
    say(f"{opened.name}: {design.name}, {levers}, {points} x {opened.manifest.runs:,} runs")
    for one in told:
        record = {**one, "runs": opened.manifest.runs}
        _SAYERS[design.name](record, names_variant=len(opened.manifest.variants) > 1)


def _format_title(record: dict[str, Any], names_variant: bool) -> str:
    """Return the line above a table: outcome, mean over the design, and what part is chance;
    names_variant: whether it begins with the variant.
    """
    from runs.analysis.text.numbers import format_number, get_unit

    where = f"{record['variant']}: " if names_variant else ""
    mean = format_number(record["mean"] * get_unit(record["unit"]).per, 1)
    unit = get_unit(record["unit"]).name
    one_run = record["runs"] == 1
    luck = "luck cannot be told apart with one run a point" if one_run else "it does not differ"
    if record["noise"] is not None and record["noise"] == record["noise"]:
        share = f"{format_number(100 * min(1.0, max(0.0, record['noise'])), 0)} %"
        luck = f"luck is {share} of " + (
            "a run's variance" if "threshold" in record else "the effects"
        )
    return f"\n{where}{record['label']} (mean over the design {mean} {unit}; {luck})"


def compare_with_dummy(low: float, high: float, threshold: float) -> str:
    """Return ABOVE, BELOW or UNRESOLVED: whether an interval exceeds what a lever without effect
    may reach.

    low, high: the interval, NaN if unknown; threshold: the highest value of the dummy lever.
    """
    if low > threshold:
        return ABOVE
    return UNRESOLVED if high > threshold or low != low else BELOW


def _say_sobol(record: dict[str, Any], names_variant: bool) -> None:
    """Print the first-order and the total-order Sobol index of each lever, and how the second
    compares with that of a dummy lever.
    """
    from runs.analysis.text.numbers import format_number

    say(_format_title(record, names_variant))
    rows, points = [], record["resampled"]
    for lever in record["levers"]:
        texts = [
            _format_lever_estimate({**lever, "n": points}, name, "", "point")
            for name in ("first", "total")
        ]
        ends = (lever["total_low"], lever["total_high"], record["threshold"])
        rows.append((lever["lever"], *texts, compare_with_dummy(*ends) if "told" in lever else ""))
    head = ("lever", "first order (95 %)", "total order (95 %)", "against the dummy")
    say(format_table(head, rows, unwrapped=1))
    limit = record["threshold"]
    far = f"is up to {format_number(limit, 3)} from 0, either way, in total order"
    if limit != limit:
        far = "has no known total order, since points differ by no more than luck,"
    say(f"\nthe dummy, a lever that does nothing, {far} here")


def _say_morris(record: dict[str, Any], names_variant: bool) -> None:
    """Print mean size (mu*) and standard deviation (sigma) of each lever's effects, a row a lever,
    beside the mu* that noise alone would give (its dummy's).
    """
    say(_format_title(record, names_variant))
    rows = []
    for lever in sorted(record["levers"], key=lambda row: -row["mu_star"]):
        counted = {**lever, "n": record["resampled"]}
        texts = [
            _format_lever_estimate(counted, name, record["unit"], "trajectory")
            for name in ("mu_star", "sigma", "dummy")
        ]
        top = lever["dummy_high"] if lever["dummy_high"] == lever["dummy_high"] else 0.0
        told = compare_with_dummy(lever["mu_star_low"], lever["mu_star_high"], top)
        rows.append((lever["lever"], *texts, told))
    head = ("lever", "mu* (95 %)", "sigma", "its dummy's mu*", "against its dummy")
    say(format_table(head, rows, unwrapped=1))
    say("\na lever is above its dummy where its interval begins beyond the end of the dummy's")


def _format_lever_estimate(lever: dict[str, Any], name: str, unit: str, counted: str) -> str:
    """Return the figure `name` of a lever with its interval; "unknown" if it is NaN. counted: what
    its n counts, such as "point".
    """
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.numbers import format_with_interval

    estimate = replace(extract_estimate(lever, name, unit), counted=counted)
    unknown = estimate.value != estimate.value
    return "unknown" if unknown else format_with_interval(estimate)


def _say_one_at_a_time(record: dict[str, Any], names_variant: bool) -> None:
    """Print the effect of each lever alone, at its lower and its upper value, on each outcome."""
    from runs.analysis.comparison.families import HIGHER, LOWER
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.differences import name_difference_unit
    from runs.analysis.text.numbers import format_number, format_with_interval

    where = f"{record['variant']}: " if names_variant else ""
    say(f"\n{where}effect of each lever alone, against the value as configured")
    effects: dict[tuple[str, float], dict[str, str]] = {}
    for row in record["effects"]:
        mark = "*" if row["verdict"] in (HIGHER, LOWER) else ""
        unit = record["units"][row["outcome"]]
        estimate = replace(extract_estimate(row, "effect", unit, "adjusted_"), counted="pair")
        effects.setdefault((row["lever"], row["value"]), {})[row["outcome"]] = (
            format_with_interval(estimate) + mark
        )
    place = {path: i for i, path in enumerate(record["order"])}
    rows = [
        (lever, format_number(value), *(found[name] for name in record["outcomes"]))
        for (lever, value), found in sorted(effects.items(), key=lambda item: place[item[0][0]])
    ]
    heads = [
        f"{name}, {name_difference_unit(record['units'][name])}" for name in record["outcomes"]
    ]
    say(format_table(("lever", "at", *heads), rows, unwrapped=2))
    say(
        "\n* differs from no effect. Verdicts and intervals are Holm-adjusted over the rows of"
        " their column: an interval leaves 0 out exactly where there is a mark. Days are medians."
    )


_SAYERS = {"sobol": _say_sobol, "morris": _say_morris, "one_at_a_time": _say_one_at_a_time}
