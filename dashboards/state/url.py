"""The URL as state: what a page shows is read from its query string and nowhere else.

The query is short and versioned. An unknown key, an unreadable value or another version is dropped
with a notice; a page never fails because of a damaged link. Nothing read here is used as a path or
as code: names are looked up among those the archive lists.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qsl, urlencode

from dashboards.state.url_values import READERS, parse_plain_text
from runs.analysis.sides import get_dyad
from runs.errors import cut_text

VERSION = "1"
LONGEST = 4000
"""Characters of a query string that are read."""
SHORT = 2000
"""Characters up to which a link is made; a longer selection becomes a saved view."""
SELECTIONS = ("where", "set", "among")
"""Keys that may grow long, and that a view keeps."""


@dataclass(frozen=True)
class State:
    """The content of a link, not yet checked against the archive; None for missing keys."""

    batch: str | None = None
    variant: str | None = None
    a: str | None = None
    b: str | None = None
    point: int | None = None
    run: int | None = None
    rule: str | None = None
    day: int | None = None
    twin: str | None = None
    """What is done otherwise in the run beside, as `taijie fork` takes it (do=)."""
    since: int | None = None
    days: int | None = None
    """From which day on, and on how many days in a row."""
    metric: str | None = None
    when: str | None = None
    stage: str | None = None
    keeper: str | None = None
    side: str | None = None
    audience: str | None = None
    claim: str | None = None
    kind: str | None = None
    verdict: str | None = None
    fit: str | None = None
    where: str | None = None
    set: str | None = None
    among: str | None = None
    pins: str | None = None
    """Variants on the board (`dashboards.state.pins`), which go along from page to page."""
    find: str | None = None
    tags: str | None = None
    hidden: str | None = None
    made_since: str | None = None
    made_until: str | None = None
    """Which batches are listed: words, tags, whether hidden ones, made from and up to which day."""
    sort: str | None = None
    """Columns of the page's long table in their order, with - before those from high to low."""
    levers: str | None = None
    """Levers of What-if in their order, those that are moved with a value: `path:0.7;path`."""
    lever: str | None = None
    worlds: int | None = None
    """Of how many random worlds What-if shows what comes out."""
    kept: str | None = None
    """Settings kept beside it, each as `levers` has them, parted by `|`."""
    view: str | None = None
    figure: str | None = None
    format: str | None = None
    theme: str | None = None


KEYS = tuple(field.name for field in fields(State))


def parse_query(search: str, longest: int = LONGEST) -> tuple[State, list[str]]:
    """Return the state of a query string (with or without `?`), and at most eight sentences on what
    was dropped: all of it if it has more than `longest` characters.
    """
    notices: list[str] = []
    if len(search) > longest:
        return State(), ["This link is too long to be read; it was ignored."]
    found: dict[str, object] = {}
    for key, text in parse_qsl(search.lstrip("?"), keep_blank_values=True, errors="replace"):
        if key == "v":
            if text != VERSION:
                notices.append(
                    f"This link is of version {_format_printable(text)}; read as {VERSION}."
                )
            continue
        if key not in KEYS:
            notices.append(
                f"The link’s key “{_format_printable(key)}” is not known; it was dropped."
            )
            continue
        try:
            found[key] = READERS.get(key, parse_plain_text)(text)
        except ValueError:
            notices.append(f"“{_format_printable(text)}” is no value for {key}; it was dropped.")
    return State(**found), notices[:8]  # type: ignore[arg-type]  # each key read by its reader


def drop_unknown_sides(state: State) -> tuple[State, list[str]]:
    """Return a state without sides and audiences that the batch lacks, and notices."""
    dyad, notices = get_dyad(), []
    for key, allowed in (("keeper", dyad.keys), ("side", dyad.keys), ("audience", dyad.audiences)):
        value = getattr(state, key)
        if value is not None and value not in allowed:
            state = replace(state, **{key: None})
            said = f"“{_format_printable(value)}” is no value for {key}; it was dropped."
            notices.append(f"{said} Allowed: {', '.join(allowed)}.")
    return state, notices


def _format_printable(text: str) -> str:
    """Return a text of at most 40 characters, with `·` for each unprintable one."""
    shown = "".join(character if character.isprintable() else "·" for character in text)
    return cut_text(shown, 40)


def to_query(state: State) -> str:
    """Return the query string of a state, with `?`; values that are None are left out."""
    pairs = [("v", VERSION)]
    for key in KEYS:
        value = getattr(state, key)
        if value is not None:
            pairs.append((key, str(value)))
    return "?" + urlencode(pairs, safe=":;,.-_=@")


def link_to_page(path: str, state: State, **changes: object) -> str:
    """Return the address of a page in a state, with some of its keys changed."""
    return path + to_query(replace(state, **changes))  # type: ignore[arg-type]  # keys of State


def extract_selections(state: State) -> State:
    """Return a state with only where, set and among (the selections), which a saved view holds."""
    return State(**{key: getattr(state, key) for key in SELECTIONS})


def drop_kept_selections(state: State, saved: State) -> State:
    """Return `state` without where, set and among if they equal those of its saved view (`saved`);
    else without the name of the view.
    """
    if state.view is None or extract_selections(state) != saved:
        return replace(state, view=None)
    return replace(state, **dict.fromkeys(SELECTIONS))


def fill_from_view(state: State, saved: State) -> State:
    """Return `state` whose missing where, set and among are those of its saved view."""
    own = {key: getattr(state, key) or getattr(saved, key) for key in SELECTIONS}
    return replace(state, **own)
