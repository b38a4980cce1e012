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
    note: str = "",
    css_class: str = "control",
) -> Component:
    """Return a labelled menu of options, (value, text) each, that sets a key of the URL.

    note: a text below the menu.
    """
    data = [{"value": option, "label": text} for option, text in options]
    made: Component = dmc.Select(
        id={"type": "control", "key": key},
        label=label,
        description=note or None,
        value=value,
        data=data,
        allowDeselect=False,
        searchable=len(data) > 12,
        openOnFocus=False,
        comboboxProps={"withinPortal": False},
        className=css_class,
    )
    return made


def make_number_control(
    key: str,
    label: str,
    value: float,
    limits: tuple[float, float],
    step: float = 1,
    css_class: str = "control",
) -> Component:
    """Return a field for a number within limits (lowest, highest) that sets a key of the URL; arrow
    keys change it by `step`.

    It is a field of text, read by assets/steer.js: one of numbers drops what it cannot read, and
    silently makes 13 of 1e3.
    """
    told = {"inputMode": "decimal", "autoComplete": "off"}
    ends = {"data-lowest": limits[0], "data-highest": limits[1], "data-step": step}
    made: Component = dmc.TextInput(
        id={"type": "control", "key": key},
        label=label,
        value=f"{value:.10g}",
        debounce=600,
        inputProps={**told, **{name: f"{end:.6g}" for name, end in ends.items()}},
        className=css_class,
    )
    return made


def make_variant_control(
    view: View, key: str = "variant", label: str = "Variant", css_class: str = "control"
) -> Component:
    """Return a menu of the batch's variants that sets a key of the URL; those without runs are
    marked.
    """
    missing, short = find_variants_without_runs(view), find_short_names(view)
    words = short.words if short is not None else {}
    labelled = [(one.name, words.get(one.name, one.name)) for one in view.variants]
    names = [
        (name, f"{text} ({missing[name]})" if name in missing else text) for name, text in labelled
    ]
    return make_choice_control(key, label, getattr(view, key), names, css_class=css_class)


def make_stage_control(view: View) -> Component:
    """Return the menu that chooses whose contact the page is about: the leaders' or the envoys'."""
    return make_choice_control(
        "stage", "Contact of", view.stage, (("leader", "leaders"), ("envoy", "envoys"))
    )


def make_metric_control(view: View) -> Component:
    """Return a menu of the metrics that the runs of the variant shown have."""
    from runs.analysis.estimates.metrics import list_available_metrics

    known = list_available_metrics(view.read_outcomes(view.variant))
    return make_choice_control(
        "metric", "Metric", view.metric, ((of.name, of.label) for of in known)
    )


def make_condition_control(view: View) -> Component:
    """Return a menu of the yes-or-no metrics that the runs have; the chosen one says which runs a
    page looks for.
    """
    from runs.analysis.estimates.metrics import list_available_metrics

    known = [of for of in list_available_metrics(view.read_outcomes(view.variant)) if of.yes_no]
    return make_choice_control(
        "when", "Runs in which", view.when, ((of.name, of.label) for of in known)
    )


def make_control_bar(*controls: Component) -> Component:
    """Return an element with these controls side by side."""
    return html.Div(
        list(controls),
        className="controls",
        role="group",
        **make_html_attributes({"aria-label": "Shown here"}),
    )
