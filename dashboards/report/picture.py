"""Figures as SVG and PDF of print quality, written by a browser that is installed: no network.

Plotly draws in a browser, and its own way to a file needs a package more. Here the page of one
figure is opened in an installed Chrome or Chromium, which prints it: text stays text, lines stay
lines, and fonts are embedded.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
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
WIDTH = 700
"""Pixels (of 1/96 inch) of A4 within its margins."""
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
        """Write the figure as SVG or PDF; any other format as Plotly does.

        Raises WrongInput if no browser is installed that could draw it.
        """
        kind = (format or Path(str(file)).suffix.lstrip(".")).lower()
        if kind not in KINDS:
            super().write_image(file, format, **options)
            return
        made = self.to_image(kind, **options)
        if hasattr(file, "write"):
            file.write(made)
        else:
            Path(file).write_bytes(made)

    def to_image(
        self, format: str | None = None, width: int | None = None, height: int | None = None,
        **options: Any,
    ) -> bytes:  # fmt: skip
        """Return the figure as the bytes of an SVG or a PDF (width and height in pixels of 1/96
        inch, by default those of an A4 page's column); any other format as Plotly does.
        """
        kind = (format or "").lower()
        if kind not in KINDS:
            made: bytes = super().to_image(format, width, height, **options)
            return made
        wide = int(width or self.layout.width or WIDTH)
        high = int(height or self.layout.height or WIDTH)
        shown = go.Figure(self).update_layout(width=wide, height=high, autosize=False)
        with TemporaryDirectory() as folder:
            page = Path(folder) / "figure.html"
            library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
            text = shown.to_json().replace("</", "<\\/")  # no text of a figure ends the script
            page.write_text(
                PAGE.format(width=wide, height=high, library=library.as_uri(), figure=text), "utf-8"
            )
            return _print_page(page, kind)


def _print_page(page: Path, format: str) -> bytes:
    """Return the page of one figure as a browser prints it: a PDF, or the SVG that it draws.

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
    return WrongInput(
        f"{reason}.", key=VARIABLE, value=os.environ.get(VARIABLE),
        allowed=[f"the path of a Chrome or Chromium in ${VARIABLE}",
                 'figure.write_html("figure.html"), which needs none'],
    )  # fmt: skip
