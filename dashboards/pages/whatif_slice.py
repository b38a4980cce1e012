"""What comes out over a lever as the page What-if is filled with it: a frame for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components import whatif as parts
from dashboards.components.flatten import flatten_elements
from dashboards.components.whatif_levers import make_chart_notes
from dashboards.figures.whatif import QUESTIONS, draw_lever_shares
from dashboards.figures.whatif_curve import draw_contact_by_day, redraw_contact_by_day
from dashboards.launch.form import escape_text
from dashboards.state.url import State, link_to_page
from dashboards.state.view import View
from dashboards.state.whatif import Slice, format_levers, request_slice
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import make_outputs_setting
from runs.analysis.sides import find_side
from runs.command_text import format_command

LAUNCHED = 5000
Answer = Mapping[str, Any]


def make_slice_data(view: View) -> tuple[dict[str, Any], list[Component]]:
    """Return the results over a lever's range, simulated if need be, for the page's script, and
    links to the settings that the user keeps beside the page.
    Keys: lever (path), runs, values, over and soon (figures as JSON; soon for each value), frames
    (for each value: head, now, said-over and said-soon, as `flatten_elements` has them). WrongInput
    if they cannot be played.
    """
    of = request_slice(view)
    answer = of.answer
    reach = parts.find_axis_half_width(answer["settings"])
    words = _list_launch_words(view, of)
    form = _write_launch_form_text(view, words)
    places = range(len(answer["values"]))
    settings = [_make_setting(view, of, place, reach, (words, form)) for place in places]
    over, soon = (
        draw(answer, of.request.chosen_index) for draw in (draw_lever_shares, draw_contact_by_day)
    )
    whole = soon.figure.to_plotly_json()
    curves = [redraw_contact_by_day(whole, answer, place) for place in places]
    data = {
        "lever": of.request.lever.path,
        "runs": of.runs,
        "values": answer["values"],
        "over": over.figure.to_plotly_json(),
        "soon": [figure for figure, _ in curves],
        "frames": [
            {
                "head": flatten_elements(parts.make_heading(setting)),
                "now": flatten_elements(parts.make_setting_body(setting)),
                "said-over": flatten_elements(
                    make_chart_notes(over.sentence, over.about, setting.links["over"])
                ),
                "said-soon": flatten_elements(
                    make_chart_notes(said, soon.about, setting.links["soon"])
                ),
            }
            for setting, (_, said) in zip(settings, curves, strict=True)
        ],
    }
    return data, _make_kept_setting_links(view, of)


def _make_setting(
    view: View,
    result: Slice,
    index: int,
    half_width: float,
    command_and_form: tuple[Sequence[str] | None, str],
) -> parts.Setting:
    """Return the outcomes at the varied lever's value at `index`, and links.

    half_width: of the axis of differences; command_and_form: words of the baseline's command and
    text of its launch form.
    """
    words, form = command_and_form
    value, lever = result.answer["values"][index], result.request.lever
    chosen = {one.lever.path: one.value if one.is_moved else None for one in result.request.chosen}
    chosen[lever.path] = None if value == lever.base else value
    moved = {path: at for path, at in chosen.items() if at is not None}
    here: dict[str, Any] = {
        "levers": format_levers(chosen.items()),
        "lever": lever.path,
        "worlds": result.runs,
    }
    answer = result.answer["settings"][index]
    links = {
        "csv": view.link_to_page(**here, format="csv"),
        "json": view.link_to_page(**here, figure="slice", format="json"),
        **{name: view.link_to_page(**here, figure=name, format="csv") for name in QUESTIONS},
        "replay": _link_to_flipped_replay(view, answer, moved),
        "launch": _link_to_launch(form, moved),
        "command": _write_command(view, words, moved),
    }
    return parts.Setting(answer, result.answer["baseline"], moved, half_width, links)


def _link_to_flipped_replay(view: View, answer: Answer, moved: Mapping[str, float]) -> str:
    """Return the address of the replay of a run whose first mover differs between the baseline and
    this setting, both beside each other; with a fit, only the baseline's. Empty if the batch lacks
    that run.
    """
    manifest = view.batch.manifest
    there = [one["run"] for one in answer["flips"]["worlds"] if one["run"] < manifest.runs]
    if not there:
        return ""
    beside = None if manifest.fit else format_levers(moved.items())
    none = dict.fromkeys(("lever", "worlds", "kept"))
    return view.link_to_page("/replay", **none, levers=beside, run=there[0], variant=view.variant)


def _list_launch_words(view: View, result: Slice) -> list[str] | None:
    """Return the words after `taijie run` that run the baseline LAUNCHED times; None if no command
    can.
    """
    words: list[str] | None = result.answer["words"]
    if words is None:
        return None
    manifest = view.batch.manifest
    fit = [f"fit={manifest.fit.name}"] if manifest.fit else []
    return [*words, *fit, f"seed={manifest.seed}", f"runs={LAUNCHED}"]


def _write_command(view: View, words: Sequence[str] | None, moved: Mapping[str, float]) -> str:
    """Return the command that runs this setting, quoted for a shell; empty without `words`."""
    if words is None:
        return ""
    levers = [f"{path}={value!r}" for path, value in moved.items()]
    return format_command("taijie", "run", *words, *levers,
                          *make_outputs_setting(view.source.outputs))  # fmt: skip


def _write_launch_form_text(view: View, words: Sequence[str] | None) -> str:
    """Return the baseline as text of the launch form; empty if the form cannot express it, there
    are no `words`, or the dashboard is read-only.
    """
    desk = view.source.desk
    if desk is None or not desk.can_write or words is None:
        return ""
    pairs = (word.partition("=") for word in words)
    text = ";".join(f"{key}={escape_text(value)}" for key, _, value in pairs)
    form, notices = desk.drafts.parse_form(text)
    return "" if notices or form.unread else text


def _link_to_launch(form: str, moved: Mapping[str, float]) -> str:
    """Return the address of the launch form with this setting; empty if `form` is."""
    text = ";".join([form, *(f"{path}={value!r}" for path, value in moved.items())])
    return link_to_page("/launch", State(set=text)) if form else ""


def _make_kept_setting_links(view: View, result: Slice) -> list[Component]:
    """Return a title and a chip for each setting kept beside the page; [] without any."""
    chips = [
        _make_pin_chip(view, result, place, pin, answer)
        for place, (pin, answer) in enumerate(
            zip(result.request.pins, result.answer["pins"], strict=True)
        )
    ]
    return [html.B("Kept"), *chips] if chips else []


def _make_pin_chip(
    view: View,
    result: Slice,
    index: int,
    kept_values: Mapping[str, float],
    answer: Mapping[str, Any],
) -> Component:
    """Return the chip of a setting kept beside the page: a link to it, its shares, and a button
    that removes it.

    index: among those kept, from 0; kept_values: lever -> value; answer: the setting's results.
    """
    rows = {row["mover"]: row for row in answer["movers"]}
    name = (
        "; ".join(labels.format_setting_change(path, value) for path, value in kept_values.items())
        or "baseline"
    )
    kept = {
        one.lever.path: kept_values.get(one.lever.path) for one in result.request.chosen
    } | dict(kept_values)
    counts = marks.round_shares(rows.values())
    shares = [
        html.B(counts[mover],
               className=f"tx {marks.get_css_class(mover)}", title=labels.format_label(mover))
        for mover in rows if find_side(mover)
    ]  # fmt: skip
    out = html.Button("×", type="button", className="out", title=f"Take {name} off",
                      **make_html_attributes({"data-unpin": str(index),
                                              "aria-label": f"Take {name} off"}))  # fmt: skip
    link = dcc.Link(name, href=view.link_to_page(levers=format_levers(kept.items())))
    return html.Span([link, *shares, out], className="chip")
