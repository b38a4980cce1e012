"""`taijie choose`: what each side should do, by payoffs that the user declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from runs.analysis.sides import get_dyad, use_sides
from runs.cli import choose_text
from runs.cli.list_show import Json
from runs.errors import WrongInput, make_command_key_error
from runs.terminal import say, say_json

if TYPE_CHECKING:
    from runs.plan.plan import Plan
    from runs.studies.choices.play import Board
    from runs.studies.choices.postures import Posture

OWN = ("payoffs", "postures", "best", "against", "robust")
RUNS = 500
ONE, OTHER = get_dyad()
EXAMPLES = f"""\b
Examples:
  taijie choose payoffs=mine                                  the game of all postures
  taijie choose payoffs=mine postures=hawk,dove runs=2000     of two, in 2,000 worlds
  taijie choose payoffs=mine postures@{ONE}=hawk,dove postures@{OTHER}=tit_for_tat
  taijie choose payoffs=mine best={ONE} against=hawk            the best reply, by racing
  taijie choose payoffs=mine robust=draws.csv runs=100        minimax regret over draws
Payoffs: ./configs/payoff/NAME.yaml, terms over outcome columns; without them an example is shown.
Postures: ./configs/posture/NAME.yaml, then ours; levers of the side that takes one, or ranges.
Any setting of `taijie run` changes the base: scenario=, horizon=, {OTHER}.insulation=0.4, seed=,
executor=. robust= takes a CSV of levers, one row a draw, as design=table does."""


class Wanted(NamedTuple):
    """What a command asks for."""

    board: Board
    postures: tuple[list[Posture], list[Posture]]
    worlds: int
    own: dict[str, str]


def choose(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="payoffs=NAME [KEY=VALUE]...", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find what each side should do: the game of all postures, a best reply, a robust choice."""
    own, rest = _split(words or [])
    from runs.cli.progress import ProgressLine
    from runs.plan.planner import Planner

    runs = [] if any(word.startswith("runs=") for word in rest) else [f"runs={RUNS}"]
    planner = Planner()
    plan = planner.plan([*rest, *runs], multirun=False)
    if len(plan.variants) != 1 or plan.design:
        reason = "choose takes one base, and these settings make several variants or a design."
        raise WrongInput(reason, key="variants", value=[one.name for one in plan.variants])
    config = plan.variants[0].config
    with ProgressLine() as progress:
        wanted = _make_wanted(planner, plan, own, progress)
        with use_sides(config.model_dump(mode="json")["sides"]):
            if plan.only_plan:
                _say_plan(wanted)
                return
            result = _solve(wanted)
    with use_sides(config.model_dump(mode="json")["sides"]):
        if as_json:
            say_json(result)
        else:
            choose_text.say_result(result)


