"""`taijie fork`: one run, otherwise from a day on, beside itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from runs.analysis.sides import get_dyad
from runs.archive.addressing import find_variant, open_archive
from runs.archive.in_use import use_batch
from runs.cli.compare import InBatch, One, say_other_batches
from runs.cli.list_show import Json, Outputs
from runs.errors import WrongInput
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from runs.archive.batch import Batch
    from runs.studies.forks.acts import Change
    from runs.studies.forks.fork import Fork, ForkPoint, Turned

KEYS = ("day", "days", "worlds", "outcome", "lever", "acts", "executor", "fit")
ONE, OTHER = get_dyad()
EXAMPLES = f"""\b
Examples:
  taijie fork "as configured" 7 day=20 do={ONE}:ask_private     an act that was not
  taijie fork "as configured" 7 day=20 do={OTHER}:nothing       nothing that day
  taijie fork "as configured" 7 day=20 do={OTHER}:without:tariff_raise days=30
  taijie fork "as configured" 7 day=20 do=world:tension=-0.2  a shock
  taijie fork "as configured" 7 day=20 do=world:tension=?     the smallest that turns the outcome
  taijie fork "as configured" 7 day=20 acts=true              each single act that turns it
  taijie fork "as configured" 7 day=1 lever={ONE}.insulation    the smallest change of a lever
Keys: day, do (any number), days=1 in a row, worlds=200, outcome=first_mover_true, lever, acts,
fit=NAME or prior (each of the worlds plays a draw; those of a batch with a fit do so anyway).
A setting cannot change in the middle of a run; lever= is looked at over the whole run."""
DAYS_SHOWN = 5
HEADLINES = (
    "first_signal", "first_ask", "first_mover_true", "duration", "event_observed", "claimed_{}",
    "visits", "contacts", "tariff_{}_end", "outrage_{}_end", "tension_end", "goodwill_end",
)  # fmt: skip


class Wanted(NamedTuple):
    """What a call of `taijie fork` requests besides the twin."""

    changes: dict[str, Change]
    outcome: str
    lever: str | None
    acts: bool
    worlds: int
    executor: Any


def fork(
    variant: One,
    run: Annotated[int, typer.Argument(help="Number of the replication, from 0.", min=0)],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="day=D [do=SIDE:ACT]...", show_default=False)
    ] = None,
    point: Annotated[int, typer.Option(help="Row of the design table, where there is one.")] = 0,
    batch: InBatch = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Simulate a run with another act from a day on, all luck shared, and say what it turns."""
    from runs.cli.arguments import parse_pairs, parse_whole_number
    from runs.studies.forks.fork import make_fork_point

    done = [word.partition("=")[2] for word in words or [] if word.startswith("do=")]
    rest = [word for word in words or [] if not word.startswith("do=")]
    if any(word.startswith("set=") for word in rest):
        reason = "set= is not possible: a setting cannot change in the middle of a run."
        raise WrongInput(reason, key="set", allowed=["do=SIDE:ACT", "lever=PATH"])
    given = parse_pairs("fork", rest, KEYS)
    if "day" not in given:
        raise WrongInput("day=D is wanted: from which day on.", key="day", allowed=["day=20"])
    span = (parse_whole_number(given, "day", 1, least=1),
            parse_whole_number(given, "days", 1, least=1))  # fmt: skip
    found = find_variant(open_archive(outputs), variant, batch)
    say_other_batches([found])
    place = make_fork_point(found.batch, found.variant.hash, run, point, span)
    place = _add_fit_draws(place, given.get("fit", "none"), found.batch)
    with use_batch(found.batch.manifest):
        wanted = _parse_fork_request(given, done, place)
        result = _simulate_fork(place, wanted)
        say_json(result) if as_json else _say_result(result, place, wanted)


def _add_fit_draws(place: ForkPoint, fit: str, batch: Batch) -> ForkPoint:
    """Return the place with the draws of a fit, for the random worlds it compares."""
    if fit == "none":
        return place
    if place.draws:
        raise WrongInput(f"fit={fit}: the batch plays draws already, and its worlds have them.",
                         key="fit", value=fit, allowed=["none"])  # fmt: skip
    from runs.studies.fit.carrying import compute_lever_draws

    return place._replace(draws=compute_lever_draws(batch.path.parent, fit, place.world.config))


def _parse_fork_request(pairs: dict[str, str], done: list[str], place: ForkPoint) -> Wanted:
    from runs.cli.arguments import parse_executor, parse_switch, parse_whole_number
    from runs.studies.forks.acts import parse_change
    from runs.studies.forks.fork import find_categorical_outcome

    config = place.world.config
    changes = {text: parse_change(text, config) for text in done}
    if sum(bool(change.amount) for change in changes.values()) > 1:
        raise WrongInput("one amount can be left open, not several.", key="do", value=done)
    outcome = find_categorical_outcome(config, pairs.get("outcome", "first_mover_true")).name
    return Wanted(
        changes, outcome, pairs.get("lever"), parse_switch(pairs, "acts"),
        parse_whole_number(pairs, "worlds", 200), parse_executor({"executor": "serial"} | pairs),
    )  # fmt: skip


