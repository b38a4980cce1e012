"""Consoles without Unicode: characters they cannot show are replaced, so that no command fails.

Signs that carry a meaning are spelled in plain letters: a minus that became a question mark would
change a number.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import traceback
from typing import TextIO

import typer

HANDLER = "taijie-console"
SPELLED = {
    "−": "-", "–": "-", "—": "-", "×": "x", "±": "+-", "≤": "<=", "≥": ">=", "≈": "~",
    "·": "|", "…": "...", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "→": "->", "←": "<-",
    "\N{NON-BREAKING HYPHEN}": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
    "✓": "yes", "√": "sqrt",
}  # fmt: skip
"""Signs that the commands print, in ASCII."""


def make_streams_accept_any_text() -> None:
    """Make standard output and standard error accept any text, whatever their encoding."""
    codecs.register_error(HANDLER, _replace_unencodable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def open_closed_streams() -> None:
    """Open those of standard input, output and error that are closed, as nothing to read and as a
    place where all text vanishes.

    Otherwise the next file that is opened would take the place of the closed one, and what some
    library prints would be written into that file.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # the lowest place first
        if getattr(sys, name) is None:
            place = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(place, mode, encoding="utf-8"))


def discard_further_text(stream: TextIO) -> None:
    """Let a stream, such as a pipe whose reader has left, send what it is given to nowhere."""
    place = os.open(os.devnull, os.O_WRONLY)
    os.dup2(place, stream.fileno())
    os.close(place)


def is_about_printing(error: OSError) -> bool:
    """Say whether an error arose where text is printed, as on a full disk, and not at another
    file.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(frames) and frames[-1].f_code is typer.echo.__code__


def is_unicode(stream: TextIO) -> bool:
    """Say whether a stream's encoding has every character."""
    try:
        name = codecs.lookup(stream.encoding or "utf-8").name
    except (LookupError, AttributeError):
        return False
    return name.startswith("utf")


def _replace_unencodable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return a plain-letter spelling ("?" for an unknown sign) for the first character that an
    encoding lacks, and the position at which to go on: an error handler of `codecs`.

    A character that stands for an undecodable byte of a file name is returned as that byte. Other
    errors are raised again.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign = error.object[error.start]
    if "\udc80" <= sign <= "\udcff":
        return bytes([ord(sign) - 0xDC00]), error.start + 1
    return SPELLED.get(sign, "?"), error.start + 1
