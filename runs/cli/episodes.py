"""`taijie episodes`: what happened, beside what the model gives from the same beginning."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.text.names import format_count
from runs.archive.in_use import use_batch
from runs.cli.list_show import Json
from runs.command_text import format_command, make_batch_arguments, make_variant_argument
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runs.archive.batch import Batch
    from runs.studies.episodes.episode import Episode
    from runs.studies.episodes.planning import EpisodeSettings

KEPT = "the runs that are done are kept: the same command goes on"
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
    from runs.cli.arguments import parse_pairs, parse_switch
    from runs.plan.settings.compose import ConfigComposer
    from runs.studies.episodes.episode import GROUP, Episode
    from runs.studies.episodes.planning import plan_episode_batch
    from runs.studies.study_files import load_study_files, select_entries

    given = parse_pairs("episodes", [word for word in words or [] if "=" in word], KEYS)
    settings, only_plan = _parse_settings(given), parse_switch(given, "plan")
    composer = ConfigComposer()
    known = load_study_files(composer, GROUP, Episode)
    wanted = select_entries(known, names, GROUP)
    whole, read_from = plan_episode_batch(composer, wanted, settings, ["taijie", *sys.argv[1:]])
    if only_plan:
        _say_plan(wanted, read_from, settings, as_json)
        return
    from runs.archive.continuing import make_completion_advice
    from runs.cli.progress import FAILED, INTERRUPTED, ProgressLine, say_what_is_kept
    from runs.execute.reuse import find_same_batch, launch_or_complete
    from runs.studies.episodes.storage import STORE

    STORE.require_writable(settings.outputs)
    before = find_same_batch(whole, names_batch=False)
    if before is not None:
        say(f"the same plan was run as {before.name}: it is taken", error=True)
    with say_what_is_kept(lambda: KEPT), ProgressLine() as progress:
        batch = launch_or_complete(whole, before, progress)
    needed = make_completion_advice(batch)
    if needed:
        stopped = progress.last is not None and progress.last.stopping
        say(f"interrupted; {KEPT}" if stopped else f"runs are missing. {needed.text}", error=True)
        raise typer.Exit(INTERRUPTED if stopped else FAILED)
    with use_batch(batch.manifest), say_what_is_kept(lambda: KEPT):
        _score_and_print(batch, known, read_from, settings, as_json)


def _parse_settings(pairs: dict[str, str]) -> EpisodeSettings:
    """Return runs, seed, folder, executor and horizon as given, or their defaults; WrongInput if
    wrong.
    """
    from runs.cli.arguments import parse_executor, parse_whole_number
    from runs.paths import resolve_outputs_folder
    from runs.studies.episodes.planning import EpisodeSettings

    return EpisodeSettings(
        runs=parse_whole_number(pairs, "runs", 2000, least=1),
        seed=parse_whole_number(pairs, "seed", 0),
        outputs=resolve_outputs_folder(pairs.get("outputs")),
        executor=parse_executor(pairs),
        horizon=parse_whole_number(pairs, "horizon", 1, least=1) if "horizon" in pairs else None,
    )


def _say_plan(
    chosen: dict[str, Episode],
    variants_by_episode: dict[str, str],
    settings: EpisodeSettings,
    as_json: bool,
) -> None:
    """Print the episodes and the number of variants; variants_by_episode: episode -> its
    variant.
    """
    variants = len(set(variants_by_episode.values()))
    if as_json:
        say_json({"episodes": list(chosen), "variants": variants, "runs": settings.runs})
        return
    say(
        f"{format_count(len(chosen), 'episode')}, {format_count(variants, 'beginning')}"
        f" x {format_count(settings.runs, 'run')}"
    )
    say(format_table(("episode", "title"), [(name, one.title) for name, one in chosen.items()]))


def _score_and_print(
    batch: Batch,
    known: Mapping[str, Episode],
    variants: dict[str, str],
    settings: EpisodeSettings,
    as_json: bool,
) -> None:
    """Compare episodes with their runs; score, store and print the result. known: all episodes by
    name; variants: episode -> variant, of those simulated.
    """
    from runs.cli.progress import ProgressLine
    from runs.studies.episodes.scoring import compute_mean_scores, make_episode_rows
    from runs.studies.episodes.storage import write_episode_table
    from runs.studies.patterns.episode_view import PlayedEpisode, compare_episodes

    rows: list[dict[str, Any]] = []
    played = {
        name: PlayedEpisode(known[name], batch.configuration(variant), batch.outcomes(variant))
        for name, variant in variants.items()
    }
    with ProgressLine() as progress:
        compared = compare_episodes(played, settings.seed, settings.executor, progress)
    for name, variant in variants.items():
        horizon = batch.manifest.find_variant(variant).horizon
        made = make_episode_rows(known, name, played[name].outcomes, variant, horizon)
        rows += [row | compared[name, row["stage"]] for row in made]
    record = {"batch": batch.name, "engine": batch.manifest.engine.digest, "runs": settings.runs,
             "seed": settings.seed, "rows": rows, "means": compute_mean_scores(rows)}  # fmt: skip
    folder = write_episode_table(settings.outputs, record)
    if as_json:
        say_json({**record, "folder": str(folder)})
    else:
        _say_table(record, folder, batch)


def _say_table(record: dict[str, Any], folder: Path, batch: Batch) -> None:
    """Print the stored result: a row a stage of an episode, scores, its folder and a replay
    command.
    """
    from runs.studies.episodes.wording import (
        format_episode_cells,
        make_column_heads,
        write_notes,
        write_score_sentences,
    )
    from runs.studies.patterns import table

    data = [
        row | {"id": f"{row['id']}.days_to_{row['stage']}s", "n": row["runs"]}
        for row in record["rows"] if row["observed"] is not None
    ]  # fmt: skip
    say(format_table(table.HEAD, [table.format_pattern_cells(row) for row in data], unwrapped=1))
    say(f"\n{table.NOTES}\n")
    say(
        format_table(
            make_column_heads(), [format_episode_cells(row) for row in record["rows"]], unwrapped=2
        )
    )
    say(f"\n{write_notes()}\n")
    for sentence in write_score_sentences(record["means"]):
        say(sentence)
    say(f"\n{folder}")
    first = batch.manifest.find_variant(record["rows"][0]["variant"])
    name, *place = make_batch_arguments(batch.path)
    words = ("taijie", "replay", make_variant_argument(first), "0", "--batch", name, *place)
    say(f"one run:  {format_command(*words)}")
