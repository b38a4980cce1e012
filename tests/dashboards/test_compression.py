"""What is sent: compressed for whoever reads that, the same bytes inside, kept where it may be."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from dashboards.app import create_app

SCRIPT = "/_dash-component-suites/dash/dash-renderer/build/dash_renderer.min.js"
LAZY = ("dash_ag_grid/dash_ag_grid.min.js", "dash_cytoscape/dash_cytoscape.min.js")
ZIPPED = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A browser before a dashboard without batches."""
    return create_app(tmp_path_factory.mktemp("outputs")).server.test_client()


@pytest.mark.parametrize("path", ["/_dash-dependencies", "/assets/cards.js", SCRIPT])
def test_an_answer_is_compressed_for_those_who_read_that_and_the_same(
    client: FlaskClient, path: str
) -> None:
    plain, zipped = client.get(path, buffered=True), client.get(path, headers=ZIPPED, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(plain.data)
    assert gzip.decompress(zipped.data) == plain.data


def test_what_is_small_or_no_text_is_left_alone(client: FlaskClient) -> None:
    missing = client.get("/first?v=1&figure=none&format=csv", headers=ZIPPED)
    assert missing.status_code == 404
    assert "Content-Encoding" not in missing.headers


def test_files_that_name_their_version_are_kept_by_the_browser(client: FlaskClient) -> None:
    assert client.get("/assets/cards.js?m=1.5", buffered=True).cache_control.max_age == 31_536_000
    assert client.get("/assets/cards.js", buffered=True).cache_control.max_age is None


def test_libraries_of_a_few_pages_are_served_and_not_named_on_the_first(
    client: FlaskClient,
) -> None:
    scripts = re.findall(r'<script src="([^"]+)"', client.get("/").get_data(as_text=True))
    assert any("/dash_mantine_components/" in one for one in scripts)
    for path in LAZY:
        assert not [one for one in scripts if path.partition("/")[0] in one]
        assert client.get(f"/_dash-component-suites/{path}").status_code == 200
