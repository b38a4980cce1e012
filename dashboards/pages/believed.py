"""Who is believed: truth, claim and belief, the audiences' distance, and what spin pays."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.believed import (
    QUESTIONS,
    draw_belief_by_day,
    draw_belief_by_truth,
    draw_belief_flow,
)
from dashboards.figures.distances import draw_belief_distances
from dashboards.figures.grammar import Drawn
from dashboards.figures.spin import QUESTION as SPIN
from dashboards.figures.spin import draw_empty_spin, draw_spin_differences
from dashboards.pages import cards
from dashboards.pages.page import (
    BELIEF,
    RESULTS,
    Figure,
    Page,
    list_compared_variants,
    list_shown_variant,
)
from dashboards.pages.tariffs import compute_daily_bands, get_start_date
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.hints import write_batch_hint
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count


def _write_example_command(view: View) -> str:
    """Return a command that runs two variants which differ in what a side tells."""
    return write_batch_hint(view.batch, "-m", f"{get_dyad().first}.readout_freedom=0,1")


def _draw_belief_flow(view: View) -> Drawn:
    """Draw the flow of runs from truth over the chosen side's claim to the chosen audience's
    belief.
    """
    from runs.analysis.outcomes.beliefs import tabulate_belief_flow

    table = tabulate_belief_flow(view.read_outcomes(view.variant), view.side, view.audience)
    return draw_belief_flow(table, view.variant, view.side, view.audience)


def _draw_belief_by_truth(view: View) -> Drawn:
    from runs.analysis.outcomes.beliefs import tabulate_beliefs

    return draw_belief_by_truth(tabulate_beliefs(view.read_outcomes(view.variant)), view.variant)


def _draw_belief_over_days(view: View) -> Drawn:
    return draw_belief_by_day(
        compute_daily_bands(view, "belief_"), view.variant, get_start_date(view)
    )


def _draw_belief_distance(view: View) -> Drawn:
    """Draw how far the audiences differ at the contact; ValueError if no run has one."""
    from runs.analysis.outcomes.distances import compute_belief_distances

    table = compute_belief_distances(view.read_outcomes(view.variant))
    if not table["n"].max():
        raise ValueError("no run of this variant has a contact.")
    return draw_belief_distances(table, view.variant)


def _draw_spin_price(view: View) -> Drawn:
    """Draw what another account of the contact changes from variant a to b; an empty figure if none
    of the changed settings is about it, ValueError if a and b are one variant.
    """
    from runs.analysis.comparison.pairs import compute_paired_differences
    from runs.analysis.estimates.metrics import list_available_metrics
    from runs.analysis.outcomes.telling import list_account_metrics, select_account_settings

    if view.a == view.b:
        raise ValueError(
            f"two variants are wanted, which tell it differently: {_write_example_command(view)}"
        )
    changed = _list_changed_settings(view)
    told = select_account_settings(changed)
    if not told:
        return draw_empty_spin(_describe_no_spin_price(changed, _write_example_command(view)))
    frames = view.read_outcomes(view.a), view.read_outcomes(view.b)
    held = {of.name for of in list_available_metrics(*frames)}
    table = compute_paired_differences(
        *frames, [name for name in list_account_metrics() if name in held]
    )
    return draw_spin_differences(
        table, (view.a, view.b), _describe_spin_settings(told, len(changed))
    )


def _list_changed_settings(view: View) -> list[str]:
    """Return the paths of the settings in which the two variants differ."""
    from runs.plan.variants import compare_configs

    configs = [view.read_config(view.batch.manifest.find_variant(n).hash) for n in (view.a, view.b)]
    return [change.path for change in compare_configs(*configs)]


def _describe_no_spin_price(changed: list[str], example: str) -> str:
    """Return why no effect of another account of the contact is drawn: none of the changed settings
    (`changed`) is about what a side tells or an audience believes.

    example: the command of a batch that has such an effect.
    """
    about = "about what is told or believed"
    none = f"None of the {len(changed):,} changed settings is {about}"
    few = {0: "No setting is changed", 1: f"The one changed setting is not {about}"}
    return (
        f"{few.get(len(changed), none)}, so there is no price of spin to draw; {example} has one. "
        "Compare shows what these two do to belief and face."
    )


def _describe_spin_settings(account_settings: list[str], changed_count: int) -> str:
    """Return a sentence on which changed settings are about what a side tells or an audience
    believes (`account_settings`), and how many of all `changed_count` are not.
    """
    names = ", ".join(account_settings[:4]) + (" …" if len(account_settings) > 4 else "")
    rest = changed_count - len(account_settings)
    differ = f"What is told or believed differs in {names}"
    if not rest:
        return f"{differ}, and nothing else does."
    also = f"{format_count(rest, 'other setting')} changed as well"
    return f"{differ}, but {also}: this is not the price of telling alone."


FIGURES = {
    "flow": Figure(QUESTIONS["flow"], _draw_belief_flow, report=BELIEF),
    "truth": Figure(QUESTIONS["truth"], _draw_belief_by_truth),
    "days": Figure(QUESTIONS["days"], _draw_belief_over_days, whole=True),
    "distance": Figure(QUESTIONS["distance"], _draw_belief_distance, report=BELIEF),
    "spin": Figure(SPIN, _draw_spin_price, list_compared_variants),
}


def _build_content(view: View) -> list[Component]:
    sides = [(side, labels.format_label(side)) for side in get_dyad().keys]
    audiences = [
        (name, labels.capitalize_sentence(labels.format_name(name)))
        for name in get_dyad().audiences
    ]
    first = controls.make_control_bar(
        controls.make_choice_control("side", "Claim of", view.side, sides),
        controls.make_choice_control("audience", "Belief of", view.audience, audiences),
    )
    pair = controls.make_control_bar(
        controls.make_variant_control(view, "a", "Baseline (A)"),
        controls.make_variant_control(view, "b", "Compared with it (B)"),
    )
    *drawn, last = cards.make_waiting_cards(PAGE, view)
    return [first, layout.make_legend(view), *drawn, pair, last]


PAGE = Page(
    path="/believed",
    title="Who is believed",
    question="What happened, what is claimed, and what is believed?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: view.read_outcomes(view.variant),
    of=list_shown_variant,
    link="Who is believed",
    group=RESULTS,
    pools_points=True,
)
