"""Numbers with their nouns, in a module that imports nothing.

The terminal needs them before anything is computed.
"""

from __future__ import annotations

PRIOR = "prior"
"""The name of draws that no history has moved."""


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun, plural except for 1: "1 run", "2,000 runs"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def write_parameters_phrase(fit: str) -> str:
    """Return "the parameters the history allows", or "the prior allows" for a fit of that name."""
    return f"the parameters the {'prior' if fit == PRIOR else 'history'} allows"
