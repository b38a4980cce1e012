"""The table of the episodes: the simulated waiting beside what happened, and its scores.

Days count from the trigger, which is the model's day 1: days = duration - 1. The rivals know
nothing of an episode but the others' days: an exponential with one parameter (log score), and the
others' days themselves (CRPS). Both leave out the episode's whole group, and in both, as in the
means, a group counts once, its scored members sharing its weight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sides import get_dyad
from runs.analysis.waiting import scores
from runs.analysis.waiting.scores import ObservedWait
from runs.analysis.waiting.waiting import compute_waiting_times, list_causes
from runs.studies.episodes.episode import STAGES, Episode, Stage

LEVELS = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
Row = dict[str, Any]


def compute_episode_weights(known: Mapping[str, Episode], stage: Stage) -> dict[str, float]:
    """Return name -> weight of each episode whose days to contact at a stage (of leaders or of
    envoys) are known; the weights of a group (one standoff) sum to 1.
    """
    scored = {name: one for name, one in known.items() if one.happened.get_days(stage)}
    sizes = Counter(one.group for one in scored.values())
    return {name: 1.0 / sizes[one.group] for name, one in scored.items()}


def list_other_observations(
    known: Mapping[str, Episode], group: str, stage: Stage
) -> list[ObservedWait]:
    """Return the observed waits at a stage (contact of leaders or of envoys) of all episodes
    outside a group, each with its weight. known: name -> episode, of all.
    """
    pool = []
    for name, weight in compute_episode_weights(known, stage).items():
        days = known[name].happened.get_days(stage)
        if days is not None and known[name].group != group:
            pool.append(days.to_observed_wait(weight))
    return pool


def make_episode_rows(
    known: Mapping[str, Episode], name: str, frame: pd.DataFrame, variant: str, horizon: int
) -> list[Row]:
    """Return two rows of the table, for the leaders' and the envoys' first contact in an episode's
    runs: what was simulated, what happened, and the scores (None where not recorded).

    known: all episodes, for the rivals' forecasts; frame: outcomes, a row per run; variant: its
    name; horizon: days simulated.
    """
    episode, found = known[name], []
    for stage in STAGES:
        row: Row = {"episode": name, "id": episode.id, "title": episode.title,
                    "group": episode.group, "stage": stage, "variant": variant,
                    "runs": len(frame), "horizon": horizon}  # fmt: skip
        counts, shares = _count_simulated_days(frame, stage, horizon)
        row |= _compute_quantiles(counts) | shares
        row |= _compute_readout_shares(frame) if stage == "leader" else {}
        row |= _make_record_columns(episode, stage) | _compute_episode_scores(
            known, name, stage, counts
        )
        found.append(row)
    return found


def _count_simulated_days(
    frame: pd.DataFrame, stage: Stage, horizon: int
) -> tuple[FloatArray, Row]:
    """Return (numbers of runs by days to the contact 0..horizon - 1, then without one, (horizon +
    1,); `first_<mover>` -> share of runs, `first_nobody` among them).
    """
    wait = compute_waiting_times(frame, stage, horizon)
    counts = scores.count_contact_days(wait.day - 1, wait.cause > 0, horizon - 1)
    causes = list_causes()
    by = np.bincount(wait.cause, minlength=len(causes) + 1) / len(wait.cause)
    shares = {f"first_{cause}": float(by[code]) for code, cause in enumerate(causes, start=1)}
    return counts, {**shares, "first_nobody": float(by[0])}


def _compute_quantiles(counts: FloatArray) -> Row:
    """Return q05, q25, median, q75 and q95 of simulated days; None where a quantile lies beyond
    them. counts: runs by day, last those without a contact.
    """
    forecast = scores.compute_contact_cdf(counts)
    return {name: scores.find_quantile(forecast, level) for name, level in LEVELS.items()}


def _compute_readout_shares(frame: pd.DataFrame) -> Row:
    """Return `<side>_says_<whom>` -> share of the runs with leader contact in which that side's
    readout names that asker; None without such a run.
    """
    met = frame[frame["event_observed"].astype(bool)]
    dyad, found = get_dyad(), Row()
    for side in dyad.keys:
        said = met[f"claimed_{side}"].astype(str)
        for named in dyad.claims[:-1]:
            found[f"{side}_says_{named}"] = float((said == named).mean()) if len(met) else None
    return found


def _make_record_columns(episode: Episode, stage: Stage) -> Row:
    """Return what is recorded of an episode's contact at a stage: happened and censored (None if
    not recorded), happened_first, evidence, readouts_and_claims, disputed, unlocked_by, source,
    confidence.
    """
    happened = episode.happened
    days = happened.get_days(stage)
    mover = happened.first_mover
    return {
        "happened": days.format_days() if days else None,
        "censored": days.days is None if days else None,
        "happened_first": mover.leader if stage == "leader" else mover.envoy,
        "evidence": mover.evidence,
        "readouts_and_claims": happened.readouts_and_claims,
        "disputed": happened.disputed,
        "unlocked_by": happened.unlocked_by,
        "source": episode.source,
        "confidence": episode.confidence,
    }


def _compute_episode_scores(
    known: Mapping[str, Episode], name: str, stage: Stage, counts: FloatArray
) -> Row:
    """Return quantile (of the observed day in the forecast), p_none_by_then (forecast probability
    of no contact by that day), log_score and log_score_exponential (nats), crps and crps_pool
    (days), weight, beyond_horizon (whether the day is); all None where the stage is not recorded.

    counts: numbers of runs by day 0..last and later, (last + 2,); name: of the episode. Both rivals
    know only other groups, and are None if those say nothing.
    """
    keys = ("quantile", "p_none_by_then", "log_score", "log_score_exponential", "crps",
            "crps_pool", "weight", "beyond_horizon")  # fmt: skip
    days = known[name].happened.get_days(stage)
    if days is None:
        return dict.fromkeys(keys)
    observed, last = days.to_observed_wait(), len(counts) - 2
    pool = list_other_observations(known, known[name].group, stage)
    rate = scores.fit_exponential_rate(pool)
    pooled = scores.estimate_pooled_cdf(pool, last)
    forecast = scores.compute_contact_cdf(counts)
    rival = None if rate is None else scores.compute_exponential_cdf(rate, last)
    values = (
        scores.compute_quantile_rank(forecast, observed),
        1.0 - float(forecast[min(observed.day, last)]),
        scores.compute_log_score(scores.compute_smoothed_cdf(counts), observed),
        None if rival is None else scores.compute_log_score(rival, observed),
        scores.compute_crps(forecast, observed),
        None if pooled is None else scores.compute_crps(pooled, observed),
        compute_episode_weights(known, stage)[name],
        observed.day > last,
    )
    return dict(zip(keys, values, strict=True))


def compute_mean_scores(rows: list[Row]) -> list[Row]:
    """Return three dicts, for leaders' contact, envoys' and both: stage, rows, standoffs (sum of
    weights) and the weighted means of log_score, log_score_exponential, crps and crps_pool.

    Only rows with the scores of both rivals count; means are None without such a row.
    """
    found = []
    for stage in (*STAGES, "both"):
        scored = [
            row for row in rows
            if row["weight"] and stage in (row["stage"], "both")
            and row["log_score_exponential"] is not None and row["crps_pool"] is not None
        ]  # fmt: skip
        weight = [row["weight"] for row in scored]
        mean = {
            key: scores.compute_weighted_mean([row[key] for row in scored], weight)
            for key in ("log_score", "log_score_exponential", "crps", "crps_pool")
        }
        found.append({"stage": stage, "rows": len(scored), "standoffs": sum(weight), **mean})
    return found
