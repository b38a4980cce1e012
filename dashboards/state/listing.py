"""Which batches a page lists: those that fit what its link, or its fields, ask for."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from dashboards.state.url import parse_query
from dashboards.state.view import View
from runs.archive.batch_filter import BatchFilter
from runs.archive.manifest import BatchSummary

HIDDEN: dict[str | None, bool | None] = {None: False, "all": None, "only": True}
"""What a link says of hidden batches: left out, shown too, shown alone."""
FIELDS = ("find", "tags", "hidden", "made_since", "made_until")
"""Keys of a link that say which batches are listed."""


def select_batches(view: View) -> list[BatchSummary]:
    """Return the batches that match the page's filters, newest first."""
    state = view.state
    wanted = BatchFilter(
        text=state.find or "",
        tags=tuple(filter(None, (state.tags or "").split(","))),
        hidden=HIDDEN[state.hidden],
        since=state.made_since or "",
        until=state.made_until or "",
    )
    return wanted.select(view.source.list_batches())


def list_known_tags(view: View) -> list[str]:
    """Return every tag of every batch once, in order."""
    return sorted({tag for one in view.source.list_batches() for tag in one.tags})


def write_batch_counts(view: View, count: int) -> str:
    """Return a phrase on how many batches are listed (`count`), of how many, and how many hidden
    ones are left out.
    """
    batches = view.source.list_batches()
    hidden = sum(one.hidden for one in batches) if view.state.hidden is None else 0
    told = f"{len(batches):,}" if count == len(batches) else f"{count:,} of {len(batches):,}"
    return f"Batches in {view.source.outputs}: {told}" + (f", {hidden:,} hidden" if hidden else "")


def apply_list_filters(view: View, fields: object) -> View:
    """Return the view with filters replaced by those in `fields` (URL key -> value); values that a
    link could not hold are ignored.
    """
    fields = fields if isinstance(fields, dict) else {}
    texts = {
        key: ",".join(map(str, value)) if isinstance(value, list) else value
        for key, value in fields.items()
        if key in FIELDS
    }
    asked = {key: value for key, value in texts.items() if isinstance(value, str) and value}
    state, _ = parse_query("?" + urlencode(asked))
    return replace(view, state=replace(view.state, **{key: getattr(state, key) for key in FIELDS}))
