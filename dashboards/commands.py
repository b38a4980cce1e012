"""The commands this package adds: `taijie serve` and `taijie report`. Dash is imported within."""

from __future__ import annotations

from pathlib import Path

import typer

from runs.terminal import format_size, say


def serve(
    outputs: str = typer.Option("", help="Folder of batches; default: where `taijie run` writes."),
    host: str = typer.Option("127.0.0.1", help="Address to listen on; others need a token."),
    port: int = typer.Option(8050, min=0, max=65535, help="Port to listen on."),
    write: bool = typer.Option(False, "--write", help="Let the pages start, stop and resume."),
    token: str = typer.Option("", help="Token to ask for; made where another host has none."),
    prefix: str = typer.Option("", help="Path under which a proxy shows it, such as /lab/taijie."),
    proxy_host: list[str] = typer.Option([], help="Name of a proxy it is asked through; again."),
) -> None:
    """Show the batches in a browser, read-only, from this machine alone unless told otherwise.

    --write adds starting, stopping and resuming batches.
    """
    from dashboards.launch.access import Access, check_prefix, is_loopback, make_token
    from dashboards.server import serve_until_interrupted
    from runs.paths import resolve_outputs_folder

    folder = resolve_outputs_folder(outputs or None)
    needed = token or (None if is_loopback(host) else make_token())
    access = Access(needed, write, check_prefix(prefix), tuple(proxy_host))
    serve_until_interrupted(folder, host, port, access)


def report(
    batch: str = typer.Argument("", help="Name; the newest if left out.", show_default=False),
    out: str = typer.Option("report.html", "-o", "--output", help="File to write; never replaced."),
    markdown: bool = typer.Option(False, "--markdown", help="Its words as Markdown beside it."),
    csv: bool = typer.Option(False, "--csv", help="The tables of its figures as CSV beside it."),
    outputs: str = typer.Option("", help="Folder of batches; default: where `taijie run` writes."),
) -> None:
    """Write a batch's figures, checks and commands as one HTML file that needs no network."""
    from dashboards.report.content import collect_report
    from dashboards.report.writing import (
        check_new_paths,
        render_report_files,
        require_html_name,
        write_files,
    )
    from dashboards.state.store import Source
    from runs.archive import addressing

    found = addressing.open_archive(outputs or None)
    name = addressing.open_batch(found, batch or None).name
    target = Path(out).absolute()
    check_new_paths([target, *([target.with_suffix(".md")] if markdown else [])])
    require_html_name(target)
    files = render_report_files(collect_report(Source(found.outputs), name), target, markdown, csv)
    write_files(files)
    for path, data in files.items():
        say(f"{path}  {format_size(len(data))}")
