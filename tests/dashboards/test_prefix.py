"""Under a proxy's path, and through a proxy's name: what is answered, and to whom."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.launch.access import Access, check_prefix
from dashboards.web.prefix import prefix_addresses
from runs.errors import WrongInput

PREFIX, NAME = "/lab/taijie", "portal.example.org"


def make_client(folder: Path, access: Access) -> FlaskClient:
    return create_app(folder, access).server.test_client()


def test_the_first_page_names_its_files_under_the_path(tmp_path: Path) -> None:
    page = make_client(tmp_path, Access(prefix=PREFIX)).get("/").get_data(as_text=True)
    assert f'src="{PREFIX}/assets/cards.js' in page
    assert f'href="{PREFIX}/_dash-component-suites/plotly/' in page
    config = re.search('id="_dash-config"[^>]*>(.*?)</script>', page)
    assert config is not None
    assert json.loads(config.group(1))["requests_pathname_prefix"] == f"{PREFIX}/"
    assert '"/assets/' not in page


def test_a_callback_hears_the_page_s_own_address_and_answers_with_the_whole(
    tmp_path: Path,
) -> None:
    client = make_client(tmp_path, Access(prefix=PREFIX))
    body = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [{"id": "url", "property": "pathname", "value": f"{PREFIX}/help"},
                   {"id": "url", "property": "search", "value": ""}],
        "changedPropIds": [],
    }  # fmt: skip
    answer = client.post("/_dash-update-component", json=body).get_data(as_text=True)
    assert '"data-title": "Help' in answer
    assert f'"href": "{PREFIX}/' in answer
    assert '"href": "/help' not in answer


def test_only_addresses_of_pages_are_extended() -> None:
    given = {"href": "/first?v=1", "children": ["/first", {"href": "#main"}], "data-csv": "/x?v=1",
             "reasons": ["/replay?v=1&run=3"], "pathname": f"{PREFIX}/live", "title": "/a?v=1x",
             "address": "//elsewhere?v=1"}  # fmt: skip
    assert prefix_addresses(given, PREFIX) == {
        "href": f"{PREFIX}/first?v=1", "children": ["/first", {"href": "#main"}],
        "data-csv": f"{PREFIX}/x?v=1", "reasons": [f"{PREFIX}/replay?v=1&run=3"],
        "pathname": f"{PREFIX}/live", "title": "/a?v=1x", "address": "//elsewhere?v=1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["lab", "/lab//x", "/lab?x", "/la b", "//lab", "/%4", '/a"b', "/<b>"]
)
def test_a_prefix_that_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(WrongInput, match="a prefix is a path"):
        check_prefix(text)


def test_a_slash_at_the_end_of_a_prefix_is_left_out() -> None:
    assert (check_prefix("/lab/"), check_prefix("/"), check_prefix("")) == ("/lab", "", "")


@pytest.mark.parametrize(
    "text",
    ["/user/jo%40uni.example/proxy/8050", "/user/jo@uni.example/proxy/8050", "/rnode/c-7.hpc/8050",
     "/user/j%C3%BCrgen/proxy/absolute/8050"],
)  # fmt: skip
def test_the_paths_of_hubs_are_taken(text: str) -> None:
    assert check_prefix(text) == text


@pytest.mark.parametrize(
    ("host", "forwarded", "status"),
    [
        (NAME, "", 200),
        (f"{NAME}:8443", "", 200),
        ("127.0.0.1:8050", NAME, 200),
        ("evil.example.org", "", 403),
        ("evil.example.org", NAME, 403),
        ("127.0.0.1:8050", "evil.example.org", 403),
        ("127.0.0.1:8050", f"{NAME}, evil.example.org", 403),
    ],
)
def test_it_answers_to_the_names_of_its_proxies_and_to_no_other(
    tmp_path: Path, host: str, forwarded: str, status: int
) -> None:
    headers = {"Host": host} | ({"X-Forwarded-Host": forwarded} if forwarded else {})
    client = make_client(tmp_path, Access(hosts=(NAME,)))
    assert client.get("/", headers=headers).status_code == status


def test_without_a_name_no_proxy_is_known(tmp_path: Path) -> None:
    client = make_client(tmp_path, Access())
    assert client.get("/", headers={"Host": NAME}).status_code == 403
    forwarded = {"Host": "localhost", "X-Forwarded-Host": NAME}
    assert client.get("/", headers=forwarded).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"), [(f"https://{NAME}", 200), ("https://evil.example.org", 403)]
)
def test_an_act_through_a_proxy_is_of_its_own_pages(
    tmp_path: Path, origin: str, status: int
) -> None:
    client = make_client(tmp_path, Access(hosts=(NAME,)))
    headers = {"Host": "127.0.0.1:8050", "X-Forwarded-Host": NAME, "Origin": origin}
    body = {"output": "page.children", "outputs": {"id": "page", "property": "children"},
            "inputs": [{"id": "url", "property": "pathname", "value": "/help"},
                       {"id": "url", "property": "search", "value": ""}]}  # fmt: skip
    found = client.post("/_dash-update-component", json=body, headers=headers)
    assert found.status_code == status


def test_a_token_leads_back_under_the_path(tmp_path: Path) -> None:
    client = make_client(tmp_path, Access(token="secret", prefix=PREFIX))
    answer = client.get("/overview?token=secret", base_url=f"http://localhost{PREFIX}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{PREFIX}/overview"
