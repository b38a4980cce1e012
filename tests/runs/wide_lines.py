"""Which lines are wider than a terminal, but for what is copied in one piece."""

from __future__ import annotations

import re

from rich.cells import cell_len

WIDTHS = (60, 80, 120)
COPIED = re.compile(r"\s*(?:[a-z]+:\s+)?taijie [a-z-]|\s*taijie \w+ \[OPTIONS\]")
"""The beginning of a line that is a command to copy, or of the usage of one."""


def list_wide_lines(text: str, width: int) -> list[str]:
    """Return the lines beyond a width, but those of one word, such as a path, and of a command."""
    return [
        line
        for line in text.splitlines()
        if cell_len(line) > width and len(line.split()) > 1 and not COPIED.match(line)
    ]
