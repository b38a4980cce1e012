"""The story of a run as a picture: an SVG with a caption that identifies the run.

Plain text at measured places, so that it is sharp at every size and can be read by machines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from dashboards.figures.grammar import FONT
from dashboards.figures.palette import find_colour
from runs.analysis.runs.story import Turn

WIDTH, LINE, SMALL, GAP = 1200, 20, 16, 10
"""Of the picture, of a line, of a smaller one, and between two turns."""
LETTER = 0.56
"""Width of a letter over its size, on the mean."""
INK, SOFT, PAPER = "#16191D", "#555B63", "#FFFFFF"
SIDE = 32


class Column(NamedTuple):
    """A heading and the turns below it."""

    title: str
    turns: Sequence[Turn]


class Picture(NamedTuple):
    """A picture of a story, without its turns.

    Args:
        title: at the top.
        caption: at the bottom: batch, variant, run.
        date: day -> its date, written below the day.
    """

    title: str
    caption: str
    date: Callable[[int], str]

    def draw(
        self, shared: Sequence[Turn], divergence_note: str = "", columns: Sequence[Column] = ()
    ) -> str:
        """Return the picture as SVG.

        Args:
            shared: turns over the whole width.
            divergence_note: the sentence between them and the columns; empty without columns.
            columns: of the runs that diverge, side by side.
        """
        whole, height = float(WIDTH - 2 * SIDE), 40.0
        parts, height = _write_lines(SIDE, height, self.title, 22, whole)
        drawn, height = self._draw_turns(shared, SIDE, height, whole)
        said, height = _write_lines(SIDE, height + LINE, divergence_note, 13, whole)
        foot, each = height, whole / max(1, len(columns))
        for place, column in enumerate(columns):
            x = SIDE + place * each
            drawn.append(_write_line(x, height + 12, column.title, 15, INK, 600))
            own, end = self._draw_turns(column.turns, x, height + 24, each - 24)
            drawn, foot = [*drawn, *own], max(foot, end)
        strip, foot = _write_lines(SIDE, foot + LINE, self.caption, 12, whole, SOFT)
        size = f'width="{WIDTH}" height="{foot:.0f}" viewBox="0 0 {WIDTH} {foot:.0f}"'
        inside = "".join([*parts, *drawn, *said, *strip])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{escape(FONT)}">'
            f'<rect width="100%" height="100%" fill="{PAPER}"/>{inside}</svg>'
        )

    def _draw_turns(
        self, turns: Sequence[Turn], x: float, top: float, width: float
    ) -> tuple[list[str], float]:
        """Return the turns below one another, and the height at which they end.

        x, top: where they begin, in pixels; width: of the text.
        """
        parts: list[str] = []
        for turn in turns:
            date = self.date(turn.day)
            parts.append(_write_line(x, top + LINE, f"day {turn.day}", 13, INK))
            parts.append(_write_line(x, top + LINE + SMALL, date, 12, SOFT))
            mark = f'cx="{x + 90:.0f}" cy="{top + LINE - 4:.0f}" r="4"'
            parts.append(f'<circle {mark} fill="{_choose_colour(turn)}"/>')
            end = top + LINE
            for place, (text, size, colour) in enumerate(_wrap_turn(turn, width - 110)):
                end += (LINE if size > 12 else SMALL) if place else 0
                parts.append(_write_line(x + 106, end, text, size, colour))
            top = max(end, top + LINE + SMALL) + GAP
        return parts, top


def _choose_colour(turn: Turn) -> str:
    """Return the colour of a turn: that of its side or, without one, that of small text."""
    return find_colour(turn.side) if turn.side else SOFT


def _wrap_turn(turn: Turn, width: float) -> Iterator[tuple[str, int, str]]:
    """Yield the lines of a turn that fit a width: text, font size and colour."""
    for line in _wrap_text(f"{turn.who} {turn.text}".strip(), 14, width):
        yield line, 14, INK
    for line in _wrap_text(turn.why, 12, width):
        yield line, 12, SOFT


def _wrap_text(text: str, size: int, width: float) -> list[str]:
    """Return a text broken into lines that fit a width in pixels at a font size."""
    return textwrap.wrap(text, max(10, int(width / (LETTER * size))))


def _write_lines(
    x: float, y: float, text: str, size: int, width: float, colour: str = INK
) -> tuple[list[str], float]:
    """Return a text broken into lines of at most `width` pixels, the first at height `y`, and the
    height below the last; size: of the font.
    """
    parts = []
    for line in _wrap_text(text, size, width):
        parts.append(_write_line(x, y, line, size, colour, 600 if colour == INK else 400))
        y += size * 1.4
    return parts, y


def _write_line(x: float, y: float, text: str, size: int, colour: str, weight: int = 400) -> str:
    """Return a line of text as an SVG element."""
    look = f'font-size="{size}" font-weight="{weight}" fill="{colour}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {look}>{escape(text)}</text>'
