"""From patterns to what is simulated: one job a beginning, by the model and by a random caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from model.parameters import Configuration, parse_configuration
from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.plan.variants import compute_variant_hash
from runs.studies.composition import compose_with_overrides
from runs.studies.history.beginning import make_beginning_config
from runs.studies.history.reading import read_countries
from runs.studies.history.rule import read_rule
from runs.studies.patterns.comparison import SimulatedValues
from runs.studies.patterns.measure_arguments import check_measure_arguments
from runs.studies.patterns.measures import MEASURED
from runs.studies.patterns.pattern import Datum, Pattern
from runs.studies.patterns.readings import READINGS, RecordRow, select_record_rows
from runs.studies.simulation import Columns, Job

TEMPERATURE = 100.0
"""Of a random caller's choices: utilities a hundredth of what they are, so that options of a menu
are as likely as their families allow."""
BY_LOT = {"name": "quantal", "temperature": TEMPERATURE}


@dataclass(frozen=True)
class Beginning:
    """One start at which a pattern is simulated: its configuration, and the row it is composed
    from, None for a pattern with overrides.
    """

    config: Configuration
    row: RecordRow | None = None

    def fill_in_side_keys(self, text: str) -> str:
        """Return a measure's text with `{first}`, `{second}` and `{cut_off}` replaced by keys of
        sides; ValueError for other words in braces.
        """
        keys = self.config.dyad.keys
        side = self.row.cut_off if self.row is not None else None
        words = {"first": keys[0], "second": keys[1], "cut_off": keys[side or 0]}
        try:
            return text.format(**words)
        except (KeyError, IndexError, ValueError):
            braces = ", ".join(f"{{{word}}}" for word in words)
            raise ValueError(f"{text!r}: in braces are allowed {braces}") from None

    def matches(self, where: Mapping[str, list[str]]) -> bool:
        """Say whether the row it is composed from has one of the listed values in each column
        (`where`: column -> values); True without a row.
        """
        return self.row is None or self.row.matches(where)


@dataclass(frozen=True)
class PlannedPattern:
    """A pattern with the beginnings (starting configurations) on which it is simulated."""

    name: str
    pattern: Pattern
    beginnings: tuple[Beginning, ...]

    def list_measures(self, beginning: Beginning) -> tuple[str, ...]:
        """Return the distinct measures (texts) to simulate on a beginning, in the order of the
        data.
        """
        texts = [datum.measure for datum in self.pattern.data if datum.measure]
        return tuple(dict.fromkeys(beginning.fill_in_side_keys(text) for text in texts))

    def collect_values(
        self, datum: Datum, results: Mapping[str, Columns]
    ) -> SimulatedValues | None:
        """Return a quantity's values, simulated and observed, from results (job key -> columns);
        None if the model has no such quantity.
        """
        if datum.measure is None:
            return None
        chosen = [one for one in self.beginnings if one.matches(datum.where)]
        observed = [_get_observed_value(one, datum) for one in chosen]
        values = [
            np.stack([
                results[make_job_key(one.config, by_lot)][one.fill_in_side_keys(datum.measure)][0]
                for one in chosen
            ])
            for by_lot in (False, True)
        ]  # fmt: skip
        ids = [one.row.id for one in chosen if one.row is not None]
        return SimulatedValues(values[0], values[1], np.array(observed), ids)


def plan_pattern(composer: ConfigComposer, name: str, pattern: Pattern) -> PlannedPattern:
    """Return a pattern with the beginnings (starting configurations) on which it is simulated;
    WrongInput, naming the pattern and the key, if it is invalid or no row of the record fits.
    """
    _check_readings(name, pattern)
    simulated = pattern.simulated_on
    if simulated.overrides is not None:
        config = compose_with_overrides(composer, f"pattern {name}", simulated.overrides)
        return _require_measures(PlannedPattern(name, pattern, (Beginning(config),)))
    assert simulated.rows is not None
    countries, rule = read_countries(), read_rule()
    rows = select_record_rows(simulated.rows, countries)
    if not rows:
        raise WrongInput(f"pattern {name}: no row of the record fits.", key="rows", value=None)
    made = [
        Beginning(make_beginning_config(composer, row.inputs, countries, rule), row) for row in rows
    ]
    return _require_measures(PlannedPattern(name, pattern, tuple(made)))


def _require_measures(planned: PlannedPattern) -> PlannedPattern:
    """Return the pattern; WrongInput if the runs of a beginning could not give a measure of it."""
    measures = [datum.measure for datum in planned.pattern.data if datum.measure is not None]
    for beginning, text in product(planned.beginnings, measures):
        try:
            check_measure_arguments(beginning.fill_in_side_keys(text), beginning.config)
        except ValueError as error:
            raise WrongInput(
                f"pattern {planned.name}: {error}.", key="measure", value=text
            ) from None
    return planned


def plan_pattern_jobs(planned: Mapping[str, PlannedPattern], runs: int) -> dict[str, Job]:
    """Return job key -> job: each beginning of the patterns (name -> pattern) once by the model,
    once by leaders who choose by lot. runs: of each job.
    """
    wanted: dict[str, tuple[Configuration, dict[str, None]]] = {}
    for one in planned.values():
        for beginning in one.beginnings:
            for by_lot in (False, True):
                key = make_job_key(beginning.config, by_lot)
                config = make_random_caller_config(beginning.config) if by_lot else beginning.config
                names = wanted.setdefault(key, (config, {}))[1]
                names.update(dict.fromkeys(one.list_measures(beginning)))
    return {
        key: Job(key, config, runs, tuple(names), reader=MEASURED)
        for key, (config, names) in wanted.items()
    }


def make_random_caller_config(config: Configuration) -> Configuration:
    """Return the configuration with leaders who choose by lot among their options."""
    plain = config.model_dump(mode="json")
    for key in config.dyad.keys:
        plain[key]["policy"] = dict(BY_LOT)
    return parse_configuration(plain)


def make_job_key(config: Configuration, by_lot: bool = False) -> str:
    """Return the key of a beginning's job; by_lot: of the job in which leaders choose by lot."""
    return compute_variant_hash(config.model_dump(mode="json")) + (" by lot" if by_lot else "")


def _get_observed_value(beginning: Beginning, datum: Datum) -> float:
    """Return the observed value of a quantity: the stated number, or the reading of the row."""
    if datum.observed_in is None or beginning.row is None:
        return float(datum.observed or 0.0)
    return READINGS[datum.observed_in](beginning.row)


def _check_readings(name: str, pattern: Pattern) -> None:
    """Raise WrongInput if a quantity of a pattern names an unknown reading."""
    known: dict[str, Any] = READINGS
    for datum in pattern.data:
        if datum.observed_in is not None and datum.observed_in not in known:
            raise WrongInput(
                f"pattern {name}: observed_in={datum.observed_in} is no reading of a row.",
                key="observed_in", value=datum.observed_in, allowed=list(known),
            )  # fmt: skip
