"""The pictures in docs/screenshots: one a page, small enough for a repository."""

from __future__ import annotations

import pytest

from tests.browser.screenshots import CARDS, FOLDER, PAGES


@pytest.mark.parametrize("name", sorted([*PAGES, *CARDS]))
def test_each_page_has_a_small_picture(name: str) -> None:
    assert 10_000 < (FOLDER / f"{name}.png").stat().st_size < 150_000
