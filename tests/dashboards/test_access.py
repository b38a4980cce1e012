"""Who may look: loopback names alone, or whoever has the token."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dashboards.app import create_app
from dashboards.launch.access import Access, is_loopback, make_token
from dashboards.server import serve_until_interrupted
from runs.errors import WrongInput


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "127.0.0.1", "[::1]:8050"])
def test_this_machine_may_look(tmp_path: Path, host: str) -> None:
    client = create_app(tmp_path).server.test_client()
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["example.org", "example.org:8050", "127.0.0.1.example.org", ""])
def test_a_page_under_another_name_may_not(tmp_path: Path, host: str) -> None:
    client = create_app(tmp_path).server.test_client()
    assert client.get("/", headers={"Host": host}).status_code == 403


def test_served_further_it_wants_its_token_once(tmp_path: Path) -> None:
    token = make_token()
    client = create_app(tmp_path, Access(token)).server.test_client()
    assert client.get("/").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/_dash-layout").status_code == 401
    assert client.get(f"/?token={token}").status_code == 302
    assert client.get("/").status_code == 200


def test_a_token_is_kept_from_scripts_and_other_sites(tmp_path: Path) -> None:
    client = create_app(tmp_path, Access("secret")).server.test_client()
    cookie = client.get("/first?token=secret").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_only_loopback_counts_as_this_machine() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("192.168.1.4")
    assert not is_loopback("localhost.example.org")


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WrongInput, match="cannot be listened on"):
            serve_until_interrupted(tmp_path, "127.0.0.1", taken.getsockname()[1], Access())


def test_the_command_is_imported_without_dash() -> None:
    asked = "import sys, dashboards.commands; print('dash' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "False"
