"""`taijie diff` and `taijie compare`: how two variants differ, in config and in outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.archive.addressing import Found, archive, place_text, variants
from runs.cli.design_text import describe_design
from runs.cli.list_show import Json, Outputs
from runs.errors import WrongInput
from runs.terminal import say, say_json, table

if TYPE_CHECKING:
    from runs.plan.variants import Change

Side = Found
One = Annotated[str, typer.Argument(help="A variant: NAME, HASH, or BATCH/NAME.")]
InBatch = Annotated[
    str | None,
    typer.Option("--batch", "-b", help="Batch of both; the newest that has both if left out."),
]
SIDES_FIRST = ("p_us", "p_china")
"""Metrics that are told in sentences too: both sides, always in this order."""


def diff(
    a: One, b: One, batch: InBatch = None, outputs: Outputs = None, as_json: Json = False
) -> None:
    """Print the settings in which two variants differ, and nothing else."""
    one, other = _sides(a, b, batch, outputs)
    changes = _changes(one, other)
    if as_json:
        say_json([change._asdict() for change in changes])
    else:
        _say_changes(changes, one[1].name, other[1].name)


def compare(
    a: One, b: One, batch: InBatch = None, outputs: Outputs = None, as_json: Json = False
) -> None:
    """Compare what came out of two variants, run by run in the same random worlds."""
    one, other = _sides(a, b, batch, outputs)
    points = [side[0].design(side[1].hash) for side in (one, other)]
    if len({table.digest if table else "" for table in points}) > 1:
        raise WrongInput(f"{a} and {b} play the points of different designs.", key="variant")
    left, right = (side[0].require_rows(side[1].hash) for side in (one, other))
    from runs.analysis.comparison.pairing import fairness
    from runs.analysis.comparison.pairs import pair_differences

    try:
        fair, rows = fairness(left, right), pair_differences(left, right)
    except ValueError as error:
        raise WrongInput(f"{a} and {b} cannot be compared: {error}.", key="variant") from None
    changes = _changes(one, other)
    if as_json:
        records = rows.to_dict("records")
        plain = [change._asdict() for change in changes]
        say_json({"changes": plain, "fairness": fair, "paired": records})
        return
    _say_changes(changes, one[1].name, other[1].name)
    say(f"\n{_fairness(one, other, fair)}\n")
    _say_effects(rows, one[1].name, other[1].name)


def _sides(a: str, b: str, batch: str | None, outputs: str | None) -> tuple[Side, Side]:
    one, other = variants(archive(outputs), [a, b], batch)
    say_place([one, other])
    return one, other


def say_place(found: Sequence[Found]) -> None:
    """Say, beside the output, in which batch variants were found that the newest has not."""
    where = place_text(found)
    if where:
        say(where, error=True)


def _changes(one: Side, other: Side) -> list[Change]:
    from runs.plan.variants import Change, explain_changes
    from runs.plan.variants import diff as config_diff

    configs = [side[0].config(side[1].hash) for side in (one, other)]
    changes = explain_changes(config_diff(*configs), one[1].overrides, other[1].overrides)
    tables = [side[0].design(side[1].hash) for side in (one, other)]
    if len({table.digest if table else "" for table in tables}) > 1:
        a, b = (describe_design(side[0].manifest.design) for side in (one, other))
        changes.append(Change("design", a, b))
    return changes


def _say_changes(changes: list[Change], a: str, b: str) -> None:
    if not changes:
        say("The two configurations are identical.")
        return
    rows = [
        (
            c.path + (f"  ({c.leaves} settings)" if c.leaves else ""),
            _format_value(c.a),
            _format_value(c.b),
        )
        for c in changes
    ]
    say(table(("setting", a, b), rows))


def _fairness(one: Side, other: Side, fair: dict[str, Any]) -> str:
    from runs.analysis.comparison.pairing import count_in_words

    engines = {side[0].manifest.engine.digest for side in (one, other)}
    code = "the same code" if len(engines) == 1 else "DIFFERENT code (differences mix the two)"
    horizon = "the same horizon" if fair["same_horizon"] else "DIFFERENT horizons"
    alone = fair["only_a"] + fair["only_b"]
    rest = f"; {alone:,} runs without a partner left out" if alone else ""
    return f"{count_in_words(fair)}, {code}, {horizon}{rest}."


def _say_effects(rows: Any, a: str, b: str) -> None:
    """Print a row a metric: both values, the difference with its interval, and the verdict."""
    from runs.analysis.text.differences import differing, effect_sentence
    from runs.analysis.text.tables import DIFFERENCES, difference_cells, pairs_note

    if not len(rows):
        return
    records = rows.to_dict("records")
    family = int(records[0]["family"])
    say(f"A: {a}; B: {b}. Intervals and verdicts are Holm-adjusted over the {family} metrics:")
    say("an interval leaves 0 out exactly where its metric differs.\n")
    say(table(DIFFERENCES, [difference_cells(row) for row in records]))
    note = pairs_note(records)
    if note:
        say(f"\n{note}")
    say(f"\n{differing([row['verdict'] for row in records], family)} between “{a}” and “{b}”.")
    for row in records:
        if row["metric"] in SIDES_FIRST:
            say(effect_sentence(row, a, b))


def _format_value(value: Any) -> str:
    text = "null" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
