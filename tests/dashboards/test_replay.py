"""The replay as the server sends it: equal to the trace, small, and whole whatever is asked."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pandas as pd
import pytest
from dash import Dash
from plotly.utils import PlotlyJSONEncoder

from dashboards.components import replay_payload
from dashboards.figures.network import HEIGHT, WIDTH, place_nodes
from dashboards.pages.catalogue import list_pages
from dashboards.pages.compare import FIGURES
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from dashboards.web.row_requests import load_row_block
from runs.analysis.runs.decision_reasons import write_reason
from runs.archive.batch import Batch
from runs.studies.replay.replay import replay, simulate_run_pain

PAIR = "?v=1&a=as+reported&b=counting+swapped&run=0"
Trace = dict[str, Any]


@pytest.fixture(scope="module")
def trace(batch: Batch) -> Trace:
    return replay(batch, "as reported", 0)


@pytest.fixture(scope="module")
def other(batch: Batch) -> Trace:
    return replay(batch, "counting swapped", 0)


def page_of(source: Source, search: str) -> str:
    page = draw_page(source, "/replay", search)
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


def unpack_column(columns: dict[str, Any], name: str) -> list[Any]:
    column = columns[name]
    return [column["words"][code] for code in column["codes"]] if "words" in column else column


def test_the_columns_sent_are_the_rows_of_the_trace(trace: Trace) -> None:
    sent = replay_payload.pack_trace(trace)
    names = (*replay_payload.SIGNALS, *replay_payload.HOW)
    for key, columns in (("signals", names), ("events", replay_payload.EVENTS)):
        for name in columns:
            assert unpack_column(sent[key], name) == [row[name] for row in trace[key]], name
    for name, values in trace["series"].items():
        assert sent["series"][name] == [round(value, 3) for value in values]
    for name in replay_payload.POSTINGS:
        exact = [row[name] for row in trace["postings"]]
        amounts = [round(value, 3) for value in exact] if name == "amount" else exact
        assert unpack_column(sent["postings"], name) == amounts


def test_a_signal_knows_when_it_arrives_where(trace: Trace) -> None:
    slow = {
        (edge["source"], edge["target"], edge["channel"]): edge["delay"] for edge in trace["edges"]
    }
    delays = unpack_column(replay_payload.pack_trace(trace)["signals"], "delays")
    for signal, own in zip(trace["signals"], delays, strict=True):
        ways = [(signal["sender"], to, signal["channel"]) for to in signal["receivers"]]
        assert own == [slow.get(way, 0) for way in ways]


@pytest.mark.slow
def test_the_pain_of_every_group_comes_apart_and_small(
    app: Dash, batch: Batch, trace: Trace
) -> None:
    exact = simulate_run_pain(batch, "as reported", 0)
    answer = app.server.test_client().get("/replay?v=1&run=0&figure=pains&format=json")
    told = answer.get_json()
    for title, days in zip(told["titles"], told["days"], strict=True):
        own = exact[exact["title"] == title]["pain"]
        assert days == [round(value, 3) for value in own]
    assert len(told["titles"]) == exact["group"].nunique() == len(told["sides"])
    assert csv(app, "?v=1&run=0&figure=pains")["pain"].tolist() == exact["pain"].tolist()
    assert len(answer.get_data()) < len(json.dumps(replay_payload.pack_trace(trace))) / 3


def test_every_decision_of_the_trace_is_sent_once_with_its_numbers(trace: Trace) -> None:
    sent = [
        one | {"options": found["menus"][one["menu"]]}
        for day in range(1, 181, replay_payload.SPAN)
        for found in [replay_payload.pack_decision_reasons(trace, day)]
        for one in found["decisions"]
    ]
    assert len(sent) == len(trace["decisions"])
    for one, decision in zip(sent, trace["decisions"], strict=True):
        options = decision["options"]
        assert one["options"]["name"] == [option["name"] for option in options]
        assert one["said"] == write_reason(decision)
        for name, key in (("utility", "utility"), ("draw", "draw"), ("sum", "score")):
            assert one[name] == [round(option[key], 2) for option in options]
        assert one["probability"] == [round(option["probability"], 3) for option in options]
        for term in {term for option in options for term in option["terms"]}:
            exact = [option["terms"].get(term, 0.0) for option in options]
            left_out = [0.0] * len(options)
            assert one["terms"].get(term, left_out) == pytest.approx(exact, abs=0.00501)


@pytest.mark.slow
def test_a_replay_is_small(source: Source, trace: Trace) -> None:
    single, pair = (len(page_of(source, s).encode()) for s in ("?v=1&run=0", PAIR))
    whole = len(json.dumps(trace).encode())
    span = len(
        json.dumps(replay_payload.pack_decision_reasons(trace, 1), separators=(",", ":")).encode()
    )
    sys.stdout.write(f"page {single:,} B, pair {pair:,} B, 15 days {span:,} B of {whole:,} B\n")
    assert single < 300_000
    assert pair < 600_000
    assert span < 150_000


def csv(app: Dash, search: str) -> pd.DataFrame:
    answer = app.server.test_client().get(f"/replay{search}&format=csv")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return pd.read_csv(io.BytesIO(answer.data))


@pytest.mark.slow
def test_the_tables_have_the_exact_numbers(app: Dash, trace: Trace) -> None:
    days = csv(app, "?v=1&run=0&figure=days")
    for name, values in trace["series"].items():
        assert days[name].tolist() == values
    assert csv(app, "?v=1&run=0&figure=postings")["amount"].tolist() == [
        row["amount"] for row in trace["postings"]
    ]
    asked = [d["day"] for d in trace["decisions"] if d["slot"] == "contact"]
    options = csv(app, f"?v=1&run=0&figure=options&day={asked[-1]}")
    exact = [o for d in trace["decisions"] if d["day"] == asked[-1] for o in d["options"]]
    assert options["utility"].tolist() == [option["utility"] for option in exact]
    assert options["sum"].tolist() == [option["score"] for option in exact]
    at_risk = [option["terms"].get("face_at_risk", 0.0) for option in exact]
    assert options["term_face_at_risk"].tolist() == at_risk
    assert len(csv(app, "?v=1&run=0&figure=signals")) == len(trace["signals"])


@pytest.mark.slow
def test_a_pair_shows_both_runs_and_where_they_part(
    app: Dash, source: Source, trace: Trace, other: Trace
) -> None:
    page = page_of(source, PAIR)
    acts = [
        [(d["side"], d["slot"], d["chosen"]) for d in t["decisions"] if d["day"] == day]
        for day in range(1, 181)
        for t in (trace, other)
    ]
    first = next(day for day in range(1, 181) if acts[2 * day - 2] != acts[2 * day - 1])
    assert f"The two runs part on day {first}:" in page
    assert f'"parting": {first}' in page
    assert f'"day": {first}, "parting"' in page, "the page opens where they part"
    terms = csv(app, f"{PAIR}&figure=parting")
    assert terms["change"].tolist() == pytest.approx((terms["b"] - terms["a"]).tolist())
    assert csv(app, f"{PAIR}&figure=differences")["day"].eq(first).all()


@pytest.mark.slow
def test_a_variant_beside_itself_never_parts(source: Source) -> None:
    page = page_of(source, "?v=1&a=face+off&b=face+off&run=3")
    assert "every daily value is equal: they never part" in page
    assert '"parting": null' in page


def test_every_dot_of_a_comparison_opens_both_its_runs(source: Source) -> None:
    view = resolve_view(source, "/compare", "?v=1&a=as+reported&b=face+off")
    figure = FIGURES["pairs"].draw(view).figure
    (links,) = [t.customdata for t in figure.data if t.customdata and len(t.customdata) > 1]
    wanted = [f"replay?a=as+reported&b=face+off&run={run}" for run in range(150)]
    assert sorted(links) == sorted(wanted)


def test_a_row_of_the_runs_of_a_pair_opens_both(source: Source) -> None:
    search = "?v=1&a=as+reported&b=face+off&where=a.first_mover_true:us"
    rows = load_row_block(resolve_view(source, "/runs", search), "runs", {})["rowData"]
    assert rows
    assert all("/replay?" in row["address"] for row in rows)
    assert all("a=as+reported&b=face+off" in row["address"] for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("search", ["?v=1&rule=latest+call", "?v=1&rule=most+ordinary+run"])
def test_a_rule_is_said_in_words(source: Source, search: str) -> None:
    rule = search.partition("rule=")[2].replace("+", " ")
    assert f"is the “{rule}”: " in page_of(source, search)


def test_a_rule_that_chooses_no_run_is_said_to_choose_none(source: Source) -> None:
    page = page_of(source, "?v=1&rule=first+run%3A+us")
    assert "No run is chosen by the link’s rule; this is the most ordinary run." in page


HOSTILE = [
    "figure=../../etc/passwd",
    "figure=__class__&run=0",
    "figure=reasons&run=99999999999999999999&day=-3",
    "figure=reasons&run=0&day=999999999",
    "figure=reasons&variant=<script>&run=1e9&point=5",
    "figure=reasons&a=x&b=y&point=%00",
    "figure=options&run=0&day=0",
]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_request_for_a_part_is_answered(app: Dash, query: str, form: str) -> None:
    answer = app.server.test_client().get(f"/replay?v=1&{query}&format={form}")
    assert answer.status_code in (200, 404)
    assert "root:x:" not in answer.get_data(as_text=True)
    if answer.status_code == 200 and form == "json":
        assert set(answer.get_json()) == {"first", "last", "menus", "decisions"}


def test_the_layout_is_fixed_and_no_two_stand_in_one_place(trace: Trace, other: Trace) -> None:
    places = place_nodes(trace["nodes"])
    assert places == place_nodes(other["nodes"])
    assert len(set(places.values())) == len(trace["nodes"])
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places.values())
    (us, china) = (places[f"{side}_leader"] for side in ("us", "china"))
    assert us[0] + china[0] == WIDTH


def test_the_figures_of_a_pair_share_their_scales(source: Source) -> None:
    view = resolve_view(source, "/replay", PAIR)
    one, two = (
        list_pages()["/replay"].figures[n].draw(view).figure for n in ("timeline", "beside")
    )
    scales = [[axis.range for axis in figure.select_yaxes()] for figure in (one, two)]
    assert len(scales[0]) > 3
    assert scales[0] == scales[1]
    assert one.layout.yaxis.categoryarray == two.layout.yaxis.categoryarray
