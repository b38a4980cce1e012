"""`taijie sensitivity`: which levers of a design an outcome follows, and which are luck."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from runs.cli_batches import Json, Outputs
from runs.references import archive, latest
from runs.terminal import say, say_json, table

UNTOLD = "cannot be told from the dummy"
InBatch = Annotated[str | None, typer.Argument(help="Name; the newest if left out.")]
OfVariant = Annotated[str | None, typer.Option(help="One variant; all if left out.")]


def sensitivity(
    batch: InBatch = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="p_us, duration, \"first_mover_true == 'us'\"; again for more."),
    ] = None,
    variant: OfVariant = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Say how much each lever of a design moves an outcome: sobol, morris, one_at_a_time."""
    from runs.designs.played import played, require_design
    from runs.designs.weighing import HEADLINES, TELLERS
    from runs.outcome import outcome as named
    from runs.plan import counted

    found = archive(outputs)
    opened = found.open(batch) if batch else latest(found)
    design = require_design(opened, TELLERS)
    wanted = [named(text) for text in outcome or HEADLINES]
    told = []
    for record in opened.variants(variant):
        rows = played(opened, record.hash, wanted)
        told += TELLERS[design.name](rows, wanted)
    if as_json:
        say_json(told)
        return
    levers, points = counted(len(design.levers), "lever"), counted(design.points, "point")
    say(f"{opened.name}: {design.name}, {levers}, {points} x {opened.manifest.runs:,} runs")
    for one in told:
        _SAYERS[design.name](one, many=len(opened.manifest.variants) > 1)


def _title(one: dict[str, Any], many: bool) -> str:
    where = f"{one['variant']}: " if many else ""
    mean = (
        f"{100 * one['mean']:.3g} of 100 runs" if one["unit"] == "share" else f"{one['mean']:.4g}"
    )
    luck = "luck cannot be told apart with one run a point"
    if one["noise"] is not None and one["noise"] == one["noise"]:
        share = f"{100 * min(1.0, max(0.0, one['noise'])):.0f} %"
        luck = f"luck is {share} of " + (
            "a run's variance" if "threshold" in one else "the effects"
        )
    return f"\n{where}{one['label']} (mean over the design {mean}; {luck})"


def _say_sobol(one: dict[str, Any], many: bool) -> None:
    from runs.analysis.rounding import interval_text

    say(_title(one, many))
    rows = []
    for lever in one["levers"]:
        texts = [
            interval_text(lever[name], lever[f"{name}_low"], lever[f"{name}_high"])
            for name in ("first", "total")
        ]
        rows.append((lever["lever"], *texts, "" if lever.get("told", True) else UNTOLD))
    say(table(("lever", "first order (95 %)", "total order (95 %)", ""), rows))


def _say_morris(one: dict[str, Any], many: bool) -> None:
    from runs.analysis.rounding import interval_text

    say(_title(one, many))
    rows = []
    for lever in sorted(one["levers"], key=lambda row: -row["mu_star"]):
        texts = [
            interval_text(lever[name], lever[f"{name}_low"], lever[f"{name}_high"])
            if lever[f"{name}_low"] == lever[f"{name}_low"] else "unknown"
            for name in ("mu_star", "sigma", "dummy")
        ]  # fmt: skip
        rows.append((lever["lever"], *texts, "" if lever["told"] else UNTOLD))
    say(table(("lever", "mu* (95 %)", "sigma", "its dummy's mu*", ""), rows))


def _say_one_at_a_time(one: dict[str, Any], many: bool) -> None:
    from runs.analysis.rounding import interval_text

    say(f"\n{one['variant']}: effect of each lever alone, against the value as configured" if many
        else "\neffect of each lever alone, against the value as configured")  # fmt: skip
    effects: dict[tuple[str, float], dict[str, str]] = {}
    for row in one["effects"]:
        mark = "*" if row["p_holm"] < 0.05 else ""
        text = interval_text(row["effect"], row["low"], row["high"]) + mark
        effects.setdefault((row["lever"], row["value"]), {})[row["outcome"]] = text
    place = {path: i for i, path in enumerate(one["order"])}
    rows = [
        (lever, f"{value:g}", *(found[name] for name in one["outcomes"]))
        for (lever, value), found in sorted(effects.items(), key=lambda item: place[item[0][0]])
    ]
    say(table(("lever", "at", *one["outcomes"]), rows))
    say("\n* told apart from no effect (Holm over the rows of its column); days are medians")


_SAYERS = {"sobol": _say_sobol, "morris": _say_morris, "one_at_a_time": _say_one_at_a_time}
