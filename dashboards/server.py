"""Serves the dashboard: binds the address, prints it, and answers by waitress until Ctrl-C."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import socket
import sys
import threading
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import plotly.graph_objects as go
import typer

from dashboards.figures.grammar import draw_figure
from dashboards.launch.access import Access
from dashboards.web.compression import compress_file
from runs.errors import WrongInput

THREADS = 8
SWITCH = 0.001
"""Seconds after which a thread that computes lets another answer: most answers take no longer."""


def serve_until_interrupted(outputs: Path, host: str, port: int, access: Access) -> None:
    """Serve the dashboard and print its address, until Ctrl-C; WrongInput if the address is
    taken.
    """
    from waitress import create_server

    from dashboards.app import create_app

    taken = _bind_socket(host, port)
    sys.setswitchinterval(SWITCH)
    threading.Thread(target=_preload_modules, daemon=True).start()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page asks for more at once
    app = create_app(outputs, access)
    options = {"threads": THREADS, "ident": None, "url_prefix": unquote(access.prefix)}
    server = create_server(app.server, sockets=[taken], **options)
    shown = f"[{host}]" if ":" in host else host
    key = f"{access.prefix}/?token={access.token}" if access.token else access.prefix
    try:  # whoever has read the address may end it at once
        typer.echo(f"Batches in {outputs}")
        typer.echo(f"Dashboard at http://{shown}:{taken.getsockname()[1]}{key} (Ctrl-C ends it)")
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _preload_modules() -> None:
    """Import what the first figures need, load Plotly's validators and compress its script, while
    the browser is still opening.
    """
    for name in ("statsmodels.duration.survfunc", "scipy.stats", "pyarrow.dataset"):
        importlib.import_module(name)
    draw_figure([go.Scatter(x=pd.Series([0.0]), y=pd.Series([0.0])), go.Sankey()])
    compress_file(pkgutil.get_data("plotly", "package_data/plotly.min.js") or b"")


def _bind_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; WrongInput if it cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise WrongInput(
            f"{host}:{port} cannot be listened on ({error.strerror}).",
            key="port",
            value=port,
            allowed=["a free port", "0 for any free port"],
        ) from error
    return taken
