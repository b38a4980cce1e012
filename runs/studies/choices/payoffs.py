"""Payoffs of the two sides over outcome columns, as a user declares them.

There is none of ours: what a side wants is for the analyst to say. A payoff is a sum of terms, each
a weight times an outcome: a number, a yes/no as 1 or 0, or whether a category is a certain word.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, RootModel

from model.dyad import Dyad
from model.outcomes import Column, make_columns
from runs.analysis.sides import get_dyad
from runs.errors import WrongInput, find_nearest_names
from runs.paths import get_current_folder
from runs.studies.study_files import read_study_file

MOST = 1e9
"""Largest weight and value: sums of products stay far below what a number can hold."""
GROUP = "payoff"
"""The folder of a user's own configs that holds them."""
FIRST, SECOND = get_dyad()
EXAMPLE = f"""\
# configs/payoff/mine.yaml
{FIRST}:
  - {{column: duration, weight: -0.01}}                     # a day without contact costs 0.01
  - {{column: first_mover_true, is: {SECOND}, weight: 1}}      # the other came first
{SECOND}:
  - {{column: duration, weight: -0.01}}
  - {{column: agreed_day, weight: -0.01, missing: 180}}     # a value where there is none"""


class Term(BaseModel):
    """A weight times an outcome of a run. `word`: the category that counts as 1, all others as 0
    (None for numbers and yes/no); `missing`: what a missing outcome counts for.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)
    column: str
    weight: float = Field(ge=-MOST, le=MOST)
    word: str | None = Field(default=None, alias="is")
    missing: float | None = Field(default=None, ge=-MOST, le=MOST)


class Payoffs(RootModel[dict[str, list[Term]]]):
    """Side's key -> the weighted outcomes whose sum is its payoff."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the outcome columns that the payoffs read."""
        return tuple(dict.fromkeys(term.column for terms in self.root.values() for term in terms))


def load_payoffs(name: str | None, dyad: Dyad) -> Payoffs:
    """Return the payoffs in ./configs/payoff/NAME.yaml, or in the file itself if the name ends in
    .yaml, checked against the outcome columns.

    Raises WrongInput if no name is given, or if the file does not exist or is not valid.
    """
    if name is None:
        reason = (
            "no payoffs are declared, and none of ours stands in for them: what each side wants"
            f" is yours to say. Write a file and name it: payoffs=mine\n\n{EXAMPLE}"
        )
        raise WrongInput(reason, key="payoffs")
    own = get_current_folder() / "configs" / GROUP
    path = Path(name) if name.endswith(".yaml") else own / f"{name}.yaml"
    if not path.is_file():
        known = sorted(one.stem for one in own.glob("*.yaml")) if own.is_dir() else []
        reason = f"payoffs={name}: there is no file {path}. It is written like\n\n{EXAMPLE}"
        raise WrongInput(reason, key="payoffs", value=name, allowed=known,
                         nearest=find_nearest_names(name, known))  # fmt: skip
    try:
        payoffs = read_study_file(path, Payoffs)
    except WrongInput as error:
        raise error.reword(f"{error.reason} Payoffs are written like\n\n{EXAMPLE}") from None
    _check_sides(payoffs, dyad, path.name)
    known_columns = {column.name: column for column in make_columns(dyad)}
    for side, terms in payoffs.root.items():
        for place, term in enumerate(terms):
            _check_term(term, known_columns, f"{path.name}: {side}.{place}")
    return payoffs


def _check_sides(payoffs: Payoffs, dyad: Dyad, file_name: str) -> None:
    """Raise WrongInput, naming file and side, unless each side has terms and nobody else has."""
    for side in dyad.keys:
        if not payoffs.root.get(side):
            reason = f"{file_name}: {side} has no terms. Payoffs are written like\n\n{EXAMPLE}"
            raise WrongInput(reason, key=side, allowed=dyad.keys)
    for name in payoffs.root:
        if name not in dyad.keys:
            raise WrongInput(f"{file_name}: {name} is no side.", key=name, value=name,
                             allowed=dyad.keys)  # fmt: skip


def _check_term(term: Term, known: Mapping[str, Column], context: str) -> None:
    """Raise WrongInput if a term's column is no outcome, its word is none of the column's, or the
    column may be missing and the term does not say what it counts for then.

    known: name -> outcome column; context: names the term in errors.
    """
    column = known.get(term.column)
    if column is None:
        raise WrongInput(f"{context}: {term.column} is no outcome.", key=f"{context}.column",
                         value=term.column,
                         nearest=find_nearest_names(term.column, known))  # fmt: skip
    words = [str(word) for word in column.categories or ()]
    if column.dtype == "category" and term.word not in words:
        said = "which word counts" if term.word is None else f"{term.word!r} is none of its words"
        raise WrongInput(f"{context}: {term.column} is a category: {said} (is:).",
                         key=f"{context}.is", value=term.word, allowed=words)  # fmt: skip
    if column.missing is not None and term.missing is None:
        raise WrongInput(f"{context}: {term.column} is missing in some runs: say what it counts for"
                         " there, missing: NUMBER.", key=f"{context}.missing")  # fmt: skip
    if column.dtype != "category" and term.word is not None:
        raise WrongInput(f"{context}: {term.column} has no words: leave out is:.",
                         key=f"{context}.is", value=term.word)  # fmt: skip


def compute_payoffs(payoffs: Payoffs, columns: Mapping[str, np.ndarray], dyad: Dyad) -> np.ndarray:
    """Return the payoffs of runs, (2 sides, ...), from their outcome columns, each of shape (...).

    Columns are those of `runs.studies.simulation.read_outcome_columns`: NaN for missing values,
    codes for categories. Raises WrongInput for a missing value if the term says nothing of it.
    """
    known = {column.name: column for column in make_columns(dyad)}
    sums = []
    for side in dyad.keys:
        terms = [
            _compute_weighted_outcome(term, known[term.column], columns)
            for term in payoffs.root[side]
        ]
        sums.append(sum(terms[1:], terms[0]))
    return np.stack(sums)


def describe_payoffs(payoffs: Payoffs, dyad: Dyad) -> dict[str, list[dict[str, Any]]]:
    """Return side's key -> its terms as plain values, with the meaning of each outcome."""
    known = {column.name: column for column in make_columns(dyad)}
    return {
        side: [
            {**term.model_dump(by_alias=True), "meaning": known[term.column].meaning}
            for term in terms
        ]
        for side, terms in payoffs.root.items()
    }


def _compute_weighted_outcome(term: Term, column: Column, columns: Mapping[str, Any]) -> np.ndarray:
    """Return weight times outcome of each run, shaped as the column; WrongInput for a missing value
    if the term does not say what it counts for.
    """
    values = np.asarray(columns[term.column])
    if column.categories:
        code = [str(word) for word in column.categories].index(str(term.word))
        return np.asarray(term.weight * (values == code))
    numbers = values.astype(np.float64)
    absent = np.isnan(numbers)
    if absent.any() and term.missing is None:
        reason = (
            f"{term.column} is missing in some runs ({int(absent.sum())}): say what it counts for"
            " there, missing: NUMBER."
        )
        raise WrongInput(reason, key=f"{term.column}.missing")
    return np.asarray(term.weight * np.where(absent, term.missing or 0.0, numbers))