def _split(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the words of this command by key, and those of `taijie run`."""
    own, rest = {}, []
    for word in words:
        key, _, value = word.partition("=")
        if key in OWN or key.startswith("postures@"):
            own[key] = value
        else:
            rest.append(word)
    return own, rest


def _make_wanted(planner: Any, plan: Plan, own: dict[str, str], progress: Any) -> Wanted:
    from runs.studies.choices.payoffs import load_payoffs
    from runs.studies.choices.play import Board
    from runs.studies.choices.postures import choose_postures

    config = plan.variants[0].config
    keys = config.dyad.keys
    for key in own:
        if key.startswith("postures@") and key.removeprefix("postures@") not in keys:
            raise make_command_key_error("choose", key, own[key], [f"postures@{k}" for k in keys])
    payoffs = load_payoffs(own.get("payoffs"), config.dyad)
    names = [own.get(f"postures@{key}", own.get("postures", "")) for key in keys]
    first, second = (
        choose_postures(planner.composer, text.split(",") if text else [], config, key)
        for text, key in zip(names, keys, strict=True)
    )
    if plan.runs < 2:
        raise WrongInput("runs=1 has no interval.", key="runs", value=1, allowed=["2 or more"])
    board = Board(config, payoffs, plan.seed, plan.executor, progress)
    wanted = Wanted(board, (first, second), plan.runs, own)
    _require_race(wanted)
    return wanted


def _require_race(wanted: Wanted) -> None:
    """Refuse a race that is not whole, before anything is simulated."""
    own, keys = wanted.own, wanted.board.config.dyad.keys
    if ("best" in own) != ("against" in own):
        raise WrongInput("a best reply wants both: best=SIDE against=POSTURE.",
                         key="against" if "best" in own else "best", allowed=keys)  # fmt: skip
    if "best" not in own:
        return
    if own["best"] not in keys:
        raise WrongInput(f"best={own['best']} is no side.", key="best", value=own["best"],
                         allowed=keys)  # fmt: skip
    other = wanted.postures[1 - keys.index(own["best"])]
    if own["against"] not in [posture.name for posture in other]:
        raise WrongInput(f"against={own['against']} is no posture of the other side's.",
                         key="against", value=own["against"],
                         allowed=[posture.name for posture in other])  # fmt: skip


def _solve(wanted: Wanted) -> dict[str, Any]:
    if "best" in wanted.own:
        return _solve_race(wanted)
    if "robust" in wanted.own:
        return _solve_robust(wanted)
    return _solve_game(wanted)


def _describe(wanted: Wanted, kind: str) -> dict[str, Any]:
    keys = wanted.board.config.dyad.keys
    named = dict(zip(keys, ([p.name for p in side] for side in wanted.postures), strict=True))
    return {"kind": kind, "payoffs": wanted.own["payoffs"], "postures": named,
            "worlds": wanted.worlds, "seed": wanted.board.seed}  # fmt: skip


def _solve_race(wanted: Wanted) -> dict[str, Any]:
    from runs.studies.choices.race import race_postures

    keys = wanted.board.config.dyad.keys
    side = keys.index(wanted.own["best"])
    other = next(p for p in wanted.postures[1 - side] if p.name == wanted.own["against"])
    race = race_postures(wanted.board, side, wanted.postures[side], other, wanted.worlds)
    told = race._asdict() | {"candidates": [one._asdict() for one in race.candidates]}
    return {**_describe(wanted, "race"), "side": keys[side], "against": other.name, **told}


def _solve_robust(wanted: Wanted) -> dict[str, Any]:
    from runs.plan.designs.user_table import read_points
    from runs.plan.settings.levers import find_lever
    from runs.plan.settings.overrides import list_paths
    from runs.studies.choices.robust import find_robust_postures

    config = wanted.board.config
    known = [path for path in list_paths(config.model_dump(mode="json")) if find_lever(path)]
    table = read_points(wanted.own["robust"], known)
    draws = [table.get_point_values(row) for row in range(len(table))]
    rows = find_robust_postures(wanted.board, wanted.postures, wanted.worlds, draws)
    told = [one._asdict() | {"side": config.dyad.keys[one.side]} for one in rows]
    return {**_describe(wanted, "robust"), "draws": len(draws), "rows": told}


def _solve_game(wanted: Wanted) -> dict[str, Any]:
    from runs.studies.choices.game import solve_game
    from runs.studies.choices.play import play_profiles
    from runs.studies.choices.postures import Profile

    board, (first, second) = wanted.board, wanted.postures
    profiles = [Profile(one, two) for one in first for two in second]
    paid = play_profiles(board, profiles, wanted.worlds, board.seed)
    game = solve_game(paid.reshape(2, len(first), len(second), wanted.worlds), board.seed)
    return {**_describe(wanted, "game"), **choose_text.make_game_record(game, first, second)}


def _say_plan(wanted: Wanted) -> None:
    first, second = (len(side) for side in wanted.postures)
    say(f"{first} x {second} postures x {wanted.worlds:,} worlds; nothing was run")
