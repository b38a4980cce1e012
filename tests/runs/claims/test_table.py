"""The table: what a verdict says, and that equals are equal to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from runs.studies.claims import storage
from runs.studies.claims.claim import PACKAGED, PLACEBO, find_claim_files, read_claim
from runs.studies.claims.table import COLUMNS, add_verdict_columns, count_verdicts, decide_verdict
from tests.runs.claims.toys import session, silently, toy

PLACEBOS = [path for path in find_claim_files([PACKAGED]).values() if path.parent.name == PLACEBO]


@pytest.mark.parametrize(
    ("effect", "low", "high", "p", "predicted", "expected"),
    [
        (5, 4, 6, 0.001, "+", "borne out"),
        (1, 0.5, 1.5, 0.001, "+", "borne out but negligible"),
        (-5, -6, -4, 0.001, "+", "contradicted"),
        (-1, -1.5, -0.5, 0.001, "+", "contradicted"),
        (0.1, -1, 1.2, 0.8, "+", "equivalent to 0"),
        (1, -3, 5, 0.8, "+", "undecided"),
        (4, 1, 7, 0.06, "+", "undecided"),
        (5, 4, 6, 0.001, "0", "positive"),
        (-5, -6, -4, 0.001, "0", "negative"),
        (np.nan, np.nan, np.nan, np.nan, "-", "undecided"),
    ],
)
def test_a_verdict_weighs_sign_holm_and_the_bound(
    effect: float, low: float, high: float, p: float, predicted: str, expected: str
) -> None:
    row = {"effect": effect, "low": low, "high": high, "p_holm": p, "bound": 2.0, "n": 50}
    assert decide_verdict({**row, "predicted": predicted}) == expected


def test_nothing_is_equivalent_to_0_by_a_handful_of_runs() -> None:
    row = {"effect": 0.0, "low": 0.0, "high": 0.0, "p_holm": 1.0, "bound": 2.0, "predicted": "0"}
    assert decide_verdict({**row, "n": 19}) == "undecided"
    assert decide_verdict({**row, "n": 20}) == "equivalent to 0"


def rows(*p: float, kind: str = "contested") -> pd.DataFrame:
    plain = {"class": kind, "predicted": "+", "effect": 3.0, "low": 1.0, "high": 5.0, "bound": 2.0}
    return pd.DataFrame([{**plain, "p": value, "n": 100} for value in p])


def test_placebos_do_not_make_claims_harder_to_bear_out() -> None:
    both = pd.concat([rows(0.01, 0.02), rows(0.5, 0.9, kind="placebo")], ignore_index=True)
    assert list(add_verdict_columns(both)["p_holm"]) == pytest.approx([0.02, 0.02, 1.0, 1.0])


def test_an_open_row_says_how_many_runs_would_decide_it() -> None:
    open_row = rows(0.5).assign(low=-3.0, high=5.0)
    found = add_verdict_columns(open_row).iloc[0]
    assert (found["decided"], found["runs_to_decide"]) == (False, 400)


def test_contested_claims_are_counted_apart() -> None:
    both = pd.concat([rows(0.001), rows(0.001, kind="single-path")], ignore_index=True)
    assert set(count_verdicts(add_verdict_columns(both))) == {"contested", "not evidence"}


def test_what_is_predicted_and_happens_is_borne_out(tmp_path: Path) -> None:
    measures = """[{measure: days_to_call, sign: "+"}, {measure: median_days, sign: "-"},
      {measure: call_by, day: 15, sign: "-"}]"""
    table = session(toy(tmp_path, measures=measures), runs=200).compute_table(silently)
    assert list(table.columns) == COLUMNS
    assert list(table["verdict"]) == ["borne out", "contradicted", "borne out"]
    assert (table["effect"] == table["value_a"] - table["value_b"]).iloc[1]


def test_placebos_are_equivalent_to_0_and_equals_exactly_0() -> None:
    table = session(*map(read_claim, PLACEBOS), runs=40).compute_table(silently)
    assert len(table) > 15
    assert (table["effect"] == 0).all()
    equals = table[table["claim"] == "AA"]
    assert (equals[["low", "high"]] == 0).all(axis=None)
    assert set(equals["verdict"]) == {"equivalent to 0"}


@pytest.mark.parametrize(("level", "held"), [("-", "no"), ("+", "yes"), (None, None)], ids=str)
def test_a_level_is_judged_by_the_intervals_of_both_variants(
    tmp_path: Path, level: str | None, held: str | None
) -> None:
    more = f', level: "{level}"' if level else ""
    measures = f'[{{measure: days_to_call, sign: "0"{more}}}]'
    row = session(toy(tmp_path, measures=measures)).compute_table(silently).iloc[0]
    assert (row["level"], row["level_holds"]) == (level, held)
    for side in "ab":
        assert row[f"low_{side}"] < row[f"value_{side}"] < row[f"high_{side}"]


def test_a_level_is_open_where_an_interval_holds_0(tmp_path: Path) -> None:
    measures = '[{measure: face, keeper: us, side: us, when: call, sign: "0", level: "+"}]'
    base = "base: [us.face_home=0, us.face_world=0]"
    row = session(toy(tmp_path, measures=measures, rest=base)).compute_table(silently).iloc[0]
    assert row["value_a"] == 0
    assert row["level_holds"] == "undecided"


def test_traits_that_decide_who_calls_outweigh_stakes_that_do_not(tmp_path: Path) -> None:
    factors = """factors:
  traits: {us.vow_strength: [0.0, 2.0], us.bonus: [0.0, 2.0]}
  stakes: {accord.relapse: [0.0, 0.1]}"""
    measures = '[{measure: sobol_share, sign: "+"}]'
    claim = toy(tmp_path, a="[]", b="[]", measures=measures, rest=factors)
    row = session(claim, runs=400).compute_table(silently).iloc[0]
    assert row["effect"] == pytest.approx(1.0, abs=0.5)
    assert row["verdict"] == "borne out"
    assert row["n"] == 8 * 40


def test_a_table_is_stored_once_with_how_it_was_made(tmp_path: Path) -> None:
    planned = session(toy(tmp_path / "files"), runs=8)
    table = planned.compute_table(silently)
    folder = planned.write_table(tmp_path, table, {}, ["taijie", "claims"])
    kept, about = storage.read_claim_table(folder)
    assert folder.parent == tmp_path / "claims"
    assert storage.STORE.find_newest(tmp_path) == folder
    assert list(kept["effect"]) == list(table["effect"])
    assert (about["runs"], about["seed"]) == (8, 0)
    assert set(about["variants"]["T01"]) == {"a", "b"}
    assert (
        pd.read_csv(folder / storage.STORE.table)["verdict"].tolist() == table["verdict"].tolist()
    )
