"""What a measure of a pattern reads of some runs: outcome columns, and the days of the journal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from model.dyad import Dyad
from model.outcomes import NO_DAY, make_columns
from model.outcomes.journal import Journal
from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RunRecord:
    """The data that measures of a pattern read: some runs of one configuration, lanes `first` to
    `end` (excluded) of a block.

    Days are the record's: 0 is the day of the trigger, the model's day 1.
    """

    config: Configuration
    outcomes: dict[str, np.ndarray]
    journal: Journal
    first: int
    end: int

    @property
    def dyad(self) -> Dyad:
        """The two sides."""
        return self.config.dyad

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.end - self.first

    @property
    def days(self) -> int:
        """Number of days simulated, the day of the trigger included."""
        return self.config.horizon

    def get_numbers(self, name: str) -> FloatArray:
        """Return a numeric outcome column, (runs,), NaN where a run has no such value."""
        column = next(one for one in make_columns(self.dyad) if one.name == name)
        values = self.outcomes[name][self.first : self.end].astype(float)
        return (
            values if column.missing is None else np.where(values == column.missing, np.nan, values)
        )

    def get_days(self, name: str, happened: str | None = None) -> FloatArray:
        """Return the day of an outcome in each run, (runs,), counted from 0 (trigger); infinity if
        it did not happen.

        happened: name of the yes/no outcome that says whether it did; None: a missing day means it
        did not.
        """
        values = self.outcomes[name][self.first : self.end].astype(float)
        came = values != NO_DAY if happened is None else self.get_flags(happened)
        return np.where(came, values - 1.0, np.inf)

    def get_flags(self, name: str) -> Bools:
        """Return a yes/no outcome column, (runs,)."""
        return np.asarray(self.outcomes[name][self.first : self.end], dtype=bool)

    def has_category(self, name: str, *words: str) -> Bools:
        """Return whether a category column has one of these words in each run, (runs,)."""
        column = next(one for one in make_columns(self.dyad) if one.name == name)
        codes = [(column.categories or ()).index(word) for word in words]
        return np.isin(self.outcomes[name][self.first : self.end], codes)

    def get_tariff(self, side: str, day: int) -> FloatArray:
        """Return the tariff that a side imposes at the end of a day, (runs,), ad valorem share.

        day: 0 is the day of the trigger, the model's day 1.
        """
        return self.journal.tariff[self.dyad.find_side(side), day, self.first : self.end].astype(
            float
        )

    def get_approval(self, side: str) -> FloatArray:
        """Return the approval of a side's leader at home at the end of each day; (days, runs),
        share.
        """
        own = self.journal.approval[self.dyad.find_side(side), :, self.first : self.end]
        return np.asarray(own, dtype=float)

    @cached_property
    def accord(self) -> Bools:
        """Whether an accord is in force at the end of each day, (days, runs)."""
        return self.journal.accord[:, self.first : self.end]

    @cached_property
    def visits(self) -> npt.NDArray[np.int16]:
        """Number of envoys' meetings up to the end of each day, (days, runs)."""
        return self.journal.visits[:, self.first : self.end]

    @cached_property
    def contacts(self) -> npt.NDArray[np.int16]:
        """Number of leader contacts up to the end of each day, (days, runs)."""
        return self.journal.contacts[:, self.first : self.end]

    def mark_act_days(self, kind: str, side: str) -> Bools:
        """Return whether a side sent a kind of signal on each day, (days, runs)."""
        lane, day, sender, code, _ = self._acts
        sent = np.zeros((self.days, self.runs), dtype=bool)
        own = (sender == self.dyad.find_side(side)) & (code == self.journal.kinds.index(kind))
        sent[day[own], lane[own]] = True
        return sent

    @cached_property
    def _acts(self) -> tuple[np.ndarray, ...]:
        """Run (from 0), day (trigger: 0), side (0, 1), index of the kind, and whether it was
        public, of each signal, (acts,) each.
        """
        acts = self.journal.acts
        own = (acts.lane >= self.first) & (acts.lane < self.end)
        columns = (acts.lane - self.first, acts.day - 1, acts.side, acts.kind, acts.public)
        return tuple(column[own] for column in columns)

    def count_acts(
        self,
        kinds: Collection[str],
        side: str | None = None,
        since: int = 0,
        until: int | None = None,
        under_accord: bool | None = None,
    ) -> FloatArray:
        """Return the number of signals of these kinds sent on days since..until, (runs,).

        Args:
            kinds: names of kinds of signals; unknown ones are ignored.
            side: the sender's side; None for both.
            since: first day of the record.
            until: last day of the record, included; None for the last one simulated.
            under_accord: only while an accord stood at the end of the day before (False: none did).
        """
        lane, day, sender, kind, _ = self._acts
        wanted = [place for place, name in enumerate(self.journal.kinds) if name in kinds]
        some = np.isin(kind, wanted) & (day >= since)
        if until is not None:
            some &= day <= until
        if side is not None:
            some &= sender == self.dyad.find_side(side)
        if under_accord is not None:
            before = np.vstack([np.zeros((1, self.runs), dtype=bool), self.accord[:-1]])
            some &= before[day, lane] == under_accord
        return np.bincount(lane[some], minlength=self.runs).astype(float)
