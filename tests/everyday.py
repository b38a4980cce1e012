"""Which of a test's cases every developer plays; the others are slow, and CI plays them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def mark_others_slow(cases: Iterable[Any], everyday: int = 1) -> list[Any]:
    """Return the cases of a parametrised test, those after the first `everyday` marked slow.

    A case of several values is a tuple.
    """
    return [
        case
        if place < everyday
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for place, case in enumerate(cases)
    ]
