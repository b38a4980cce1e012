"""Every answer carries the protective headers; the content policy lets in what is ours alone."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboards.app import create_app
from dashboards.launch.access import HEADERS, Access
from dashboards.pages.catalogue import list_pages

ALLOWED = {"'self'", "'none'", "data:", "blob:"}
PAGES = sorted(list_pages())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(tmp_path_factory.mktemp("empty")).server.test_client()


def policy(answer: TestResponse) -> dict[str, list[str]]:
    """Return the sources of each directive of an answer's content policy."""
    given = answer.headers["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for one in given if (words := one.split())}


def script_of(page: str, what: str) -> str:
    (found,) = re.findall(rf"<script[^>]*{what}[^>]*>(.*?)</script>", page, flags=re.DOTALL)
    return str(found)


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/assets/style.css", "/_dash-layout"])
def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    for asked in (path, f"{path}?format=csv"):
        answer = client.get(asked, buffered=True)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert policy(answer)["default-src"] == ["'none'"]


@pytest.mark.parametrize("host", ["127.0.0.1", "example.org"])
def test_a_refusal_is_protected_too(client: FlaskClient, host: str) -> None:
    answer = client.post("/_dash-update-component", data=b"{", headers={"Host": host})
    assert answer.status_code in (400, 403, 415)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Content-Security-Policy" in answer.headers


def test_the_policy_names_no_host_and_lets_no_text_be_run(client: FlaskClient) -> None:
    sources = policy(client.get("/"))
    free = [source for source in sources["script-src"] if not source.startswith("'sha256-")]
    assert free == ["'self'"]
    assert sources["style-src"] == ["'self'", "'unsafe-inline'"]
    others = {one for name in sources.keys() - {"script-src", "style-src"} for one in sources[name]}
    assert others <= ALLOWED
    assert {"base-uri", "form-action", "frame-ancestors", "connect-src"} <= sources.keys()


def test_the_one_script_that_stands_in_a_page_is_the_one_allowed(client: FlaskClient) -> None:
    page = client.get("/")
    script = script_of(page.get_data(as_text=True), "_dash-renderer")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = [one for one in policy(page)["script-src"] if one.startswith("'sha256-")]
    assert allowed == [f"'sha256-{digest}'"]


def test_the_page_itself_names_no_other_host(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert re.findall(r'(?:src|href)="(?!/|data:)[^"]*"', page) == []


@pytest.mark.parametrize("path", [*PAGES, "/_dash-layout", "/assets/style.css", "/nowhere"])
def test_without_the_token_nothing_is_given(tmp_path: Path, path: str) -> None:
    client = create_app(tmp_path, Access("secret")).server.test_client()
    for given in ("", "?token=", "?token=Secret", "?token=secret%00", "?format=csv&token=s"):
        for answer in (client.get(path + given), client.post(path + given)):
            assert answer.status_code == 401
            assert b"_dash" not in answer.data
    client.set_cookie("taijie-token", "sécret")
    assert client.get(path).status_code == 401


@contextmanager
def start_server(*options: str) -> Iterator[str]:
    """Serve by the command itself, on a free port; give the line that says where."""
    command = [sys.executable, "-u", "-m", "runs", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield next(line for line in process.stdout if "http://" in line)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.slow
def test_the_command_listens_on_this_machine_unless_told_otherwise(tmp_path: Path) -> None:
    with start_server("--outputs", str(tmp_path)) as line:
        assert re.search(r"http://127\.0\.0\.1:\d+ ", line)
        assert "token" not in line


@pytest.mark.slow
def test_the_command_makes_a_token_for_any_other_address(tmp_path: Path) -> None:
    with start_server("--outputs", str(tmp_path), "--host", "0.0.0.0") as line:
        found = re.search(r":(\d+)/\?token=([\w-]{32}) ", line)
        assert found is not None
        assert status(f"http://127.0.0.1:{found[1]}/") == 401
        assert status(f"http://127.0.0.1:{found[1]}/_dash-layout") == 401
        assert status(f"http://127.0.0.1:{found[1]}/?token={'x' * 32}") == 401
