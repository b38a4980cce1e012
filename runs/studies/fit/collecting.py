"""Collects the rows of a fit or a score: the shipped record, or a file of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from pydantic import Field

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.studies.composition import compose_with_overrides
from runs.studies.episodes.episode import GROUP, Episode
from runs.studies.fit.evidence import FOLDER as INFERENCE
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.standoff_row import (
    StandoffRow,
    join_clusters,
    list_marker_dates,
    make_episode_waits,
    make_freeze_waits,
    select_country_codes,
)
from runs.studies.history.beginning import make_beginning_config
from runs.studies.history.reading import FOLDER, read_countries, read_table
from runs.studies.history.records import Contact, Freeze, Inputs
from runs.studies.history.rule import read_rule
from runs.studies.study_files import load_study_files, read_study_file

KINDS = (".csv", ".yaml")


class AnyRow(Freeze):
    """A row in the columns of freezes.csv, of any id: a user's own."""

    id: str = Field(pattern=r"^[\w.-]+$")


def collect_shipped_rows(composer: ConfigComposer, evidence: Evidence) -> list[StandoffRow]:
    """Return the standoffs of the shipped record: rows of freezes.csv, then episodes; those about
    one standoff share a cluster. WrongInput as of `_require_shipped_files`.
    """
    _require_shipped_files(composer.own)
    freezes = read_freeze_rows(composer, FOLDER / "freezes.csv", evidence)
    known = load_study_files(composer, GROUP, Episode)
    episodes = [_make_episode_row(composer, name, one, evidence) for name, one in known.items()]
    return join_clusters(freezes, episodes)


def read_rows_from_file(
    composer: ConfigComposer, path: Path, evidence: Evidence
) -> list[StandoffRow]:
    """Return the standoffs in a user's file: a CSV in the columns of freezes.csv, or the YAML of
    one episode.

    Raises WrongInput, naming row and column, for the first error, for an id that stands twice, for
    a CSV without recorded days, and as of `_require_shipped_files`.
    """
    _require_shipped_files(composer.own)
    if path.suffix not in KINDS or not path.is_file():
        raise WrongInput(
            f"{path}: there is no such table.", key="file", value=str(path),
            allowed=["a CSV in the columns of configs/history/freezes.csv", "an episode's YAML"],
        )  # fmt: skip
    if path.suffix == ".yaml":
        return [_make_episode_row(composer, path.stem, read_study_file(path, Episode), evidence)]
    rows = read_freeze_rows(composer, path, evidence)
    ids = [one.id for one in rows]
    for name in ids:
        if ids.count(name) > 1:
            raise WrongInput(f"{path.name}: row {name} stands twice.", key="id", value=name)
    if not any(one.data for one in rows):
        raise WrongInput(f"{path.name} holds no row with days.", key="file", value=str(path))
    return rows


def _require_shipped_files(own: Path | None) -> None:
    """Raise WrongInput if the user's folder of configs has a changed copy of the priors, the
    evidence or the record, which are read from the packaged folder alone.
    """
    for file in [*INFERENCE.glob("*.*"), *FOLDER.glob("*.*")] if own else []:
        mine = Path(own or "", file.parent.name, file.name)
        if mine.is_file() and mine.read_bytes() != file.read_bytes():
            raise WrongInput(
                f"{mine} would not be read: priors, evidence and record are the packaged ones. Take"
                " it away; rows of your own come by data=FILE or add=FILE.",
                key=file.parent.name, value=str(mine),
            )  # fmt: skip


def add_rows(rows: Sequence[StandoffRow], added: Sequence[StandoffRow]) -> list[StandoffRow]:
    """Return rows with others added; WrongInput for an id that both have: a beginning is found by
    its id.
    """
    known = {one.id for one in rows}
    for one in added:
        if one.id in known:
            told = f"add: the record already has a row {one.id}; another id is wanted."
            raise WrongInput(told, key="id", value=one.id)
    return [*rows, *added]


def read_freeze_rows(composer: ConfigComposer, path: Path, evidence: Evidence) -> list[StandoffRow]:
    """Return the standoffs in a CSV with the columns of freezes.csv, in its order; a beginning
    (starting configuration) is composed only when `compose` of its row is called. WrongInput for
    the first error in it.
    """
    countries, rule = read_countries(), read_rule()
    markers = list_marker_dates(read_table(FOLDER / "contacts.csv", Contact))
    found = []
    for row in read_table(path, AnyRow):
        inputs = Inputs.model_validate({name: getattr(row, name) for name in Inputs.model_fields})
        side_keys = {countries[code].key for code in row.codes if code in countries}
        marker_dates = markers if _is_primary_pair(side_keys) else frozenset()
        found.append(
            StandoffRow(
                row.id,
                make_freeze_waits(row, evidence, marker_dates),
                partial(make_beginning_config, composer, inputs, countries, rule),
                row.trigger_date.isoformat(), frozenset(row.codes),
            )
        )  # fmt: skip
    return found


def _is_primary_pair(side_keys: set[str]) -> bool:
    """Say whether these are the keys of the two sides of the primary configuration, the only pair
    that contacts.csv is about.
    """
    from runs.analysis.sides import read_preset_sides

    return side_keys == set(read_preset_sides())


def _make_episode_row(
    composer: ConfigComposer, name: str, episode: Episode, evidence: Evidence
) -> StandoffRow:
    """Return an episode as a standoff of the record; its beginning is the primary configuration
    with the episode's overrides.
    """
    config = compose_with_overrides(
        composer, f"episode {name}", episode.overrides, int(evidence.horizon.value)
    )
    keys: Mapping[str, str] = {code: one.key for code, one in read_countries().items()}
    return StandoffRow(
        episode.id,
        make_episode_waits(episode, config, evidence), lambda: config, config.start,
        select_country_codes(keys, config),
    )  # fmt: skip
