"""`taijie episodes`: what happened, beside what the model gives from the same beginning."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.cli_batches import Json
from runs.terminal import say, say_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from runs.archive import Batch
    from runs.episodes.episode import Episode
    from runs.episodes.planning import Terms

FAILED = 1
KEYS = ("runs", "seed", "horizon", "executor", "outputs", "plan")
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[IDS]... [runs=2000] [seed=0] [horizon=DAYS] [executor=local] [plan=true]",
        show_default=False,
    ),
]


def episodes(words: Words = None, as_json: Json = False) -> None:
    """Run the episodes and set what happened beside what comes out, with scores."""
    names = [word for word in words or [] if "=" not in word]
    from runs.cli_words import parse_pairs, switch
    from runs.episodes.planning import plan
    from runs.episodes.reading import chosen
    from runs.episodes.reading import episodes as read_all
    from runs.settings import Door

    given = parse_pairs("episodes", [word for word in words or [] if "=" in word], KEYS)
    terms, only_plan = _terms(given), switch(given, "plan")
    door = Door()
    known = read_all(door)
    wanted = chosen(known, names)
    whole, read_from = plan(door, wanted, terms, ["taijie", *sys.argv[1:]])
    if only_plan:
        _say_plan(wanted, read_from, terms, as_json)
        return
    from runs.launching import launch
    from runs.progress import ProgressLine

    with ProgressLine() as progress:
        batch = launch(whole, progress)
    if batch.missing():
        say(f"runs are missing: taijie resume {batch.name}", error=True)
        raise typer.Exit(FAILED)
    _finish(batch, known, read_from, terms, as_json)


def _terms(given: dict[str, str]) -> Terms:
    from runs.cli_words import executor_here, whole_number
    from runs.episodes.planning import Terms
    from runs.places import outputs_folder

    return Terms(
        runs=whole_number(given, "runs", 2000, least=1),
        seed=whole_number(given, "seed", 0),
        outputs=outputs_folder(given.get("outputs")),
        executor=executor_here(given),
        horizon=whole_number(given, "horizon", 1, least=1) if "horizon" in given else None,
    )


def _say_plan(
    wanted: dict[str, Episode], read_from: dict[str, str], terms: Terms, as_json: bool
) -> None:
    variants = len(set(read_from.values()))
    if as_json:
        say_json({"episodes": list(wanted), "variants": variants, "runs": terms.runs})
        return
    say(f"{len(wanted)} episodes, {variants} beginnings x {terms.runs:,} runs")
    say(table(("episode", "title"), [(name, one.title) for name, one in wanted.items()]))


def _finish(
    batch: Batch, known: dict[str, Episode], read_from: dict[str, str], terms: Terms, as_json: bool
) -> None:
    """Score, store and print."""
    from runs.episodes.scoring import means, rows_of
    from runs.episodes.store import store

    rows: list[dict[str, Any]] = []
    for name, variant in read_from.items():
        horizon = batch.manifest.variant(variant).horizon
        rows += rows_of(known, name, batch.outcomes(variant), variant, horizon)
    whole = {"batch": batch.name, "engine": batch.manifest.engine.digest, "runs": terms.runs,
             "seed": terms.seed, "rows": rows, "means": means(rows)}  # fmt: skip
    folder = store(terms.outputs, whole)
    if as_json:
        say_json({**whole, "folder": str(folder)})
    else:
        _say_table(whole, folder, batch)


def _say_table(whole: dict[str, Any], folder: Path, batch: Batch) -> None:
    from runs.episodes.wording import HEAD, NOTES, cells, sentences

    say(table(HEAD, [cells(row) for row in whole["rows"]]))
    say(f"\n{NOTES}\n")
    for sentence in sentences(whole["means"]):
        say(sentence)
    say(f"\n{folder}")
    say(f"one run:  taijie replay '{whole['rows'][0]['variant']}' 0 --batch {batch.name}")
