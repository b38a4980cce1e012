"""What the page What-if is asked for by its address, and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from dashboards.state.view import View
from runs.analysis.sides import get_dyad
from runs.errors import WrongInput
from runs.plan.settings.levers import find_lever
from runs.studies.whatif.asking import choose_run_count
from runs.studies.whatif.levers import Lever, list_lever_paths, read_lever
from runs.studies.whatif.question import Question

MOST = 6
"""Levers beside one another."""
USUAL = 5
CORE = ("{0}.insulation", "{1}.insulation", "{0}.face_weight", "{1}.face_weight", "contact.inertia")
"""Levers shown where the batch varies none: those that move who calls first the most."""
PINS = 4
Moved = Mapping[str, float]


class ChosenLever(NamedTuple):
    """A lever on the page, and its present value."""

    lever: Lever
    value: float

    @property
    def value_index(self) -> int:
        """Index among the lever's values of the one nearest to its value, from 0."""
        return self.lever.find_nearest_index(self.value)

    @property
    def is_moved(self) -> bool:
        """Whether its value differs from the baseline's."""
        return self.value != self.lever.base


@dataclass(frozen=True)
class WhatIfRequest:
    """What the page shows: its levers, the one that varies over its range, the number of worlds,
    the settings kept beside it (`pins`), and notices of what was left out.
    """

    chosen: Sequence[ChosenLever]
    lever: Lever
    worlds: int
    pins: Sequence[Moved]
    notices: Sequence[str]

    @property
    def moved(self) -> dict[str, float]:
        """Lever (dotted path) -> value, of those that differ from the baseline."""
        return {one.lever.path: one.value for one in self.chosen if one.is_moved}

    @property
    def chosen_index(self) -> int:
        """Index among the varied lever's values of the chosen one, from 0."""
        return next(one.value_index for one in self.chosen if one.lever == self.lever)


@dataclass(frozen=True)
class Slice:
    """The results at all values of a lever (`answer`, of `runs.studies.whatif.process.Player`), and
    the request.
    """

    request: WhatIfRequest
    answer: Mapping[str, Any]
    variant: str

    @property
    def runs(self) -> int:
        """Number of runs (random worlds) of each setting."""
        return int(self.answer["runs"])


def list_levers(view: View) -> list[str]:
    """Return the dotted paths of all levers (numeric settings) of the variant shown."""
    name = view.variant
    return view.compute_once(("levers", name), lambda: list_lever_paths(view.read_config(name)))


def read_request(view: View) -> WhatIfRequest:
    """Return the levers, number of worlds and kept settings that the address asks for; what the
    variant lacks is left out and named in the notices. WrongInput if the variant has no lever.
    """
    notices: list[str] = []
    said = _parse_levers(view, view.state.levers or "", notices)
    named = said or dict.fromkeys(_list_usual_paths(view))
    chosen = [
        _choose_nearest_value(view, path, value) for path, value in list(named.items())[:MOST]
    ]
    if not chosen:
        raise WrongInput("This variant has no lever that could be moved.", key="levers")
    active = view.state.lever or next((c.lever.path for c in chosen if c.is_moved), "")
    lever = next((c.lever for c in chosen if c.lever.path == active), chosen[0].lever)
    texts = [text for text in (view.state.kept or "").split("|") if text]
    pins = [_parse_kept_setting(view, text, notices) for text in texts[:PINS]]
    return WhatIfRequest(chosen, lever, choose_run_count(view.state.worlds), pins, notices[:4])


def request_slice(view: View, ahead: bool = False) -> Slice:
    """Return the results at each value of the varied lever, simulated now if need be; WrongInput if
    they cannot be, LookupError without a batch.

    ahead: whether they are computed before anyone asks for them.
    """
    request, name = read_request(view), view.variant
    summary = view.summary
    if summary is None:
        raise LookupError("there is no batch")
    others = {path: value for path, value in request.moved.items() if path != request.lever.path}
    question: Question = {
        "batch": str(summary.path.absolute()),
        "stamp": summary.created,
        "variant": view.batch.manifest.find_variant(name).hash,
        "point": view.point,
        "levers": others,
        "lever": request.lever.path,
        "runs": request.worlds,
        "pins": [dict(pin) for pin in request.pins],
    }
    answer = view.source.players.ask(question, ahead)
    return Slice(request, answer, name)


def format_levers(pairs: Iterable[tuple[str, float | None]]) -> str:
    """Return (path, value) pairs as `path:0.7;path` for an address; a path alone stands for None,
    the baseline's value.
    """
    return ";".join(path if value is None else f"{path}:{value!r}" for path, value in pairs)


def tabulate_slice(result: Slice) -> pd.DataFrame:
    """Return the shares of first movers at each value of the lever, and of the baseline.

    A row for each setting and mover: variant, kind (baseline or setting), a column for the varied
    lever and each other changed one (its path), then the columns of the answer's `movers`.
    """
    rows = []
    places: list[tuple[str, float, Mapping[str, Any]]] = [
        ("baseline", result.request.lever.base, result.answer["baseline"]),
        *(("setting", value, one)
          for value, one in zip(result.answer["values"], result.answer["settings"], strict=True)),
    ]  # fmt: skip
    others = {path: value for path, value in result.request.moved.items()
              if path != result.request.lever.path}  # fmt: skip
    for kind, value, one in places:
        fixed = {} if kind == "baseline" else others
        lead = {"variant": result.variant, "kind": kind, result.request.lever.path: value}
        rows += [{**lead, **fixed, **row} for row in one["movers"]]
    return pd.DataFrame(rows)


def _parse_levers(view: View, text: str, notices: list[str]) -> dict[str, float | None]:
    """Return path -> value (None: the baseline's) of `path:0.7;path`. An unknown path is left out,
    an impossible value becomes None; either adds a sentence to `notices`.
    """
    known, found = set(list_levers(view)), {}
    for piece in filter(None, text.split(";")):
        path, _, said = piece.partition(":")
        if path not in known:
            notices.append(f"This variant has no lever “{path[:40]}”; it was left out.")
            continue
        found[path] = _parse_lever_value(path, said, notices) if said else None
    return found


def _parse_lever_value(path: str, text: str, notices: list[str]) -> float | None:
    """Return a lever's value; None, with a sentence added to `notices`, if it is no number of its
    range.
    """
    info = find_lever(path)
    try:
        value = float(text)
        if info is None or not info.low <= value <= info.high:
            raise ValueError(text)
    except ValueError:
        notices.append(f"“{text[:40]}” is no value of {path}; the baseline’s is shown.")
        return None
    return value


def _choose_nearest_value(view: View, path: str, value: float | None) -> ChosenLever:
    """Return a lever with that of its listed values nearest to `value`; None: the baseline's."""
    lever = read_lever(view.read_config(view.variant), path)
    nearest = lever.base if value is None else lever.values[lever.find_nearest_index(value)]
    return ChosenLever(lever, nearest)


def _parse_kept_setting(view: View, text: str, notices: list[str]) -> Moved:
    """Return path -> value of a kept setting's text `path:0.7;path:2`; impossible parts are left
    out, with a sentence added to `notices`.
    """
    found = _parse_levers(view, text, notices)
    return {path: value for path, value in found.items() if value is not None}


def _list_usual_paths(view: View) -> list[str]:
    """Return at most USUAL levers (dotted paths) shown by default: those varied in the batch, then
    CORE.
    """
    varied = [key for one in view.variants for key in one.varied]
    core = [name.format(*get_dyad().keys) for name in CORE]
    known = set(list_levers(view))
    return [path for path in dict.fromkeys([*varied, *core]) if path in known][:USUAL]
