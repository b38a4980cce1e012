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
    from pathlib import Path

    from model.parameters import Configuration
    from runs.plan.plan import Plan
    from runs.studies.choices.play import Board, Draws
    from runs.studies.choices.postures import Posture

OWN = ("payoffs", "postures", "best", "against", "robust", "fit", "draws")
RUNS, RUNS_OF_A_DRAW, DRAWS = 500, 100, 50
ONE, OTHER = get_dyad()
EXAMPLES = f"""\b
Examples:
  taijie choose payoffs=mine                                  the game of all postures
  taijie choose payoffs=mine postures=hawk,dove runs=2000     of two, in 2,000 worlds
  taijie choose payoffs=mine postures@{ONE}=hawk,dove postures@{OTHER}=tit_for_tat
  taijie choose payoffs=mine best={ONE} against=hawk            the best reply, by racing
  taijie choose payoffs=mine fit=prior draws=50 runs=100      over draws of the parameters
  taijie choose payoffs=mine robust=draws.csv runs=100        over a table of draws
Payoffs: ./configs/payoff/NAME.yaml, terms over outcome columns; without them an example is shown.
Postures: ./configs/posture/NAME.yaml, then ours; levers of the side that takes one, or ranges.
Any setting of `taijie run` changes the base: scenario=, horizon=, {OTHER}.insulation=0.4, seed=,
executor=. fit= takes a fit of `taijie fits`, or prior; robust= a CSV of levers, one row a draw;
runs= are then worlds of each draw."""


class ChooseRequest(NamedTuple):
    """What a call of `taijie choose` requests; pairs: key -> value of its own words."""

    board: Board
    postures: tuple[list[Posture], list[Posture]]
    worlds: int
    pairs: dict[str, str]


