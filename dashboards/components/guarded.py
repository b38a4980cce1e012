"""Error handling for parts of a page: a part that fails becomes a card with the reason; the rest
stays.

A page reads files that other programs write, change and remove meanwhile. Whatever goes wrong in a
part is logged with its traceback, and explained in its place: what cannot be shown, why, and what
can be done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from dash import html
from dash.development.base_component import Component

from runs.errors import WrongInput

T = TypeVar("T")
LOG = logging.getLogger(__name__)
PACKAGES = ("dashboards", "runs", "agents", "model", "configs")
COMMAND = "taijie "
LOST = "the log of this server says more; the other parts and pages are not affected"


@dataclass(frozen=True)
class PagePart:
    """A part of a page. what: its name, the subject of an error sentence; make: makes its content,
    and may raise.
    """

    what: str
    make: Callable[[], Component | Sequence[Component | PagePart]]
    otherwise: Callable[[], Component] | None = None
    """Makes what is shown above the error card, such as a menu of other variants."""


Item: TypeAlias = "Component | PagePart"


def assemble_page(items: Iterable[Item]) -> list[Component]:
    """Return all components in order; a part becomes what its function makes, or an error card if
    that raises.
    """
    made: list[Component] = []
    for item in items:
        made += _make_part_components(item) if isinstance(item, PagePart) else [item]
    return made


def _make_part_components(part: PagePart) -> list[Component]:
    """Return the components of a part; if making it raises, an error card, below what `otherwise`
    makes if the part has one.
    """

    def make_card(error: Exception) -> list[Component]:
        above = (
            [] if part.otherwise is None else assemble_page([PagePart(part.what, part.otherwise)])
        )
        return [*above, make_error_card(part.what, error)]

    def make_components() -> list[Component]:
        found = part.make()
        return [found] if isinstance(found, Component) else assemble_page(found)

    return call_with_fallback(part.what, make_components, make_card)


def call_with_fallback(
    name: str, make: Callable[[], T], make_fallback: Callable[[Exception], T]
) -> T:
    """Return `make()`; if it raises, log the error under `name`, return `make_fallback(error)`."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001  # the one place where a page survives whatever fails
        _log_error(name, error)
        return make_fallback(error)


def make_error_card(name: str, error: Exception) -> Component:
    """Return a card that says why a part of a page, called `name`, could not be made."""
    title = f"{name[:1].upper()}{name[1:]} cannot be shown"
    said = make_paragraphs(describe_error(error))
    return html.Section([html.H2(title), *said], className="card problem", role="status")


def make_paragraphs(text: str) -> list[Component]:
    """Return each line of a text as a paragraph, a command line as code."""
    return [
        html.Pre(line) if line.startswith(COMMAND) else html.P(line) for line in text.splitlines()
    ]


def _log_error(name: str, error: Exception) -> None:
    """Log an error under a name: one of this project in a line, any other with its traceback."""
    if is_project_error(error):
        LOG.info("%s: %s", name, error)
    else:
        LOG.error("%s failed", name, exc_info=error)


def describe_error(error: Exception, offline: bool = False) -> str:
    """Return a sentence for the reader of a page on why something cannot be shown.

    offline: whether it is for a report file, where there is no server log to refer to.
    """
    more = "" if offline else f"; {LOST}"
    if is_project_error(error):
        return _format_sentence(str(error))
    if isinstance(error, OSError):
        name = f" {error.filename}" if error.filename else ""
        return _format_sentence(f"a file{name} cannot be read ({error.strerror or error}){more}")
    return _format_sentence(f"it could not be worked out ({type(error).__name__}){more}")


def is_project_error(error: Exception) -> bool:
    """Say whether an error's message was written by this project (WrongInput, or a ValueError
    raised in it).
    """
    if isinstance(error, WrongInput):
        return True
    return type(error) is ValueError and _find_raising_module(error).split(".")[0] in PACKAGES


def _find_raising_module(error: Exception) -> str:
    """Return the name of the module that raised an error; empty if it has no traceback."""
    trace, name = error.__traceback__, ""
    while trace is not None:
        name, trace = str(trace.tb_frame.f_globals.get("__name__", "")), trace.tb_next
    return name


def _format_sentence(text: str) -> str:
    """Return a text with a capital letter and a full stop, unless it ends in another sign or a
    command.
    """
    text = text.strip() or "no reason was given"
    is_whole = text.endswith((".", "?", "!", ":")) or text.splitlines()[-1].startswith(COMMAND)
    whole = text if is_whole else f"{text}."
    return f"{whole[:1].upper()}{whole[1:]}"
