"""Batches from a script: what the commands of `taijie` do, as functions of the same names.

They take the overrides of the command line and refuse what it refuses, by the same exception
(`runs.WrongInput`); what comes back is a `Batch`, whose tables are pandas frames. `import runs`
offers them by name. A script that launches with `executor=local`, the default, starts worker
processes that import it, so it launches under ``if __name__ == "__main__":``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from runs.archive import addressing
from runs.archive.batch import Archive, Batch
from runs.archive.html_tables import BatchList
from runs.arguments import list_texts, require_path, require_text, require_whole_number
from runs.cli.arguments import parse_launch_settings
from runs.cli.progress import ProgressLine
from runs.errors import WrongInput
from runs.execute import launch as launching
from runs.execute.failures import intersect_rectangles, parse_rows
from runs.execute.launch import Announce, Progress
from runs.execute.main_guard import require_main_guard
from runs.execute.reuse import launch_or_reuse
from runs.plan.planner import Planner
from runs.studies.fit.carrying import compute_lever_draws

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive.export.files import ExportSummary

BatchOrName: TypeAlias = "Batch | str | Path | None"
"""A batch, its name or path as `open_batch` takes it, or None for the newest."""
ProgressOption: TypeAlias = bool | Callable[[Progress], object]
"""True for the line of the command line on standard error, or a function that is given a
`runs.Progress` at the start and after each task."""


def launch(
    overrides: Iterable[str] = (),
    *,
    multirun: bool = False,
    progress: ProgressOption = False,
    reuse: bool = False,
) -> Batch:
    """Run a batch as `taijie run OVERRIDES` would and return it.

    Args:
        overrides: settings as on the command line, one text each ("runs=500").
        multirun: cross every list of values, one variant each (`-m`).
        progress: as `ProgressOption`.
        reuse: whether to return the newest batch of the same plan (variants, runs, seed, engine),
            completed if it lacks runs, if there is one. With `batch=NAME` only that batch counts.

    Returns:
        The batch. Runs that failed, or were left by a first Ctrl-C, are missing in it:
        `Batch.counts()` says how many, `Batch.failures()` why.

    Raises WrongInput, with nothing written, for whatever the command line would refuse, and for a
    script without its main guard. The manifest records the equivalent command line.
    """
    texts = list_texts("overrides", overrides)
    words = ["taijie", "run", *(["-m"] if multirun else []), *texts]
    planner = Planner(compute_draws=compute_lever_draws)
    plan = planner.plan(texts, multirun, command=words, reuse=reuse)
    if plan.only_plan:
        reason = "plan=true prints a plan and runs nothing: it is for the command line."
        raise WrongInput(reason, key="plan", value=True)
    require_main_guard(plan.executor.name)
    with _choose_progress_function(progress) as announce:
        if reuse:
            named = any(text.startswith("batch=") for text in texts)
            return launch_or_reuse(plan, announce, named)
        return launching.launch_plan(plan, announce)


def resume(
    batch: BatchOrName = None,
    overrides: Iterable[str] = (),
    *,
    progress: ProgressOption = False,
    outputs: str | None = None,
) -> Batch:
    """Compute a batch's missing runs, or more of each variant (["runs=4000"]), and return it.

    overrides: only `runs=` and `executor`. Raises WrongInput for what the command line refuses.
    """
    texts = list_texts("overrides", overrides)
    said = parse_launch_settings("resume", texts, ("runs", "executor"))
    runs = said.runs if any(text.startswith("runs=") for text in texts) else None
    found = addressing.open_batch_of_script(batch, outputs)
    require_main_guard(said.executor.name)
    words = ["taijie", "resume", found.name, *texts]
    with _choose_progress_function(progress) as announce:
        return launching.resume(found, announce, executor=said.executor, runs=runs, command=words)


def retry(
    batch: BatchOrName = None,
    rows: Iterable[str] = (),
    overrides: Iterable[str] = (),
    *,
    progress: ProgressOption = False,
    outputs: str | None = None,
) -> Batch:
    """Compute again the failed runs of a batch, or the missing rows named, as `taijie retry` does.

    `rows`: texts VARIANT:RUN or VARIANT:FIRST-LAST. Returns the batch, unchanged if nothing failed.
    overrides: only `executor`. Raises WrongInput for what the command line refuses.
    """
    texts, named = list_texts("overrides", overrides), list_texts("rows", rows)
    said = parse_launch_settings("retry", texts, ("executor",))
    found = addressing.open_batch_of_script(batch, outputs)
    chosen = parse_rows(found.manifest, named)
    wanted = intersect_rectangles(found.missing(), chosen) if chosen else found.failures()
    if not wanted:
        return found
    require_main_guard(said.executor.name)
    words = ["taijie", "retry", found.name, *named, *texts]
    with _choose_progress_function(progress) as announce:
        return launching.retry(found, announce, executor=said.executor, rows=chosen, command=words)


def replay(
    variant: str,
    run: int,
    point: int = 0,
    *,
    batch: BatchOrName = None,
    outputs: str | None = None,
) -> dict[str, Any]:
    """Simulate one run again, bit for bit, and return its trace: replication, seed, horizon, start,
    nodes, edges, series, signals, events, postings, decisions, outcome, variant, variant_name,
    point.

    Without a batch it is the newest that has the variant. Raises WrongInput if there is no such
    run, or if the rules have changed since.
    """
    from runs.studies.replay.replay import replay as simulate_again

    require_text("variant", variant, ["a variant's name or hash"])
    number, row = require_whole_number("run", run), require_whole_number("point", point)
    archive, name = addressing.open_archive(outputs), None
    if batch is not None:
        one = addressing.open_batch_of_script(batch, outputs)
        archive, name = Archive(one.path.parent), one.name
    found = addressing.find_variant(archive, variant, name)
    return simulate_again(found.batch, found.variant.hash, number, row)


def export(
    batch: BatchOrName = None,
    file: str | Path | None = None,
    *,
    form: str | None = None,
    what: str = "outcomes",
    outputs: str | None = None,
) -> ExportSummary:
    """Write one tidy table of a batch (`what`: outcomes, daily, points), as `taijie export` does.

    Returns file, dictionary (the columns' units and meanings), rows and columns.
    """
    from runs.archive.export.files import export as write

    path = None if file is None else require_path("file", file)
    return write(addressing.open_batch_of_script(batch, outputs), path, form, what)


def report(
    batch: BatchOrName = None,
    file: str | Path = "report.html",
    *,
    markdown: bool = False,
    csv: bool = False,
    outputs: str | None = None,
) -> Path:
    """Write a batch's figures, checks and commands as one HTML file, as `taijie report` does.

    Returns the file's path; `markdown` and `csv` write its words and tables beside it. Raises
    WrongInput if no installed package provides that command.
    """
    found = addressing.open_batch_of_script(batch, outputs)
    points = [one for one in entry_points(group="taijie.commands") if one.name == "report"]
    if not points:
        raise WrongInput("no installed package writes reports.", key="report")
    target = require_path("file", file).absolute()
    with redirect_stdout(io.StringIO()):  # what it tells a terminal
        points[0].load()(found.name, str(target), markdown, csv, str(found.path.parent))
    return target


def sensitivity(
    batch: BatchOrName = None,
    outcomes: Sequence[str] = (),
    *,
    variant: str | None = None,
    outputs: str | None = None,
) -> pd.DataFrame:
    """Return how strongly each lever of a design affects an outcome, as `taijie sensitivity` does.

    One row per variant, outcome and lever, with the figures of `sobol.Indices`, `morris.Screening`
    or `tabulate_lever_effects`. `frame.attrs["left_out"]` says which outcomes not every run has.
    """
    from runs.studies.sensitivity.telling import analyse_levers, make_lever_frame

    found = addressing.open_batch_of_script(batch, outputs)
    records, left_out = analyse_levers(found, list_texts("outcomes", outcomes), variant)
    frame = make_lever_frame(records)
    frame.attrs["left_out"] = left_out
    return frame


def open_batch(name: BatchOrName = None, outputs: str | None = None) -> Batch:
    """Return the batch of that name or experiment; the newest without a name.

    Args:
        name: a batch's name, its experiment (for its newest batch), any part of a name that no
            other batch has, or the path of a batch's folder.
        outputs: folder of batches; default: where `taijie list` looks.

    Raises WrongInput if there is none.
    """
    return addressing.open_batch_of_script(name, outputs)


def batches(outputs: str | None = None) -> BatchList:
    """Return a summary of each batch, newest first, as `taijie list` shows them."""
    return addressing.open_archive(outputs).batches()


@contextmanager
def _choose_progress_function(progress: ProgressOption) -> Iterator[Announce]:
    """Yield the function to call with a launch's progress; for False, one that does nothing."""
    if callable(progress):
        yield progress
    elif progress:
        with ProgressLine() as line:
            yield line
    else:
        yield _ignore_progress


def _ignore_progress(_: Progress) -> None:
    """Do nothing with a launch's progress."""
