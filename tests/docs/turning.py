"""Which signs of the revised rules hold whatever the assumed numbers, and which turn with them.

    python -m tests.docs.turning [DRAWS] [FIT]

plays the preset and the beginnings composed of the record at draws of the prior (configs/inference/
prior.yaml; or of a fit), the same worlds at each, and prints for every sign the share of draws in
which it stands.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import numpy as np

from runs.plan.executor_settings import ExecutorSettings
from runs.plan.settings.compose import ConfigComposer
from runs.studies.fit.draws import ParameterDraws, draw_prior
from runs.studies.fit.storage import read_draws
from runs.studies.patterns.collection import choose_patterns, collect_patterns
from runs.studies.patterns.comparison import compute_rank_correlation
from runs.studies.patterns.measures import MEASURED
from runs.studies.patterns.planning import Beginning, make_job_key, plan_pattern
from runs.studies.simulation import Columns, Job, simulate
from tests.docs.joint_path import RECORD, WITHIN

DRAWS, WORLDS, WORLDS_OF_A_ROW = 200, 100, 10
"""Draws, and worlds at each of them: of the preset, and of a composed beginning."""
DAYS, ASKS = "days_to_contact(stage=leader)", "first_mover_is(side={})"
SHARE_OF_RECORD = (0.67, 0.93)
"""Calls that the first side asked for, of those a side asked for: by evidence, by the readouts."""
Rows = Mapping[str, Beginning]


def plan_preset_measures(keys: Sequence[str]) -> dict[str, str]:
    """Return name -> measure of what is asked of a run of the preset."""
    named = {f"tariff {side} {day}": f"tariff(side={side}, day={day})" for side, day in RECORD}
    rises = "rises_per_100_days(side={}, under_accord=true)"
    named |= {f"rises {side}": rises.format(side) for side in keys}
    named |= {f"asks {side}": ASKS.format(side) for side in keys}
    return named | {
        "truce": "truce_before_call(by=60)",
        "call under it": "contact_under_truce(by=90)",
    }


def judge_preset(columns: Columns, named: Mapping[str, str], draws: int) -> dict[str, np.ndarray]:
    """Return sign -> (draws,) whether it stands there; run k of the preset plays draw k mod n."""
    values = {
        name: columns[text][0].reshape(-1, draws).astype(float) for name, text in named.items()
    }
    rises = np.nansum([of for name, of in values.items() if name.startswith("rises")], axis=0)
    path = (rises == 0.0) & (values["truce"] > 0.0) & (values["call under it"] > 0.0)
    for (side, day), level in RECORD.items():
        path &= np.abs(values[f"tariff {side} {day}"] - level) <= WITHIN
    asked = [np.nansum(of, axis=0) for name, of in values.items() if name.startswith("asks")]
    share = asked[0] / np.maximum(asked[0] + asked[1], 1.0)
    low, high = SHARE_OF_RECORD
    return {
        "no rise under an accord": (rises == 0.0).all(axis=0),
        "joint path of 2025 in more than .01 of runs": path.mean(axis=0) > 0.01,
        "the first side asks for more than half of the calls": share > 0.5,
        "its share lies within the record's .67 to .93": (share >= low) & (share <= high),
    }


def judge_rows(results: Mapping[str, Columns], rows: Rows, draws: int) -> dict[str, np.ndarray]:
    """Return sign -> (draws,) whether it stands there, of runs on composed beginnings."""
    days, askers = {}, []
    for key, beginning in rows.items():
        row = beginning.row
        assert row is not None
        columns = results[key]
        days[key] = columns[DAYS][0].reshape(-1, draws).astype(float)
        if row.cut_off is not None:
            text = ASKS.format(beginning.config.dyad.keys[row.cut_off])
            askers.append(columns[text][0].reshape(-1, draws).astype(float))
    medians = np.array([np.median(of, axis=0) for of in days.values()])
    classes = [
        _select_class(rows, {"trigger_class": ["trade"], "contact_cut_by": ["none"]}),
        _select_class(rows, {"contact_cut_by": ["US"]}),
        _select_class(rows, {"contact_cut_by": ["CN"]}),
    ]
    by_class = [np.median(medians[of], axis=0) for of in classes]
    real = np.array([_read_days(one) for one in rows.values()])
    order = np.array([compute_rank_correlation(of, real) for of in medians.T])
    return {
        "the side that was cut off asks in more than half": np.nanmean(
            np.concatenate(askers), axis=0
        )
        > 0.5,
        "trade with an open door before either shut door": (by_class[0] < by_class[1])
        & (by_class[0] < by_class[2]),
        "and the first side's shut door before the other's": by_class[1] < by_class[2],
        "rank correlation with the real days above .4": order > 0.4,
    }


def _select_class(rows: Rows, where: dict[str, list[str]]) -> np.ndarray:
    return np.array([one.has(where) for one in rows.values()])


def _read_days(beginning: Beginning) -> float:
    from runs.studies.patterns.readings import READINGS

    assert beginning.row is not None
    return float(READINGS["days_to_leaders"](beginning.row))


def simulate_signs(draws: ParameterDraws) -> dict[str, np.ndarray]:
    """Return sign -> (draws,) whether it stands there."""
    composer = ConfigComposer()
    known = choose_patterns(collect_patterns(composer), ["P1", "P6"])
    preset, composed = (plan_pattern(composer, name, one) for name, one in known.items())
    first, count = preset.beginnings[0].config, len(draws.z)
    named = plan_preset_measures(first.dyad.keys)
    rows = {make_job_key(one.config): one for one in composed.beginnings}
    jobs = {
        "preset": _make_job("preset", preset.beginnings[0], named.values(), draws, WORLDS * count)
    }
    for key, one in rows.items():
        texts = [DAYS, *(ASKS.format(side) for side in one.config.dyad.keys)]
        jobs[key] = _make_job(key, one, texts, draws, WORLDS_OF_A_ROW * count)
    results = simulate(jobs, 0, ExecutorSettings(), lambda _: None)
    return judge_preset(results["preset"], named, count) | judge_rows(results, rows, count)


def _make_job(key: str, one: Beginning, texts: object, draws: ParameterDraws, runs: int) -> Job:
    names = tuple(str(text) for text in texts)  # type: ignore[attr-defined]
    return Job(
        key, one.config, runs, names, reader=MEASURED, draws=draws.compute_lever_values(one.config)
    )


def tell_signs(draws: ParameterDraws) -> list[str]:
    """Return lines: each sign with the share of draws in which it stands."""
    signs = simulate_signs(draws)
    return [
        f"| {sign} | {stands.mean():.2f} | {'stands' if stands.mean() >= 0.95 else 'turns'} |"
        for sign, stands in signs.items()
    ]


if __name__ == "__main__":
    from pathlib import Path

    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    fit = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = read_draws(Path("outputs"), fit) if fit else draw_prior(0, wanted)
    sys.stdout.write("\n".join(tell_signs(chosen)) + "\n")
