"""What `taijie fork` prints: a run beside its twin, and what turns an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.analysis.sides import get_dyad
from runs.terminal import format_table, say

if TYPE_CHECKING:
    from runs.studies.forks.fork import ForkPoint

DAYS_SHOWN = 5
HEADLINES = (
    "first_signal", "first_ask", "first_mover_true", "duration", "event_observed", "claimed_{}",
    "visits", "contacts", "tariff_{}_end", "outrage_{}_end", "tension_end", "goodwill_end",
)  # fmt: skip


def say_fork(result: dict[str, Any], fork_point: ForkPoint, outcome: str, open_act: str) -> None:
    """Print how the twin of a run differs, and what else was requested, such as turning values.

    outcome: column that may turn; open_act: text of the act whose amount was to be found.
    """
    found, world = result["fork"], fork_point.world
    what = ", ".join(result["do"]) or "nothing changed"
    say(f"run {world.replication}, seed {world.seed}; from day {fork_point.day}: {what}\n")
    rows = _list_outcomes(found["run"]["outcome"], found["twin"]["outcome"])
    say(format_table(("outcome", "run", "twin"), rows))
    say(f"\n{found['text']}")
    if days := _list_differing_days(found["run"], found["twin"]):
        say("\n" + format_table(("day", "run", "twin"), days))
    _say_turns(result, outcome, open_act)
    if "worlds" in result:
        _say_turned_worlds(result["worlds"], outcome)


def _list_outcomes(run: dict[str, Any], twin: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (outcome, value in the run, value in the twin), as texts, for each of HEADLINES; run
    and twin: the outcomes of either.
    """
    names = dict.fromkeys(line.format(key) for line in HEADLINES for key in get_dyad().keys)
    return [(name, _format_outcome(run[name]), _format_outcome(twin[name])) for name in names]


def _format_outcome(value: Any) -> str:
    """Return an outcome as text: four digits of a float, "-" for None."""
    return f"{value:.4g}" if isinstance(value, float) else "-" if value is None else str(value)


def _list_differing_days(run: dict[str, Any], twin: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (day, acts in the run, acts in the twin), as texts, for the first days on which the
    acts differ.
    """

    def write_acts(trace: dict[str, Any], day: int) -> str:
        """Return the acts of a day, one a line, as `side: title`; "-" if there is none."""
        acts = [act for act in trace["signals"] if act["day"] == day]
        return "\n".join(f"{act.get('side') or ''}: {act['title']}" for act in acts) or "-"

    days = sorted({one["day"] for trace in (run, twin) for one in trace["signals"]})
    rows = ((str(day), write_acts(run, day), write_acts(twin, day)) for day in days)
    return [row for row in rows if row[1] != row[2]][:DAYS_SHOWN]


def _say_turns(result: dict[str, Any], outcome: str, open_act: str) -> None:
    """Print the amounts, lever values and single acts that turn the outcome, as far as sought."""
    if "amounts" in result:
        _say_turning_values(f"do={open_act}", 0.0, result["amounts"], outcome)
    if "lever" in result:
        lever = result["lever"]
        what = f"{lever['path']}, from day 1 on"
        _say_turning_values(what, lever["value"], lever["turns"], outcome)
    if "acts" in result:
        rows = [(one["act"], one["outcome"]) for one in result["acts"]]
        say(f"\nSingle acts on that day that turn {outcome}: {len(rows)}")
        if rows:
            say(format_table(("act", outcome), rows))


def _say_turning_values(
    setting: str, base: float, turns: list[dict[str, Any]], outcome: str
) -> None:
    """Print the values of a setting (its label) that turn the outcome; base: its value in the run.

    turns: dicts with value, outcome (under it) and before (the nearest value tried without effect).
    """
    say(f"\n{setting}: the run has {base:g}.")
    for one in turns:
        turned = f"{one['value']:.6g} turns {outcome} to {one['outcome']}"
        say(f"  {turned}; {one['before']:.6g} does not.")
    if not turns:
        say(f"  no value of its range that was looked at turns {outcome}.")


def _say_turned_worlds(worlds: dict[str, Any], outcome: str) -> None:
    """Print in what share of random worlds the change turns the outcome, and to what.

    worlds: share, low, high, worlds (their number), draws and counts (dicts run, twin, worlds).
    """
    from runs.studies.forks.wording import describe_turned_share

    turned = f"it turns {outcome} {describe_turned_share(worlds)}"
    say(f"\nIn this model, with these settings, {turned}.")
    cells = [(one["run"], one["twin"], str(one["worlds"])) for one in worlds["counts"]]
    if rows := [row for row in cells if row[0] != row[1]]:
        say(format_table(("run", "twin", "worlds"), rows))
