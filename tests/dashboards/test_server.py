"""The server ends without an error when Ctrl-C comes, however early after its address is told."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import typer

from dashboards import server
from dashboards.launch.access import Access


@pytest.mark.parametrize("told", ["Batches in", "Dashboard at"])
def test_ctrl_c_while_the_address_is_told_ends_it_quietly(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    bound: list[socket.socket] = []
    bind = server._bind_socket

    def tell(line: str, *_: Any, **__: Any) -> None:
        said.append(line)
        if line.startswith(told):
            raise KeyboardInterrupt

    def keep(host: str, port: int) -> socket.socket:
        bound.append(bind(host, port))
        return bound[-1]

    monkeypatch.setattr(typer, "echo", tell)
    monkeypatch.setattr(server, "_bind_socket", keep)
    server.serve_until_interrupted(tmp_path, "127.0.0.1", 0, Access())
    assert said[-1].startswith(told)
    assert bound[0].fileno() == -1, "the port is free again"
