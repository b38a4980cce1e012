"""What studies leave beside the batches, made by their own code on problems that take no time."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from runs.archive.engine import get_current_engine
from runs.cli.choose_text import make_game_record
from runs.studies.choices.game import solve_game
from runs.studies.choices.play import simulate_profile_payoffs
from runs.studies.choices.postures import Posture, Profile
from runs.studies.choices.race import race_postures
from runs.studies.choices.robust import rank_postures_by_worst_regret
from runs.studies.choices.storage import write_choice
from runs.studies.fit import sampler, storage
from runs.studies.fit.diagnostics import describe_fit
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.populations import Round
from runs.studies.fit.prior import read_shipped_prior
from runs.studies.fit.recorded_wait import Asker
from runs.studies.fit.sampler import Budget
from runs.studies.fit.score_table import write_score_table
from runs.studies.fit.scoring import Forecast, make_score_rows
from runs.studies.fit.staleness import read_golden_table_name
from runs.studies.fit.summary import summarise_scores
from tests.runs.choices.boards import ATTRITION, CONCEDE, HOLD, make_board
from tests.runs.fit.toys import make_datum

FIT = "learned"
DAYS = (3, 20, 60, 90, 200)


def choices(outputs: Path) -> dict[str, Any]:
    """Solve a war of attrition over two draws, and a race in it; store and return the game."""
    board = replace(make_board(ATTRITION), draws=({"us.insulation": 0.1}, {"us.insulation": 0.9}))
    both, keys = (HOLD, CONCEDE), board.config.dyad.keys
    paid = simulate_profile_payoffs(board, [Profile(a, b) for a in both for b in both], 4, 0)
    paid = paid.reshape(2, 2, 2, 2, 4)
    common = {
        "payoffs": "mine", "postures": {key: ["hold", "concede"] for key in keys}, "worlds": 4,
        "titles": {"hold": "Hold", "concede": "Concede"}, "seed": 0, "draws": 2, "fit": "prior",
        "terms": {key: [{"column": "duration", "weight": -0.02, "is": None, "missing": 20.0,
                         "meaning": "day"}] for key in keys},
        "sides": board.config.model_dump(mode="json")["sides"],
    }  # fmt: skip
    rows = rank_postures_by_worst_regret((both, both), paid.mean(axis=-1))
    game = {
        **common, "kind": "game", **make_game_record(solve_game(paid), both, both),
        "robust": [one._asdict() | {"side": keys[one.side]} for one in rows],
    }  # fmt: skip
    write_choice(outputs, game)
    race = race_postures(board, 0, both, Posture("still", {}), 8)
    told = race._asdict() | {"candidates": [one._asdict() for one in race.candidates]}
    write_choice(outputs, {**common, "kind": "race", "side": keys[0], "against": "still", **told})
    return game


def fit(outputs: Path, name: str = FIT, finished: bool = True) -> dict[str, Any]:
    """Fit the shipped levers to one observation of the first; store, score and return it. One that
    is not finished has simulated one of its two rounds.
    """
    prior, evidence, budget = read_shipped_prior(), read_evidence(), Budget(20, 2, 1, 40)
    data = [make_datum(day, id=f"F{day}", cluster=f"c{day}", asker=Asker(0, 0.9)) for day in DAYS]
    folder = storage.get_fit_folder(outputs, name)
    settings = {
        "seed": 0, **budget._asdict(), "data": [asdict(one) for one in data],
        "prior": prior.model_dump(), "evidence": evidence.model_dump(),
        "rules": read_golden_table_name(), "record": "", "engine": get_current_engine().digest,
    }  # fmt: skip
    storage.prepare_fit_folder(folder, settings)
    z = sampler.draw_particles(prior.names, budget, 0)
    storage.write_round(folder, 0, Round(z, np.zeros((len(z), len(data)), dtype=np.int8)))
    if not finished:
        return settings
    state = sampler.sample_posterior(prior.names, budget, 0, _evaluate)
    likelihood = SimpleNamespace(prior=prior, data=data)
    learned: Any = SimpleNamespace(
        likelihood=likelihood, evaluate_population=lambda _, z: _evaluate(z)
    )
    result = {**settings, **describe_fit(state, state, learned)}
    storage.write_draws(folder, prior, state.z)
    storage.write_cluster_terms(folder, data, state.terms)
    storage.write_left_out(folder, prior, {})
    storage.write_json(folder / storage.RESULT, result)
    forecast = np.full(evidence.last_day + 2, 1.0 / (evidence.last_day + 2))
    forecasts = {one.key: Forecast(forecast, np.array([2.0, 1.0, 1.0]), 40.0) for one in data}
    rows = make_score_rows(data, forecasts, data, evidence)
    write_score_table(outputs, {
        "fit": name, "stale": "", "engine": result["engine"], "runs": 40, "seed": 0, "rows": rows,
        "means": summarise_scores(rows), "refused": {},
    })  # fmt: skip
    return result


def _evaluate(z: np.ndarray) -> np.ndarray:
    """One datum tells of the first lever, the others of nothing."""
    terms = np.zeros((len(z), len(DAYS)))
    terms[:, 0] = -0.5 * ((2.0 - z[:, 0]) / 0.5) ** 2
    return terms
