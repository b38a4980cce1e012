"""Which random world a replay shows, by number or by a stated rule, and the runs played in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.state.standings import require_runs
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.runs.divergence import Divergence
from runs.errors import WrongInput


@dataclass(frozen=True)
class World:
    """A run's number and point, the rule that chose it, and what the rule says."""

    run: int
    point: int
    rule: str | None
    reason: str

    @property
    def label(self) -> str:
        """The run in words, with its row of the design table unless it is the first."""
        return f"run {self.run}" + (f" of point {self.point}" if self.point else "")

    @property
    def sentence(self) -> str:
        """The choice in words."""
        where = labels.capitalize_sentence(self.label)
        if self.rule is None:
            return f"{where}, chosen by its number."
        return f"{where} is the “{self.rule}”: {self.reason}."


def get_variant_pair(view: View) -> tuple[str, str]:
    """Return the two variants seen beside each other, or those a first comparison would be of."""
    return (view.a, view.b) if view.is_pair else (view.variant, view.b)


def find_worlds_by_rule(view: View) -> dict[str, World]:
    """Return the runs that stated rules choose, of the variant or of the pair: rule -> world.

    Within the design point of the link, where it names one. WrongInput before any run is done.
    """
    from runs.analysis.runs.representative import choose_notable_pairs, choose_notable_runs

    point = view.state.point
    require_runs(view, view.shown_variants)

    def make() -> dict[str, World]:
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
            row["rule"]: World(
                int(row["replication"]), int(row["point"]), row["rule"], row["reason"]
            )
            for row in to_records(table)
        }

    return view.compute_once(("rules", *view.shown_variants, point), make)


def find_shown_world(view: View) -> World:
    """Return the world shown: by the link's number, else by its rule, else the most ordinary."""
    if view.state.run is not None:
        return World(view.state.run, view.point, None, "")
    known = find_worlds_by_rule(view)
    return known.get(view.state.rule or "", next(iter(known.values())))


def trace_shown_world(view: View, name: str) -> dict[str, Any]:
    """Return the trace of the world shown under the variant of that name."""
    of = find_shown_world(view)
    return view.trace_run(name, of.run, of.point)


def find_parting(view: View) -> Divergence:
    """Return where the two runs of the pair part."""
    from runs.analysis.runs.divergence import compare_traces

    names, of = get_variant_pair(view), find_shown_world(view)
    key = ("parting", *names, of.run, of.point)
    return view.compute_once(
        key, lambda: compare_traces(*(trace_shown_world(view, name) for name in names))
    )


def write_outcome_sentence(trace: dict[str, Any], named: str = "") -> str:
    """Return how a run ended, in words; `named` is the variant, where two are shown."""
    outcome = trace["outcome"]
    mover, days = str(outcome["first_mover_true"]), int(outcome["duration"])
    run = f"In run {trace['replication']}" + (f" under “{named}”" if named else "")
    if not outcome["event_observed"]:
        return f"{run} no leader calls within {days} days."
    how = {
        "broker": "a broker’s invitation brings the leaders into contact",
        "simultaneous": "requests of both sides, accepted on one day, lead to the leaders’ contact",
        "nobody": "the leaders come into contact",
    }.get(mover, f"the request of {labels.format_name(mover)} leads to the leaders’ contact")
    return f"{run} {how} on day {days}."
