"""One batch of the real engine and the app over it, for the whole session."""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.state.store import Source
from dashboards.state.whatif import Slice, request_slice
from runs.archive.batch import Batch
from tests.dashboards.whatif_players import make_playing_source, make_short_batch, see
from tests.runs import batch_states as states
from tests.runs.examples import ALL_RESULTS
from tests.shared_folders import copy_shared_folder


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return Batch(copy_shared_folder(tmp_path_factory, ALL_RESULTS) / "example")


@pytest.fixture(scope="session")
def outputs(batch: Batch) -> Path:
    return batch.path.parent


@pytest.fixture(scope="session")
def app(outputs: Path) -> Dash:
    return create_app(outputs)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    """A browser that has opened the app of the module: its session is known."""
    made = app.server.test_client()
    made.get("/")
    return made


@pytest.fixture(scope="session")
def source(outputs: Path) -> Source:
    return Source(outputs)


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return states.find_originals(copy_shared_folder(tmp_path_factory, states.ORIGINALS))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_short_batch(tmp_path_factory.mktemp("levers"))


@pytest.fixture(scope="session")
def played(small: Batch) -> Source:
    """The folder of `small`, whose what-ifs are played in this process."""
    return make_playing_source(small)


@pytest.fixture(scope="session")
def shown(played: Source) -> Slice:
    return request_slice(see(played))
