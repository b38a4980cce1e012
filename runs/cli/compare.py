"""`taijie diff` and `taijie compare`: how two variants differ, in config and in outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count
from runs.archive.addressing import (
    FoundVariant,
    find_variants,
    open_archive,
    write_other_batches_note,
)
from runs.archive.in_use import use_batch
from runs.cli.design_text import describe_design
from runs.cli.list_show import Json, Outputs
from runs.errors import WrongInput
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    import pandas as pd

    from runs.plan.draws import FitRecord
    from runs.plan.variants import Change

VariantName = Annotated[str, typer.Argument(help="A variant: NAME, HASH, or BATCH/NAME.")]
InBatch = Annotated[
    str | None,
    typer.Option("--batch", "-b", help="Batch of both; the newest that has both if left out."),
]


def diff(
    a: VariantName,
    b: VariantName,
    batch: InBatch = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Print the settings in which two variants differ, and nothing else."""
    one, other = _find_two_variants(a, b, batch, outputs)
    changes = _list_changes(one, other)
    if as_json:
        say_json([change._asdict() for change in changes])
    else:
        _say_changes(changes, one[1].name, other[1].name)


def compare(
    a: VariantName,
    b: VariantName,
    batch: InBatch = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Compare what came out of two variants, run by run in the same random worlds."""
    one, other = _find_two_variants(a, b, batch, outputs)
    points = [side[0].design(side[1].hash) for side in (one, other)]
    if len({table.digest if table else "" for table in points}) > 1:
        raise WrongInput(f"{a} and {b} play the points of different designs.", key="variant")
    if one[0].manifest.dyad != other[0].manifest.dyad:
        raise WrongInput(f"{a} and {b} are of other sides.", key="variant")
    left, right = (_require_rows(side, batch) for side in (one, other))
    from runs.analysis.comparison.pairing import summarise_pairing
    from runs.analysis.comparison.pairs import compute_paired_differences

    with use_batch(one[0].manifest, other[0].manifest):
        try:
            fair, rows = summarise_pairing(left, right), compute_paired_differences(left, right)
        except ValueError as error:
            raise WrongInput(f"{a} and {b} cannot be compared: {error}.", key="variant") from None
    changes = _list_changes(one, other)
    if as_json:
        records = rows.to_dict("records")
        plain = [change._asdict() for change in changes]
        say_json({"changes": plain, "fairness": fair, "paired": records})
        return
    _say_changes(changes, one[1].name, other[1].name)
    say(f"\n{_describe_pairing(one, other, fair)}\n")
    with use_batch(one[0].manifest, other[0].manifest):
        _say_effects(rows, one[1].name, other[1].name)


def _require_rows(variant: FoundVariant, batch: str | None) -> pd.DataFrame:
    """Return a variant's outcome rows, one a run; WrongInput if it has none, which names the batch
    found if the user named none (`batch` None).
    """
    opened, record = variant[:2]
    try:
        return opened.require_rows(record.hash)
    except WrongInput as error:
        if batch is not None:
            raise
        where = f"in {opened.name}, the newest that has it (-b names another), "
        raise WrongInput(where + error.reason, key="variant", value=record.name) from None


def _find_two_variants(
    a: str, b: str, batch: str | None, outputs: str | None
) -> tuple[FoundVariant, FoundVariant]:
    """Return two variants with their batches, after a note on those of older batches."""
    one, other = find_variants(open_archive(outputs), [a, b], batch)
    say_other_batches([one, other])
    return one, other


def say_other_batches(variants: Sequence[FoundVariant]) -> None:
    """Print to standard error the batch of each variant that is not from the newest batch."""
    where = write_other_batches_note(variants)
    if where:
        say(where, error=True)


def _list_changes(first: FoundVariant, second: FoundVariant) -> list[Change]:
    """Return the settings in which two variants differ, and their designs if these differ."""
    from runs.plan.variants import Change, compare_configs, explain_changes

    configs = [side[0].config(side[1].hash) for side in (first, second)]
    changes = explain_changes(compare_configs(*configs), first[1].overrides, second[1].overrides)
    tables = [side[0].design(side[1].hash) for side in (first, second)]
    if len({table.digest if table else "" for table in tables}) > 1:
        a, b = (describe_design(side[0].manifest.design) for side in (first, second))
        changes.append(Change("design", a, b))
    return changes


def _say_changes(changes: list[Change], a: str, b: str) -> None:
    """Print the settings in which variants `a` and `b` (their names) differ."""
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
    say(format_table(("setting", a, b), rows))


def _describe_pairing(first: FoundVariant, second: FoundVariant, pairing: dict[str, Any]) -> str:
    """Return a sentence on how many runs are paired, and on code, fit and horizon; pairing: what
    `summarise_pairing` returns.
    """
    from runs.analysis.comparison.pairing import write_pair_count
    from runs.archive.shared_worlds import compute_rules_digest

    engines = {compute_rules_digest(side[0].manifest) for side in (first, second)}
    code = "the same code" if len(engines) == 1 else "DIFFERENT code (differences mix the two)"
    code += _describe_fits(*(side[0].manifest.fit for side in (first, second)))
    horizon = "the same horizon" if pairing["same_horizon"] else "DIFFERENT horizons"
    alone = pairing["only_a"] + pairing["only_b"]
    rest = f"; {format_count(alone, 'run')} without a partner left out" if alone else ""
    return f"{write_pair_count(pairing)}, {code}, {horizon}{rest}."


def _describe_fits(a: FitRecord | None, b: FitRecord | None) -> str:
    """Return a clause on the two variants' fits, to follow that on their code; empty if neither has
    one.
    """
    if a == b:
        return f", the same {a.draws:,} draws of fit={a.name}" if a else ""
    return ", DIFFERENT parameters (no interval over draws)"


def _say_effects(rows: Any, a: str, b: str) -> None:
    """Print a row a metric (both values, the difference with its interval, and the verdict), then
    how many differ, and the effects on who calls first in words.
    """
    from runs.analysis.text.differences import write_differing_count, write_effect_sentence
    from runs.analysis.text.over_draws import ONE_SIDED, write_sign_stability_count
    from runs.analysis.text.tables import (
        ROUNDED,
        format_difference_cells,
        list_difference_heads,
        write_pairs_note,
    )

    if not len(rows):
        return
    records = rows.to_dict("records")
    family = int(records[0]["family"])
    judged = (
        f" Intervals and verdicts are Holm-adjusted over the {format_count(family, 'metric')}:"
        " an interval leaves 0 out exactly where its metric differs."
    )
    say(f"A: {a}; B: {b}.{judged if family else ''} {ROUNDED}\n")
    heads = list_difference_heads(rows)
    say(format_table(heads, [format_difference_cells(row) for row in records]))
    note = write_pairs_note(records)
    if note:
        say(f"\n{note}")
    say(
        f"\n{write_differing_count([row['verdict'] for row in records], family)} between “{a}” "
        f"and “{b}”."
    )
    if "fit" in rows:
        say(f"{write_sign_stability_count(records)}. {ONE_SIDED}")
    told = [f"p_{key}" for key in get_dyad().keys]
    for row in records:
        if row["metric"] in told:
            say(write_effect_sentence(row, a, b))


def _format_value(value: Any) -> str:
    """Return a setting's value as text of at most 60 characters."""
    text = "null" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
