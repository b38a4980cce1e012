"""Which run a replay shows, by number or by a stated rule, and its trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from dashboards.state.standings import require_runs
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.runs.divergence import Divergence
from runs.analysis.runs.divergence_text import write_headline
from runs.errors import WrongInput

RUN, TWIN = "the run", "the twin"
"""How a run and its twin are called beside each other."""


@dataclass(frozen=True)
class ChosenRun:
    """A run chosen for replay: its number, its design point, the rule that chose it (None: by
    number), and the reason.
    """

    run: int
    point: int
    rule: str | None
    reason: str

    @property
    def label(self) -> str:
        """The run in words, with its row of the design table unless that is the first."""
        return f"run {self.run}" + (f" of point {self.point}" if self.point else "")

    @property
    def sentence(self) -> str:
        """A sentence on how the run was chosen."""
        where = labels.capitalize_sentence(self.label)
        if self.rule is None:
            return f"{where}, chosen by its number."
        return f"{where} is the “{self.rule}”: {self.reason}."


def find_runs_by_rule(view: View) -> dict[str, ChosenRun]:
    """Return rule (such as the most ordinary run) -> the run it chooses, of the variant or pair
    shown.

    Only within the design point of the link, if it names one. WrongInput if no run is done.
    """
    from runs.analysis.runs.representative import choose_notable_pairs, choose_notable_runs

    point = view.state.point
    require_runs(view, view.shown_variants)

    def choose_runs() -> dict[str, ChosenRun]:
        """Return the notable runs, or pairs of runs, by rule; WrongInput without a run."""
        frames = [view.read_outcomes(name) for name in view.shown_variants]
        if point is not None:
            frames = [frame[frame["point"] == point] for frame in frames]
        try:
            choose = choose_notable_pairs if view.is_pair else None
            table = choose(*frames) if choose else choose_notable_runs(frames[0])
        except ValueError as error:
            raise WrongInput(
                f"There is nothing to replay yet: {error}.",
                key="variant",
                value=view.shown_variants[0],
            ) from error
        return {
            row["rule"]: ChosenRun(
                int(row["replication"]), int(row["point"]), row["rule"], row["reason"]
            )
            for row in to_records(table)
        }

    return view.compute_once(("rules", *view.shown_variants, point), choose_runs)


def find_chosen_run(view: View) -> ChosenRun:
    """Return the run chosen for replay: by the link's number, else by its rule, else by the first
    rule; WrongInput if a rule must choose and no run is done.
    """
    if view.state.run is not None:
        return ChosenRun(view.state.run, view.point, None, "")
    known = find_runs_by_rule(view)
    return known.get(view.state.rule or "", next(iter(known.values())))


class ShownRun(NamedTuple):
    """A run shown in a replay: what it is called (by its variant; beside a twin RUN or TWIN), its
    variant, and its trace.
    """

    name: str
    variant: str
    trace: dict[str, Any]


def make_pair_view(view: View) -> View:
    """Return the view unchanged if it shows two runs; else one of the same run under its variant
    and under the variant usually compared with it (`View.b`).
    """
    if view.is_pair or view.twin:
        return view
    return replace(view, state=replace(view.state, a=view.variant, b=view.b))


def list_shown_runs(view: View) -> list[ShownRun]:
    """Return the one or two runs shown, with traces (simulated again): the same run under both
    variants of a pair, the run and its twin (itself with a change), or the run alone.
    """
    of, names = find_chosen_run(view), view.shown_variants
    shown = [ShownRun(name, name, view.trace_run(name, of.run, of.point)) for name in names]
    if view.twin is None:
        return shown
    twin = view.trace_run(view.variant, of.run, of.point, view.twin)
    return [shown[0]._replace(name=RUN), ShownRun(TWIN, view.variant, twin)]


def find_shown_divergence(view: View) -> Divergence:
    """Return where the two runs shown diverge; ValueError if one alone is shown.

    For a twin the terms of utility are left out: its change was not chosen, so they explain
    nothing.
    """
    from runs.analysis.runs.divergence import compare_traces

    one, two = list_shown_runs(view)
    of = find_chosen_run(view)
    key = ("parting", one.variant, two.variant, of.run, of.point, view.twin)
    found = view.compute_once(key, lambda: compare_traces(one.trace, two.trace))
    return replace(found, leads=None, draw=None) if view.twin else found


def write_answer(view: View) -> tuple[str, list[str]]:
    """Return the heading of a replay in a sentence (what the twin changes, how two variants' runs
    diverge, or how the run ended), and the list of sentences below it.
    """
    told = [*write_outcomes(view), labels.CONDITION]
    if view.twin:
        return view.twin.describe(view.batch.configuration(view.variant)), told
    if view.is_pair:
        return write_headline(find_shown_divergence(view)), told
    of = find_chosen_run(view)
    first = labels.capitalize_sentence(told[0].removeprefix(f"In run {of.run} "))
    which = f"{labels.capitalize_sentence(of.label)} of “{view.variant}”."
    return first, [which, labels.CONDITION]


def write_outcomes(view: View) -> list[str]:
    """Return a sentence for each run shown on how it ended."""
    shown = list_shown_runs(view)
    if not view.is_pair:
        one, *two = (write_outcome_sentence(run.trace) for run in shown)
        number = shown[0].trace["replication"]
        return [one, *(said.replace(f"In run {number}", "In its twin", 1) for said in two)]
    return [write_outcome_sentence(run.trace, run.name) for run in shown]


def write_outcome_sentence(trace: dict[str, Any], variant: str = "") -> str:
    """Return a sentence on how a run ended; `variant`: named in it if not empty."""
    outcome = trace["outcome"]
    mover, days = str(outcome["first_mover_true"]), int(outcome["duration"])
    run = f"In run {trace['replication']}" + (f" under “{variant}”" if variant else "")
    if not outcome["event_observed"]:
        return f"{run} no leader calls within {days} days."
    how = {
        "broker": "a broker’s invitation brings the leaders into contact",
        "simultaneous": "requests of both sides, accepted on one day, lead to contact",
        "nobody": "the leaders come into contact",
    }.get(mover, f"the request of {labels.format_name(mover)} leads to contact")
    return f"{run} {how} on day {days}."
