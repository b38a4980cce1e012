"""One process that has imported everything, for all pages whose commands a test pastes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warm_commands import start_warm_taijie


@pytest.fixture(scope="session")
def warm_programs() -> Iterator[Path]:
    """A folder with the program `taijie`, warm; see `tests.warm_commands`."""
    with start_warm_taijie() as folder:
        yield folder
