"""`taijie episodes`: what happened, beside what the model gives from the same beginning."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.cli.list_show import Json
from runs.command_text import batch_words, command_text, variant_word
from runs.terminal import say, say_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from runs.archive.batch import Batch
    from runs.studies.episodes.episode import Episode
    from runs.studies.episodes.planning import Terms

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
    from runs.cli.arguments import parse_pairs, switch
    from runs.plan.settings.compose import ConfigComposer
    from runs.studies.episodes.planning import plan
    from runs.studies.episodes.reading import choose_episodes
    from runs.studies.episodes.reading import episodes as read_all

    given = parse_pairs("episodes", [word for word in words or [] if "=" in word], KEYS)
    terms, only_plan = _terms(given), switch(given, "plan")
    composer = ConfigComposer()
    known = read_all(composer)
    wanted = choose_episodes(known, names)
    whole, read_from = plan(composer, wanted, terms, ["taijie", *sys.argv[1:]])
    if only_plan:
        _say_plan(wanted, read_from, terms, as_json)
        return
    from runs.archive.continuing import advice
    from runs.cli.progress import ProgressLine
    from runs.execute.launch import launch

    with ProgressLine() as progress:
        batch = launch(whole, progress)
    needed = advice(batch)
    if needed:
        say(f"runs are missing. {needed.text}", error=True)
        raise typer.Exit(FAILED)
    _finish(batch, known, read_from, terms, as_json)


def _terms(given: dict[str, str]) -> Terms:
    from runs.cli.arguments import executor_here, whole_number
    from runs.paths import outputs_folder
    from runs.studies.episodes.planning import Terms

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
    from runs.studies.episodes.scoring import means, rows_of
    from runs.studies.episodes.storage import store

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
    from runs.studies.episodes.wording import HEAD, NOTES, cells, sentences

    say(table(HEAD, [cells(row) for row in whole["rows"]], whole=2))
    say(f"\n{NOTES}\n")
    for sentence in sentences(whole["means"]):
        say(sentence)
    say(f"\n{folder}")
    first = batch.manifest.variant(whole["rows"][0]["variant"])
    name, *place = batch_words(batch.path)
    words = ("taijie", "replay", variant_word(first), "0", "--batch", name, *place)
    say(f"one run:  {command_text(*words)}")
