"""Texts broken on purpose, and what a reader of them touched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

NASTY = (
    *(
        "",
        "\x00",
        "\ufeff",
        "\r",
        "\n",
        "\t",
        " ",
        '"',
        "'",
        ",",
        ":",
        "#",
        "&a ",
        "*a",
        "!!python/",
    ),
    *("<", ">", "&x;", "]]>", "<!--", "{", "}", "[", "]", "%", "|", "?", "- ", "~", "null", "true"),
    *(
        "nan",
        "inf",
        "1e999",
        "-1",
        "0x",
        "9" * 30,
        "é\u202e",
        "../",
        "/etc/passwd",
        "${oc.env:HOME}",
    ),
    *("${runs}", "__class__", "defaults:", "- /../x", "A" * 5000),
)


def mangle_texts(text: str) -> st.SearchStrategy[bytes]:
    """Texts with up to eight places of it cut out, doubled or replaced."""
    place = st.integers(0, len(text))
    edit = st.tuples(place, st.integers(0, 12), st.sampled_from(NASTY))

    def edit_text(edits: list[tuple[int, int, str]], end: int) -> bytes:
        made = text[: max(1, end)]
        for start, length, new in edits:
            made = made[:start] + new + made[start + length :]
        return made.encode("utf-8", "surrogatepass")

    whole = st.just(len(text)) | place
    return st.builds(edit_text, st.lists(edit, min_size=1, max_size=8), whole)


class Watch:
    """What is opened while it looks: an audit hook, which Python never takes away again."""

    def __init__(self) -> None:
        self.looking = False
        self.read: set[Path] = set()
        self.written: set[Path] = set()
        sys.addaudithook(self._heard)

    def _heard(self, event: str, words: tuple[Any, ...]) -> None:
        if self.looking and event == "open" and isinstance(words[0], str):
            path, _, flags = words
            (self.written if flags & 0b11 else self.read).add(Path(path))

    @contextmanager
    def look(self) -> Iterator[None]:
        """Note every file that is opened."""
        self.looking = True
        try:
            yield
        finally:
            self.looking = False


WATCH = Watch()
"""One for the process."""


SECRET = "kept outside the folder"


def write_unwatched(path: Path, data: bytes) -> None:
    """Write a file without being watched."""
    WATCH.looking = False
    path.write_bytes(data)
    WATCH.looking = True


def check_sentence(error: Exception) -> None:
    """Check that a refusal says something, and gives no secret away."""
    assert str(error).strip()
    assert SECRET not in str(error)
