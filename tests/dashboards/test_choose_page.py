"""The page Choose draws what `taijie choose` left, and says the command where it left nothing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboards.figures.choices import draw_game_matrix, draw_payoffs
from dashboards.figures.grammar import Drawn
from dashboards.figures.regrets import draw_race
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_figure, draw_page
from runs.studies.choices.storage import STORE
from tests.dashboards.test_pages import text_of


@pytest.fixture(scope="module")
def game(source: Source) -> dict[str, Any]:
    folders = sorted((source.outputs / STORE.study).iterdir())
    return next(one for one in map(STORE.read, folders) if one["kind"] == "game")


def draw(source: Source, name: str) -> Drawn:
    return list_pages()["/choose"].figures[name].draw(resolve_view(source, "/choose", ""))


def test_the_matrix_is_the_stored_game(source: Source, game: dict[str, Any]) -> None:
    (heatmap,) = draw(source, "game").figure.data
    for row in game["profiles"]:
        i, j = (["hold", "concede"].index(row[key]) for key in ("us", "china"))
        assert heatmap.z[i][j] == row["equilibrium"]
        cell = heatmap.text[i][j].replace("−", "-").split(" | ")
        assert list(map(float, cell)) == pytest.approx(
            [row["payoff_us"], row["payoff_china"]], abs=0.005
        )


def test_an_arrow_leads_from_every_profile_that_a_side_gains_by_leaving(
    source: Source, game: dict[str, Any]
) -> None:
    paid = np.array([row["payoff_us"] for row in game["profiles"]]).reshape(2, 2)
    other = np.array([row["payoff_china"] for row in game["profiles"]]).reshape(2, 2)
    wanted = {(j, i, j, 1 - i) for i in (0, 1) for j in (0, 1) if paid[1 - i, j] > paid[i, j]}
    wanted |= {(j, i, 1 - j, i) for i in (0, 1) for j in (0, 1) if other[i, 1 - j] > other[i, j]}
    drawn = draw(source, "replies")
    arrows = {(a.ax, a.ay, a.x, a.y) for a in drawn.figure.layout.annotations}
    assert arrows == wanted
    held = next(trace for trace in drawn.figure.data if trace.name.startswith("equilibrium"))
    assert set(zip(held.x, held.y, strict=True)) == {(1, 0), (0, 1)}


def test_payoffs_regrets_and_the_race_are_those_stored(
    source: Source, game: dict[str, Any]
) -> None:
    table = draw(source, "payoffs").table.set_index(["us", "china"])
    for row in game["profiles"]:
        assert table.loc[(row["us"], row["china"]), "payoff_us"] == row["payoff_us"]
    robust = draw(source, "robust")
    assert robust.table["worst"].tolist() == [row["worst"] for row in game["robust"]]
    assert "the worst regret is smallest for the United States" in robust.sentence
    assert len(draw(source, "race").table) == 2


@pytest.mark.parametrize(("lead", "width", "told"), [
    (0.5, 0.2, "pays 1.00 ± 0.30, 0.50 ± 0.20 more than Concede."),
    (0.1, 0.2, "pays 1.00 ± 0.30 and cannot be told from Concede (0.10 ± 0.20 more)."),
    (-0.1, 0.2, "pays 1.00 ± 0.30 and cannot be told from Concede (0.10 ± 0.20 less)."),
    (-0.5, 0.2, "pays 1.00 ± 0.30, 0.50 ± 0.20 less than Concede, which the race put second."),
    (0.5, math.nan, "pays 1.00 ± 0.30 and cannot be told from Concede (0.5 more)."),
])  # fmt: skip
def test_a_race_says_whether_fresh_worlds_bear_its_winner_out(
    lead: float, width: float, told: str
) -> None:
    rows = [{"name": name, "mean": 1.0, "worlds": 8, "round": 1} for name in ("hold", "concede")]
    drawn = draw_race({
        "rows": rows, "titles": {"hold": "Hold", "concede": "Concede"}, "side": "us",
        "against": "hold", "winner": "hold", "worlds": 8, "fresh": 1.0, "half_width": 0.3,
        "lead": lead, "lead_half_width": width,
    })  # fmt: skip
    assert drawn.sentence.endswith(told)


def test_of_equally_likely_profiles_matrix_and_payoffs_name_the_same(
    source: Source, game: dict[str, Any]
) -> None:
    rows = [row | {"equilibrium": 0.25, "regret": 4.0 - place}
            for place, row in enumerate(game["profiles"])]  # fmt: skip
    stored = {**game, "rows": rows}
    least = "Concede and Concede"
    assert f"leaving {least} with probability 0.25" in draw_game_matrix(stored).sentence
    assert f"{least} pay " in draw_payoffs(stored).sentence


def test_payoffs_are_named_as_the_user_s_and_codes_are_no_labels(source: Source) -> None:
    page = text_of(draw_page(source, "/choose", ""))
    assert "Payoffs mine" in page
    assert "−0.02 × day" in page
    assert "first_mover_true" not in page


def test_without_a_choice_the_page_says_the_command_and_where_payoffs_are(tmp_path: Path) -> None:
    source = Source(tmp_path)
    page = text_of(draw_page(source, "/choose", ""))
    assert "taijie choose payoffs=mine" in page
    assert "configs/payoff/mine.yaml" in page
    assert "taijie choose" in text_of(draw_figure(source, "game", "/choose", ""))


def test_a_choice_that_cannot_be_read_is_said_to_be_one(tmp_path: Path) -> None:
    torn = tmp_path / "choices" / "20260101-000000-aaaa"
    torn.mkdir(parents=True)
    (torn / "choice.json").write_text("[")
    assert "cannot be read" in text_of(draw_page(Source(tmp_path), "/choose", ""))
