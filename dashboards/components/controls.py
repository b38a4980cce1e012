"""Controls of a page: each sets one key of the URL (assets/steer.js), and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.state.levers import find_short_names
from dashboards.state.standings import find_variants_without_runs
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes


def make_choice_control(
    key: str,
    label: str,
    value: str,
    options: Iterable[tuple[str, str]],
    about: str = "",
    look: str = "control",
) -> Component:
    """Return a labelled menu of options, (value, text) each, that sets a key of the URL.

    about: a note below the menu; look: its CSS class.
    """
    data = [{"value": option, "label": text} for option, text in options]
    made: Component = dmc.Select(
        id={"type": "control", "key": key},
        label=label,
        description=about or None,
        value=value,
        data=data,
        allowDeselect=False,
        searchable=len(data) > 12,
        openOnFocus=False,
        comboboxProps={"withinPortal": False},
        className=look,
    )
    return made


def make_number_control(
    key: str, label: str, value: int, last: int, least: int = 0, look: str = "control"
) -> Component:
    """Return a field for a whole number from `least` to `last` that sets a key of the URL.

    look: its CSS class.
    """
    made: Component = dmc.NumberInput(
        id={"type": "control", "key": key},
        label=label,
        value=value,
        min=least,
        max=last,
        allowDecimal=False,
        debounce=600,
        className=look,
    )
    return made


def make_variant_control(
    view: View, key: str = "variant", label: str = "Variant", look: str = "control"
) -> Component:
    """Return a menu of the batch's variants, those without runs marked as such."""
    missing, short = find_variants_without_runs(view), find_short_names(view)
    words = short.words if short is not None else {}
    told = [(one.name, words.get(one.name, one.name)) for one in view.variants]
    names = [
        (name, f"{text} ({missing[name]})" if name in missing else text) for name, text in told
    ]
    return make_choice_control(key, label, getattr(view, key), names, look=look)


def make_stage_control(view: View) -> Component:
    """Return a menu of whose contact the page is about: the leaders' or the envoys'."""
    return make_choice_control(
        "stage", "Contact of", view.stage, (("leader", "leaders"), ("envoy", "envoys"))
    )


def make_metric_control(view: View) -> Component:
    """Return a menu of the metrics that are known in the batch's runs."""
    from runs.analysis.estimates.metrics import list_available_metrics

    known = list_available_metrics(view.read_outcomes(view.variant))
    return make_choice_control(
        "metric", "Metric", view.metric, ((of.name, of.label) for of in known)
    )


def make_condition_control(view: View) -> Component:
    """Return a menu of yes-or-no metrics: the kinds of run to look for in a design."""
    from runs.analysis.estimates.metrics import list_available_metrics

    known = [of for of in list_available_metrics(view.read_outcomes(view.variant)) if of.yes_no]
    return make_choice_control(
        "when", "Runs in which", view.when, ((of.name, of.label) for of in known)
    )


def make_control_bar(*controls: Component) -> Component:
    """Return the controls of a page, side by side."""
    return html.Div(
        list(controls),
        className="controls",
        role="group",
        **make_html_attributes({"aria-label": "Shown here"}),
    )
