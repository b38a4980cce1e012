"""The command this package adds to the command line: `taijie serve`. Dash is imported within."""

from __future__ import annotations

import typer


def serve(
    outputs: str = typer.Option("", help="Folder of batches; default: where `taijie run` writes."),
    host: str = typer.Option("127.0.0.1", help="Address to listen on; others need a token."),
    port: int = typer.Option(8050, min=0, max=65535, help="Port to listen on."),
    write: bool = typer.Option(False, "--write", help="Let the pages start, stop and resume."),
    token: str = typer.Option("", help="Token for a host that is not this machine; made if empty."),
) -> None:
    """Show the batches in a browser, read-only, from this machine alone unless told otherwise.

    --write adds starting, stopping and resuming batches.
    """
    from dashboards.access import Access, is_loopback, new_token
    from dashboards.server import listen
    from runs.places import outputs_folder

    folder = outputs_folder(outputs or None)
    needed = None if is_loopback(host) else token or new_token()
    listen(folder, host, port, Access(needed, write))
