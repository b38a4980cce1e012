"""`taijie forecast`: when leaders speak, and who calls first, given what was observed so far."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from runs.analysis.sides import name_side, use_sides
from runs.cli.list_show import Json
from runs.command_text import format_command
from runs.errors import WrongInput, make_unknown_option_error
from runs.terminal import format_table, say, say_json

KEYS = ("day", "runs", "seed", "fit", "complete", "outputs")
RUNS = 2000
FEW = 100
"""Effective runs below which it is said that few carry a forecast."""
SHOWN = 12
EXAMPLES = """\b
Examples:
  taijie forecast events day=20                        from the script of `taijie import`
  taijie forecast events day=20 fit=prior runs=10000   over draws of the parameters
  taijie forecast events day=20 complete=material      days without a material act count, too
Keys: day, runs=2000, seed=0, fit=none, complete=SLOT[,SLOT]. Each run does what the script says up
to the day, and weighs as much as its own rules made those acts likely. What it leaves is scored
later: taijie score EPISODE.yaml forecast=NAME."""


def forecast(
    script: Annotated[str, typer.Argument(help="The episode whose script it is.")],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="day=D [KEY=VALUE]...", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Forecast the leaders' first contact from an observed script up to a day."""
    from runs.cli.arguments import parse_pairs, parse_whole_number
    from runs.cli.progress import say_what_is_kept
    from runs.paths import resolve_outputs_folder
    from runs.plan.settings.compose import ConfigComposer
    from runs.studies.fit.evidence import read_evidence
    from runs.studies.forecasts.forecast import make_forecast
    from runs.studies.forecasts.observing import simulate_observed_runs
    from runs.studies.forecasts.script import read_observed_script
    from runs.studies.forecasts.storage import STORE, write_forecast

    given = parse_pairs("forecast", words or [], KEYS)
    if "day" not in given:
        raise WrongInput("day=D is wanted: up to which day it is observed.", key="day",
                         allowed=["day=20"])  # fmt: skip
    day = parse_whole_number(given, "day", 1, least=1)
    runs, seed = parse_whole_number(given, "runs", RUNS, 2), parse_whole_number(given, "seed", 0)
    outputs, horizon = resolve_outputs_folder(given.get("outputs")), read_evidence().horizon.value
    own = read_observed_script(ConfigComposer(), script, day, int(horizon), _parse_slots(given))
    plain = own.config.model_dump(mode="json")
    fit = given.get("fit", "none")
    draws = _compute_lever_draws(outputs, fit, own.config)
    STORE.require_writable(outputs)
    with use_sides(plain["sides"]), say_what_is_kept():
        made = make_forecast(own, simulate_observed_runs(own, seed, runs, draws))
        settings = {"seed": seed, "fit": fit, "complete": list(_parse_slots(given)),
                    "beginning": plain}  # fmt: skip
        folder, whole = write_forecast(outputs, made | settings)
        if as_json:
            say_json({**whole, "folder": str(folder)})
        else:
            _say_forecast(whole, folder.name)
            say(f"\n{folder}")


def _parse_slots(pairs: dict[str, str]) -> tuple[str, ...]:
    """Return the slots named by `complete=`, each once; WrongInput for an unknown one."""
    from model.menu import SLOTS

    chosen = tuple(dict.fromkeys(word for word in pairs.get("complete", "").split(",") if word))
    for slot in chosen:
        if slot not in SLOTS:
            raise make_unknown_option_error("complete", slot, list(SLOTS))
    return chosen


def _compute_lever_draws(outputs: Any, fit: str, config: Any) -> dict[str, Any]:
    """Return lever -> its values in a fit's parameter sets; {} without a fit."""
    from runs.studies.fit.carrying import compute_lever_draws

    return {} if fit == "none" else compute_lever_draws(outputs, fit, config)


def _say_forecast(record: dict[str, Any], name: str) -> None:
    """Print a stored forecast: the observed acts, how many runs carry it, and the result."""
    acts = record["acts"]
    shown = acts if len(acts) <= SHOWN else sorted(acts, key=lambda one: one["chance"])[:SHOWN]
    rows = [
        (str(one["day"] or record["day"]), one["side"] or "-", one["kind"] or "nothing",
         f"{one['chance']:.2g}", f"{one['effective']:,.0f}")
        for one in shown
    ]  # fmt: skip
    say(format_table(("day", "side", "observed", "chance", "effective runs"), rows, unwrapped=2))
    if len(shown) < len(acts):
        say(f"... the least likely {SHOWN} of {len(acts)}; --json has all")
    if record["later_acts"]:
        say(f"{record['later_acts']} later acts of the script are not looked at.")
    few = " Few: take more runs." if record["effective"] < FEW else ""
    say(
        f"\nOf {record['runs']:,} runs {record['possible']:,} could have come by this; weighed,"
        f" they carry as much as {record['effective']:,.0f} runs.{few}\n"
    )
    _say_result(record)
    say(
        f"\nWritten on {record['created']}, hash {record['hash'][:12]}. Once it is known what"
        " happened:\n"
        + format_command("taijie", "score", f"configs/episode/{record['script']}.yaml",
                         f"forecast={name}")
    )  # fmt: skip


def _say_result(record: dict[str, Any]) -> None:
    """Print the day of the leaders' first contact and who calls first."""
    low, middle, high = (_format_day(record[key]) for key in ("low80", "median", "high80"))
    last = len(record["days"]) - 2
    when = f"comes on day {middle} after the trigger"
    if record["median"] is None:
        when = f"comes later than day {last} after the trigger"
    say(
        f"In this model, with these settings, the leaders' first contact {when}"
        f" (median; 80 % of runs: {low} to {high}), and by day {last} in"
        f" {_format_share(record['contact'])} of 100 runs."
    )
    movers = ", ".join(
        f"{name_side(who)} {_format_share(one)}"
        for who, one in record["first_mover"].items() if one["share"] > 0.0
    )  # fmt: skip
    say(f"Who calls first, in 100 runs: {movers}.")


def _format_share(record: dict[str, float]) -> str:
    """Return a share with its interval, in runs of 100; record: share, low and high."""
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.numbers import format_with_interval

    return format_with_interval(extract_estimate(record, "share", "share"))


def _format_day(day: int | None) -> str:
    """Return a day as text; "later" for None, beyond the horizon."""
    return "later" if day is None else str(day)
