"""What write mode can do: start the batch of a form, stop it, resume it.

Starting runs the command line in a process of its own. Nothing is done without the token of a page
that this server built for the browser that asks.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from dashboards.launch import form as forms
from dashboards.launch import process, saved_views
from dashboards.launch.access import Access
from dashboards.launch.form import Form
from dashboards.launch.preview import Drafts
from dashboards.launch.readings import parse_whole_number
from runs.archive.batch import Archive, Batch
from runs.archive.labelling import change_tags, edit_label
from runs.archive.labels import STAR, Label
from runs.errors import WrongInput

MOST_RUNS = 10_000_000
"""Runs of a variant that a page may ask for; more are a matter for the command line."""


class BatchControl:
    """Starts, stops and resumes batches for the pages, and edits labels; WrongInput unless write
    mode is on and `page_token` is the token of a page of this server.
    """

    def __init__(self, outputs: Path, access: Access) -> None:
        self.outputs = outputs
        self.access = access
        self.drafts = Drafts(outputs)

    @property
    def can_write(self) -> bool:
        """Whether batches may be started, stopped and resumed here."""
        return self.access.write

    def start_batch(self, form: Form, page_token: object) -> str:
        """Start the form's batch as a process; return its name once its folder is there."""
        self._check_write_access(page_token)
        form = self.drafts.drop_irrelevant_settings(form)
        name = self.drafts.plan(form).folder.name
        named = replace(form, launch={**form.launch, "batch": name})
        words = forms.make_command(named, self.outputs)[1:]
        process.start_background_launch(
            words, self.outputs, name, lambda: self._find_batch(name) is not None
        )
        return name

    def resume_batch(self, name: str, page_token: object) -> str:
        """Start computing a batch's missing runs as a process; return a sentence on it."""
        self._check_write_access(page_token)
        self._launch_remaining_runs(self._require_batch(name), [])
        return "Resumed."

    def extend_batch(self, name: str, runs: object, page_token: object) -> str:
        """Start computing up to `runs` runs of every variant; return a sentence on it.

        WrongInput unless `runs` is a whole number above the present one, as a number or in digits.
        """
        self._check_write_access(page_token)
        batch = self._require_batch(name)
        runs = _read_typed_number(runs)
        there, most = batch.manifest.runs, MOST_RUNS
        if not isinstance(runs, int) or isinstance(runs, bool) or not there < runs <= most:
            raise WrongInput(
                "more runs than there are now are wanted, as a whole number.",
                key="runs",
                allowed=[f"{there + 1:,} to {most:,}"],
            )
        self._launch_remaining_runs(batch, [f"runs={runs}"])
        return f"Computing up to {runs:,} runs of each variant."

    def save_view(self, text: str, page_token: object) -> str:
        """Save a selection (a query string) in a file; return the name under which it is kept."""
        self._check_write_access(page_token)
        return saved_views.save_view(self.outputs, text)

    def edit_label(self, name: str, before: object, after: object, page_token: object) -> None:
        """Save what differs between a label's form as opened (`before`) and as sent (`after`)."""
        self._check_write_access(page_token)
        try:
            stood, wanted = Label.model_validate(before), Label.model_validate(after)
        except ValidationError:
            raise WrongInput("this form cannot be read: open it again.", key="batch") from None
        edit_label(Archive(self.outputs), self._require_batch(name).name, stood, wanted)

    def star_batch(self, name: str, page_token: object) -> None:
        """Add the star tag to a batch, or remove it if it has one."""
        self._check_write_access(page_token)
        archive, own = Archive(self.outputs), self._require_batch(name).name
        there = any(STAR in one.tags for one in archive.batches() if one.name == own)
        change_tags(archive, [own], [] if there else [STAR], [STAR] if there else [])

    def stop_batch(self, name: str, page_token: object) -> str:
        """Let a launcher finish its tasks and stop, as Ctrl-C does; return a sentence on it."""
        self._check_write_access(page_token)
        batch = self._require_batch(name)
        if not process.is_stopping(batch):
            process.interrupt_launcher(batch)
        return "Stopping: the tasks in hand are being finished."

    def abort_batch(self, name: str, page_token: object) -> str:
        """Abort a launcher at once, as a second Ctrl-C does; return a sentence on it."""
        self._check_write_access(page_token)
        process.interrupt_launcher(self._require_batch(name))
        return "Aborting: the tasks in hand are given up."

    def _launch_remaining_runs(self, batch: Batch, settings: list[str]) -> None:
        """Start `taijie resume` with settings (overrides) as a process; return once it has
        recorded its command, WrongInput with its output if it ends or is late before that.
        """
        before = len(batch.manifest.commands)
        words = ["resume", batch.name, *settings, "--outputs", str(self.outputs)]
        process.start_background_launch(
            words,
            self.outputs,
            batch.name,
            lambda: len(Batch(batch.path).manifest.commands) > before,
        )

    def _check_write_access(self, page_token: object) -> None:
        if not self.can_write:
            raise WrongInput("this dashboard is read-only: start it with `taijie serve --write`.")
        if not self.access.is_write_allowed(page_token):
            raise WrongInput(
                "this page was not drawn by this server for this browser: open it again."
            )

    def _require_batch(self, name: str) -> Batch:
        found = self._find_batch(name)
        if found is None:
            raise WrongInput("there is no such batch.", key="batch")
        return found

    def _find_batch(self, name: str) -> Batch | None:
        """Return the batch of this name; None if there is none, or it cannot be opened."""
        listed = {path.name for path in self.outputs.iterdir()} if self.outputs.is_dir() else set()
        try:
            return Archive(self.outputs).open(name) if name in listed else None
        except WrongInput:
            return None


def _read_typed_number(runs: object) -> object:
    """Return the number that a text of digits means, and another object as it is; WrongInput, which
    says how to write it, for another text.
    """
    if not isinstance(runs, str):
        return runs
    try:
        return int(parse_whole_number(runs))
    except ValueError as error:
        raise WrongInput(f"{error}.", key="runs") from None
