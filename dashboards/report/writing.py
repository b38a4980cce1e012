"""Writes a report: one HTML file and, on request, its text as Markdown and its tables as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dashboards.report.content import Report
from dashboards.report.page import render_html
from dashboards.text import labels
from runs.archive.export.spreadsheet import make_spreadsheet_csv
from runs.errors import WrongInput

ENDINGS = (".html", ".htm")
"""Of a report's file."""


def render_report_files(report: Report, out: Path, markdown: bool, csv: bool) -> dict[Path, bytes]:
    """Return path -> bytes of the files to write: the HTML at `out` and, if asked for, Markdown and
    CSV files beside it.
    """
    found = {out: render_html(report)}
    if markdown:
        found[out.with_suffix(".md")] = render_markdown(report).encode()
    if csv:
        for shown in report.iterate_figures():
            if shown.drawn is not None:
                table = shown.drawn.table.drop(columns="runs", errors="ignore")
                path = out.with_name(f"{out.stem}-{shown.name}.csv")
                found[path] = make_spreadsheet_csv(table)
    return found


def require_html_name(path: Path) -> None:
    """Raise WrongInput unless the name of a report ends as that of an HTML file."""
    if path.suffix.lower() not in ENDINGS:
        ending = path.suffix or "no ending"
        raise WrongInput(
            f"a report is HTML, and {path.name} has {ending}.", key="-o", value=str(path),
            nearest=[path.with_suffix(ENDINGS[0]).name], allowed=ENDINGS,
        )  # fmt: skip


def check_new_paths(paths: Iterable[Path]) -> None:
    """Raise WrongInput if a path already exists, or its folder does not."""
    for path in paths:
        if path.exists():
            raise WrongInput(f"{path} is there already and is kept.", key="-o", value=str(path))
        if not path.parent.is_dir():
            raise WrongInput(f"there is no folder {path.parent}.", key="-o", value=str(path))


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files, each completely or not at all; WrongInput if one exists already (then none is
    written) or cannot be written.
    """
    from runs.archive.parts import write_atomically

    check_new_paths(files)
    for path, data in files.items():
        try:
            write_atomically(path, data)
        except OSError as error:
            raise WrongInput(f"{path} cannot be written ({error.strerror}).", key="-o") from None


def render_markdown(report: Report) -> str:
    """Return the report as Markdown: sentences, facts, changed settings, checks and commands; no
    charts or tables of figures.
    """
    lines = [f"# {report.title}", "", *_render_paragraphs(report.sentences)]
    lines += ["## What was run?", "", *_render_table(("What", "Value"), report.facts)]
    for part in report.parts:
        lines += [f"## {part.title}", ""]
        if part.said:
            lines += [part.said, ""]
        if part.changes:
            lines += _render_table(("Setting", "A", "B"), part.changes)
        for shown in part.figures:
            lines += [f"### {shown.question}", ""]
            told = [shown.problem] if shown.drawn is None else [shown.drawn.sentence]
            lines += _render_paragraphs([*told, *([shown.drawn.about] if shown.drawn else [])])
    checks = [tuple(str(value) for value in row) for row in report.checks.to_numpy()]
    lines += ["## What was checked?", "", *_render_table(("Check", "Passed", "Result"), checks)]
    lines += ["## How is it made again?", "", "```sh", *report.commands, "```", ""]
    return "\n".join([*lines, labels.POSITIONS, ""])


def _render_paragraphs(texts: object) -> list[str]:
    assert isinstance(texts, list | tuple)
    return [line for text in texts for line in (str(text), "")]


def _render_table(heads: tuple[str, ...], rows: object) -> list[str]:
    """Return the lines of a Markdown table with column titles `heads`."""
    assert isinstance(rows, list | tuple)
    body = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in (list(heads), ["---"] * len(heads), *body)]
    return [*lines, ""]
