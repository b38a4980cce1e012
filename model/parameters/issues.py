"""The issues of a standoff: what acts touch, deals settle and accords cover (M30).

A short list that everyone shares: a kind of signal names the issue on which it is a step against
the other (`breaks`) or towards the other (`eases`), an accord the issues that it covers.
"""

from typing import Literal

Issue = Literal[
    "tariffs",
    "scarce_goods",
    "technology",
    "students_and_visas",
    "crime",
    "sovereignty_wording",
    "purchases",
    "dialogues",
]
"""Every issue there is; another is refused, and the refusal names these."""

SETTLED: tuple[Issue, ...] = ("tariffs", "scarce_goods")
"""What an accord settles that covers nothing by name."""
