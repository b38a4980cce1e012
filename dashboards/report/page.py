"""A report as one HTML file that needs no network: plotly.js is inside.

Its content security policy forbids every request, so that the browser itself would refuse one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboards.figures.grammar import CONFIG
from dashboards.report.content import Report, ReportFigure, ReportSection
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.errors import WrongInput

LARGEST = 8_000_000
"""Bytes a report may have."""
ROWS = 60
"""Rows of a figure's table that stand in the report."""
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
:root { --ground: #fff; --raised: #f6f7f9; --ink: #1b1f24; --soft: #55595f; --line: #d5d9df; }
@media (prefers-color-scheme: dark) { :root { --ground: #111; --raised: #1b1c1f; --ink: #eceef1;
  --soft: #b4b9c1; --line: #3a3e45; color-scheme: dark; } }
body { margin: 0 auto; max-width: 1100px; padding: 1rem; background: var(--ground);
  color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
section { background: var(--raised); border: 1px solid var(--line); border-radius: 10px;
  padding: .8rem 1rem; margin: 0 0 1rem; }
.about, .legend, footer { color: var(--soft); font-size: .86rem; }
.table { overflow: auto; max-height: 420px; }
table { border-collapse: collapse; font-size: .84rem; }
th, td { text-align: left; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td:nth-child(2):last-child, pre { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; }
.js-plotly-plot text:not(.sankey *):not(.hovertext *):not(.heatmaplayer *),
.js-plotly-plot .sankey-node text, .js-plotly-plot .node-label {
  fill: var(--ink) !important; text-shadow: none !important; }
"""
DRAW = """
document.querySelectorAll("[data-figure]").forEach(function (place) {
  var figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  Plotly.newPlot(place, figure.data, figure.layout, CONFIG);
});
"""


def render_html(report: Report) -> bytes:
    """Return the report as one HTML file; WrongInput if it would be larger than LARGEST."""
    body = [
        f"<h1>{escape(report.title)}</h1>",
        *(f"<p>{escape(sentence)}</p>" for sentence in report.sentences),
        f'<p class="legend">{escape("; ".join(report.marks))}.</p>',
        _render_section("What was run?", _render_table(("What", "Value"), report.facts)),
        *(_render_report_section(part) for part in report.parts),
        _render_section("What was checked?", _render_frame(report.checks)),
        _render_section(
            "How is it made again?", f"<pre>{escape(chr(10).join(report.commands))}</pre>"
        ),
    ]
    made = _render_document(report.title, "\n".join(body)).encode()
    if len(made) > LARGEST:
        raise WrongInput(
            f"the report would have {len(made) / 1e6:.1f} MB; at most {LARGEST / 1e6:.0f} are "
            "allowed: report a batch with fewer variants.",
            key="report",
        )
    return made


def _render_document(title: str, body: str) -> str:
    """Return an HTML document with this body and Plotly inside, whose policy forbids requests."""
    draw = DRAW.replace("CONFIG", json.dumps({**CONFIG, "displayModeBar": False}))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>
<body><main>
{body}
</main><footer><p>{escape(labels.POSITIONS)}</p></footer>
<script>{get_plotlyjs()}</script>
<script>{draw}</script>
</body></html>
"""


def _render_section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _render_report_section(section: ReportSection) -> str:
    """Return a section of the report as HTML: sentence, changed settings and figures."""
    changes = _render_table(("Setting", "A", "B"), section.changes) if section.changes else ""
    said = f"<p>{escape(section.said)}</p>" if section.said else ""
    figures = "\n".join(_render_figure(shown) for shown in section.figures)
    return f"<h2>{escape(section.title)}</h2>{said}{changes}{figures}"


def _render_figure(figure: ReportFigure) -> str:
    """Return a figure as HTML: question, sentence, chart, note and table, or its problem."""
    question = f"<h3>{escape(figure.question)}</h3>"
    if figure.drawn is None:
        return f"<section>{question}<p>{escape(figure.problem)}</p></section>"
    drawn, name = figure.drawn, f"figure-{figure.name}"
    said = escape(f"{drawn.question} {drawn.sentence}", quote=True)
    height = drawn.figure.layout.height
    return f"""<section>{question}<p>{escape(drawn.sentence)}</p>
<div role="img" aria-label="{said}" data-figure="{name}" style="height:{height}px"></div>
<script type="application/json" id="{name}">{_serialize_figure(drawn.figure)}</script>
<p class="about">{escape(drawn.about)}</p>
<details><summary>Table</summary>{_render_frame(drawn.table)}</details></section>"""


def _serialize_figure(figure: go.Figure) -> str:
    """Return a figure as JSON for Plotly in the page, without the links of its marks, which lead to
    pages.
    """
    made = go.Figure(figure)
    for trace in made.data:
        if isinstance(trace, go.Sankey):
            trace.link.customdata = None
        else:
            trace.customdata = None
    return str(made.to_json()).replace("</", "<\\/")


def _render_frame(frame: pd.DataFrame) -> str:
    """Return the first ROWS rows of a data frame as an HTML table, without the links to runs; below
    it, if there are more, how many.
    """
    shown = frame.drop(columns="runs", errors="ignore")
    rows = [[_format_cell(value) for value in row.values()] for row in to_records(shown.head(ROWS))]
    cut = f"<p>{ROWS} of {len(shown):,} rows.</p>" if len(shown) > ROWS else ""
    return _render_table([str(column).replace("_", " ") for column in shown.columns], rows) + cut


def _format_cell(value: object) -> str:
    """Return a value as text: four significant digits, yes or no, a dash if missing."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}".replace("-", "−") if labels.is_number(value) else "–"
    return str(value)


def _render_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return an HTML table with column titles `heads`; all texts are escaped."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        '<div class="table" tabindex="0" role="region" aria-label="Table"><table><thead><tr>'
        f"{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
