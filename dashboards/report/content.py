"""The content of a report, in whatever format it is written: figures, checks, commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards.components import guarded
from dashboards.figures.grammar import MONTE_CARLO, OVER_DRAWS, SPREAD, Drawn
from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.pages.page import COMPARED
from dashboards.state.standings import require_runs
from dashboards.state.store import Source
from dashboards.state.url import State, to_query
from dashboards.state.view import View, resolve_view
from dashboards.text import labels
from runs.analysis.text.names import format_count
from runs.archive.status import describe_absent_variants
from runs.command_text import format_command, make_batch_arguments
from runs.errors import WrongInput
from runs.plan.draws import write_fit_line

MOST_PAIRS = 4
"""Variants compared with the first; a batch of more says how many are left out."""


@dataclass(frozen=True)
class ReportFigure:
    """One figure: its name within the report, its question, and the figure, or None and why
    (`problem`).
    """

    name: str
    question: str
    drawn: Drawn | None
    problem: str = ""


@dataclass(frozen=True)
class ReportSection:
    """A heading with a sentence (`said`) and figures; `changes`: (setting, A, B) for each setting
    changed in a compared pair.
    """

    title: str
    figures: tuple[ReportFigure, ...]
    said: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """The report of a batch: sentences on its results, facts, parts, checks and commands."""

    title: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    parts: tuple[ReportSection, ...]
    checks: pd.DataFrame
    commands: tuple[str, ...]
    marks: tuple[str, ...]
    """What marks mean; the one over parameters only if the batch has a fit."""

    def iterate_figures(self) -> Iterator[ReportFigure]:
        """Yield every figure, in order."""
        for part in self.parts:
            yield from part.figures


def collect_report(source: Source, name: str) -> Report:
    """Return the report of the batch `name`, all figures drawn; WrongInput if there is no such
    batch, it cannot be read, or it has no run.
    """
    view = _resolve_page_view(source, "/", State(batch=name))
    if view.unreadable:
        raise WrongInput(view.unreadable, key="batch", value=name)
    if view.summary is None or view.summary.name != name:
        if Path(name).name == name and (source.archive.outputs / name).is_dir():
            source.archive.find_summary(name)  # which says why it is not listed
        raise WrongInput(f"there is no batch {name}.", key="batch", value=name)
    require_runs(view, ())
    with use_batch_of_view(view):
        return _collect_batch_report(view, name)


def _collect_batch_report(view: View, name: str) -> Report:
    """Return the report of the batch of a view, called `name`, with all its figures drawn."""
    source, parts = view.source, list[ReportSection]()
    for title, figures in list_report_figures().items():
        if title == COMPARED:
            parts += _build_pair_sections(view, figures)
        else:
            parts.append(_build_section(source, State(batch=name), title, figures))
    return Report(
        title=f"Taijie: {view.batch.manifest.experiment or name}",
        sentences=_write_sentences(view),
        facts=tuple(_list_batch_facts(view).items()),
        parts=tuple(parts),
        checks=_tabulate_checks(view),
        commands=_list_commands(view),
        marks=(*([OVER_DRAWS] if view.batch.manifest.fit else []), MONTE_CARLO, SPREAD),
    )


def list_report_figures() -> dict[str, list[tuple[str, str]]]:
    """Return heading in the report -> (page's path, figure's name) of the figures below it, in the
    order of pages.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for path, page in list_pages().items():
        for name, figure in page.figures.items():
            if figure.report:
                found.setdefault(figure.report, []).append((path, name))
    return found


def _resolve_page_view(source: Source, path: str, state: State) -> View:
    return resolve_view(source, path, to_query(state))


def _build_section(
    source: Source, state: State, title: str, figures: Sequence[tuple[str, str]]
) -> ReportSection:
    """Return a section of the report with its figures drawn, (page's path, figure's name) each; a
    figure that fails has the reason in its place.
    """
    return ReportSection(
        title, tuple(_draw_for_report(source, state, path, name) for path, name in figures)
    )


def _draw_for_report(source: Source, state: State, path: str, name: str) -> ReportFigure:
    """Return a page's figure with its question; without a figure but with the reason if it cannot
    be drawn.
    """
    page, view = list_pages()[path], _resolve_page_view(source, path, state)
    figure = page.figures[name]
    beside = f"-{view.b}" if path == "/compare" else ""
    named = "".join(c if c.isalnum() else "-" for c in f"{path[1:] or 'all'}-{name}{beside}")

    def explain_error(error: Exception) -> ReportFigure:
        why = f"This figure cannot be drawn here: {guarded.describe_error(error, offline=True)}"
        return ReportFigure(named, figure.question, None, why)

    def draw_figure() -> ReportFigure:
        drawn = page.draw_figure(name, view)
        return ReportFigure(named, drawn.question, drawn)

    return guarded.call_with_fallback(f"figure {name}", draw_figure, explain_error)


