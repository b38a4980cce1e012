"""What a report holds, whatever it is written as: the figures of the pages and what is around."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboards import words
from dashboards.figures.grammar import Drawn
from dashboards.pages import catalogue
from dashboards.sources import Source
from dashboards.state import State, written
from dashboards.view import View, look
from runs.errors import WrongInput

CLICKS = re.compile(r" ?Click [^.]*\.|; each opens [^.;]*")
"""What is said of links, which a report has not."""
MOST_PAIRS = 4
"""Variants compared with the first; a batch of more says how many are left out."""
ALONE = (
    (
        "Who calls first, and when?",
        (("/", "shares"), ("/first", "hundred"), ("/first", "incidence"), ("/first", "survival")),
    ),
    ("What does it cost in face?", (("/face", "books"), ("/face", "sources"))),
    ("Who is believed?", (("/believed", "flow"), ("/believed", "distance"))),
    ("How do tariffs and pressure run?", (("/tariffs", "tariffs"), ("/tariffs", "call"))),
)
PAIRED = (("/compare", "pairs"), ("/compare", "survival"), ("/compare", "forest"))
CHECKS = (("/checks", "convergence"), ("/checks", "again"), ("/checks", "coin"))


@dataclass(frozen=True)
class Shown:
    """One figure: a name within the report, and it, or why it cannot be drawn."""

    name: str
    question: str
    drawn: Drawn | None
    problem: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with its figures; `changes` are (setting, A, B) of a compared pair."""

    title: str
    figures: tuple[Shown, ...]
    said: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """A batch reported: who computed it and how, its parts, its checks and its commands."""

    title: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    checks: pd.DataFrame
    commands: tuple[str, ...]

    def figures(self) -> Iterator[Shown]:
        """Yield every figure in order."""
        for part in self.parts:
            yield from part.figures


def collect(source: Source, name: str) -> Report:
    """Return the report of a batch; WrongInput where there is none, or no run is done."""
    view = _view(source, "/", State(batch=name))
    if view.summary is None or view.summary.name != name:
        raise WrongInput(f"there is no batch {name}.", key="batch", value=name)
    if not len(view.outcomes()):
        raise WrongInput(f"no run of {name} is done yet.", key="batch", value=name)
    parts = [_part(source, State(batch=name), *of) for of in ALONE]
    parts[1:1] = list(_pairs(view))
    parts.append(_part(source, State(batch=name), "Can it be believed?", CHECKS))
    return Report(
        title=f"Taijie: {view.batch.manifest.experiment or name}",
        sentences=_sentences(view),
        facts=tuple(_facts(view).items()),
        parts=tuple(parts),
        checks=_checked(view),
        commands=_commands(view),
    )


def _view(source: Source, path: str, state: State) -> View:
    return look(source, path, written(state))


def _part(source: Source, state: State, title: str, figures: tuple[tuple[str, str], ...]) -> Part:
    return Part(title, tuple(_shown(source, state, path, name) for path, name in figures))


def _shown(source: Source, state: State, path: str, name: str) -> Shown:
    figure = catalogue()[path].figures[name]
    view = _view(source, path, state)
    beside = f"-{view.b}" if path == "/compare" else ""
    named = "".join(c if c.isalnum() else "-" for c in f"{path[1:] or 'all'}-{name}{beside}")
    try:
        drawn = figure.draw(view)
    except (WrongInput, ValueError) as error:
        return Shown(named, figure.question, None, f"This figure cannot be drawn here: {error}")
    about = CLICKS.sub("", drawn.about)
    return Shown(named, drawn.question, replace(drawn, about=about))


def _pairs(view: View) -> Iterator[Part]:
    names = [record.name for record in view.variants]
    left = len(names) - 1 - MOST_PAIRS
    for other in names[1 : MOST_PAIRS + 1]:
        state = State(batch=view.state.batch, a=names[0], b=other)
        found = _part(view.source, state, f"{other}, compared with {names[0]}", PAIRED)
        more = f" {MOST_PAIRS} of {len(names) - 1} other variants are shown." if left > 0 else ""
        yield Part(found.title, found.figures, f"In the same random worlds.{more}",
                   _changes(view, names[0], other))  # fmt: skip


def _changes(view: View, a: str, b: str) -> tuple[tuple[str, str, str], ...]:
    from dashboards.changes import path_of, value_of
    from runs.variants import diff, explained

    one, two = (view.batch.manifest.variant(name) for name in (a, b))
    found = explained(
        diff(view.batch.config(one.hash), view.batch.config(two.hash)), one.overrides, two.overrides
    )
    return tuple((path_of(c), value_of(c.a), value_of(c.b)) for c in found)


def _sentences(view: View) -> tuple[str, ...]:
    if view.batch.manifest.design is not None:
        design, worlds = view.batch.manifest.design, view.batch.manifest.runs
        said = "This batch plays a design: figures are over all its points."
        return (said, words.pooled(design.points, worlds))
    from runs.analysis.wording import sentences

    return tuple(sentences(view.outcomes()))


def _facts(view: View) -> dict[str, str]:
    manifest, summary = view.batch.manifest, view.summary
    assert summary is not None
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
    return {
        "batch": manifest.name,
        "made": manifest.created,
        "size": f"{words.count(summary.variants, 'variant')} × {summary.runs:,} runs, "
        f"{summary.done:,} done, {summary.failed:,} failed",
        "seed": str(manifest.seed),
        "horizon": words.count(manifest.horizon, "day"),
        "commit": manifest.commit or "unknown",
        "engine": manifest.engine.digest,
        "versions": versions,
        "platform": manifest.platform,
    }


def _checked(view: View) -> pd.DataFrame:
    from dashboards.pages.checks import checked

    return checked(view)


def _commands(view: View) -> tuple[str, ...]:
    manifest: Any = view.batch.manifest
    launched = [shlex.join(launch.command) for launch in manifest.commands]
    return (*launched, f"taijie show {manifest.name}", f"taijie report {manifest.name} -o FILE")
