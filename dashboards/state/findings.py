"""The main results of a batch: an answer in a sentence, and findings with links to their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboards.state.levers import shorten_names
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.comparison.families import IDENTICAL, UNDECIDED
from runs.analysis.comparison.overview import compare_with_baseline
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.draws import TURNS
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.sides import get_sides
from runs.analysis.text.differences import format_change, name_difference_unit
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number
from runs.analysis.text.over_draws import TURNING, write_sign_stability
from runs.analysis.text.pieces import format_median_day, format_share
from runs.analysis.waiting.durations import compute_median_days

NUMBER = 3
"""Findings that are shown."""
FAR = 1e6
"""By which a finding that turns with the assumptions stands behind all that hold."""
DAYS = "rmst"
CALL = {"broker": "brings the leaders together", "simultaneous": "call", "nobody": "calls"}
"""What the movers do that are no side."""

Row = Mapping[str, Any]
Text = list["Component | str"]


class Finding(NamedTuple):
    """A finding: its sentence, its interval (`chip`), the address of the page that shows it and,
    for a difference, the row of compare_with_baseline.
    """

    text: Text
    chip: str
    address: str
    size: float = 0.0
    """By which findings are sorted: the effect over the half-width of its interval."""
    row: Row | None = None


class Findings(NamedTuple):
    """The main sentence (heading of the page) and the findings."""

    answer: str
    findings: list[Finding]


def collect_findings(view: View, variants: Sequence[str]) -> Findings:
    """Return who calls first under the first of these variants, the baseline, and at most NUMBER
    findings: differences of the others from it, and results of the baseline alone. LookupError
    without a batch.
    """
    if view.summary is None:
        raise LookupError("there is no batch")
    counted = view.source.tally_outcomes(view.summary)
    shares = {
        (str(row["variant"]), str(row["mover"])): row
        for row in to_records(compute_mover_shares(counted))
    }
    medians = {str(row["variant"]): row for row in to_records(compute_median_days(counted))}
    found = _find_differences_from_baseline(view, variants) if len(variants) > 1 else []
    alone = _describe_single_variant(view, variants[0], shares, medians[variants[0]])
    return Findings(_write_answer(found, shares, variants[0]), _choose_findings([*found, *alone]))


def _find_differences_from_baseline(view: View, variants: Sequence[str]) -> list[Finding]:
    """Return a finding for each variant's difference from the first in who calls first and in days,
    largest `size` first (0 if not significant); [] if no metric has two pairs of runs.
    """
    metrics = [find_metric(f"p_{side.key}") for side in get_sides()] + [find_metric(DAYS)]
    columns = tuple(dict.fromkeys(of.column for of in metrics))
    frame = view.read_outcomes(*variants, columns=columns)
    found = []
    for of in metrics:
        for row in to_records(compare_with_baseline(frame, of.name, variants[0])):
            if row["n_pairs"] > 1:
                found.append(_make_finding(view, row, of.name, variants[0]))
    return sorted(found, key=lambda one: -one.size)


def _make_finding(view: View, row: dict[str, Any], metric: str, baseline: str) -> Finding:
    """Return the finding on one row of compare_with_baseline; adds the metric's name to the row."""
    of = find_metric(metric)
    row |= {"metric": metric}
    decided = row["verdict"] != UNDECIDED
    change, interval = format_change(row, of.unit, prefixed=False)
    where = f"under “{row['variant']}”"
    half = (row["adjusted_high"] - row["adjusted_low"]) / 2
    size = abs(row["effect"]) / half if half > 0 else float(row["effect"] != 0)
    text: Text
    if not decided or row["effect"] == 0:
        what = "leaders talk as soon" if metric == DAYS else f"{of.label} as often"
        text, size = [f"Whether {what} {where} cannot be told."], 0.0
    elif metric == DAYS:
        way = "sooner" if row["effect"] < 0 else "later"
        days = change.rpartition(" ")[0]
        interval = _say_when(interval)
        text = ["Leaders talk ", html.B(f"{days} days {way}"), f" {where}."]
    else:
        said = labels.capitalize_sentence(of.label)
        text = [f"{said} in ", html.B(change), f" of 100 runs {where}."]
    if size > 0 and row.get(TURNS, False):
        size /= FAR
    elif size > 0:
        text = [*text[:-1], f"{str(text[-1]).removesuffix('.')}{write_sign_stability(row)}."]
    text = [shorten_names(view, one)[0] if isinstance(one, str) else one for one in text]
    address = view.link_to_page("/compare", a=baseline, b=row["variant"], metric=metric)
    return Finding(text, interval, address, size, row)


