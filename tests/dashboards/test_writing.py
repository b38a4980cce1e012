"""Write mode: who may act, what a page of another site may not, and what acts without a mark."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.launch.access import SESSION, Access
from dashboards.launch.control import BatchControl
from dashboards.web.write_callbacks import control_batch, start_batch
from runs.archive.batch import Batch
from runs.errors import WrongInput
from tests.dashboards.payloads import callback
from tests.dashboards.waiting import wait_for_batch
from tests.runs.batches import make_batch

FORM = "runs=2;horizon=10;executor=serial;scenario=minimal;signal=minimal;cast=minimal"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("write")


@pytest.fixture(scope="module")
def app(outputs: Path) -> Dash:
    return create_app(outputs, Access(write=True))


def page(app: Dash, client: FlaskClient, path: str) -> str:
    """Return a page as its callback draws it for this browser."""
    asked = {("url", "pathname"): path, ("url", "search"): ""}
    answer = client.post("/_dash-update-component", json=callback(app, "page.children", asked))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def mark_of(app: Dash, client: FlaskClient) -> str:
    found = re.search(r'"data":"([0-9a-f]{64})","id":"mark"', page(app, client, "/launch"))
    found = found or re.search(r'"id":"mark","data":"([0-9a-f]{64})"', page(app, client, "/launch"))
    assert found is not None
    return found.group(1)


def start(app: Dash, client: FlaskClient, mark: str, **how: Any) -> Any:
    name = next(key for key in app.callback_map if key.startswith("..start-said"))
    asked = {
        ("start", "n_clicks"): 1,
        ("plan-of", "data"): FORM,
        ("form-shown", "data"): FORM,
        ("mark", "data"): mark,
    }
    return client.post("/_dash-update-component", json=callback(app, name, asked), **how)


def test_a_read_only_dashboard_says_how_and_has_nothing_that_acts(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    client = app.server.test_client()
    assert "taijie serve --write" in page(app, client, "/launch")
    assert not [key for key in app.callback_map if "start-said" in key or "control-said" in key]
    assert "Set-Cookie" not in client.get("/").headers


def test_a_first_visit_offers_the_example_by_a_press_or_else_by_its_command(tmp_path: Path) -> None:
    for write in (True, False):
        app = create_app(tmp_path, Access(write=write))
        shown = page(app, app.server.test_client(), "/")
        assert ("Play the example" in shown) is write
        assert ("Then open this page again" in shown) is not write
        assert "taijie run experiment=first_call" in shown
        assert shown.count('"data":"experiment=first_call"') == 2 * write  # the form and its plan


def test_a_desk_without_write_mode_refuses_whatever_mark_it_is_given(tmp_path: Path) -> None:
    desk = BatchControl(tmp_path, Access())
    for act in (desk.stop_batch, desk.abort_batch, desk.resume_batch):
        with pytest.raises(WrongInput, match="read-only"):
            act("x", "mark")


def test_the_session_s_cookie_is_kept_from_scripts_and_other_sites(app: Dash) -> None:
    cookie = app.server.test_client().get("/").headers["Set-Cookie"]
    assert cookie.startswith(SESSION)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_page_of_another_origin_cannot_post(
    app: Dash, client: FlaskClient, headers: dict[str, str], outputs: Path
) -> None:
    answer = start(app, client, mark_of(app, client), headers=headers)
    assert answer.status_code == 403
    assert list(outputs.iterdir()) == []


def test_nothing_starts_without_the_mark_of_a_page(
    app: Dash, client: FlaskClient, outputs: Path
) -> None:
    another = app.server.test_client()
    another.get("/")
    for mark in ("", "0" * 64, mark_of(app, another)):
        answer = start(app, client, mark)
        assert answer.status_code == 200
        assert "was not drawn by this server for this browser" in answer.get_data(as_text=True)
    assert list(outputs.iterdir()) == []


def test_a_mark_does_not_outlive_its_server(app: Dash, client: FlaskClient, tmp_path: Path) -> None:
    mark = mark_of(app, client)
    later = create_app(tmp_path, Access(write=True))
    answer = start(later, later.server.test_client(), mark)
    assert "was not drawn by this server" in answer.get_data(as_text=True)


def test_no_get_changes_anything(app: Dash, client: FlaskClient, outputs: Path) -> None:
    mark = mark_of(app, client)
    for path in ("/launch", "/live", "/_dash-layout", "/_dash-dependencies", "/"):
        client.get(f"{path}?v=1&set={FORM}&start=1&mark={mark}&batch=x&format=csv")
    assert client.get("/_dash-update-component").mimetype == "text/html"  # the page, no callback
    assert list(outputs.iterdir()) == []


def test_a_changed_form_is_planned_again_before_it_starts(tmp_path: Path) -> None:
    said, *stay = start_batch(BatchControl(tmp_path, Access(write=True)), FORM, "runs=3", "")
    assert "has changed" in said
    assert list(tmp_path.iterdir()) == []
    assert len(stay) == 2


@pytest.mark.parametrize("pressed", [None, 3, {}, {"act": "rm"}, {"act": ["stop"]}])
def test_a_press_that_is_none_is_answered_in_words(tmp_path: Path, pressed: object) -> None:
    said, _ = control_batch(BatchControl(tmp_path, Access(write=True)), pressed, {"batch": "x"}, "")
    assert "cannot be read" in said


@pytest.mark.slow
def test_a_start_runs_the_form_and_leads_to_its_page(tmp_path: Path) -> None:
    app = create_app(tmp_path, Access(write=True))
    client = app.server.test_client()
    client.get("/")
    answer = start(app, client, mark_of(app, client))
    sent = json.loads(answer.data)["response"]["url"]
    assert sent["pathname"] == "/live"
    (batch,) = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert batch.name in sent["search"]
    assert wait_for_batch(batch).manifest.commands[0].command[:2] == ["taijie", "run"]


def press(app: Dash, client: FlaskClient, act: str, mark: str, runs: object) -> Any:
    """Press a button of Live, as a browser sends it, with what its field holds."""
    name = next(key for key in app.callback_map if "control-said" in key)
    payload = callback(app, name, {("here", "data"): {"batch": "grown"}, ("mark", "data"): mark})
    button = {"type": "hold", "act": act}
    payload["inputs"] = [[{"id": button, "property": "n_clicks", "value": 1}]]
    field = {"id": {"type": "more", "key": "runs"}, "property": "value", "value": runs}
    payload["state"][-1] = [field]
    payload["changedPropIds"] = [f'{{"act":"{act}","type":"hold"}}.n_clicks']
    return client.post("/_dash-update-component", json=payload)


@pytest.mark.slow
def test_more_runs_are_added_to_those_there_are(tmp_path: Path) -> None:
    before = make_batch(tmp_path / "grown", runs=3).outcomes()
    app = create_app(tmp_path, Access(write=True))
    client = app.server.test_client()
    client.get("/")
    assert "was not drawn by this server" in press(app, client, "more", "x", 5).get_data(True)
    assert "up to 5 runs" in press(app, client, "more", mark_of(app, client), 5).get_data(True)
    after = wait_for_batch(tmp_path / "grown").outcomes()
    kept = after[after["replication"] < 3].reset_index(drop=True)
    assert after.groupby("variant").size().tolist() == [5, 5, 5]
    pd.testing.assert_frame_equal(kept, before.reset_index(drop=True))


@pytest.mark.slow
def test_runs_that_are_not_more_are_refused(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "grown", runs=3)
    app = create_app(tmp_path, Access(write=True))
    client = app.server.test_client()
    client.get("/")
    for runs in (None, 3, 2, -1, "3", True, 5.5, 10**12):
        said = press(app, client, "more", mark_of(app, client), runs).get_data(True)
        assert "more runs than there are now are wanted" in said, runs
    for text, why in (("1e3", "to be written in digits: 1000"), ("many", "is not a whole number")):
        assert why in press(app, client, "more", mark_of(app, client), text).get_data(True)
    assert len(Batch(batch.path).manifest.commands) == 1


def test_a_read_only_page_says_the_command_for_more_runs(tmp_path: Path) -> None:
    make_batch(tmp_path / "grown", runs=3)
    app = create_app(tmp_path)
    said = page(app, app.server.test_client(), "/live").replace("\\u002f", "/")
    assert f"taijie resume grown --outputs {tmp_path} runs=6" in said
    assert "Compute more runs" not in said