def _simulate_fork(place: ForkPoint, wanted: Wanted) -> dict[str, Any]:
    """Return all requested results, as plain values and named tuples."""
    from runs.plan.plugins.loading import use_plugins
    from runs.studies.forks import turning
    from runs.studies.forks.fork import estimate_turned_share, fork_run

    changes, world = wanted.changes, place.world
    result: dict[str, Any] = {}
    with use_plugins(place.plugins):
        if any(change.amount for change in changes.values()):
            turns = turning.find_amount_turning_values(
                world, changes, place.day, place.days, wanted.outcome
            )  # fmt: skip
            result["amounts"] = [turn._asdict() for turn in turns]
            changes = _fill_smallest_turning_amount(changes, turns)
        if wanted.lever is not None:
            base, turns = turning.find_lever_turning_values(world, wanted.lever, wanted.outcome)
            result["lever"] = {"path": wanted.lever, "value": base,
                               "turns": [turn._asdict() for turn in turns]}  # fmt: skip
        if wanted.acts:
            acts = turning.list_turning_acts(world, place.day, wanted.outcome)
            result["acts"] = [{"act": act, "outcome": outcome} for act, outcome in acts]
    result |= {"day": place.day, "days": place.days, "do": [one.text for one in changes.values()]}
    result["fork"] = _make_fork_record(fork_run(place, changes))
    if changes and wanted.worlds:
        told = estimate_turned_share(place, changes, wanted.outcome, wanted.worlds, wanted.executor)
        draws = len(next(iter(place.draws.values()), [0]))
        result["worlds"] = {**_make_worlds_record(told), "draws": min(draws, told.worlds)}
    return result


def _fill_smallest_turning_amount(
    changes: dict[str, Change], turns: list[Any]
) -> dict[str, Change]:
    """Return the changes, an open amount set to the smallest that alters the outcome, if any."""
    nearest = min(turns, key=lambda turn: abs(turn.value), default=None)
    return {
        text: change.set_amount(nearest.value) if change.amount and nearest else change
        for text, change in changes.items()
        if not change.amount or nearest
    }


def _make_fork_record(fork: Fork) -> dict[str, Any]:
    from dataclasses import replace

    from runs.analysis.runs.divergence_text import write_divergence

    unforced = replace(fork.parting, leads=None, draw=None)  # utilities did not choose the act
    return {
        "first_day": fork.parting.day,
        "first_day_of_numbers": fork.parting.numbers,
        "text": write_divergence(unforced, "the run", "the twin"),
        "run": fork.run,
        "twin": fork.twin,
    }


def _make_worlds_record(turned: Turned) -> dict[str, Any]:
    counts = [{"run": a, "twin": b, "worlds": n} for (a, b), n in turned.counts.items()]
    return {**turned._asdict(), "counts": counts}


def _say_result(result: dict[str, Any], place: ForkPoint, wanted: Wanted) -> None:
    found, world = result["fork"], place.world
    what = ", ".join(result["do"]) or "nothing changed"
    say(f"run {world.replication}, seed {world.seed}; from day {place.day}: {what}\n")
    rows = _list_outcomes(found["run"]["outcome"], found["twin"]["outcome"])
    say(format_table(("outcome", "run", "twin"), rows))
    say(f"\n{found['text']}")
    if days := _list_differing_days(found["run"], found["twin"]):
        say("\n" + format_table(("day", "run", "twin"), days))
    _say_turns(result, wanted)
    if "worlds" in result:
        _say_turned_worlds(result["worlds"], wanted.outcome)


def _list_outcomes(run: dict[str, Any], twin: dict[str, Any]) -> list[tuple[str, str, str]]:
    names = dict.fromkeys(line.format(key) for line in HEADLINES for key in get_dyad().keys)
    return [(name, _to_text(run[name]), _to_text(twin[name])) for name in names]


def _to_text(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "-" if value is None else str(value)


def _list_differing_days(run: dict[str, Any], twin: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the acts in the run and in its twin on the first days on which they differ."""

    def list_acts(trace: dict[str, Any], day: int) -> str:
        on = [one for one in trace["signals"] if one["day"] == day]
        return "\n".join(f"{one.get('side') or ''}: {one['title']}" for one in on) or "-"

    days = sorted({one["day"] for trace in (run, twin) for one in trace["signals"]})
    rows = ((str(day), list_acts(run, day), list_acts(twin, day)) for day in days)
    return [row for row in rows if row[1] != row[2]][:DAYS_SHOWN]


def _say_turns(result: dict[str, Any], wanted: Wanted) -> None:
    if "amounts" in result:
        text = next(text for text, change in wanted.changes.items() if change.amount)
        _say_turning_values(f"do={text}", 0.0, result["amounts"], wanted.outcome)
    if "lever" in result:
        lever = result["lever"]
        what = f"{lever['path']}, from day 1 on"
        _say_turning_values(what, lever["value"], lever["turns"], wanted.outcome)
    if "acts" in result:
        rows = [(one["act"], one["outcome"]) for one in result["acts"]]
        say(f"\nSingle acts on that day that turn {wanted.outcome}: {len(rows)}")
        if rows:
            say(format_table(("act", wanted.outcome), rows))


def _say_turning_values(what: str, base: float, turns: list[dict[str, Any]], outcome: str) -> None:
    say(f"\n{what}: the run has {base:g}.")
    for one in turns:
        turned = f"{one['value']:.6g} turns {outcome} to {one['outcome']}"
        say(f"  {turned}; {one['before']:.6g} does not.")
    if not turns:
        say(f"  no value of its range that was looked at turns {outcome}.")


def _say_turned_worlds(worlds: dict[str, Any], outcome: str) -> None:
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.numbers import format_estimate

    share, low, high = format_estimate(extract_estimate(worlds, "share", "share"))
    n = f"n = {worlds['worlds']}"
    n += f", {worlds['draws']} draws of the parameters" if worlds["draws"] > 1 else ""
    turned = f"it turns {outcome} in {share} of 100 worlds (95 % interval {low} to {high}; {n})"
    say(f"\nIn this model, with these settings, {turned}.")
    cells = [(one["run"], one["twin"], str(one["worlds"])) for one in worlds["counts"]]
    if rows := [row for row in cells if row[0] != row[1]]:
        say(format_table(("run", "twin", "worlds"), rows))