def write_pair_answer(row: Row, baseline: str, other: str) -> tuple[str, str]:
    """Return a sentence on what a change does to one metric, and one on interval and number of
    pairs.

    row: of compute_paired_differences; baseline, other: names of the two variants.
    """
    label, pairs = str(row["label"]), format_count(int(row["n_pairs"]), "pair")
    if row["verdict"] == IDENTICAL:
        return (
            f"Nothing differs between “{baseline}” and “{other}”: {label}.",
            f"Identical in all {pairs}.",
        )
    change, interval = format_change(row, str(row["unit"]))
    known = "" if pairs in interval else f"; {pairs}"
    rests = f"Against “{baseline}”; {interval}{known}."
    if row["verdict"] == UNDECIDED:
        turning = f" on average; the direction {TURNING}" if row.get(TURNS, False) else ""
        said = labels.capitalize_sentence(label)
        return f"{said}: no difference can be told under “{other}”{turning}.", rests
    holds = write_sign_stability(row)
    if row["metric"] == DAYS:
        days, way = change.rpartition(" ")[0], "sooner" if row["effect"] < 0 else "later"
        rests = f"Against “{baseline}”; {_say_when(interval)}; {pairs}."
        return f"Under “{other}”, leaders talk {days} days {way}{holds}.", rests
    joint = " in" if row["unit"] == "share" else ":"
    unit = name_difference_unit(str(row["unit"]))
    return f"Under “{other}”, {label}{joint} {change} {unit}{holds}.", rests


def _say_when(interval: str) -> str:
    """Return the interval of a change in days waited, in words, as one of the day of contact."""
    return interval.replace(" more", " later").replace(" fewer", " sooner")


def _describe_single_variant(
    view: View, name: str, shares: Mapping[tuple[str, str], Row], median: Row
) -> list[Finding]:
    """Return three findings on a single variant: its median day, runs without a call, brokers.

    shares: (variant, mover) -> row of compute_mover_shares; median: row of compute_median_days.
    """
    first = view.link_to_page("/first", variant=name)
    day = labels.capitalize_sentence(format_median_day(median, False, False))
    found = [Finding([f"{day}: half of the runs are in contact."], "", first)]
    told = (("nobody", "Nobody calls"), ("broker", "A broker brings them together"))
    for mover, what in told:
        row = shares[name, mover]
        where = view.link_to_page("/runs", variant=name, where=f"first_mover_true:{mover}")
        found.append(Finding([f"{what} in {format_share(row)} of 100 runs."], "", where))
    return found


def _choose_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Return at most NUMBER findings: the first significant one of each variant, then
    the others.
    """
    chosen: list[Finding] = []
    seen: set[str] = set()
    for one in findings:
        key = str(one.row["variant"]) if one.row else str(one.text)
        if one.size > 0 and key not in seen:
            chosen.append(one)
            seen.add(key)
    rest = [one for one in findings if one not in chosen]
    return [*chosen, *rest][:NUMBER]


def _write_answer(
    findings: Sequence[Finding], shares: Mapping[tuple[str, str], Row], baseline: str
) -> str:
    """Return the main sentence: the most certain change in who calls first or, if there is none, in
    how many of 100 runs of the baseline (named if there are others) each side does (who does, if it
    has one run).

    shares: (variant, mover) -> row of compute_mover_shares.
    """
    keys = {f"p_{side.key}": side for side in get_sides()}
    for one in findings:
        if one.row is not None and one.size > 0 and one.row["metric"] in keys:
            side, other = keys[one.row["metric"]], str(one.row["variant"])
            new, old = (_write_share(shares[name, side.key]) for name in (other, baseline))
            answer = f"Under “{other}”, {side.title} calls first in {new} of 100 runs, {old} under "
            answer += f"“{baseline}”"
            return f"{answer}{write_sign_stability(one.row)}."
    several = len({name for name, _ in shares}) > 1
    if int(shares[baseline, "nobody"]["n"]) == 1:
        run = f"the one run under “{baseline}”" if several else "the one run"
        (mover,) = (who for (name, who), row in shares.items() if name == baseline and row["k"])
        return f"In {run}, {labels.format_name(mover)} {CALL.get(mover, 'calls first')}."
    first, second = get_sides()
    one_share, other_share = (_write_share(shares[baseline, side.key]) for side in (first, second))
    said = f"{first.title} calls first in {one_share} of 100 runs, {second.title} in {other_share}."
    return f"Under “{baseline}”, {said}" if several else labels.capitalize_sentence(said)


def _write_share(row: Row) -> str:
    """Return a row's share as text: a whole number of runs in a hundred."""
    return format_number(float(row["estimate"]) * 100, 0)
