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
from dashboards.figures.whatif import QUESTIONS, draw_contact, draw_lever, update_contact
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
Told = Mapping[str, Any]


def make_slice_data(view: View) -> tuple[dict[str, Any], list[Component]]:
    """Return the outcomes over a lever for the page's script, and links to the kept settings.

    Keys: lever (path), runs, values, over and soon (figures as JSON; soon for each value), frames
    (for each value: head, now, said-over and said-soon, as `flatten_elements` has them). WrongInput
    if they cannot be played.
    """
    of = request_slice(view)
    told = of.told
    reach = parts.find_axis_end(told["settings"])
    words = _list_launch_words(view, of)
    form = _write_form(view, words)
    places = range(len(told["values"]))
    settings = [_make_setting(view, of, place, reach, (words, form)) for place in places]
    over, soon = (draw(told, of.wanted.chosen_place) for draw in (draw_lever, draw_contact))
    whole = soon.figure.to_plotly_json()
    curves = [update_contact(whole, told, place) for place in places]
    data = {
        "lever": of.wanted.lever.path,
        "runs": of.runs,
        "values": told["values"],
        "over": over.figure.to_plotly_json(),
        "soon": [figure for figure, _ in curves],
        "frames": [
            {
                "head": flatten_elements(parts.make_head(setting)),
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
    place: int,
    reach: float,
    launch: tuple[Sequence[str] | None, str],
) -> parts.Setting:
    """Return one value's outcomes and links; launch: words of the command and text of the launch
    form.
    """
    words, form = launch
    value, lever = result.told["values"][place], result.wanted.lever
    chosen = {one.lever.path: one.value if one.is_moved else None for one in result.wanted.chosen}
    chosen[lever.path] = None if value == lever.base else value
    moved = {path: at for path, at in chosen.items() if at is not None}
    here: dict[str, Any] = {
        "levers": format_levers(chosen.items()),
        "lever": lever.path,
        "worlds": result.runs,
    }
    told = result.told["settings"][place]
    links = {
        "csv": view.link_to_page(**here, format="csv"),
        "json": view.link_to_page(**here, figure="slice", format="json"),
        **{name: view.link_to_page(**here, figure=name, format="csv") for name in QUESTIONS},
        "replay": _link_to_flipped(view, told, moved),
        "launch": _link_to_launch(form, moved),
        "command": _write_command(view, words, moved),
    }
    return parts.Setting(told, result.told["baseline"], moved, reach, links)


def _link_to_flipped(view: View, answer: Told, moved: Mapping[str, float]) -> str:
    """Return the address of the replay of a world whose first mover flips, under the baseline and
    this setting; with a fit, whose draws follow a lever, only the baseline's. Empty if the batch
    lacks that run.
    """
    manifest = view.batch.manifest
    there = [one["run"] for one in answer["flips"]["worlds"] if one["run"] < manifest.runs]
    if not there:
        return ""
    beside = None if manifest.fit else format_levers(moved.items())
    none = dict.fromkeys(("lever", "worlds", "kept"))
    return view.link_to_page("/replay", **none, levers=beside, run=there[0], variant=view.variant)


def _list_launch_words(view: View, result: Slice) -> list[str] | None:
    """Return the words after `taijie run` of the baseline with LAUNCHED runs; None if no command
    has it.
    """
    words: list[str] | None = result.told["words"]
    if words is None:
        return None
    manifest = view.batch.manifest
    fit = [f"fit={manifest.fit.name}"] if manifest.fit else []
    return [*words, *fit, f"seed={manifest.seed}", f"runs={LAUNCHED}"]


def _write_command(view: View, words: Sequence[str] | None, moved: Mapping[str, float]) -> str:
    """Return the command that runs this setting, quoted for a shell; empty if there is none."""
    if words is None:
        return ""
    levers = [f"{path}={value!r}" for path, value in moved.items()]
    return format_command("taijie", "run", *words, *levers,
                          *make_outputs_setting(view.source.outputs))  # fmt: skip


def _write_form(view: View, words: Sequence[str] | None) -> str:
    """Return the baseline as text of the launch form; empty if the form cannot express it."""
    desk = view.source.desk
    if desk is None or not desk.writes or words is None:
        return ""
    pairs = (word.partition("=") for word in words)
    text = ";".join(f"{key}={escape_text(value)}" for key, _, value in pairs)
    form, notices = desk.drafts.parse_form(text)
    return "" if notices or form.unread else text


def _link_to_launch(form: str, moved: Mapping[str, float]) -> str:
    """Return the address of the launch form with this setting; empty without a form."""
    text = ";".join([form, *(f"{path}={value!r}" for path, value in moved.items())])
    return link_to_page("/launch", State(set=text)) if form else ""


def _make_kept_setting_links(view: View, result: Slice) -> list[Component]:
    """Return the settings kept beside the page, each a link to itself."""
    chips = [
        _make_pin_chip(view, result, place, pin, told)
        for place, (pin, told) in enumerate(
            zip(result.wanted.pins, result.told["pins"], strict=True)
        )
    ]
    return [html.B("Kept"), *chips] if chips else []


def _make_pin_chip(
    view: View, result: Slice, place: int, pin: Mapping[str, float], told: Mapping[str, Any]
) -> Component:
    """Return the chip of a kept combination of values: a link to it, the shares, and a button that
    removes it.

    place: its number among those kept, from 0; pin: lever -> value; told: its outcomes.
    """
    rows = {row["mover"]: row for row in told["movers"]}
    name = "; ".join(labels.write_change(path, value) for path, value in pin.items()) or "baseline"
    kept = {one.lever.path: pin.get(one.lever.path) for one in result.wanted.chosen} | dict(pin)
    shares = [
        html.B(marks.format_whole(row["estimate"]), className=f"tx {marks.get_css_class(mover)}",
               title=labels.format_label(mover))
        for mover, row in rows.items() if find_side(mover)
    ]  # fmt: skip
    out = html.Button("×", type="button", className="out", title=f"Take {name} off",
                      **make_html_attributes({"data-unpin": str(place),
                                              "aria-label": f"Take {name} off"}))  # fmt: skip
    link = dcc.Link(name, href=view.link_to_page(levers=format_levers(kept.items())))
    return html.Span([link, *shares, out], className="chip")
