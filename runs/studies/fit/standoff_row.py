"""Rows of the record as data of a fit: a beginning, and what happened at each stage.

A row of freezes.csv is composed by the one rule of docs/history.md; an episode has a beginning of
its own. Which rows count as one standoff is decided here: rows of one cluster, episodes of one
group, and an episode that begins on the same day as a row of the record, with a country in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.parameters import Configuration
from runs.studies.episodes.episode import STAGES, UNKNOWN, Episode, Stage
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.recorded_wait import Asker, RecordedWait
from runs.studies.history.records import Contact, Freeze

OTHERS = 2
"""Place of an asker who is neither side: a broker, or both at once."""
TRADE = "trade"
BY_ITS_READOUT = "cn_marker"
"""Basis in contacts.csv that is the other side's readout alone: it never testifies to who asked."""
WORDS = ("high", "middling", "low")


@dataclass(frozen=True)
class StandoffRow:
    """A row of the record: its recorded contacts (`data`), the ISO date of its trigger (`start`)
    and its countries' codes; `compose` returns its beginning (the configuration at its start), or
    raises WrongInput if there is none.
    """

    id: str
    data: tuple[RecordedWait, ...]
    compose: Callable[[], Configuration]
    start: str
    countries: frozenset[str]

    def move_to_cluster(self, cluster: str) -> StandoffRow:
        """Return the same row with all its contacts in another cluster."""
        return replace(self, data=tuple(replace(one, cluster=cluster) for one in self.data))


def make_freeze_waits(
    row: Freeze, evidence: Evidence, markers: frozenset[str] = frozenset()
) -> tuple[RecordedWait, ...]:
    """Return the recorded contacts of a row of freezes.csv: up to two, the leaders' and the
    envoys', right-censored at the horizon; a stage without days is left out.

    markers: dates (ISO) of contacts whose asker is known only from the other side's readout.
    """
    days = {"leader": row.days_to_leader_contact, "envoy": row.days_to_envoy_contact}
    codes, found = row.codes, []
    cut_off = 1 - codes.index(row.contact_cut_by) if row.contact_cut_by in codes else None
    for stage in STAGES:
        day, censored = days[stage], days[stage] is None
        if day is None and stage == "leader":
            day = row.censored_after_days
        if day is None:
            continue
        date = row.leader_date.isoformat() if row.leader_date else ""
        asker = _read_asker(row, evidence) if stage == "leader" and date not in markers else None
        datum = RecordedWait(
            row.id, stage, row.cluster, day, censored, None if censored else asker, cut_off,
            trade=row.trigger_class == TRADE, door=row.contact_cut_by != "none", title=row.episode,
        )  # fmt: skip
        found.append(datum.censor_after(evidence.last_day))
    return tuple(found)


def list_marker_dates(contacts: Iterable[Contact]) -> frozenset[str]:
    """Return the dates (ISO, of both sides' time zones) of contacts whose asker is known only from
    the other side's readout.
    """
    rows = [one for one in contacts if one.basis == BY_ITS_READOUT]
    return frozenset(day.isoformat() for one in rows for day in one.dates)


def make_episode_waits(
    episode: Episode, config: Configuration, evidence: Evidence
) -> tuple[RecordedWait, ...]:
    """Return an episode's recorded contacts: up to two, the leaders' and the envoys',
    right-censored at the horizon; a stage that was not recorded is left out.
    """
    found = []
    door = any(config.get_side(side).door > 0.0 for side in (0, 1)) or _are_dialogues_frozen(config)
    trade = any(config.get_side(side).tariff_start > 0.0 for side in (0, 1))
    for stage in STAGES:
        days = episode.happened.get_days(stage)
        if days is None:
            continue
        observed = days.to_observed_wait()
        asker = _read_episode_asker(episode, config, stage, evidence)
        datum = RecordedWait(
            episode.id, stage, episode.group, observed.day, observed.censored,
            None if observed.censored else asker, None,
            trade=trade, door=door, title=episode.title,
        )  # fmt: skip
        found.append(datum.censor_after(evidence.last_day))
    return tuple(found)


def join_clusters(
    freezes: Sequence[StandoffRow], episodes: Sequence[StandoffRow]
) -> list[StandoffRow]:
    """Return all rows, freezes first; an episode that begins on the day of a freeze and shares a
    country with it joins its cluster, as do the other episodes of its cluster.
    """
    moved: dict[str, str] = {}
    for episode in episodes:
        for freeze in freezes:
            same = episode.start == freeze.start and episode.countries & freeze.countries
            if same and episode.data and freeze.data:
                moved.setdefault(episode.data[0].cluster, freeze.data[0].cluster)
    joined = [
        one.move_to_cluster(moved.get(one.data[0].cluster, one.data[0].cluster))
        if one.data
        else one
        for one in episodes
    ]
    return [*freezes, *joined]


def _read_asker(row: Freeze, evidence: Evidence) -> Asker | None:
    """Return who asked for the leaders' contact by a row of freezes.csv; None if unknown."""
    who, codes = row.first_mover_best_evidence, row.codes
    if who == UNKNOWN:
        return None
    index = codes.index(who) if who in codes else OTHERS
    sure = evidence.reliability.get_probability(row.confidence, row.disputed == "yes")
    return Asker(index, sure)


def _read_episode_asker(
    episode: Episode, config: Configuration, stage: Stage, evidence: Evidence
) -> Asker | None:
    """Return who asked for an episode's contact at a stage; None if unknown."""
    mover = episode.happened.first_mover
    who = mover.leader if stage == "leader" else mover.envoy
    if who == UNKNOWN:
        return None
    keys = config.dyad.keys
    index = keys.index(who) if who in keys else OTHERS
    word = next((word for word in WORDS if episode.confidence.startswith(word)), WORDS[-1])
    disputed = episode.happened.disputed.startswith("yes")
    return Asker(index, evidence.reliability.get_probability(word, disputed))


def _are_dialogues_frozen(config: Configuration) -> bool:
    """Say whether a side freezes dialogues on the first day."""
    return any(one.kind == "freeze_dialogues" and one.day == 1 for one in config.interventions)


def select_country_codes(keys: Mapping[str, str], config: Configuration) -> frozenset[str]:
    """Return the codes of the countries that are sides of a configuration; keys: country code ->
    key of its side.
    """
    return frozenset(code for code, key in keys.items() if key in config.dyad.keys)
