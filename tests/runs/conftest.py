"""What suites of launches share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forking import fork_workers


@pytest.fixture
def forked_workers() -> Iterator[None]:
    """Begin local workers from a process that has imported the model, not cold."""
    with fork_workers():
        yield
