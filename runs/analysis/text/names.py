"""Numbers with their nouns, in a module that imports nothing.

The terminal needs them before anything is computed.
"""

from __future__ import annotations

PRIOR = "prior"
"""The name of draws that no history has moved."""


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun, plural except for 1: "1 run", "2,000 runs"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def name_parameters(fit: str) -> str:
    """Return what a fit's draws (sets of parameters) are, in words; fit: its name."""
    return f"the parameters the {'prior' if fit == PRIOR else 'history'} allows"
