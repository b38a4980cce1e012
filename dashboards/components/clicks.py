"""Hover texts that say what a click on a mark does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CLICKS = {
    "runs?": "its runs", "replay?": "its replay", "replay?a=": "both replays",
    "compare?": "the comparison", "claims?": "the claim",
}  # fmt: skip
"""Beginning of a link (dashboards.text.links) -> where it leads; the longest that fits holds."""


def add_click_hints(figure: dict[str, Any]) -> dict[str, Any]:
    """Add to a figure's hover texts (Plotly's JSON, in place) what a click does, and return it;
    traces without links stay as they are.
    """
    for trace in figure.get("data", []):
        link = next(_iterate_links(trace.get("customdata")), "")
        leads = [text for start, text in CLICKS.items() if link.startswith(start)]
        body, mark, extra = str(trace.get("hovertemplate") or "").partition("<extra>")
        if leads and body:
            trace["hovertemplate"] = f"{body}<br>click: {leads[-1]}{mark}{extra}"
    return figure


def _iterate_links(customdata: Any) -> Iterator[str]:
    """Yield the links (texts that are not empty) in a trace's customdata, which may be nested."""
    if isinstance(customdata, str):
        if customdata:
            yield customdata
    elif customdata is not None and hasattr(customdata, "__iter__"):
        for part in customdata:
            yield from _iterate_links(part)
