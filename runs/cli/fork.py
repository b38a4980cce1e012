"""`taijie fork`: one run, otherwise from a day on, beside itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from runs.analysis.sides import get_dyad
from runs.archive.addressing import find_variant, open_archive
from runs.archive.in_use import use_batch
from runs.cli.compare import InBatch, VariantName, say_other_batches
from runs.cli.fork_text import say_fork
from runs.cli.list_show import Json, Outputs
from runs.errors import WrongInput
from runs.terminal import say_json

if TYPE_CHECKING:
    from runs.archive.batch import Batch
    from runs.studies.forks.acts import Change
    from runs.studies.forks.fork import Fork, ForkPoint, TurnedShare

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


class ForkRequest(NamedTuple):
    """What a call of `taijie fork` requests: `changes`, text -> change, which make the run's twin;
    the outcome column that may turn; the lever sought, if any; whether single acts are sought; and
    the number of random worlds.
    """

    changes: dict[str, Change]
    outcome: str
    lever: str | None
    acts: bool
    worlds: int
    executor: Any


def fork(
    variant: VariantName,
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
    fork_point = make_fork_point(found.batch, found.variant.hash, run, point, span)
    fork_point = _add_fit_draws(fork_point, given.get("fit", "none"), found.batch)
    with use_batch(found.batch.manifest):
        request = _parse_fork_request(given, done, fork_point)
        result = _simulate_fork(fork_point, request)
        if as_json:
            say_json(result)
        else:
            say_fork(result, fork_point, request.outcome, _find_open_act(request))


def _add_fit_draws(fork_point: ForkPoint, fit: str, batch: Batch) -> ForkPoint:
    """Return the fork point with the draws (parameter sets) of a fit; unchanged without one.

    WrongInput if its batch plays draws already.
    """
    if fit == "none":
        return fork_point
    if fork_point.draws:
        raise WrongInput(f"fit={fit}: the batch plays draws already, and its worlds have them.",
                         key="fit", value=fit, allowed=["none"])  # fmt: skip
    from runs.studies.fit.carrying import compute_lever_draws

    return fork_point._replace(
        draws=compute_lever_draws(batch.path.parent, fit, fork_point.world.config)
    )


def _parse_fork_request(
    pairs: dict[str, str], done: list[str], fork_point: ForkPoint
) -> ForkRequest:
    """Return the request of a call; WrongInput for an unknown act or outcome, or several acts of
    open amount (`=?`). pairs: key -> value; done: texts of the acts.
    """
    from runs.cli.arguments import parse_executor, parse_switch, parse_whole_number
    from runs.studies.forks.acts import parse_change
    from runs.studies.forks.fork import find_categorical_outcome

    config = fork_point.world.config
    changes = {text: parse_change(text, config) for text in done}
    if sum(bool(change.amount) for change in changes.values()) > 1:
        raise WrongInput("one amount can be left open, not several.", key="do", value=done)
    outcome = find_categorical_outcome(config, pairs.get("outcome", "first_mover_true")).name
    return ForkRequest(
        changes, outcome, pairs.get("lever"), parse_switch(pairs, "acts"),
        parse_whole_number(pairs, "worlds", 200), parse_executor({"executor": "serial"} | pairs),
    )  # fmt: skip


def _find_open_act(request: ForkRequest) -> str:
    """Return the text of the act whose amount is to be found (`=?`); "" if there is none."""
    return next((text for text, change in request.changes.items() if change.amount), "")


def _simulate_fork(fork_point: ForkPoint, request: ForkRequest) -> dict[str, Any]:
    """Return a dict of day (the first changed), days (how many are), do (the changes' texts), fork
    (run and twin) and, of amounts, lever, acts and worlds, what was requested.
    """
    from runs.plan.plugins.loading import use_plugins
    from runs.studies.forks import turning
    from runs.studies.forks.fork import estimate_turned_share, fork_run

    changes, world = request.changes, fork_point.world
    result: dict[str, Any] = {}
    with use_plugins(fork_point.plugins):
        if any(change.amount for change in changes.values()):
            turns = turning.find_amount_turning_values(
                world, changes, fork_point.day, fork_point.days, request.outcome
            )  # fmt: skip
            result["amounts"] = [turn._asdict() for turn in turns]
            changes = _fill_smallest_turning_amount(changes, turns)
        if request.lever is not None:
            base, turns = turning.find_lever_turning_values(world, request.lever, request.outcome)
            result["lever"] = {"path": request.lever, "value": base,
                               "turns": [turn._asdict() for turn in turns]}  # fmt: skip
        if request.acts:
            acts = turning.list_turning_acts(world, fork_point.day, request.outcome)
            result["acts"] = [{"act": act, "outcome": outcome} for act, outcome in acts]
    result |= {
        "day": fork_point.day,
        "days": fork_point.days,
        "do": [one.text for one in changes.values()],
    }
    result["fork"] = _make_fork_record(fork_run(fork_point, changes))
    if changes and request.worlds:
        told = estimate_turned_share(
            fork_point, changes, request.outcome, request.worlds, request.executor
        )
        draws = len(next(iter(fork_point.draws.values()), [0]))
        result["worlds"] = {**_make_worlds_record(told), "draws": min(draws, told.worlds)}
    return result


def _fill_smallest_turning_amount(
    changes: dict[str, Change], turns: list[Any]
) -> dict[str, Change]:
    """Return the changes, with an open amount (`=?`) set to the one nearest to 0 of `turns`, those
    that alter the outcome; without the change of open amount if none does.
    """
    nearest = min(turns, key=lambda turn: abs(turn.value), default=None)
    return {
        text: change.set_amount(nearest.value) if change.amount and nearest else change
        for text, change in changes.items()
        if not change.amount or nearest
    }


def _make_fork_record(fork: Fork) -> dict[str, Any]:
    """Return the first days on which run and twin differ, that in words, and both traces."""
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


def _make_worlds_record(turned: TurnedShare) -> dict[str, Any]:
    """Return a share of worlds (the random draws that a run and its changed twin have in common) in
    which the change turns the outcome, as a dict; counts: a list of dicts run (outcome without the
    change), twin (outcome with it), worlds (number of them).
    """
    counts = [{"run": a, "twin": b, "worlds": n} for (a, b), n in turned.counts.items()]
    return {**turned._asdict(), "counts": counts}
