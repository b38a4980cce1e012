"""Fit: what the record says of the levers, how well it forecasts, and what not to conclude."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.forecasts import (
    RANKS,
    RIVALS,
    ROWS,
    draw_forecast_rows,
    draw_ranks,
    draw_score_differences,
)
from dashboards.figures.grammar import Drawn
from dashboards.figures.levers import CLUSTERS, LEVERS, draw_cluster_pareto_k, draw_lever_posteriors
from dashboards.pages import cards, study_tables
from dashboards.pages.page import EVIDENCE, Figure, Page
from dashboards.state.fit_tables import (
    FIT,
    StoredFit,
    list_fit_names,
    load_newest_scores,
    load_shown_fit,
)
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.hints import write_command_hint
from runs.errors import WrongInput

ADVICE = "A fit takes about half an hour on 2 cores; `taijie fit plan=true` says how much it is."
CAVEATS = (
    "A lever that was not moved has its prior, not its default value: nothing was learned of it.",
    "A lever that was moved is not measured: it is where this structure fits best, and a wrong "
    "structure bends its levers.",
    "A posterior need not forecast better than its prior: compare their scores.",
    "An interval that holds 0 decides nothing.",
)
RIVAL_COLUMNS = (
    ("score", "Mean"), ("model", "Fit"), ("exponential", "Exponential"), ("pool", "Others’ days"),
    ("lognormal", "Log-normal"), ("regression", "Regression"),
)  # fmt: skip


def _load_result(view: View) -> dict[str, Any]:
    """Return the result of the fit shown; WrongInput if there is no fit, or it is not finished."""
    fit = study_tables.require_table(view, load_shown_fit(view), "fits", FIT)
    if fit.result is None:
        raise WrongInput(_write_progress(view, fit))
    return fit.result


def _load_scores(view: View) -> dict[str, Any]:
    """Return the newest scores of the fit shown; WrongInput without any."""
    fit = study_tables.require_table(view, load_shown_fit(view), "fits", FIT)
    found = load_newest_scores(view.source.outputs, fit.name)
    return study_tables.require_table(view, found, "scores", f"taijie score fit={fit.name}")


def _write_progress(view: View, fit: StoredFit) -> str:
    """Return a sentence on how far an unfinished fit is, and the command that goes on with it."""
    far = f": {fit.rounds} of {fit.settings['rounds']} rounds simulated" if fit.rounds else ""
    again = write_command_hint(view.source.outputs, f"{FIT} {fit.name}")
    return f"Fit {fit.name} is not finished{far}. Where it was interrupted: {again}"


def _get_stage_mean(view: View) -> dict[str, Any]:
    """Return the mean scores of the stage chosen (leaders' or envoys' contact); WrongInput if there
    are none.
    """
    for mean in _load_scores(view)["means"]:
        if mean["stage"] == view.stage:
            return dict(mean)
    raise WrongInput("The scores have no row of this stage.")


def _get_stage_rows(view: View) -> pd.DataFrame:
    """Return the scored rows of the stage chosen (leaders' or envoys' contact); WrongInput if it
    has no scores.
    """
    rows: pd.DataFrame = _load_scores(view)["rows"]
    _get_stage_mean(view)
    return rows[rows["stage"] == view.stage]


def _draw_levers(view: View) -> Drawn:
    """Draw prior and posterior of the fit's levers; WrongInput without a finished fit."""
    from runs.studies.fit.diagnostics import write_convergence_sentence, write_moved_sentence

    result = _load_result(view)
    said = f"{write_moved_sentence(result)} {write_convergence_sentence(result)}"
    return draw_lever_posteriors(result["levers"], said)


FIGURES = {
    "levers": Figure(LEVERS, _draw_levers, whole=True),
    "rivals": Figure(RIVALS, lambda view: draw_score_differences(_get_stage_mean(view))),
    "ranks": Figure(
        RANKS,
        lambda view: draw_ranks(_get_stage_rows(view), float(_get_stage_mean(view)["covered80"])),
    ),
    "rows": Figure(ROWS, lambda view: draw_forecast_rows(_get_stage_rows(view)), whole=True),
    "clusters": Figure(
        CLUSTERS, lambda view: draw_cluster_pareto_k(_load_result(view)["clusters"])
    ),
}


