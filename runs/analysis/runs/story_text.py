"""A story as text: plain lines or Markdown, of one run or of two that diverge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from runs.analysis.runs.story import StoryPair, Turn, tell_story

TURNS_OF_A_PAGE = 10
"""Of a story that fills a page or a screen."""
COLUMNS = ["day", "date", "side", "text", "why"]
TURN = re.compile(r"  day +(\d+) \(([\d-]+)\)  (.*)")
"""A turn as a line of the text."""
CONDITION = "In this model, with these settings."


def compute_date(trace: Mapping[str, Any], day: int) -> date:
    """Return the date of a day of a run, given as its trace; day 1 is its start."""
    return date.fromisoformat(trace["start"]) + timedelta(days=day - 1)


def tabulate_story(trace: Mapping[str, Any], turns: Sequence[Turn]) -> pd.DataFrame:
    """Return the turns as rows: day, date, side (a key, or empty), text, why; trace: of the run."""
    rows = [
        (turn.day, compute_date(trace, turn.day).isoformat(), turn.side, turn.text, turn.why)
        for turn in turns
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def write_date(trace: Mapping[str, Any], day: int) -> str:
    """Return the date of a day of the run as text: "13 Apr 2025"."""
    date_of_day = compute_date(trace, day)
    return f"{date_of_day.day} {date_of_day:%b %Y}"


def write_run_title(trace: Mapping[str, Any]) -> str:
    """Return a title that identifies a run: its variant, number (replication) and seed."""
    return f"{trace['variant_name']}, run {trace['replication']}, seed {trace['seed']}"


def write_run_story(trace: Mapping[str, Any]) -> str:
    """Return the story of one run as plain lines below its title."""
    turns = _write_turns(trace, tell_story(trace, TURNS_OF_A_PAGE))
    return "\n".join([write_run_title(trace), *turns, "", CONDITION])


def write_two_stories(
    trace: Mapping[str, Any],
    title: str,
    stories: StoryPair,
    names: Sequence[str],
    divergence_sentence: str,
) -> str:
    """Return the stories of two runs as text: what both do, where they diverge, then each in turn.

    Args:
        trace: one of the two, for its dates.
        title: the first line.
        stories: the turns of both.
        names: of the two runs.
        divergence_sentence: says where they diverge.
    """
    lines = [title, *_write_turns(trace, stories.common), "", divergence_sentence]
    for name, own in zip(names, stories.own, strict=True):
        lines += ["", f"{name}:", *_write_turns(trace, own)] if own else []
    return "\n".join([*lines, "", CONDITION])


def _write_turns(trace: Mapping[str, Any], turns: Sequence[Turn]) -> list[str]:
    """Return each turn as an indented line: its day and date, who did what, and why."""
    return [f"  {_write_day(trace, turn)}  {write_turn(turn)}" for turn in turns]


def _write_day(trace: Mapping[str, Any], turn: Turn) -> str:
    """Return a turn's day as text, with its date: "day 3 (2025-04-04)"."""
    return f"day {turn.day:>3} ({compute_date(trace, turn.day).isoformat()})"


def write_turn(turn: Turn) -> str:
    """Return a turn in a line: who, what, and why in brackets."""
    why = f" ({turn.why})" if turn.why else ""
    return f"{turn.who} {turn.text.rstrip('.')}".strip() + f"{why}."


def to_markdown(text: str) -> str:
    """Return a story's text as Markdown: its first line a heading, its turns a list."""
    title, *lines = text.splitlines()
    made = [f"# {title}", ""]
    for line in lines:
        turn = TURN.fullmatch(line)
        if turn:
            made.append(f"- **Day {turn[1]}** ({turn[2]}) {turn[3]}")
        else:
            made.append(f"## {line[:-1]}" if line.endswith(":") else line)
            made += [""] if line.endswith(":") else []
    return "\n".join(made) + "\n"
