"""A page's view of a batch in a state: the folder around it, and what answers for its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from dashboards.state.store import Source
from dashboards.state.view import View, resolve_view
from dashboards.web.exports import answer_exports
from runs.archive.batch import Batch
from tests.runs.batch_states import bring_to_state

REFUSED = "cannot be drawn here"


@dataclass
class Scene:
    """A folder with one batch in a state; `client` asks for files from the same kept results."""

    name: str
    batch: Batch
    source: Source
    client: FlaskClient

    def view(self, path: str, search: str = "") -> View:
        return resolve_view(self.source, path, search)


def scene_of(name: str, folder: Path, known: dict[str, Path]) -> Scene:
    batch = bring_to_state(name, folder, known)
    source, server = Source(folder), Flask(__name__)
    answer_exports(server, source)
    return Scene(name, batch, source, server.test_client())
