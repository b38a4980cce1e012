"""The buttons of the list of batches: star and Edit, whatever script a name is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.app import create_app
from dashboards.launch.access import Access
from runs.archive.batch import Archive
from tests.dashboards.payloads import callback
from tests.dashboards.test_batches_page import press_button
from tests.dashboards.test_writing import mark_of
from tests.runs.batches import make_batch


@pytest.mark.parametrize("name", ["old", "第一批", "été_1"])
def test_a_batch_of_any_script_is_starred_and_opened_by_its_buttons(
    tmp_path: Path, name: str
) -> None:
    make_batch(tmp_path / name, runs=1)
    app = create_app(tmp_path, Access(write=True))
    client = app.server.test_client()
    client.get("/")
    star = next(key for key in app.callback_map if "long-said" in key and "batches-list" in key)
    form = next(key for key in app.callback_map if "label-form" in key)
    told = callback(app, star, {("mark", "data"): mark_of(app, client)})
    assert press_button(client, told, "star", name).status_code == 200
    (batch,) = Archive(tmp_path).batches()
    assert "★" in batch.tags
    opened = press_button(client, callback(app, form, {}), "label", name)
    assert opened.get_json()["response"]["label-dialog"]["opened"] is True
