"""`taijie diff` and `taijie compare`: how two variants differ, in config and in outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.cli_batches import Json, Outputs
from runs.cli_designs import told
from runs.errors import WrongInput
from runs.references import archive, variant
from runs.terminal import say, say_json, table
from runs.variants import Change, explained
from runs.variants import diff as config_diff

if TYPE_CHECKING:
    from runs.archive import Batch
    from runs.manifest import VariantRecord

One = Annotated[str, typer.Argument(help="A variant: NAME, HASH, or BATCH/NAME.")]
InBatch = Annotated[
    str | None, typer.Option("--batch", "-b", help="Batch of both; the newest if left out.")
]
Side = tuple["Batch", "VariantRecord"]


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
    left, right = (side[0].outcomes(side[1].hash) for side in (one, other))
    from runs.analysis.pairing import fairness
    from runs.analysis.pairs import paired

    try:
        fair, rows = fairness(left, right), paired(left, right)
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
    found = archive(outputs)
    return variant(found, a, batch), variant(found, b, batch)


def _changes(one: Side, other: Side) -> list[Change]:
    configs = [side[0].config(side[1].hash) for side in (one, other)]
    changes = explained(config_diff(*configs), one[1].overrides, other[1].overrides)
    tables = [side[0].design(side[1].hash) for side in (one, other)]
    if len({table.digest if table else "" for table in tables}) > 1:
        a, b = (told(side[0].manifest.design) for side in (one, other))
        changes.append(Change("design", a, b))
    return changes


def _say_changes(changes: list[Change], a: str, b: str) -> None:
    if not changes:
        say("The two configurations are identical.")
        return
    rows = [
        (c.path + (f"  ({c.leaves} settings)" if c.leaves else ""), _shown(c.a), _shown(c.b))
        for c in changes
    ]
    say(table(("setting", a, b), rows))


def _fairness(one: Side, other: Side, fair: dict[str, Any]) -> str:
    from runs.analysis.pairing import counted

    engines = {side[0].manifest.engine.digest for side in (one, other)}
    code = "the same code" if len(engines) == 1 else "DIFFERENT code (differences mix the two)"
    horizon = "the same horizon" if fair["same_horizon"] else "DIFFERENT horizons"
    alone = fair["only_a"] + fair["only_b"]
    rest = f"; {alone:,} runs without a partner left out" if alone else ""
    return f"{counted(fair)}, {code}, {horizon}{rest}."


def _say_effects(rows: Any, a: str, b: str) -> None:
    from runs.analysis.contrasts import effect_sentence
    from runs.analysis.metrics import metric
    from runs.analysis.rounding import interval_text

    shown = []
    for row in rows.to_dict("records"):
        per = 100 if metric(row["metric"]).yes_no else 1
        effect = interval_text(row["effect"], row["low"], row["high"], per=per)
        shown.append((row["label"], effect, row["verdict"]))
    say(table(("metric", f"{b} minus {a} (95 % interval)", "verdict"), shown))
    if len(rows):
        say(f"\n{effect_sentence(rows.to_dict('records')[0], a, b, len(rows))}")


def _shown(value: Any) -> str:
    text = "null" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
