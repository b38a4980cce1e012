"""Which batch a page is about: the link's, or the newest that can be read."""

from __future__ import annotations

from dashboards.state.store import Source
from runs.archive.catalogue import resolve_batch_name
from runs.archive.manifest import BatchSummary
from runs.errors import WrongInput


def choose_batch(
    source: Source, name: str | None, notices: list[str]
) -> tuple[BatchSummary | None, str]:
    """Return the batch to show and "", or None and the reason ("" if there is no batch); adds
    sentences for the page to `notices`.

    If no batch has the name, or none is given, the newest is shown that can be read; a hidden one
    only if there is no other.
    """
    batches = source.list_batches()
    named = _find_batch(source, batches, name)
    if named is not None:
        why = _describe_manifest_error(source, named)
        return (named, "") if not why else (None, why)
    passed: list[str] = []
    for summary in sorted(batches, key=lambda one: one.hidden):  # else in their order
        why = _describe_manifest_error(source, summary)
        if not why:
            notices.extend(passed)
            if name is not None:
                notices.append(f"{MISSING}; this is {summary.name}.")
            return summary, ""
        passed.append(why)
    notices.extend([f"{MISSING}."] if name is not None else [])
    return None, passed[0] if passed else ""


MISSING = "There is no batch of the link’s name here"


def _find_batch(
    source: Source, batches: list[BatchSummary], name: str | None
) -> BatchSummary | None:
    """Return the batch of that name, or whose name alone begins so; None without one."""
    try:
        full = None if name is None else resolve_batch_name(batches, name, source.outputs)
    except WrongInput:
        return None
    return next((summary for summary in batches if summary.name == full), None)


def _describe_manifest_error(source: Source, summary: BatchSummary) -> str:
    """Return why the manifest of a listed batch cannot be read; empty if it can."""
    try:
        source.open_batch(summary).manifest  # noqa: B018  # read once and kept
    except WrongInput as error:
        text = str(error)
        return f"{text[:1].upper()}{text[1:]}"
    return ""
