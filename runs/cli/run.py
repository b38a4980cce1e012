"""`taijie run`: plan, print, run, and say what came out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.text.names import format_count
from runs.archive.addressing import open_archive, open_latest_batch
from runs.cli.help import complete_override, format_job_config, write_overrides_help
from runs.cli.hydra_options import format_info_page
from runs.cli.list_show import Json, Outputs, say_results
from runs.cli.pages import WrappedCommand
from runs.cli.progress import FAILED, INTERRUPTED, ProgressLine, say_what_is_kept
from runs.command_text import (
    format_command,
    make_batch_arguments,
    make_outputs_option,
    make_variant_argument,
)
from runs.errors import WrongInput
from runs.paths import format_outputs_setting
from runs.studies.fit.carrying import compute_lever_draws
from runs.terminal import get_help_width, say, say_json
from runs.wrapping import wrap_text

if TYPE_CHECKING:
    from runs.archive.batch import Batch
    from runs.archive.manifest import Counts
    from runs.plan.plan import Plan
    from runs.plan.planner import Planner

Overrides = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY=VALUE]...", autocompletion=complete_override, show_default=False),
]
ConfigDir = Annotated[
    Path | None,
    typer.Option("--config-dir", "-cd", help="Folder to search in place of ./configs."),
]
Reuse = Annotated[
    bool, typer.Option("--reuse", help="Take the batch of the same plan, if there is one.")
]


class RunCommand(WrappedCommand):
    """The run command, whose help page lists the config groups as they are found."""

    def get_help(self, ctx: Any) -> str:
        """Return the usual page, then the groups with their options and three examples."""
        groups = wrap_text(write_overrides_help(), get_help_width())
        return f"{super().get_help(ctx)}\n\n{groups}"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options and return the words left over; WrongInput, with what to do, for an
        option that only Hydra has.
        """
        from runs.cli.hydra_options import refuse_hydra_options

        refuse_hydra_options(args)
        return super().parse_args(ctx, args)


