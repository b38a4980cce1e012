"""Controls of a page: each sets one key of the URL (assets/steer.js), and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

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
    """Return a labelled choice of one (value, text) for a key of the URL.

    about: what is said below it; look: its class of styles.
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
    """Return a labelled whole number from `least` to `last` for a key of the URL.

    look: its class of styles.
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
    """Return the choice of a variant of the batch; one without runs says so beside its name."""
    missing = find_variants_without_runs(view)
    names = [
        (one.name, f"{one.name} ({missing[one.name]})" if one.name in missing else one.name)
        for one in view.variants
    ]
    return make_choice_control(key, label, getattr(view, key), names, look=look)


def make_stage_control(view: View) -> Component:
    """Return the choice between the leaders' and the envoys' contact."""
    return make_choice_control(
        "stage", "Contact of", view.stage, (("leader", "leaders"), ("envoy", "envoys"))
    )


def make_metric_control(view: View) -> Component:
    """Return the choice of a metric that the batch's runs have."""
    from runs.analysis.estimates.metrics import list_available_metrics

    known = list_available_metrics(view.read_outcomes(view.variant))
    return make_choice_control(
        "metric", "Metric", view.metric, ((of.name, of.label) for of in known)
    )


def make_condition_control(view: View) -> Component:
    """Return the choice of the runs that are looked for: the metrics that are yes or no."""
    from runs.analysis.estimates.metrics import list_available_metrics

    known = [of for of in list_available_metrics(view.read_outcomes(view.variant)) if of.yes_no]
    return make_choice_control(
        "when", "Runs in which", view.when, ((of.name, of.label) for of in known)
    )


def make_control_bar(*controls: Component) -> Component:
    """Return the controls of a page in a row."""
    return html.Div(
        list(controls),
        className="controls",
        role="group",
        **make_html_attributes({"aria-label": "Shown here"}),
    )
