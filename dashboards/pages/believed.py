"""Who is believed: truth, claim and belief, the audiences' distance, and what spin pays."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.believed import QUESTIONS, by_truth, distance, flow, over_days
from dashboards.figures.grammar import Drawn
from dashboards.figures.spin import QUESTION as SPIN
from dashboards.figures.spin import no_price, spin
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, name_of_variant, names_of_pair
from dashboards.pages.tariffs import bands_of, start_date
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.hints import hint
from runs.analysis.text.names import count_text

MORE = "taijie run -m us.readout_freedom=0,1"


def _flow(view: View) -> Drawn:
    from runs.analysis.outcomes.beliefs import belief_flow

    table = belief_flow(view.outcomes(view.variant), view.side, view.audience)
    return flow(table, view.variant, view.side, view.audience)


def _truth(view: View) -> Drawn:
    from runs.analysis.outcomes.beliefs import belief_table

    return by_truth(belief_table(view.outcomes(view.variant)), view.variant)


def _days(view: View) -> Drawn:
    return over_days(bands_of(view, "belief_"), view.variant, start_date(view))


def _distance(view: View) -> Drawn:
    from runs.analysis.outcomes.distances import belief_distances

    table = belief_distances(view.outcomes(view.variant))
    if not table["n"].max():
        raise ValueError("no run of this variant has a contact.")
    return distance(table, view.variant)


def _spin(view: View) -> Drawn:
    from runs.analysis.comparison.pairs import pair_differences
    from runs.analysis.estimates.metrics import available
    from runs.analysis.outcomes.telling import METRICS, of_telling

    if view.a == view.b:
        raise ValueError(
            f"two variants are wanted, which tell it differently: {hint(view.source.outputs, MORE)}"
        )
    changed = _changed_settings(view)
    told = of_telling(changed)
    if not told:
        return no_price(_nothing_told(changed, hint(view.source.outputs, MORE)))
    frames = view.outcomes(view.a), view.outcomes(view.b)
    held = {of.name for of in available(*frames)}
    table = pair_differences(*frames, [name for name in METRICS if name in held])
    return spin(table, (view.a, view.b), _what_was_told(told, len(changed)))


def _changed_settings(view: View) -> list[str]:
    """Return the paths of the settings in which the two variants differ."""
    from runs.plan.variants import diff

    configs = [view.config(view.batch.manifest.variant(n).hash) for n in (view.a, view.b)]
    return [change.path for change in diff(*configs)]


def _nothing_told(changed: list[str], more: str) -> str:
    about = "about what is told or believed"
    none = f"None of the {len(changed):,} changed settings is {about}"
    few = {0: "No setting is changed", 1: f"The one changed setting is not {about}"}
    return (
        f"{few.get(len(changed), none)}, so there is no price of spin to draw; {more} has one. "
        "What these two variants do to belief and face stands on the page Compare."
    )


def _what_was_told(told: list[str], changed: int) -> str:
    names = ", ".join(told[:4]) + (" …" if len(told) > 4 else "")
    rest = changed - len(told)
    differ = f"What is told or believed differs in {names}"
    if not rest:
        return f"{differ}, and nothing else does."
    also = f"{count_text(rest, 'other setting')} changed as well"
    return f"{differ}, but {also}: this is not the price of telling alone."


FIGURES = {
    "flow": Figure(QUESTIONS["flow"], _flow),
    "truth": Figure(QUESTIONS["truth"], _truth),
    "days": Figure(QUESTIONS["days"], _days),
    "distance": Figure(QUESTIONS["distance"], _distance),
    "spin": Figure(SPIN, _spin, names_of_pair),
}


def _content(view: View) -> list[Component]:
    sides = [(side, labels.short(side)) for side in ("us", "china")]
    audiences = [
        (name, labels.capital(labels.name(name))) for name in ("us_home", "china_home", "world")
    ]
    first = controls.bar(
        controls.variant(view),
        controls.choice("side", "Claim of", view.side, sides),
        controls.choice("audience", "Belief of", view.audience, audiences),
    )
    pair = controls.bar(
        controls.variant(view, "a", "Baseline (A)"),
        controls.variant(view, "b", "Compared with it (B)"),
    )
    *drawn, last = cards.every(PAGE, view)
    return [first, layout.legend(), *drawn, pair, last]


PAGE = Page(
    path="/believed",
    title="Who is believed",
    question="What happened, what does each side say of it, and whom does each audience believe?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: view.outcomes(view.variant),
    of=name_of_variant,
)
