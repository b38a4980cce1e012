"""Figures as SVG and PDF of print quality, written by a browser that is installed: no network.

Plotly draws in a browser, and its own way to a file needs a package more. Here the page of one
figure is opened in an installed Chrome or Chromium, which prints it: text stays text, lines stay
lines, and fonts are embedded.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, SupportsFloat
from urllib.parse import unquote

import plotly
import plotly.graph_objects as go

from runs.errors import WrongInput

BROWSERS = (
    "google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome", "msedge",
    "microsoft-edge", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
VARIABLE = "BROWSER_PATH"
"""Names the browser where it is elsewhere; Plotly's own export reads it too."""
KINDS = ("svg", "pdf")
PIXELS = ("png", "jpg", "jpeg", "webp")
"""What Plotly writes where its package kaleido is installed."""
WIDTH = 700
"""Pixels (of 1/96 inch) of A4 within its margins."""
LARGEST = 20_000
"""Pixels of a side."""
PATIENCE = 120
"""Seconds that a browser may take."""
PAGE = """<!doctype html><meta charset="utf-8">
<style>@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }}</style>
<div id="figure"></div><script src="{library}"></script><script>
Plotly.newPlot("figure", {figure}).then(function (plot) {{
  return Plotly.toImage(plot, {{ format: "svg", width: {width}, height: {height} }});
}}).then(function (address) {{ document.body.dataset.svg = address; }});
</script>"""
SVG = re.compile(r'data-svg="data:image/svg\+xml,([^"]+)"')


class PageFigure(go.Figure):  # type: ignore[misc]  # Plotly has no types
    """A figure of a page, which also goes to paper: `figure.write_image("first.pdf")`."""

    def write_image(self, file: Any, format: str | None = None, **options: Any) -> None:
        """Write the figure as SVG or PDF to a path or an open binary file; a format of pixels as
        Plotly does, if its package for that is installed.

        Raises WrongInput, with nothing written, for another format or size, for a folder that is
        not there, and if no browser is installed that could draw it.
        """
        is_open = hasattr(file, "write")
        if not is_open and not isinstance(file, str | PathLike):
            allowed = ["a path that ends in .svg or .pdf", "an open binary file"]
            raise WrongInput(f"file cannot be {file!r}.", key="file", value=file, allowed=allowed)
        kind = _require_format(format if is_open or format else Path(file).suffix[1:])
        if not is_open and not Path(file).absolute().parent.is_dir():
            reason = f"there is no folder {Path(file).absolute().parent}."
            raise WrongInput(reason, key="file", value=str(file))
        made = self.to_image(kind, **options)
        if is_open:
            file.write(made)
            return
        try:
            Path(file).write_bytes(made)
        except OSError as error:
            reason = f"{file} cannot be written ({error.strerror})."
            raise WrongInput(reason, key="file", value=str(file)) from None

    def to_image(
        self, format: str | None = None, width: int | None = None, height: int | None = None,
        **options: Any,
    ) -> bytes:  # fmt: skip
        """Return the figure as the bytes of an SVG or a PDF (width and height in pixels of 1/96
        inch, by default those of an A4 page's column); a format of pixels as Plotly does, if its
        package for that is installed.

        Raises WrongInput for another format or size, and if no browser is installed.
        """
        kind = _require_format(format)
        wide = _require_size("width", width, self.layout.width)
        high = _require_size("height", height, self.layout.height)
        if kind not in KINDS:
            made: bytes = super().to_image(kind, width, height, **options)
            return made
        shown = go.Figure(self).update_layout(width=wide, height=high, autosize=False)
        with TemporaryDirectory() as folder:
            page = Path(folder) / "figure.html"
            library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
            text = shown.to_json().replace("</", "<\\/")  # no text of a figure ends the script
            page.write_text(
                PAGE.format(width=wide, height=high, library=library.as_uri(), figure=text), "utf-8"
            )
            return _print_page(page, kind)


def _require_format(format: object) -> str:
    """Return a picture's format in small letters; WrongInput if a figure is not written so here."""
    kind = str(format or "").lower()
    if kind in KINDS or (kind in PIXELS and find_spec("kaleido") is not None):
        return kind
    no_ending = "the format of the figure is not given, by the file's ending or by format=."
    reason = f"a figure is not written as {kind}." if kind else no_ending
    raise WrongInput(reason, key="format", value=format, allowed=[f".{one}" for one in KINDS])


def _require_size(key: str, given: object, usual: float | None) -> int:
    """Return a side of a picture in pixels: `given`, else `usual` (the figure's own), else WIDTH;
    WrongInput, for `key` (width or height), if it is not 1 to LARGEST.
    """
    side = (usual or WIDTH) if given is None else given
    number = float(side) if isinstance(side, SupportsFloat) else math.nan
    if isinstance(side, bool) or not 1 <= number <= LARGEST:
        raise WrongInput(f"{key} cannot be {side!r}.", key=key, value=side,
                         allowed=[f"1 to {LARGEST:,} pixels of 1/96 inch"])  # fmt: skip
    return int(number)


def _print_page(page: Path, format: str) -> bytes:
    """Return the page of one figure as a browser prints it: a PDF, or the SVG that it draws;
    WrongInput if no browser is installed, or it fails.

    format: "pdf" or "svg".
    """
    printed = page.with_suffix(".pdf")
    task = [f"--print-to-pdf={printed}", "--no-pdf-header-footer"]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    sandbox = ["--no-sandbox"] if root else []  # with which Chrome refuses to run as root
    command = [
        _find_browser(), "--headless", *sandbox, "--disable-gpu", "--no-first-run",
        "--disable-background-networking", f"--user-data-dir={page.parent / 'profile'}",
        "--virtual-time-budget=20000", *(task if format == "pdf" else ["--dump-dom"]),
        page.as_uri(),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _make_browser_error(f"{command[0]} draws no figure: {error}") from None
    drawn = SVG.search(done.stdout.decode("utf-8", "replace"))
    if format == "pdf" and printed.is_file():
        return printed.read_bytes()
    if drawn:
        return unquote(drawn[1]).encode()
    raise _make_browser_error(f"{command[0]} draws no figure (exit code {done.returncode})")


def _find_browser() -> str:
    """Return the path of an installed browser; WrongInput if there is none."""
    named = os.environ.get(VARIABLE)
    found = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if found is None:
        raise _make_browser_error("SVG and PDF are drawn by Chrome or Chromium, and none is found")
    return found


def _make_browser_error(reason: str) -> WrongInput:
    """Return the error that no browser draws the figure (`reason`), and what can be done."""
    return WrongInput(
        f"{reason}.", key=VARIABLE, value=os.environ.get(VARIABLE),
        allowed=[f"the path of a Chrome or Chromium in ${VARIABLE}",
                 'figure.write_html("figure.html"), which needs none'],
    )  # fmt: skip
