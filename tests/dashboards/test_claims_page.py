"""The page of claims says what the stored table says, and how to make one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboards.app import create_app
from dashboards.figures.claims import draw_verdicts
from dashboards.pages.catalogue import list_pages
from dashboards.state import claim_tables
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_figure, draw_page
from dashboards.web.exports import send_csv
from dashboards.web.row_requests import load_row_block
from runs.studies.claims.storage import STORE
from tests.dashboards.test_pages import text_of


@pytest.fixture(scope="module")
def table(source: Source) -> pd.DataFrame:
    folder = STORE.find_newest(source.outputs)
    assert folder is not None
    return pd.read_csv(folder / "table.csv", keep_default_na=False, na_values=[""])


def rows(source: Source, search: str = "", request: Any = None) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = load_row_block(
        resolve_view(source, "/claims", search), "claims", request
    )["rowData"]
    return found


def test_every_measure_of_the_stored_table_is_a_row(source: Source, table: pd.DataFrame) -> None:
    shown = rows(source)
    assert [row["key"] for row in shown] == [
        f"{claim}/{measure}"
        for claim, measure in zip(table["claim"], table["measure"], strict=True)
    ]
    assert [row["verdict"] for row in shown] == list(table["verdict"])


def test_a_row_shows_the_effect_of_the_csv_to_two_digits_of_its_half_width(
    source: Source, table: pd.DataFrame
) -> None:
    first = table.iloc[0]
    half = (first["high"] - first["low"]) / 2
    places = 1 - int(np.floor(np.log10(half)))
    wanted = f"{round(first['effect'], places):.{max(places, 0)}f}"
    assert rows(source)[0]["effect"].split()[0].replace("−", "-") == wanted


def test_a_filter_leaves_out_rows_and_changes_none(source: Source, table: pd.DataFrame) -> None:
    shown = rows(source, "?v=1&kind=contested")
    assert {row["class"] for row in shown} == {"contested"}
    assert len(shown) == int((table["class"] == "contested").sum())
    everything = {row["key"]: row for row in rows(source)}
    assert [{**everything[row["key"]], "address": ""} for row in shown] == [
        {**row, "address": ""} for row in shown
    ]


def test_the_sentence_counts_the_verdicts_of_its_family(
    source: Source, table: pd.DataFrame
) -> None:
    drawn = list_pages()["/claims"].figures["contested"].draw(resolve_view(source, "/claims", ""))
    own = table[table["class"] == "contested"]
    for verdict, count in own["verdict"].value_counts().items():
        assert f"{count} {verdict}" in drawn.sentence


@pytest.mark.parametrize(("family", "over"), [
    ("placebo", "over all placebos that were run"),
    ("contested", "over all claims but the placebos that were run"),
])  # fmt: skip
def test_verdicts_are_said_to_be_adjusted_over_the_family_that_they_are(
    table: pd.DataFrame, family: str, over: str
) -> None:
    assert over in draw_verdicts(table, family, len(table)).about


def test_a_mark_stands_where_the_effect_is_in_bounds(source: Source, table: pd.DataFrame) -> None:
    drawn = list_pages()["/claims"].figures["others"].draw(resolve_view(source, "/claims", ""))
    row = table[table["claim"] == "K01"].iloc[0]
    trace = next(t for t in drawn.figure.data if "claims?claim=K01" in t.customdata)
    place = list(trace.y).index(f"K01 {row['measure']}")
    assert np.sinh(trace.x[place]) == pytest.approx(row["effect"] / row["bound"])


def test_a_map_shows_each_cell_s_sign_and_estimate(source: Source) -> None:
    drawn = (
        list_pages()["/claims"].figures["map"].draw(resolve_view(source, "/claims", "?claim=K13b"))
    )
    folder = STORE.find_newest(source.outputs)
    assert folder is not None
    kept = pd.read_csv(folder / "maps.csv")
    cells = np.asarray(drawn.figure.data[0].z, dtype=float)
    assert cells == pytest.approx(kept.pivot(index="y", columns="x", values="effect").to_numpy())
    assert drawn.figure.data[0].text[0][0] == "off"


def test_a_claim_in_detail_shows_its_two_variants(source: Source) -> None:
    page = text_of(draw_page(source, "/claims", "?v=1&claim=k13b"))
    assert "us.audience_cost" in page
    assert "taijie claims k13b runs=30 seed=0" in page
    assert "no configurations any more" not in page
    assert "are others now" not in page


def test_a_claim_without_a_map_says_which_have_one(source: Source) -> None:
    assert "maps: K13b" in text_of(draw_figure(source, "map", "/claims", "?v=1&claim=K01"))


def test_without_a_table_the_page_says_the_command(tmp_path: Path) -> None:
    source = Source(tmp_path)
    assert "taijie claims --maps 200" in text_of(draw_page(source, "/claims", ""))
    assert "taijie claims" in text_of(draw_figure(source, "contested", "/claims", ""))
    assert rows(source) == []
    client = create_app(tmp_path).server.test_client()
    client.get("/")
    assert client.get("/claims?format=csv").status_code == 404


def test_columns_added_later_are_carried_along(source: Source, tmp_path: Path) -> None:
    folder = STORE.find_newest(source.outputs)
    assert folder is not None
    later = tmp_path / "claims" / folder.name
    later.mkdir(parents=True)
    plain = json.loads((folder / "table.json").read_text())
    plain["rows"] = [{**row, "effect_off": 0.5, "caveat": "x"} for row in plain["rows"]]
    (later / "table.json").write_text(json.dumps(plain))
    found = claim_tables.load_newest_claims(tmp_path)
    assert found is not None
    assert found.maps is None
    answer = send_csv(Source(tmp_path), "/claims", "").get_data(as_text=True)
    assert "caveat" in answer.splitlines()[0]


def test_a_table_that_cannot_be_read_is_said_to_be_one(tmp_path: Path) -> None:
    torn = tmp_path / "claims" / "20260101-000000-aaaa"
    torn.mkdir(parents=True)
    (torn / "table.json").write_text("{")
    assert "cannot be read" in text_of(draw_page(Source(tmp_path), "/claims", ""))
