"""Who is believed: truth, claim and belief, the audiences' distance, and what spin pays."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboards import cards, controls, shell, words
from dashboards.figures.believed import QUESTIONS, by_truth, distance, flow, over_days
from dashboards.figures.grammar import Drawn
from dashboards.figures.spin import QUESTION as SPIN
from dashboards.figures.spin import spin
from dashboards.pages import Figure, Page
from dashboards.pages.tariffs import bands_of, started
from dashboards.view import View

MORE = "taijie run -m us.readout_freedom=0,1"


def _flow(view: View) -> Drawn:
    from runs.analysis.beliefs import belief_flow

    table = belief_flow(view.outcomes(view.variant), view.side, view.audience)
    return flow(table, view.variant, view.side, view.audience)


def _truth(view: View) -> Drawn:
    from runs.analysis.beliefs import belief_table

    return by_truth(belief_table(view.outcomes(view.variant)), view.variant)


def _days(view: View) -> Drawn:
    return over_days(bands_of(view, "belief_"), view.variant, started(view))


def _distance(view: View) -> Drawn:
    from runs.analysis.distances import belief_distances

    table = belief_distances(view.outcomes(view.variant))
    if not table["n"].max():
        raise ValueError("no run of this variant has a contact.")
    return distance(table, view.variant)


def _spin(view: View) -> Drawn:
    from runs.analysis.metrics import available
    from runs.analysis.pairs import paired
    from runs.analysis.spin import METRICS

    if view.a == view.b:
        raise ValueError(f"two variants are wanted, which tell it differently: {MORE}")
    frames = view.outcomes(view.a), view.outcomes(view.b)
    held = {of.name for of in available(*frames)}
    table = paired(*frames, [name for name in METRICS if name in held])
    return spin(table, (view.a, view.b), _what_was_told(view))


def _what_was_told(view: View) -> str:
    from runs.analysis.spin import of_telling
    from runs.variants import diff

    configs = [view.config(view.batch.manifest.variant(n).hash) for n in (view.a, view.b)]
    changed = [change.path for change in diff(*configs)]
    told = of_telling(changed)
    if not told:
        about = "about what is told or believed"
        none = f"None of the {len(changed):,} changed settings is {about}"
        few = {0: "No setting is changed", 1: f"The one changed setting is not {about}"}
        return f"{few.get(len(changed), none)}, so this is no price of spin; {MORE} would be."
    shown = ", ".join(told[:4]) + (" …" if len(told) > 4 else "")
    rest = len(changed) - len(told)
    also = f"; {words.count(rest, 'other setting')} changed as well" if rest else ""
    return f"What is told or believed differs in {shown}{also}."


FIGURES = {
    "flow": Figure(QUESTIONS["flow"], _flow),
    "truth": Figure(QUESTIONS["truth"], _truth),
    "days": Figure(QUESTIONS["days"], _days),
    "distance": Figure(QUESTIONS["distance"], _distance),
    "spin": Figure(SPIN, _spin),
}


def _content(view: View) -> list[Component]:
    sides = [(side, words.short(side)) for side in ("us", "china")]
    audiences = [
        (name, words.capital(words.name(name))) for name in ("us_home", "china_home", "world")
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
    *drawn, last = cards.every(FIGURES, view)
    return [first, shell.legend(), *drawn, pair, last]


PAGE = Page(
    path="/believed",
    title="Who is believed",
    question="What happened, what does each side say of it, and whom does each audience believe?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: view.outcomes(view.variant),
)
