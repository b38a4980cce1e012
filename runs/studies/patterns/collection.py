"""All data of the historical record that can be compared with simulated runs.

Files of configs/pattern (P1), episodes (E15) and rows of configs/history/freezes.csv (F12) become
one kind of object: an episode and a row are patterns of two data, the days to envoys' and leaders'
contact.
"""

from __future__ import annotations

from collections.abc import Sequence

from runs.errors import make_unknown_option_error
from runs.plan.settings.compose import ConfigComposer
from runs.studies.episodes.episode import GROUP as EPISODES
from runs.studies.episodes.episode import STAGES, Episode
from runs.studies.history.reading import read_freezes
from runs.studies.patterns.pattern import GROUP, Datum, Pattern, Rows, Simulated
from runs.studies.study_files import load_study_files

READINGS = {"leader": "days_to_leaders", "envoy": "days_to_envoys"}


def collect_patterns(composer: ConfigComposer) -> dict[str, Pattern]:
    """Return id -> pattern, sorted: those of configs/pattern, then episodes with recorded days,
    then rows of freezes.csv.
    """
    files = load_study_files(composer, GROUP, Pattern).values()
    episodes = load_study_files(composer, EPISODES, Episode).values()
    made = [*files, *(make_episode_pattern(one) for one in episodes if has_days_to_contact(one))]
    made += [make_freeze_pattern(row.id, row.episode) for row in read_freezes().values()]
    return {pattern.id: pattern for pattern in sorted(made, key=_make_pattern_sort_key)}


def choose_patterns(known: dict[str, Pattern], ids: Sequence[str]) -> dict[str, Pattern]:
    """Return the patterns with these ids, in upper or lower case; without ids those whose id begins
    with P, as in configs/pattern. WrongInput for an unknown id.
    """
    folded = {name.casefold(): name for name in known}
    for name in ids:
        if name.casefold() not in folded:
            raise make_unknown_option_error(GROUP, name, list(known))
    wanted = {folded[name.casefold()] for name in ids}
    return {
        name: one for name, one in known.items() if name in wanted or (not ids and name[0] == "P")
    }


def has_days_to_contact(episode: Episode) -> bool:
    """Say whether an episode has recorded days to any contact; without them it is no pattern."""
    return any(episode.happened.get_days(stage) is not None for stage in STAGES)


def make_episode_pattern(episode: Episode) -> Pattern:
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
    return Pattern(
        id=episode.id, title=episode.title, source=episode.source,
        simulated_on=Simulated(overrides=episode.overrides), data=data,
    )  # fmt: skip


def make_freeze_pattern(row_id: str, title: str) -> Pattern:
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
    return Pattern(
        id=row_id, title=title, source=f"freezes.csv, row {row_id}",
        simulated_on=Simulated(rows=Rows(file="freezes", where={"id": [row_id]})), data=data,
    )  # fmt: skip


def _make_pattern_sort_key(pattern: Pattern) -> tuple[int, int, str]:
    """Return a sort key for patterns: by letter (P, E, F), then by number, then by id."""
    letters, digits = pattern.id[:1], "".join(c for c in pattern.id if c.isdigit())
    return ("PEF".find(letters), int(digits or 0), pattern.id)
