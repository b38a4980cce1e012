"""`taijie fit` and `taijie fits`: learn the free levers from the record; list what was learned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.text.names import format_count
from runs.cli.list_show import Json
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from runs.studies.fit.sampler import SamplerState
    from runs.studies.fit.standoff_row import StandoffRow

KEYS = ("data", "add", "particles", "rounds", "moves", "draws", "runs", "seed", "executor",
        "outputs", "plan")  # fmt: skip
DEFAULT = "history"
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME] [data=FILE] [add=FILE] [particles=4000] [rounds=2]"
        " [moves=12] [draws=400] [seed=0] [executor=local] [plan=true]",
        show_default=False,
    ),
]


def fit(
    words: Words = None,
    prior: Annotated[
        bool, typer.Option("--prior", help="Show what the priors imply before any data.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fit the free levers to the record of standoffs; goes on where it was interrupted."""
    names = [word for word in words or [] if "=" not in word]
    from runs.cli.arguments import parse_pairs, parse_switch
    from runs.errors import WrongInput
    from runs.paths import resolve_outputs_folder
    from runs.studies.fit.storage import get_fit_folder

    given = parse_pairs("fit", [word for word in words or [] if "=" in word], KEYS)
    if len(names) > 1:
        raise WrongInput(f"fit takes one name: {' '.join(names)}.", key="fit", value=names[1])
    outputs = resolve_outputs_folder(given.get("outputs"))
    folder = get_fit_folder(outputs, names[0] if names else DEFAULT)
    rows = _collect_rows(given)
    if parse_switch(given, "plan"):
        _say_plan(rows, given, as_json)
    elif prior:
        _say_prior(rows, given, as_json)
    else:
        _run_fit(rows, folder, given, as_json)


def fits(
    name: Annotated[
        str | None, typer.Argument(help="A finished fit: what it says.", show_default=False)
    ] = None,
    outputs: Annotated[str | None, typer.Option(help="Folder of batches.")] = None,
    as_json: Json = False,
) -> None:
    """List the fits, your own and the shipped ones; or say what one of them says."""
    from runs.paths import resolve_outputs_folder
    from runs.studies.fit.staleness import list_changes, write_staleness_warning
    from runs.studies.fit.storage import (
        RESULT,
        find_finished_fit,
        is_shipped,
        list_fit_folders,
        read_json,
    )

    folder_of_batches = resolve_outputs_folder(outputs)
    if name is not None:
        folder = find_finished_fit(folder_of_batches, name)
        result = read_json(folder / RESULT)
        _say_result(result, folder, as_json, write_staleness_warning(name, list_changes(result)))
        return
    found: list[dict[str, Any]] = []
    for folder in list_fit_folders(folder_of_batches):
        row: dict[str, Any] = {"name": folder.name, "finished": (folder / RESULT).is_file(),
                               "shipped": is_shipped(folder)}  # fmt: skip
        if row["finished"]:
            result = read_json(folder / RESULT)
            row |= {key: result[key] for key in ("converged", "moved", "worst_r_hat")}
            row |= {"levers": len(result["levers"]), "changed": list_changes(result)}
        found.append({**row, "folder": str(folder)})
    if as_json:
        say_json(found)
        return
    head = ("fit", "state", "levers moved")
    say(format_table(head, [_format_fit(row) for row in found], unwrapped=1) + "\n")
    for row in found:
        say(row["folder"])


