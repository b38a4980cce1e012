"""A page's view of a batch in a state: the folder around it, and the app over that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.state.store import Source
from dashboards.state.view import View, resolve_view
from runs.archive.batch import Batch
from tests.runs.batch_states import bring_to_state

REFUSED = "cannot be drawn here"


@dataclass
class Scene:
    """A folder with one batch in a state, and the app over it."""

    name: str
    batch: Batch
    source: Source
    client: FlaskClient

    def view(self, path: str, search: str = "") -> View:
        return resolve_view(self.source, path, search)


def scene_of(name: str, folder: Path, known: dict[str, Path]) -> Scene:
    batch = bring_to_state(name, folder, known)
    client = create_app(folder).server.test_client()
    client.get("/")
    return Scene(name, batch, Source(folder), client)
