"""More than two variants on Compare: small multiples, and two changes that cross."""

from __future__ import annotations

from dataclasses import replace

from dashboards.figures.factorial import QUESTION as ADD_UP
from dashboards.figures.factorial import draw_factorial
from dashboards.figures.grammar import Drawn
from dashboards.figures.multiples import MOST, draw_variant_multiples
from dashboards.figures.multiples import QUESTION as MULTIPLES
from dashboards.figures.sweep import draw_empty_figure
from dashboards.pages import doses
from dashboards.pages.page import Figure, list_no_variants
from dashboards.state.levers import find_shown_cross
from dashboards.state.standings import append_absent_variants, find_variants_without_runs
from dashboards.state.view import View
from dashboards.text import links

COLUMNS = ("first_mover_true", "duration", "event_observed")


def list_shown_together(view: View) -> list[str]:
    """Return at most MOST variants with runs, the baseline (A) first: those that the link selects
    or, if it selects none, all in order.
    """
    absent = find_variants_without_runs(view)
    names = view.among or [one.name for one in view.variants]
    played = [name for name in dict.fromkeys([view.a, *names]) if name not in absent]
    return played[:MOST]


def list_group_figures(view: View) -> list[str]:
    """Return the names of the figures of several variants that can be drawn: "multiples" for three
    or more with runs, "factorial" for a two-by-two cross.
    """
    shown = ["multiples"] if len(list_shown_together(view)) > 2 else []
    return shown + (["factorial"] if is_two_by_two(view) else [])


def is_two_by_two(view: View) -> bool:
    """Say whether the batch's variants are two changes, each with and without the other, and all
    have runs.
    """
    cross = find_shown_cross(view)
    sizes = [len(axis.values) for axis in cross.axes] if cross else []
    return sizes == [2, 2] and not find_variants_without_runs(view)


def _draw_multiples(view: View) -> Drawn:
    """Draw who has called first by each day, a panel for each variant of `list_shown_together`."""
    from runs.analysis.waiting.waiting import compute_cumulative_incidence

    names = list_shown_together(view)
    rows = view.read_outcomes(*names, columns=COLUMNS)
    runs = rows["variant_name"].value_counts()
    drawn = draw_variant_multiples(
        compute_cumulative_incidence(rows, horizon=view.batch.manifest.horizon),
        {name: int(runs[name]) for name in names},
        len(view.variants),
    )
    return replace(drawn, sentence=append_absent_variants(drawn.sentence, view.read_status()))


def _draw_factorial(view: View) -> Drawn:
    """Draw two changes and their interaction; an empty figure unless `is_two_by_two`."""
    from runs.analysis.comparison.factorial import compute_factorial_effects
    from runs.analysis.estimates.metrics import find_metric

    cross = find_shown_cross(view)
    if cross is None or not is_two_by_two(view):
        why = "This figure wants 2 changes, each with and without the other: 4 variants."
        return draw_empty_figure(ADD_UP, why)
    of = find_metric(view.metric)
    first, second = cross.axes
    cells = [cross.names[one, other] for one in first.values for other in second.values]
    rows = view.read_outcomes(*cells, columns=(of.column,))
    effects = view.compute_once(
        ("factorial", of.name), lambda: compute_factorial_effects(rows, cells, of.name)
    )
    link = links.link_to_comparison(cells[0], cells[3], of.name)
    levers = (doses.make_lever(first), doses.make_lever(second))
    return draw_factorial(effects, doses.tabulate_cells(view), levers, (of.label, of.unit), link)


FIGURES = {
    "multiples": Figure(MULTIPLES, _draw_multiples, list_no_variants, whole=True),
    "factorial": Figure(ADD_UP, _draw_factorial, list_no_variants, whole=True),
}
