"""The page of checks computes what it says, and says what it cannot compute."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import binomtest

from dashboards.figures.grammar import Drawn
from dashboards.pages.batch_checks import run_checks
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.analysis.checks.identities import TOLERANCE, compute_ledger_gaps
from tests.dashboards.test_pages import text_of


def draw_figure(source: Source, name: str, search: str = "") -> Drawn:
    return list_pages()["/checks"].figures[name].draw(resolve_view(source, "/checks", search))


@pytest.fixture(scope="module")
def frame(source: Source) -> pd.DataFrame:
    view = resolve_view(source, "/checks", "")
    return view.read_outcomes(view.variant)


def test_a_sound_batch_passes_every_check(source: Source) -> None:
    found = run_checks(resolve_view(source, "/checks", ""))
    assert list(found["passed"]) == [True] * 4
    assert found["result"].iloc[0] == "450 of 450"


def test_a_ledger_that_does_not_add_up_is_found(frame: pd.DataFrame) -> None:
    weights = {"us": (0.6, 0.0, 0.4), "china": (0.6, 0.0, 0.4)}
    assert compute_ledger_gaps(frame, weights)["largest"].max() <= TOLERANCE
    uneven = {"us": (0.6, 0.0, 0.4), "china": (0.9, 0.0, 0.1)}
    found = compute_ledger_gaps(frame, uneven)
    wrong = found[found["largest"] > TOLERANCE]
    assert set(wrong["side"]) == {"china"}
    assert set(wrong["keeper"]) == {"us", "china"}
    bent = frame.assign(face_us_china_end=frame["face_us_china_end"] + 0.01)
    assert compute_ledger_gaps(bent)["largest"].max() <= TOLERANCE
    assert compute_ledger_gaps(bent, weights)["largest"].max() == pytest.approx(0.01)


def test_runs_come_out_the_same_again(source: Source) -> None:
    found = draw_figure(source, "again")
    assert "12 of 12 runs" in found.sentence
    assert (found.table["differing"] == 0).all()
    assert found.table["columns"].min() > 80


def test_the_running_estimate_ends_at_the_plain_mean(source: Source, frame: pd.DataFrame) -> None:
    table = draw_figure(source, "convergence", "?v=1&metric=p_china").table
    last = table.iloc[-1]
    assert last["n"] == len(frame)
    assert last["estimate"] == pytest.approx((frame["first_mover_true"] == "china").mean())
    early = frame.sort_values("replication").head(int(table["n"].iloc[3]))
    assert table["estimate"].iloc[3] == pytest.approx((early["first_mover_true"] == "china").mean())


def test_the_coin_is_tested_exactly(source: Source, frame: pd.DataFrame) -> None:
    row = draw_figure(source, "coin").table.set_index("variant").loc["as reported"]
    us, china = ((frame["first_mover_true"] == side).sum() for side in ("us", "china"))
    assert (row["k"], row["n"]) == (us, us + china)
    assert row["p"] == pytest.approx(binomtest(int(us), int(us + china), 0.5).pvalue)


def test_what_needs_a_command_is_named(source: Source) -> None:
    page = text_of(draw_page(source, "/checks", ""))
    assert "taijie claims aa" in page
    assert "taijie run experiment=twins" in page
    assert "make test" in page  # a rule of the checkout, which knows no folder of batches
    assert "make test outputs=" not in page
    assert "in a checkout of the source" in page
    assert "What failed" not in page
