"""Reads a text that a user wrote, and says what is wrong if it is not in UTF-8."""

from __future__ import annotations

import codecs
from pathlib import Path

from runs.errors import WrongInput

MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The first two bytes of a file in UTF-16, by either order of its bytes."""
ADVICE = "save it as UTF-8"


def read_utf8_text(path: Path, key: str) -> str:
    """Return the text of a file in UTF-8, without a byte order mark; OSError if it cannot be read.

    Raises WrongInput, with the line, for a file in another encoding. key: the setting that names
    the file.
    """
    data = path.read_bytes()
    if data.startswith(MARKS) or 4 * data.count(0) > len(data):
        raise WrongInput(f"{path.name} is in UTF-16: {ADVICE}.", key=key, value=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error.object[error.start]  # without the byte order mark
        line = error.object.count(b"\n", 0, error.start) + 1
        reason = f"{path.name}, line {line}: byte {wrong:02X} is not UTF-8: {ADVICE}."
        raise WrongInput(reason, key=key, value=str(path)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
