"""A figure for a notebook is the page's own."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import pytest

from dashboards.drawing import draw_figure, list_figures
from runs import Batch, WrongInput
from tests.runs.batches import make_batch


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder: Path = tmp_path_factory.mktemp("outputs") / "few"
    return make_batch(folder, runs=30, overrides=("horizon=30", "us.insulation=0.1,0.9"))


@pytest.mark.parametrize("name", ["first", "first/survival", "variants", "face/books"])
def test_a_figure_is_drawn_by_its_page_or_its_own_name(batch: Batch, name: str) -> None:
    drawn = draw_figure(batch, name)
    assert isinstance(drawn, go.Figure)
    assert drawn.data


def test_a_page_means_its_first_figure(batch: Batch) -> None:
    assert draw_figure(batch, "first").to_json() == draw_figure(batch, "first/hundred").to_json()


@pytest.mark.parametrize(
    ("name", "said"), [("frist", "did you mean first"), ("zzz", "allowed: batches/shares")]
)
def test_a_figure_there_is_not_is_refused_with_those_there_are(
    batch: Batch, name: str, said: str
) -> None:
    with pytest.raises(WrongInput) as refusal:
        draw_figure(batch, name)
    assert said in str(refusal.value)
    assert len(list_figures()) > 20