def choose(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="payoffs=NAME [KEY=VALUE]...", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find what each side should do: the game of all postures, a best reply, a robust choice."""
    own, rest = _split_command_words(words or [])
    from runs.cli.progress import show_study_progress
    from runs.plan.planner import Planner
    from runs.studies.choices.storage import STORE, write_choice

    many = any(own.get(key, "none") != "none" for key in ("fit", "robust"))
    planner = Planner()
    plan = planner.plan([f"runs={RUNS_OF_A_DRAW if many else RUNS}", *rest], multirun=False)
    if len(plan.variants) != 1 or plan.design:
        reason = "choose takes one base, and these settings make several variants or a design."
        raise WrongInput(reason, key="variants", value=[one.name for one in plan.variants])
    config = plan.variants[0].config
    with show_study_progress() as progress:
        request = _parse_choose_request(planner, plan, own, progress)
        with use_sides(config.model_dump(mode="json")["sides"]):
            if plan.only_plan:
                _say_plan(request)
                return
            STORE.require_writable(plan.folder.parent)
            result = _compute_result(request)
            folder = write_choice(plan.folder.parent, result)
    with use_sides(config.model_dump(mode="json")["sides"]):
        if as_json:
            say_json({**result, "folder": str(folder)})
        else:
            choose_text.say_result(result)
            say(f"\n{folder}")


def _split_command_words(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return key -> value for the words of this command, and the other words, for `taijie run`."""
    own, rest = {}, []
    for word in words:
        key, _, value = word.partition("=")
        if key in OWN or key.startswith("postures@"):
            own[key] = value
        else:
            rest.append(word)
    return own, rest


def _parse_choose_request(
    planner: Any, plan: Plan, pairs: dict[str, str], progress: Any
) -> ChooseRequest:
    """Return the request of a call; WrongInput for unknown postures or sides, or fewer than two
    runs.

    plan: of the run settings; pairs: key -> value of this command's own words.
    """
    from runs.studies.choices.payoffs import load_payoffs
    from runs.studies.choices.play import Board
    from runs.studies.choices.postures import load_postures

    config = plan.variants[0].config
    keys = config.dyad.keys
    for key in pairs:
        if key.startswith("postures@") and key.removeprefix("postures@") not in keys:
            raise make_command_key_error("choose", key, pairs[key], [f"postures@{k}" for k in keys])
    payoffs = load_payoffs(pairs.get("payoffs"), config.dyad)
    names = [pairs.get(f"postures@{key}", pairs.get("postures", "")) for key in keys]
    first, second = (
        load_postures(planner.composer, text.split(",") if text else [], config, key)
        for text, key in zip(names, keys, strict=True)
    )
    if plan.runs < 2:
        raise WrongInput("runs=1 has no interval.", key="runs", value=1, allowed=["2 or more"])
    draws = _choose_draws(pairs, config, plan.folder.parent)
    board = Board(config, payoffs, plan.seed, plan.executor, progress, draws)
    request = ChooseRequest(board, (first, second), plan.runs, pairs)
    _require_race_settings(request)
    return request


def _choose_draws(pairs: dict[str, str], config: Configuration, outputs: Path) -> list[Draws]:
    """Return the parameter sets (lever -> value) to simulate: of a fit, of a table, or [{}] for the
    configured values. If a fit has more than wanted, evenly spaced ones are taken. WrongInput if
    `fit`, `draws` and `robust` do not go together.
    """
    fit = pairs.get("fit", "none")
    if fit != "none" and "robust" in pairs:
        raise WrongInput("fit= and robust= are two sources of draws: give one.", key="robust",
                         value=pairs["robust"])  # fmt: skip
    if "draws" in pairs and fit == "none":
        raise WrongInput("draws= says how many draws of a fit: give fit=.", key="draws",
                         value=pairs["draws"], allowed=["fit=prior", "fit=NAME"])  # fmt: skip
    if "robust" in pairs:
        return _read_draws_table(pairs["robust"], config)
    if fit == "none":
        return [{}]
    from runs.cli.arguments import parse_whole_number
    from runs.studies.fit.carrying import compute_lever_draws

    carried = compute_lever_draws(outputs, fit, config)
    held = len(next(iter(carried.values())))
    count = min(parse_whole_number(pairs, "draws", DRAWS, 2), held)
    places = [place * held // count for place in range(count)]
    return [{path: float(values[i]) for path, values in carried.items()} for i in places]


def _read_draws_table(path: str, config: Configuration) -> list[Draws]:
    """Return the parameter sets in a table file, lever -> value, a row each; else WrongInput."""
    from runs.plan.designs.user_table import read_points
    from runs.plan.settings.levers import find_lever
    from runs.plan.settings.overrides import list_paths

    known = [one for one in list_paths(config.model_dump(mode="json")) if find_lever(one)]
    table = read_points(path, known)
    return [table.get_point_values(row) for row in range(len(table))]


def _require_race_settings(request: ChooseRequest) -> None:
    """Raise WrongInput unless `best` and `against` are a side and a posture, or both missing."""
    own, keys = request.pairs, request.board.config.dyad.keys
    if ("best" in own) != ("against" in own):
        raise WrongInput("a best reply wants both: best=SIDE against=POSTURE.",
                         key="against" if "best" in own else "best", allowed=keys)  # fmt: skip
    if "best" not in own:
        return
    if own["best"] not in keys:
        raise WrongInput(f"best={own['best']} is no side.", key="best", value=own["best"],
                         allowed=keys)  # fmt: skip
    other = request.postures[1 - keys.index(own["best"])]
    if own["against"] not in [posture.name for posture in other]:
        raise WrongInput(f"against={own['against']} is no posture of the other side's.",
                         key="against", value=own["against"],
                         allowed=[posture.name for posture in other])  # fmt: skip


def _compute_result(request: ChooseRequest) -> dict[str, Any]:
    """Return the race's result if a best reply is asked for, else the game's."""
    return _find_best_reply_by_race(request) if "best" in request.pairs else _solve_game(request)


def _make_common_record(request: ChooseRequest, kind: str) -> dict[str, Any]:
    """Return what games and races (`kind`) both have: kind, payoffs, terms, postures, titles,
    worlds, seed, draws (their number), fit, sides.
    """
    from runs.studies.choices.payoffs import describe_payoffs

    board, own = request.board, request.pairs
    sides = dict(zip(board.config.dyad.keys, request.postures, strict=True))
    return {
        "kind": kind, "payoffs": own["payoffs"],
        "terms": describe_payoffs(board.payoffs, board.config.dyad),
        "postures": {key: [one.name for one in side] for key, side in sides.items()},
        "titles": {one.name: one.title or one.name for side in request.postures for one in side},
        "worlds": request.worlds, "seed": board.seed, "draws": len(board.draws),
        "fit": own.get("robust") or own.get("fit", "none"),
        "sides": board.config.model_dump(mode="json")["sides"],
    }  # fmt: skip


def _find_best_reply_by_race(request: ChooseRequest) -> dict[str, Any]:
    """Return the common record, side, against, and the fields of the race with its candidates."""
    from runs.studies.choices.race import race_postures

    keys = request.board.config.dyad.keys
    side = keys.index(request.pairs["best"])
    other = next(p for p in request.postures[1 - side] if p.name == request.pairs["against"])
    race = race_postures(request.board, side, request.postures[side], other, request.worlds)
    fields = race._asdict() | {"candidates": [one._asdict() for one in race.candidates]}
    common = _make_common_record(request, "race")
    return {**common, "side": keys[side], "against": other.name, **fields}


def _solve_game(request: ChooseRequest) -> dict[str, Any]:
    """Return the common record, the keys of make_game_record, and robust: postures ranked by regret
    ([] with one parameter set).
    """
    from runs.studies.choices.game import solve_game
    from runs.studies.choices.play import simulate_profile_payoffs
    from runs.studies.choices.postures import Profile
    from runs.studies.choices.robust import rank_postures_by_worst_regret

    board, (first, second) = request.board, request.postures
    profiles = [Profile(one, two) for one in first for two in second]
    paid = simulate_profile_payoffs(board, profiles, request.worlds, board.seed)
    paid = paid.reshape(2, len(board.draws), len(first), len(second), request.worlds)
    game, keys = solve_game(paid, board.seed), board.config.dyad.keys
    mean = paid.mean(axis=-1) if len(board.draws) > 1 else None
    rows = [] if mean is None else rank_postures_by_worst_regret(request.postures, mean)
    return {
        **_make_common_record(request, "game"), **choose_text.make_game_record(game, first, second),
        "robust": [one._asdict() | {"side": keys[one.side]} for one in rows],
    }  # fmt: skip


def _say_plan(request: ChooseRequest) -> None:
    """Print the numbers of postures, parameter sets and random worlds."""
    first, second = (len(side) for side in request.postures)
    draws = len(request.board.draws)
    each = f"{draws:,} draws x " if draws > 1 else ""
    say(f"{first} x {second} postures x {each}{request.worlds:,} worlds; nothing was run")