def run(
    overrides: Overrides = None,
    multirun: Annotated[
        bool, typer.Option("--multirun", "-m", help="Cross every list of values: one variant each.")
    ] = False,
    cfg: Annotated[
        str | None, typer.Option("--cfg", "-c", help="Print the config instead of running: job.")
    ] = None,
    resolve: Annotated[
        bool, typer.Option("--resolve", help="With --cfg: it is resolved anyway.")
    ] = False,
    package: Annotated[
        str | None, typer.Option("--package", "-p", help="With --cfg: only this part.")
    ] = None,
    info: Annotated[
        str | None,
        typer.Option(help="Print instead: defaults, defaults-tree, searchpath."),
    ] = None,
    config_dir: ConfigDir = None,
    reuse: Reuse = False,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Run a batch: every variant, many times, in the same random worlds."""
    texts = _add_outputs_folder(overrides or [], outputs)
    if resolve and cfg is None:
        raise WrongInput("--resolve belongs to --cfg job.", key="--resolve", allowed=["--cfg job"])
    from runs.plan.planner import Planner
    from runs.plan.settings.compose import ConfigComposer

    composer = ConfigComposer(configs=config_dir)
    if cfg is not None:
        say(format_job_config(cfg, texts, package, composer), end="")
    elif info is not None:
        say(format_info_page(composer.capture_hydra_info(info, texts)), end="")
    else:
        planner = Planner(composer, compute_draws=compute_lever_draws)
        _say_foreign_config(planner)
        command = ["taijie", *sys.argv[1:]]
        _launch(planner.plan(texts, multirun, command, reuse=reuse), texts, reuse, as_json)


def _add_outputs_folder(overrides: list[str], outputs: str | None) -> list[str]:
    """Return the overrides with the folder of `--outputs`; WrongInput if they name one too."""
    if outputs is None:
        return overrides
    if any(text.startswith("outputs=") for text in overrides):
        raise WrongInput("outputs= is given twice.", key="outputs", allowed=["one folder"])
    return [*overrides, format_outputs_setting(outputs)]


def _launch(plan: Plan, texts: Sequence[str], reuse: bool, as_json: bool) -> None:
    """Print a plan and, unless that is all it wants, launch it or, if `reuse`, go on with the batch
    that was computed from the same one. texts: the settings as typed.
    """
    _print_plan(plan, as_json)
    if plan.only_plan:
        return
    from runs.execute.reuse import find_same_batch, launch_or_complete

    named = any(text.startswith("batch=") for text in texts)
    same = find_same_batch(plan, named) if reuse else None
    if same is not None:
        say(f"the same plan was run as {same.name}: it is taken", error=as_json)
    with show_progress(plan.folder if same is None else same.path, as_json) as progress:
        launch_or_complete(plan, same, progress)


def _say_foreign_config(planner: Planner) -> None:
    """Print a note if another program's config file is where Taijie's own might be."""
    if planner.composer.foreign:
        say(f"{planner.composer.foreign} is another program's: it is not read.", error=True)


@contextmanager
def show_progress(folder: Path, as_json: bool) -> Iterator[ProgressLine]:
    """Return a context that shows the progress of a launch, then the results in the batch's folder
    (as JSON if `as_json`).

    Exits with 130 after Ctrl-C, and with 1 if runs failed or the launch cannot continue; in both
    cases it prints the command that continues.
    """
    with say_what_is_kept(lambda: _describe_kept_batch(folder)), ProgressLine() as progress:
        yield progress
    _print_results_or_exit(folder, progress.last, as_json)


def _print_plan(plan: Plan, as_json: bool) -> None:
    """Print the plan and its estimated cost; as JSON if that is wanted and nothing is to be run."""
    from runs.plan.cost import estimate_cost
    from runs.plan.plan import format_plan

    cost = estimate_cost(plan)
    if as_json and plan.only_plan:
        say_json({**plan.as_dict(), "cost": asdict(cost)})
        return
    say(format_plan(plan, cost.format_cost()), error=as_json)


def _print_results_or_exit(folder: Path, last_progress: Any, as_json: bool) -> None:
    """Print the results and what to do next; exit with 130 after Ctrl-C, else 1, if rows are
    missing. last_progress: the launch's last, None without one.
    """
    from runs.archive.batch import Batch

    batch = Batch(folder)
    counts = batch.counts()
    failed, left = sum(c.failed for c in counts), sum(c.wanted - c.done for c in counts)
    names = [variant.name for variant in batch.manifest.variants]
    if as_json:
        say_json({
            "batch": batch.name,
            "path": str(batch.path),
            "variants": names,
            "done": sum(c.done for c in counts),
            "failed": failed,
            "left": left,
        })  # fmt: skip
    else:
        say_results(batch)
        say(f"\n{batch.path}")
        _say_next_commands(batch, counts)
    if last_progress is not None and last_progress.stopping and left:
        told = f"interrupted, {format_count(left, 'run')} left."
        say(f"{told} {_format_advice(batch, counts)}", error=True)
        raise typer.Exit(INTERRUPTED)
    if left:
        told = f"{format_count(left, 'run')} {'is' if left == 1 else 'are'} missing."
        say(f"{told} {_format_advice(batch, counts)}", error=True)
        raise typer.Exit(FAILED)


def _say_next_commands(batch: Batch, counts: Sequence[Counts]) -> None:
    """Print commands that show a batch's results, ready to be pasted into a shell.

    Commands that need results are omitted for a variant without runs.
    """
    place, played = make_outputs_option(batch.path.parent), {one.name for one in counts if one.done}
    show = format_command("taijie", "show", *make_batch_arguments(batch.path))
    say(f"view:     {format_command('taijie', 'serve', *place)}    (in the terminal: {show})")
    if not played:
        return
    if batch.manifest.design:
        from runs.cli.design_text import suggest_next_command

        say(f"levers:   {suggest_next_command(batch)}")
        return
    records = [record for record in batch.manifest.variants if record.name in played]
    names = [make_variant_argument(record) for record in records[:2]]
    verb, rest = ("compare", names) if len(names) > 1 else ("replay", [*names, "0"])
    newest = open_latest_batch(open_archive(str(batch.path.parent))).name == batch.name
    among = [] if newest else ["--batch", batch.name]
    say(f"{verb + ':':<10}{format_command('taijie', verb, *rest, *among, *place)}")


def _format_advice(batch: Batch, counts: Sequence[Counts]) -> str:
    """Return how the missing runs are computed; empty if none is missing."""
    from runs.archive.continuing import make_completion_advice

    found = make_completion_advice(batch, counts)
    return found.text if found else ""


def _describe_kept_batch(folder: Path) -> str:
    """Return what is kept of a batch that was interrupted, and the command that goes on with it."""
    if not folder.exists():
        return "nothing was written"
    return (
        f"what is done is kept: {format_command('taijie', 'resume', *make_batch_arguments(folder))}"
    )
