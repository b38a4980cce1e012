"""The process that plays what-ifs: it keeps baselines and runs, and answers for whole levers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from runs.archive.batch import Batch
from runs.archive.in_use import use_batch
from runs.execute.warm import answer_questions
from runs.studies.fit.carrying import compute_lever_draws
from runs.studies.whatif.answer import Plain, describe_setting_outcomes
from runs.studies.whatif.baseline import Baseline
from runs.studies.whatif.launching import find_launch_overrides
from runs.studies.whatif.levers import read_lever
from runs.studies.whatif.question import Question
from runs.studies.whatif.rows import RunStore

BASELINES = 8
"""Variants kept; the one asked for the longest ago goes first."""


class Player:
    """Answers questions, and keeps what it has simulated."""

    def __init__(self) -> None:
        self._rows = RunStore()
        self._known: OrderedDict[tuple[Any, ...], tuple[Batch, Baseline]] = OrderedDict()

    def answer(self, question: Question) -> Plain:
        """Return the outcomes at each value of a lever, at the pinned settings, and of the
        baseline.

        Returns:
            lever, base, values; runs; settings: one per value, of `describe_setting_outcomes`;
                pins: one of the same per pinned setting; baseline: of the unchanged variant; words:
                the overrides that launch the unchanged variant, None if no command line does.
        """
        batch, base = self._open_baseline(question)
        with use_batch(batch.manifest):
            return self._answer(batch, base, question)

    def _answer(self, batch: Batch, base: Baseline, question: Question) -> Plain:
        """Return the answer to a question (keys: `answer`); the batch's sides and plug-ins must be
        in use.
        """
        lever, runs = read_lever(base.plain, question["lever"]), question["runs"]
        moved = [{**question["levers"], lever.path: value} for value in lever.values]
        named = {base.name_setting(levers): levers for levers in ({}, *moved, *question["pins"])}
        settings = {name: base.make_setting(levers) for name, levers in named.items()}
        self._rows.simulate(base, settings, runs)
        read = partial(self._rows.read, base)
        own = read(base.name_setting({}), runs)

        def describe(levers: Mapping[str, float]) -> Plain:
            """Return a setting's outcomes (`describe_setting_outcomes`), paired with the
            baseline.
            """
            name = base.name_setting(levers)
            rows = own if name == base.name_setting({}) else read(name, runs)
            return describe_setting_outcomes(own, rows, base.config.horizon)

        return {
            "lever": lever.path,
            "base": lever.base,
            "values": list(lever.values),
            "runs": runs,
            "baseline": describe({}),
            "settings": [describe(levers) for levers in moved],
            "pins": [describe(levers) for levers in question["pins"]],
            "words": find_launch_overrides(batch, base.variant),
        }

    def _open_baseline(self, question: Question) -> tuple[Batch, Baseline]:
        """Return (batch, variant as baseline) that a question is about, from those kept or newly
        opened.
        """
        key = (question["batch"], question["stamp"], question["variant"], question["point"])
        if key not in self._known:
            batch = Batch(Path(question["batch"]))
            fit = batch.manifest.fit
            carry = partial(compute_lever_draws, batch.path.parent, fit.name) if fit else None
            self._known[key] = (
                batch,
                Baseline(batch, question["variant"], question["point"], carry),
            )
            while len(self._known) > BASELINES:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]


if __name__ == "__main__":
    answer_questions(Player().answer)
