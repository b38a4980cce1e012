"""All data of the historical record that can be compared with simulated runs.

Files of configs/pattern (P1), episodes (E15) and rows of configs/history/freezes.csv (F12) become
one kind of object: an episode and a row are patterns of two data, the days to envoys' and leaders'
contact.
"""

from __future__ import annotations

from collections.abc import Sequence

from runs.errors import WrongInput, make_unknown_option_error
from runs.plan.settings.compose import ConfigComposer
from runs.studies.episodes.episode import GROUP as EPISODES
from runs.studies.episodes.episode import STAGES, Episode
from runs.studies.history.reading import read_freezes
from runs.studies.patterns.pattern import GROUP, Datum, Pattern, Rows, Simulated
from runs.studies.study_files import load_study_files

READINGS = {"leader": "days_to_leaders", "envoy": "days_to_envoys"}


class RecordedDays(Pattern):
    """A pattern made of an episode or a row of freezes.csv, not of a file of configs/pattern."""


def collect_patterns(composer: ConfigComposer) -> dict[str, Pattern]:
    """Return id -> pattern, each kind sorted: those of configs/pattern, then episodes with recorded
    days, then rows of freezes.csv. WrongInput for a file that is not valid, and for an id that two
    patterns have.
    """
    files = load_study_files(composer, GROUP, Pattern).values()
    episodes = load_study_files(composer, EPISODES, Episode).values()
    made = [*files, *(make_episode_pattern(one) for one in episodes if has_days_to_contact(one))]
    made += [make_freeze_pattern(row.id, row.episode) for row in read_freezes().values()]
    known: dict[str, Pattern] = {}
    for pattern in sorted(made, key=_make_pattern_sort_key):
        if known.setdefault(pattern.id, pattern) is not pattern:
            raise WrongInput(
                f"id={pattern.id} is given twice: each pattern, episode and row of freezes.csv has"
                " an id of its own.", key="id", value=pattern.id,
            )  # fmt: skip
    return known


def choose_patterns(known: dict[str, Pattern], ids: Sequence[str]) -> dict[str, Pattern]:
    """Return the patterns with these ids, in upper or lower case; without ids those of
    configs/pattern, the user's own among them. WrongInput for an unknown id.
    """
    folded = {name.casefold(): name for name in known}
    for name in ids:
        if name.casefold() not in folded:
            raise make_unknown_option_error(GROUP, name, list(known))
    if not ids:
        return {name: one for name, one in known.items() if not isinstance(one, RecordedDays)}
    wanted = {folded[name.casefold()] for name in ids}
    return {name: one for name, one in known.items() if name in wanted}


def has_days_to_contact(episode: Episode) -> bool:
    """Say whether an episode has recorded days to any contact; without them it is no pattern."""
    return any(episode.happened.get_days(stage) is not None for stage in STAGES)


def make_episode_pattern(episode: Episode) -> RecordedDays:
    """Return an episode as a pattern of up to two quantities: the days from the trigger to the
    leaders' and to the envoys' first contact; infinity where it is known that there was none, left
    out where nothing is known.
    """
    days = {stage: episode.happened.get_days(stage) for stage in STAGES}
    data = [
        Datum(
            name=f"days_to_{stage}s", measure=f"days_to_contact(stage={stage})",
            observed=float("inf") if known.days is None else float(known.days), unit="days",
            source=episode.source,
        )
        for stage, known in days.items() if known is not None
    ]  # fmt: skip
    return RecordedDays(
        id=episode.id, title=episode.title, source=episode.source,
        simulated_on=Simulated(overrides=episode.overrides), data=data,
    )  # fmt: skip


def make_freeze_pattern(row_id: str, title: str) -> RecordedDays:
    """Return a row of freezes.csv as a pattern of two quantities: the days to leaders' and to
    envoys' contact, simulated on the beginning composed from the row.
    """
    data = [
        Datum(
            name=f"days_to_{stage}s", measure=f"days_to_contact(stage={stage})",
            observed_in=reading, unit="days", source=f"freezes.csv, row {row_id}",
        )
        for stage, reading in READINGS.items()
    ]  # fmt: skip
    return RecordedDays(
        id=row_id, title=title, source=f"freezes.csv, row {row_id}",
        simulated_on=Simulated(rows=Rows(file="freezes", where={"id": [row_id]})), data=data,
    )  # fmt: skip


def _make_pattern_sort_key(pattern: Pattern) -> tuple[int, int, str]:
    """Return a sort key for patterns: files first, then episodes and rows, by number, then id."""
    group = 1 + (pattern.id[0] == "F") if isinstance(pattern, RecordedDays) else 0
    digits = "".join(c for c in pattern.id if c.isdecimal())
    return (group, int(digits or 0), pattern.id)
