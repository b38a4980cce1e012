"""The numbers by which data are compared with runs: horizon, window, blur, reliability; each with
its reason.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from runs.plan.settings.compose import PACKAGED
from runs.studies.history.rule import Number, Strict
from runs.studies.study_files import read_study_file

FOLDER = PACKAGED / "inference"


class Reliability(Strict):
    """Probability that the coding of who asked is right, by confidence, and if it is disputed."""

    high: Number
    middling: Number
    low: Number
    disputed: Number

    def get_probability(self, confidence: str, disputed: bool) -> float:
        """Return the probability, 0 to 1, that the record is right about who asked; `confidence` is
        high, middling or low, and does not count where the row is disputed.
        """
        found: Number = self.disputed if disputed else getattr(self, confidence)
        return found.value


class Evidence(Strict):
    """All numbers of the evidence, in the order of the file, which gives their units.

    horizon: days until a standoff counts as lasting longer. window, least: half-width of the window
    around the real day, as a share of that day, but at least so many days. count, runs: weight of
    the even forecast, count / (count + runs); longest: the day up to which it spreads. reliability:
    of the coding of who asked.
    """

    horizon: Number
    window: Number
    least: Number
    count: Number
    runs: Number
    longest: Number
    reliability: Reliability = Field(description="of who asked")

    @property
    def last_day(self) -> int:
        """The last day on which a contact counts (the day of the trigger is 0)."""
        return int(self.horizon.value) - 1


@cache
def read_evidence(path: Path = FOLDER / "evidence.yaml") -> Evidence:
    """Return the numbers by which record and runs are compared, from a file; WrongInput for the
    first error in it.
    """
    return read_study_file(path, Evidence)
