"""What the pages of stored study results (claims, episodes, patterns) have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from dash import html
from dash.development.base_component import Component

from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import write_command_hint
from runs.errors import WrongInput

Stored = TypeVar("Stored")


def require_table(view: View, stored: Stored | None, subject: str, command: str) -> Stored:
    """Return `stored`; if it is None, raise WrongInput that names the command that makes one.

    subject: what the table is of, such as "claims".
    """
    if stored is None:
        way = write_command_hint(view.source.outputs, command)
        raise WrongInput(f"No table of {subject} is stored yet: {way}")
    return stored


def make_missing_card(view: View, subject: str, command: str, advice: str = "") -> Component:
    """Return the card of a page whose table of `subject` is not made yet: the command that makes
    one, and advice.
    """
    said = f"No table of {subject} in {view.source.outputs} yet. This makes one:"
    shown = [html.P(said), html.Pre(write_command_hint(view.source.outputs, command))]
    return html.Section([*shown, *([html.P(advice)] if advice else [])], className="card")


def list_engine_notices(record: Mapping[str, Any]) -> list[str]:
    """Return a sentence, in a list, if the simulation code has changed since a table was made; else
    [].

    record: of the table, with `engine`, the digest of that code.
    """
    from runs.archive import engine

    if record.get("engine") == engine.get_current_engine().digest:
        return []
    return ["The engine has changed since this table was made; another run may differ."]


def make_notices(sentences: Sequence[str]) -> list[Component]:
    """Return sentences as notices above a page's figures."""
    return [html.P(text, className="notice", role="status") for text in sentences]


def make_sources_card(
    question: str,
    origin: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Mapping[str, Any]],
) -> Component:
    """Return a card with a table of the sources of a page's rows.

    Args:
        question: the heading.
        origin: how the table was made, shown above it.
        columns: (key in a row, title) of each column.
        rows: a missing key, None, "" or NaN is shown as a dash.
    """
    head = html.Thead(html.Tr([html.Th(title, scope="col") for _, title in columns]))
    cells = [[html.Td(_format_cell(row.get(name))) for name, _ in columns] for row in rows]
    table = html.Table([head, html.Tbody([html.Tr(one) for one in cells])])
    place = html.Div(
        table, className="table", tabIndex="0", role="region",
        **make_html_attributes({"aria-label": "Sources"}),
    )  # fmt: skip
    shown = [html.H2(question), html.P(origin, className="about"), place]
    return html.Section(shown, className="card")


def _format_cell(value: object) -> str:
    missing = value in (None, "") or (isinstance(value, float) and not labels.is_number(value))
    return "–" if missing else str(value)
