"""Which batches a list shows: by labels, by text and by the time they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runs.archive.labels import normalise_text
from runs.errors import WrongInput
from runs.paths import fold_case

if TYPE_CHECKING:
    from runs.archive.manifest import BatchSummary

DAY = len("2026-01-01")


@dataclass(frozen=True)
class BatchFilter:
    """Which batches a list shows: all conditions together."""

    text: str = ""
    """In name, title, note, experiment, tags or changes, whatever the case."""
    tags: tuple[str, ...] = ()
    hidden: bool | None = False
    """True: the hidden alone; None: all."""
    since: str = ""
    """A date, or date and time, of ISO 8601: that day's batches are in."""
    until: str = ""

    def select(self, batches: Iterable[BatchSummary]) -> list[BatchSummary]:
        """Return the batches that meet all conditions, in their order; WrongInput if `since` or
        `until` is no date.
        """
        since = parse_time_bound("since", self.since, is_upper=False)
        until = parse_time_bound("until", self.until, is_upper=True)
        return [
            one
            for one in batches
            if (self.hidden is None or one.hidden == self.hidden)
            and {normalise_text(tag).casefold() for tag in self.tags}
            <= {tag.casefold() for tag in one.tags}
            and fold_case(self.text) in fold_case(_join_searchable_text(one))
            and (since is None or one.made >= since)
            and (until is None or one.made < until)
        ]


def _join_searchable_text(batch: BatchSummary) -> str:
    """Return the texts of a batch that a search looks in, one a line."""
    words = [
        batch.name,
        batch.title,
        batch.note,
        batch.experiment or "",
        *batch.tags,
        *batch.changed,
    ]
    return "\n".join(words)


def parse_time_bound(key: str, text: str, *, is_upper: bool) -> datetime | None:
    """Return the bound of a time range that a text states, with its time zone; None for "".

    A time without a zone is local. A date alone means the beginning of that day or, if `is_upper`
    is set, of the next. WrongInput if the text is no date.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if is_upper and len(text) <= DAY:
            found += timedelta(days=1)
        return found.astimezone() if found.tzinfo is None else found
    except (ValueError, OverflowError):  # beyond the calendar too
        reason = f"{key} {text} is no date of the years 2 to 9998."
        allowed = ["2026-01-31", "2026-01-31T18:00", "2026-01-31T18:00+01:00"]
        raise WrongInput(reason, key=key, value=text, allowed=allowed) from None