def _format_fit(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of a fit: its name, state, and how many of its levers the record moves."""
    if not row["finished"]:
        return (row["name"], "interrupted", "-")
    state = "converged" if row["converged"] else "has not converged"
    state += ("; stale" if row["changed"] else "") + ("; shipped" if row["shipped"] else "")
    return (row["name"], state, f"{row['moved']} of {row['levers']}")


def _collect_rows(pairs: dict[str, str]) -> list[StandoffRow]:
    """Return the standoffs to fit: of the file `data=`, else the shipped, then those of `add=`."""
    from runs.plan.settings.compose import ConfigComposer
    from runs.studies.fit.collecting import add_rows, collect_shipped_rows, read_rows_from_file
    from runs.studies.fit.evidence import read_evidence

    composer, evidence = ConfigComposer(), read_evidence()
    if "data" in pairs:
        rows = read_rows_from_file(composer, Path(pairs["data"]), evidence)
    else:
        rows = collect_shipped_rows(composer, evidence)
    if "add" in pairs:
        rows = add_rows(rows, read_rows_from_file(composer, Path(pairs["add"]), evidence))
    return rows


def _make_budget(pairs: dict[str, str]) -> Any:
    """Return the sampler's numbers of particles, rounds, moves and draws."""
    from runs.cli.arguments import parse_whole_number
    from runs.studies.fit.sampler import Budget

    return Budget(
        parse_whole_number(pairs, "particles", 4000, 16), parse_whole_number(pairs, "rounds", 2, 1),
        parse_whole_number(pairs, "moves", 12, 1), parse_whole_number(pairs, "draws", 400, 40),
    )  # fmt: skip


def _make_likelihood(rows: list[StandoffRow]) -> Any:
    """Return the simulated likelihood of the rows; WrongInput for a row that cannot be composed."""
    from runs.errors import WrongInput
    from runs.studies.fit.evidence import read_evidence
    from runs.studies.fit.forecasting import compose_rows
    from runs.studies.fit.likelihood import SimulatedLikelihood
    from runs.studies.fit.prior import read_shipped_prior

    composed = compose_rows(rows)
    if composed.refused:
        name, why = next(iter(composed.refused.items()))
        raise WrongInput(f"row {name}: {why}", key="data", value=name)
    return SimulatedLikelihood(composed, read_shipped_prior(), read_evidence())


def _say_plan(rows: list[StandoffRow], pairs: dict[str, str], as_json: bool) -> None:
    """Print the numbers of data, levers and runs of a fit, as JSON if wanted."""
    own, budget = _make_likelihood(rows), _make_budget(pairs)
    plan = {"rows": len(rows), "data": len(own.data), "levers": len(own.prior.names),
            "clusters": len({one.cluster for one in own.data}), "runs": 2 * budget.particles,
            "days": own.simulated_days, **budget._asdict()}  # fmt: skip
    if as_json:
        say_json(plan)
        return
    say(
        f"{plan['data']} data of {plan['clusters']} clusters, {plan['levers']} free levers;"
        f" {budget.rounds} rounds of 2 x {budget.particles:,} particles, {budget.moves} moves a"
        f" temperature: {plan['runs']:,} runs of {own.simulated_days:,} days in all a round"
    )


def _run_fit(rows: list[StandoffRow], folder: Path, pairs: dict[str, str], as_json: bool) -> None:
    """Fit the levers to the rows, printing each round, and print the result."""
    from runs.cli.arguments import parse_executor, parse_whole_number
    from runs.cli.progress import ProgressLine, say_what_is_kept
    from runs.execute.executor_choice import make_executor
    from runs.studies.fit.run import Fit
    from runs.studies.fit.storage import count_rounds

    settings = parse_executor(pairs)
    own = Fit(
        folder, _make_likelihood(rows), _make_budget(pairs),
        parse_whole_number(pairs, "seed", 0), "data" in pairs,
    )  # fmt: skip

    def print_round(number: int, state: SamplerState) -> None:
        """Print acceptance rates and mean log likelihood of a round (number from 0)."""
        rate = ", ".join(f"{one:.2f}" for one in state.acceptance)
        say(
            f"round {number + 1}: accepted {rate}; log likelihood {state.total.mean():.1f}",
            error=True,
        )  # fmt: skip

    def describe_kept_rounds() -> str:
        """Return how many rounds are kept, and how to go on."""
        rounds = format_count(own.budget.rounds, "round")
        return f"{count_rounds(folder)} of {rounds} kept: the same command goes on"

    with (
        say_what_is_kept(describe_kept_rounds), ProgressLine() as progress,
        make_executor(settings) as workers,
    ):  # fmt: skip
        result = own.run(workers, settings.lanes, progress, print_round)
    _say_result(result, folder, as_json)


def _say_result(result: dict[str, Any], folder: Path, as_json: bool, stale: str = "") -> None:
    """Print levers, clusters and sentences of a finished fit, then the warning `stale` if it is not
    empty; if wanted, instead, the stored fit as JSON.
    """
    from runs.studies.fit.diagnostics import write_result_sentences
    from runs.studies.fit.wording import (
        CLUSTER_HEAD,
        LEVER_HEAD,
        format_cluster_cells,
        format_lever_cells,
    )

    if as_json:
        say_json({**result, "folder": str(folder)})
        return
    say(
        format_table(LEVER_HEAD, [format_lever_cells(one) for one in result["levers"]], unwrapped=1)
    )
    clusters = [format_cluster_cells(one) for one in result["clusters"]]
    say("\n" + format_table(CLUSTER_HEAD, clusters, unwrapped=1) + "\n")
    for sentence in [*write_result_sentences(result), *([stale] if stale else [])]:
        say(sentence)
    say(f"\n{folder}")


def _say_prior(rows: list[StandoffRow], pairs: dict[str, str], as_json: bool) -> None:
    """Simulate each row by draws of the prior, and print the forecasts beside the record."""
    from runs.archive.result_store import replace_nonfinite
    from runs.cli.arguments import parse_executor, parse_whole_number
    from runs.cli.progress import show_study_progress
    from runs.studies.fit.draws import draw_prior
    from runs.studies.fit.evidence import read_evidence
    from runs.studies.fit.forecasting import ForecastSettings
    from runs.studies.fit.score_table import compute_score_table
    from runs.studies.fit.wording import PRIOR_HEAD, PRIOR_NOTES, format_prior_cells

    settings = ForecastSettings(
        parse_whole_number(pairs, "runs", 400, 1), parse_whole_number(pairs, "seed", 0),
        parse_executor(pairs),
    )  # fmt: skip
    with show_study_progress() as progress:
        table = compute_score_table(rows, rows, draw_prior(), settings, read_evidence(), progress)
    if as_json:
        say_json(replace_nonfinite(table))
        return
    say(format_table(PRIOR_HEAD, [format_prior_cells(row) for row in table["rows"]], unwrapped=2))
    say(f"\n{PRIOR_NOTES}")
