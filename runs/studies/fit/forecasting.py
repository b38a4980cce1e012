"""Simulates the forecasts of rows: one job per beginning, run k with draw k mod D."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.variants import compute_variant_hash
from runs.studies.episodes.episode import STAGES
from runs.studies.fit.draws import ParameterDraws
from runs.studies.fit.recorded_wait import RecordedWait
from runs.studies.fit.scoring import Forecast
from runs.studies.fit.simulated import (
    DAYS,
    compute_day_shares,
    name_day_and_asker_columns,
    tally_askers,
)
from runs.studies.fit.standoff_row import StandoffRow
from runs.studies.simulation import Columns, Job, simulate


@dataclass(frozen=True)
class ComposedRows:
    """Rows of the record, with the configurations at their starts (beginnings) or the reasons why
    these could not be composed.
    """

    rows: tuple[StandoffRow, ...]
    configs: Mapping[str, Configuration]
    """Key of a datum -> its beginning, where there is one."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Id of a row -> why it has no beginning."""


def compose_rows(rows: Sequence[StandoffRow]) -> ComposedRows:
    """Return the rows with the configuration of each beginning; for those whose beginning cannot be
    composed, the reason instead. Rows without a recorded contact have neither.
    """
    configs: dict[str, Configuration] = {}
    refused: dict[str, str] = {}
    for row in rows:
        if not row.data:
            continue
        try:
            config = row.compose()
        except WrongInput as error:
            refused[row.id] = str(error)
            continue
        configs |= {datum.key: config for datum in row.data}
    return ComposedRows(tuple(rows), configs, refused)


@dataclass(frozen=True)
class ForecastSettings:
    """How forecasts are simulated: `runs` of each beginning (starting configuration), seed and
    executor.
    """

    runs: int
    seed: int
    executor: ExecutorSettings


def simulate_forecasts(
    composed: ComposedRows,
    draws: ParameterDraws | None,
    settings: ForecastSettings,
    announce: Callable[[Progress], object],
) -> dict[str, Forecast]:
    """Return key of a recorded contact (`F01 leader`) -> its forecast, for all whose row has a
    beginning (starting configuration).

    Args:
        composed: the rows.
        draws: parameter sets, of which run k plays k mod draws; None for each beginning's own
            values.
        settings: runs of each beginning, seed and executor.
        announce: called with the progress.
    """
    jobs, named = _plan_jobs(composed, draws, settings.runs)
    results = simulate(jobs, settings.seed, settings.executor, announce) if jobs else {}
    found = {}
    for row in composed.rows:
        for datum in row.data:
            if datum.key in named:
                last = int(composed.configs[datum.key].horizon) - 1
                columns = results[named[datum.key]]
                found[datum.key] = _make_forecast(datum, columns, draws, settings.runs, last)
    return found


def _make_forecast(
    datum: RecordedWait, columns: Columns, draws: ParameterDraws | None, runs: int, last: int
) -> Forecast:
    """Return the forecast of one recorded contact from the runs of its beginning: days 0..last and
    later. The weights are those without its cluster where the draws learned from that. columns: of
    its job's runs.
    """
    day_name, asker_name = name_day_and_asker_columns(datum.stage)
    days, asker = columns[day_name][0], columns[asker_name][0]
    again = draws is not None and datum.cluster in draws.left_out
    weighed = None if draws is None or again else draws.weigh(datum.cluster)
    if weighed is None:
        askers = tally_askers(asker, days, last)
        return Forecast(compute_day_shares(days, last), askers, float(runs), again)
    weights = weighed[0][np.arange(runs) % len(weighed[0])]
    weights = weights / weights.sum()
    effective = float(1.0 / (weights**2).sum())
    askers = effective * tally_askers(asker, days, last, weights)
    return Forecast(compute_day_shares(days, last, weights), askers, effective, True, weighed[1])


def _plan_jobs(
    composed: ComposedRows, draws: ParameterDraws | None, runs: int
) -> tuple[dict[str, Job], dict[str, str]]:
    """Return (job key -> what to simulate; key of a recorded contact -> key of its job).

    Contacts with the same beginning (configuration of the first day) share a job, unless `draws`
    has a fit made without a contact's cluster: that contact's job then uses that fit's draws.
    runs: number of runs of each job.
    """
    wanted: dict[str, tuple[Configuration, dict[str, None], str]] = {}
    named: dict[str, str] = {}
    for row in composed.rows:
        for datum in row.data:
            config = composed.configs.get(datum.key)
            if config is None:
                continue
            again = datum.cluster if draws and datum.cluster in draws.left_out else ""
            key = compute_variant_hash(config.model_dump(mode="json")) + again
            columns = wanted.setdefault(key, (config, {}, again))[1]
            columns.update(dict.fromkeys(name_day_and_asker_columns(datum.stage)))
            named[datum.key] = key
    jobs = {}
    for key, (config, names, again) in wanted.items():
        carried: Mapping[str, Any] = (
            {} if draws is None else draws.compute_lever_values(config, again)
        )
        asks: dict[str, int] = {
            stage: int(config.horizon)
            for stage in STAGES
            if name_day_and_asker_columns(stage)[0] in names
        }
        jobs[key] = Job(key, config, runs, tuple(names), reader=DAYS, draws=carried, asks=asks)
    return jobs, named