def _build_pair_sections(view: View, figures: Sequence[tuple[str, str]]) -> Iterator[ReportSection]:
    """Yield a section for each of the first MOST_PAIRS variants after the first, compared with the
    first.
    """
    names = [record.name for record in view.variants]
    left = len(names) - 1 - MOST_PAIRS
    for other in names[1 : MOST_PAIRS + 1]:
        state = State(batch=view.state.batch, a=names[0], b=other)
        found = _build_section(view.source, state, f"{other}, compared with {names[0]}", figures)
        more = f" {MOST_PAIRS} of {len(names) - 1} other variants are shown." if left > 0 else ""
        yield ReportSection(found.title, found.figures, f"In the same random worlds.{more}",
                   _list_changed_settings(view, names[0], other))  # fmt: skip


def _list_changed_settings(view: View, a: str, b: str) -> tuple[tuple[str, str, str], ...]:
    """Return (setting, value under a, value under b) of each changed setting; one such row with the
    reason if that fails.
    """
    from dashboards.components.changes import format_setting_label, format_setting_value
    from runs.plan.variants import compare_configs, explain_changes

    def list_changes() -> tuple[tuple[str, str, str], ...]:
        one, two = (view.batch.manifest.find_variant(name) for name in (a, b))
        changes = compare_configs(view.batch.config(one.hash), view.batch.config(two.hash))
        found = explain_changes(changes, one.overrides, two.overrides)
        return tuple(
            (format_setting_label(c), format_setting_value(c.a), format_setting_value(c.b))
            for c in found
        )

    return guarded.call_with_fallback(
        "what was changed",
        list_changes,
        lambda error: (("cannot be shown", guarded.describe_error(error, offline=True), ""),),
    )


def _write_sentences(view: View) -> tuple[str, ...]:
    """Return the sentences of `_write_report_notes`, or why they cannot be written."""
    return guarded.call_with_fallback(
        "the sentences",
        lambda: _write_report_notes(view),
        lambda e: (guarded.describe_error(e, offline=True),),
    )


def _write_report_notes(view: View) -> tuple[str, ...]:
    """Return the notes of the report: with a design only that its points are pooled; else the
    results in sentences, then which variants are absent, if any.
    """
    if view.batch.manifest.design is not None:
        design, worlds = view.batch.manifest.design, view.batch.manifest.runs
        said = "This batch plays a design: figures are over all its points."
        return (said, labels.describe_pooled_points(design.points, worlds))
    from runs.analysis.text.sentences import write_result_sentences

    told = tuple(write_result_sentences(view.read_outcomes()))
    return (*told, absent) if (absent := describe_absent_variants(view.read_status())) else told


def _list_batch_facts(view: View) -> dict[str, str]:
    """Return name -> text of what identifies the batch: size, seed, versions and the like."""
    manifest, summary = view.batch.manifest, view.summary
    assert summary is not None
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
    return {
        "batch": manifest.name,
        "made": manifest.created,
        "size": f"{format_count(summary.variants, 'variant')} × {summary.runs:,} runs, "
        f"{summary.done:,} done, {summary.failed:,} failed",
        "seed": str(manifest.seed),
        "horizon": format_count(manifest.horizon, "day"),
        **({"parameters": write_fit_line(manifest.fit)} if manifest.fit else {}),
        "commit": manifest.commit or "unknown",
        "engine": manifest.engine.digest,
        "versions": versions,
        "platform": manifest.platform,
    }


def _tabulate_checks(view: View) -> pd.DataFrame:
    """Return the checks of the batch, a row each: check, passed and result (`run_checks`)."""
    from dashboards.pages.batch_checks import run_checks

    return run_checks(view)


def _list_commands(view: View) -> tuple[str, ...]:
    """Return the command lines that launched the batch, show it, and write the report."""
    manifest: Any = view.batch.manifest
    launched = [format_command(*launch.command) for launch in manifest.commands]
    own = make_batch_arguments(view.batch.path)
    show, report = (format_command("taijie", verb, *own) for verb in ("show", "report"))
    return (*launched, show, f"{report} -o FILE")
