"""What `taijie choose` prints and gives to a script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runs.analysis.sides import get_dyad, name_side
from runs.terminal import format_table, say

if TYPE_CHECKING:
    from runs.studies.choices.game import Game, MixedEquilibrium
    from runs.studies.choices.postures import Posture

LIKELY = 0.05
"""Probability of being an equilibrium below which a profile has no line of its own."""
SHOWN = 10


def make_game_record(
    game: Game, first: Sequence[Posture], second: Sequence[Posture]
) -> dict[str, Any]:
    """Return the game as plain values.

    Keys: profiles (both postures; payoff_, half_width_, low_ and high_<side>, regret, its limits,
    equilibrium: probability), best_replies (side -> other's posture -> own), graph (edges),
    equilibria (None if not enumerated), why_not.
    """
    names = [[posture.name for posture in side] for side in (first, second)]
    one, two = get_dyad().keys
    profiles = [
        {
            one: names[0][i], two: names[1][j],
            **{f"payoff_{key}": float(game.payoffs[s, i, j]) for s, key in enumerate((one, two))},
            **{f"half_width_{key}": float(game.half_widths[s, i, j])
               for s, key in enumerate((one, two))},
            **{f"{end}_{key}": _replace_nan(game.ranges[e, s, i, j])
               for s, key in enumerate((one, two)) for e, end in enumerate(("low", "high"))},
            "regret": float(game.regrets[i, j]),
            "regret_low": float(game.regret_limits[0][i, j]),
            "regret_high": float(game.regret_limits[1][i, j]),
            "equilibrium": float(game.probabilities[i, j]),
        }
        for i in range(len(first)) for j in range(len(second))
    ]  # fmt: skip
    replies = {
        one: {names[1][j]: names[0][i] for j, i in enumerate(game.best_replies[0])},
        two: {names[0][i]: names[1][j] for i, j in enumerate(game.best_replies[1])},
    }
    mixed = None if game.mixed is None else [_describe_mixed(one, names) for one in game.mixed]
    return {"profiles": profiles, "best_replies": replies,
            "graph": _list_best_reply_edges(replies, names), "equilibria": mixed,
            "why_not": game.why_not}  # fmt: skip


def _replace_nan(value: float) -> float | None:
    """Return the number, None in place of NaN."""
    return None if math.isnan(value) else float(value)


def _list_best_reply_edges(
    replies: dict[str, dict[str, str]], names: list[list[str]]
) -> list[list[Any]]:
    """Return the best-response graph as [from, to] pairs of profiles: to the best reply of one
    side, if that is another profile.

    replies: side -> other's posture -> own best reply; names: postures of each side.
    """
    one, two = replies
    edges = []
    for i in names[0]:
        for j in names[1]:
            for to in ([replies[one][j], j], [i, replies[two][i]]):
                if to != [i, j]:
                    edges.append([[i, j], to])
    return edges


def _describe_mixed(mixed: MixedEquilibrium, names: list[list[str]]) -> dict[str, Any]:
    """Return side -> posture -> probability (if above 0) of a mixed equilibrium, and payoffs."""
    told: dict[str, Any] = {
        key: {name: float(p) for name, p in zip(own, shares, strict=True) if p > 0.0}
        for key, own, shares in zip(get_dyad().keys, names, mixed[:2], strict=True)
    }
    return {**told, "payoffs": list(mixed.payoffs)}


def say_result(result: dict[str, Any]) -> None:
    """Print a game or a race, and the robust choice if there is one; result: as it is stored."""
    say(f"In this model, with these settings, and by the payoffs of {result['payoffs']}:\n")
    {"game": _say_game, "race": _say_race}[result["kind"]](result)
    if result.get("robust"):
        _say_robust(result)


def _say_game(result: dict[str, Any]) -> None:
    """Print a game: its most likely profiles, best replies and equilibria."""
    from runs.studies.choices.wording import describe_worlds

    one, two = get_dyad().keys
    rows = sorted(result["profiles"], key=lambda row: (-row["equilibrium"], row["regret"]))
    many = [row for row in rows if row["equilibrium"] >= LIKELY]
    shown = rows[: max(SHOWN, len(many))]
    head = (one, two, f"pays {one}", f"pays {two}", "regret (95 %)", "P of equilibrium")
    say(format_table(head, [_format_profile(row, one, two) for row in shown], unwrapped=2))
    if len(rows) > len(shown):
        say(f"... and {len(rows) - len(shown)} profiles less likely; --json has all")
    say(
        f"\nmean payoffs ({_name_payoff_intervals(result)}), n = {describe_worlds(result)};"
        " regret: the most that either side would gain by another posture, too large on average;"
        f" P(equilibrium): share of resampled {_name_resampled(result)} in which neither gains.\n"
    )
    for side, other in ((one, two), (two, one)):
        replies = ", ".join(f"{b} to {a}" for a, b in result["best_replies"][side].items())
        say(f"Best replies of {name_side(side)} to {name_side(other)}: {replies}")
    _say_equilibria(result, one, two)


def _name_payoff_intervals(result: dict[str, Any]) -> str:
    """Return what the limits of payoffs mean, in words."""
    return "95 % over the draws; simulation error" if result["draws"] > 1 else "95 % interval"


def _name_resampled(result: dict[str, Any]) -> str:
    """Return what was resampled for the probability of an equilibrium, in words."""
    return "worlds and draws" if result["draws"] > 1 else "worlds"


def _format_profile(row: dict[str, Any], first: str, second: str) -> tuple[str, ...]:
    """Return the cells of a profile (`row`): both postures, both payoffs, regret, P(equilibrium);
    first, second: the sides' keys.
    """
    from runs.analysis.text.numbers import format_with_interval
    from runs.analysis.text.rounding import format_probability
    from runs.studies.choices.wording import make_payoff_estimate, make_regret_estimate

    pays = [format_with_interval(make_payoff_estimate(row, key)) for key in (first, second)]
    regret = format_with_interval(make_regret_estimate(row))
    return (row[first], row[second], *pays, regret, format_probability(row["equilibrium"]))


def _say_equilibria(result: dict[str, Any], first: str, second: str) -> None:
    """Print the equilibria of the mean payoffs: all, or only pure ones with the reason."""
    pure = [row for row in result["profiles"] if row["regret"] == 0.0]
    if result["equilibria"] is None:
        told = "; ".join(f"{row[first]} and {row[second]}" for row in pure) or "none"
        say(f"Pure equilibria of the means: {told}. ({result['why_not']}.)")
        return
    say(f"Equilibria of the means: {len(result['equilibria'])}")
    for mixed in result["equilibria"]:
        sides = [
            f"{key} " + ", ".join(f"{name} {p:.3g}" for name, p in mixed[key].items())
            for key in (first, second)
        ]
        say(f"  {'; '.join(sides)}")


def _say_race(result: dict[str, Any]) -> None:
    """Print a race: its candidates, the best reply, and what that pays in fresh worlds."""
    from runs.analysis.estimates.estimates import Estimate
    from runs.analysis.text.numbers import choose_decimals, format_number, format_plus_minus
    from runs.studies.choices.wording import describe_worlds, write_lead

    fresh, half = result["fresh"], result["half_width"]
    places = choose_decimals(Estimate(fresh, fresh - half, fresh + half, 0))
    rows = [
        (one["name"], f"{one['mean']:.4g}", f"{one['worlds']:,}", str(one["round"]))
        for one in result["candidates"][:SHOWN]
    ]
    say(format_table(("posture", "mean in the race", "worlds", "last round"), rows, unwrapped=1))
    names = [one["name"] for one in result["candidates"]]
    lead = write_lead(result, names[1]) if len(names) > 1 else ""
    say(
        f"\nBest reply of {name_side(result['side'])} to {result['against']}: {result['winner']}."
        f" In {describe_worlds(result, 'fresh')} it pays {format_plus_minus(fresh, half)}"
        f" (in the race, where it was chosen, {format_number(result['raced'], places)}){lead}."
    )


def _say_robust(result: dict[str, Any]) -> None:
    """Print the regret of each side's postures over draws of the parameters."""
    from runs.analysis.text.rounding import format_probability

    rows = [
        (one["side"], one["name"], f"{one['worst']:.4g}",
         *((one["against"], str(one["draw"])) if one["worst"] > 0 else ("-", "-")),
         f"{one['mean']:.4g}", format_probability(one["best"]))
        for one in result["robust"]
    ]  # fmt: skip
    head = ("side", "posture", "worst regret", "against", "draw", "mean regret", "best in")
    say("\n" + format_table(head, rows, unwrapped=2))
    say(
        f"\n{result['draws']:,} draws x {result['worlds']:,} worlds; regret: what the side would"
        " gain by the posture that is best under that draw; of each side the first has the"
        " smallest worst regret (minimax). draw: where it is worst, counted from 0."
    )