def _build_content(view: View) -> list[Component]:
    fit = load_shown_fit(view)
    if fit is None:
        return [study_tables.make_missing_card(view, "fits", FIT, ADVICE), _make_caveats_card()]
    names = [(name, name) for name in list_fit_names(view.source.outputs)]
    bar = controls.make_control_bar(
        controls.make_choice_control("fit", "Fit", fit.name, names),
        controls.make_stage_control(view),
    )
    if fit.result is None:
        said = html.P(_write_progress(view, fit), className="sentence")
        return [bar, html.Section([said], className="card"), _make_caveats_card()]
    scored = load_newest_scores(view.source.outputs, fit.name) is not None
    shown = ["levers", *(["rivals", "ranks", "rows"] if scored else []), "clusters"]
    return [
        *study_tables.make_notices(_list_staleness_notices(fit)),
        bar,
        layout.make_legend(),
        *cards.make_waiting_cards(PAGE, view, shown),
        _make_mean_scores_card(view) if scored else _make_unscored_card(view, fit),
        _make_caveats_card(),
        html.P(_write_origin(fit.result), className="about"),
    ]


def _list_staleness_notices(fit: StoredFit) -> list[str]:
    """Return [a sentence] if data or code that the fit rests on have changed since; else []."""
    from runs.studies.fit.staleness import list_changes, write_staleness_warning

    said = write_staleness_warning(fit.name, list_changes(fit.settings))
    return [said] if said else []


def _write_origin(result: dict[str, Any]) -> str:
    """Return how a fit was computed, in a sentence: rounds, particles, seed, data and log
    likelihood.
    """
    noise = labels.format_number_or_dash(result["noise_of_log_likelihood"], 1)
    return (
        f"{result['rounds']} rounds of 2 x {result['particles']:,} particles, seed "
        f"{result['seed']}; {len(result['data'])} data. Log likelihood "
        f"{labels.format_number_or_dash(result['log_likelihood'], 1)} (± {noise} for want of "
        "runs)."
    )


def _make_unscored_card(view: View, fit: StoredFit) -> Component:
    """Return the card with the command that scores the fit's forecasts."""
    command = write_command_hint(view.source.outputs, f"taijie score fit={fit.name}")
    said = html.P("Its forecasts are not scored yet. This does it, in a minute or two:")
    return html.Section([said, html.Pre(command)], className="card")


def _make_mean_scores_card(view: View) -> Component:
    """Return the card with mean scores of the fit's forecasts and of its rivals'."""
    mean, scores = _get_stage_mean(view), _load_scores(view)
    rows = [
        {"score": title, "model": labels.format_number_or_dash(mean[name], 2)}
        | {rival: labels.format_number_or_dash(mean[f"{name}_{rival}"], 2)
           for rival, _ in RIVAL_COLUMNS[2:]}
        for name, title in (("log_score", "Log score, nats"), ("crps", "CRPS, log(1 + days)"))
    ]  # fmt: skip
    refused = "".join(f" Not composed, scored as the pool: {one}." for one in scores["refused"])
    made = (
        f"Each cluster counts once, and is left out by weights. Rank correlation of forecast and "
        f"real day: {labels.format_number_or_dash(mean['rank_correlation'], 2)} (regression "
        f"{labels.format_number_or_dash(mean['rank_correlation_regression'], 2)}). "
        f"{scores['runs']:,} runs a row.{refused}"
    )
    return study_tables.make_sources_card("How do the means compare?", made, RIVAL_COLUMNS, rows)


def _make_caveats_card() -> Component:
    said = html.Ul([html.Li(one) for one in CAVEATS])
    return html.Section([html.H2("What not to conclude"), said], className="card")


PAGE = Page(
    path="/fit",
    title="Fit",
    question="What does the record say of the levers?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: pd.DataFrame(_load_result(view)["levers"]),
    needs_batch=False,
    of_preset=True,
    link="Fit",
    group=EVIDENCE,
)
