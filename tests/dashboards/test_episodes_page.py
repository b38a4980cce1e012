"""The page of episodes says what the stored table says, and how to make one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest

from dashboards.app import create_app
from dashboards.figures.grammar import Drawn
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_figure, draw_page
from runs.studies.episodes.storage import STORE
from tests.dashboards.test_pages import text_of


@pytest.fixture(scope="module")
def table(source: Source) -> pd.DataFrame:
    folder = STORE.find_newest(source.outputs)
    assert folder is not None
    return pd.read_csv(folder / "episodes.csv")


def figure_of(source: Source, name: str, stage: str = "leader") -> Drawn:
    return (
        list_pages()["/episodes"]
        .figures[name]
        .draw(resolve_view(source, "/episodes", f"?v=1&stage={stage}"))
    )


@pytest.mark.parametrize("stage", ["leader", "envoy"])
def test_the_quantiles_drawn_are_those_stored(
    source: Source, table: pd.DataFrame, stage: str
) -> None:
    shown = figure_of(source, "quantiles", stage).table
    own = table[(table["stage"] == stage) & table["quantile"].notna()].set_index("id")["quantile"]
    assert dict(zip(shown["id"], shown["quantile"], strict=True)) == pytest.approx(dict(own))


def test_a_real_day_is_drawn_where_it_was(source: Source, table: pd.DataFrame) -> None:
    marks = {trace.name: trace for trace in figure_of(source, "waits").figure.data}
    own = table[(table["stage"] == "leader") & (table["id"] == "E15")].iloc[0]
    happened = dict(zip(marks["what happened"].y, marks["what happened"].x, strict=True))
    assert next(day for label, day in happened.items() if label.startswith("E15")) == float(
        own["happened"]
    )
    assert any(label.startswith("E17") for label in marks["no contact by then"].y)


def test_the_scores_drawn_are_those_stored(source: Source, table: pd.DataFrame) -> None:
    shown = figure_of(source, "scores").table.set_index("id")
    own = table[table["stage"] == "leader"].set_index("id").loc[shown.index]
    assert shown["crps"].to_numpy() == pytest.approx(own["crps"].to_numpy())
    assert shown["log_score"].to_numpy() == pytest.approx(own["log_score"].to_numpy())


def test_a_mark_opens_the_runs_of_the_episodes_own_batch(
    source: Source, table: pd.DataFrame
) -> None:
    link = parse_qs(figure_of(source, "waits").table["runs"].iloc[0].partition("?")[2])
    view = resolve_view(
        source, "/runs", f"?v=1&batch={link['batch'][0]}&variant={link['variant'][0]}"
    )
    assert view.notices == ()
    assert len(view.read_outcomes(view.variant)) == table["runs"].iloc[0]


def test_sources_and_how_sure_they_are_stand_on_the_page(
    source: Source, table: pd.DataFrame
) -> None:
    page = text_of(draw_page(source, "/episodes", ""))
    for name in ("source", "confidence", "disputed"):
        assert str(table[name].iloc[0]) in page


def test_without_a_table_the_page_says_the_command(tmp_path: Path) -> None:
    source = Source(tmp_path)
    assert "taijie episodes" in text_of(draw_page(source, "/episodes", ""))
    assert "taijie episodes" in text_of(draw_figure(source, "waits", "/episodes", ""))
    client = create_app(tmp_path).server.test_client()
    client.get("/")
    assert client.get("/episodes?format=csv").status_code == 404


def test_a_table_that_cannot_be_read_is_said_to_be_one(tmp_path: Path) -> None:
    torn = tmp_path / "episodes" / "20260101-000000-aaaa"
    torn.mkdir(parents=True)
    (torn / "episodes.json").write_text("[")
    assert "cannot be read" in text_of(draw_page(Source(tmp_path), "/episodes", ""))
