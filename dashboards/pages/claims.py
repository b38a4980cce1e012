"""Claims: what the sources say, tested by experiment; only the contested ones are evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.components.claim_detail import make_claim_section
from dashboards.figures.claims import MAP, QUESTIONS, draw_sign_maps, draw_verdicts, format_effect
from dashboards.figures.grammar import Drawn
from dashboards.pages import cards, grid_rows, study_tables
from dashboards.pages.page import EVIDENCE, Figure, Page
from dashboards.state import claim_tables
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.hints import write_command_hint
from dashboards.text.rows import to_records
from runs.analysis.text.names import format_count
from runs.errors import WrongInput

ALL = "all"
COLUMNS = (
    ("claim", "claim", 90),
    ("title", "what it says", 280),
    ("measure", "measure", 220),
    ("predicted", "predicted", 100),
    ("effect", "A minus B [95 %]", 190),
    ("verdict", "verdict", 150),
    ("robust_share", "robust share", 110),
    ("a", "A", 190),
    ("b", "B", 190),
    ("class", "class", 120),
    ("n", "pairs", 90),
)


def _load_claims(view: View) -> claim_tables.StoredClaims:
    """Return the newest stored table of claims; WrongInput that names the command if none is."""
    found = claim_tables.load_newest_claims(view.source.outputs)
    return study_tables.require_table(view, found, "claims", claim_tables.CLAIMS)


def _filter_claims(view: View, family: str | None = None) -> pd.DataFrame:
    """Return the rows of a family (default: the family chosen) with the chosen verdict."""
    rows = _load_claims(view).rows
    kind = family or view.kind
    chosen = rows["family"].isin([kind]) if kind != ALL else rows["family"].notna()
    if view.verdict != ALL:
        chosen &= rows["verdict"] == view.verdict
    return rows[chosen]


def _find_chosen_claim(view: View) -> str:
    """Return the id of the claim in detail: the link's if the table has it, else the first with a
    head-to-head map, else the first.
    """
    found = _load_claims(view)
    known = list(dict.fromkeys(found.rows["claim"].astype(str)))
    by_name = {name.lower(): name for name in known}
    asked = by_name.get((view.state.claim or "").lower())
    return asked or next(iter(found.list_claims_with_map()), known[0])


def _draw_verdicts(view: View, family: str) -> Drawn:
    rows = _filter_claims(view, family)
    if rows.empty:
        raise ValueError("no claim of this family has the verdict chosen.")
    everything = int((_load_claims(view).rows["family"] == family).sum())
    return draw_verdicts(rows.drop(columns="family"), family, everything)


def _draw_sign_map(view: View) -> Drawn:
    """Draw the head-to-head maps of the claim in detail; ValueError if it has none."""
    found, name = _load_claims(view), _find_chosen_claim(view)
    if found.maps is None or name not in found.list_claims_with_map():
        others = (
            ", ".join(found.list_claims_with_map())
            or f"none stored: {write_command_hint(view.source.outputs, claim_tables.CLAIMS)}"
        )
        raise ValueError(f"claim {name} has no head-to-head map (maps: {others}).")
    title = str(found.rows.loc[found.rows["claim"] == name, "title"].iloc[0])
    return draw_sign_maps(found.maps[found.maps["claim"] == name], f"{name}: {title}")


FIGURES = {
    "contested": Figure(
        QUESTIONS["contested"], lambda view: _draw_verdicts(view, "contested"), whole=True
    ),
    "others": Figure(QUESTIONS["others"], lambda view: _draw_verdicts(view, "others"), whole=True),
    "placebo": Figure(
        QUESTIONS["placebo"], lambda view: _draw_verdicts(view, "placebo"), whole=True
    ),
    "map": Figure(MAP, _draw_sign_map, whole=True),
}


def _make_columns(view: View) -> list[grid_rows.Column]:
    held = set(_load_claims(view).rows.columns) | {"a", "b"}
    return [
        grid_rows.Column(name, title, width, number=name in ("effect", "n"), link=name == "claim")
        for name, title, width in COLUMNS
        if name in held
    ]


def _load_grid_values(view: View) -> pd.DataFrame:
    """Return the claims shown, unformatted, for sorting; an empty frame without a stored table."""
    try:
        return _filter_claims(view)
    except WrongInput:
        return pd.DataFrame()


def _make_block_rows(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a block of claims as texts by column, each with a key and its address."""
    from runs.studies.claims.provenance import load_existing_claims

    if block.empty:
        return []
    files = load_existing_claims(set(block["claim"].astype(str)))
    return [_format_claim_row(view, row, files.get(str(row["claim"]))) for row in to_records(block)]


def _format_claim_row(view: View, row: dict[str, Any], claim: Any) -> dict[str, Any]:
    robust = row.get("robust_share")
    return {
        **{name: str(row[name]) for name, *_ in COLUMNS if name in row},
        "effect": format_effect(row),
        "robust_share": labels.format_number_or_dash(robust, 2)
        if isinstance(robust, float)
        else "–",
        "n": f"{row['n']:,}",
        "a": _format_overrides(claim, "a"),
        "b": _format_overrides(claim, "b"),
        "address": view.link_to_page(claim=row["claim"], figure=None, format=None),
        "key": f"{row['claim']}/{row['measure']}",
    }


def _format_overrides(claim: Any, side: str) -> str:
    """Return the overrides of a claim's variant, "a" or "b", as text, or why there are none."""
    if claim is None:
        return "its file is gone"
    return " ".join(getattr(claim, side)) or "as it is"


GRID = grid_rows.Grid(
    "claims",
    "Claims",
    _make_columns,
    _load_grid_values,
    _make_block_rows,
    "key",
    "title",
    needs_batch=False,
)


def _build_content(view: View) -> list[Component]:
    if claim_tables.load_newest_claims(view.source.outputs) is None:
        return [_make_no_claims_card(view)]
    found = _load_claims(view)
    known = list(dict.fromkeys(found.rows["verdict"].astype(str)))
    count = len(_filter_claims(view))
    said = (
        f"{count} of {format_count(len(found.rows), 'measure')} shown; {_write_provenance(found)}"
    )
    families = [name for name in QUESTIONS if view.kind in (ALL, name)]
    drawn = [cards.make_waiting_card(name, FIGURES[name].question, view) for name in families]
    return [
        *_make_notices(view, found, known),
        controls.make_control_bar(*_make_controls(view, found, known)),
        layout.make_legend(),
        *drawn,
        html.Section(
            [
                html.H2("What does each claim say?"),
                html.P(said, className="sentence"),
                grid_rows.make_grid(GRID, view, height=min(520, 130 + 42 * count)),
            ],
            className="card",
        ),
        make_claim_section(found, _find_chosen_claim(view)),
        cards.make_waiting_card("map", MAP, view),
    ]


def _make_no_claims_card(view: View) -> Component:
    advice = "Add “--robust 200” for the share of parameter sets in which a sign holds."
    return study_tables.make_missing_card(view, "claims", claim_tables.CLAIMS, advice)


def _write_provenance(stored: claim_tables.StoredClaims) -> str:
    """Return when and with how many runs, which seed and engine a table was made."""
    about = stored.about
    return (
        f"made on {str(about.get('created', ''))[:10]} with {about.get('runs', 0):,} runs a "
        f"variant, seed {about.get('seed')}, engine {str(about.get('engine', ''))[:10]}."
    )


def _make_notices(
    view: View, stored: claim_tables.StoredClaims, known: list[str]
) -> list[Component]:
    said = []
    if view.state.claim and view.state.claim.lower() != _find_chosen_claim(view).lower():
        said.append(
            f"The stored table has no claim of the link’s name; {_find_chosen_claim(view)} is "
            "shown."
        )
    if view.verdict not in (ALL, *known):
        said.append("No claim has the verdict that the link names.")
    said += study_tables.list_engine_notices(stored.about)
    return study_tables.make_notices(said)


def _make_controls(
    view: View, stored: claim_tables.StoredClaims, known: list[str]
) -> list[Component]:
    from runs.studies.claims.claim import FAMILIES

    every = [(ALL, "all")]
    families = [(name, family.label) for name, family in FAMILIES.items()]
    chosen = [(name, name) for name in dict.fromkeys(stored.rows["claim"].astype(str))]
    return [
        controls.make_choice_control("kind", "Class", view.kind, [*every, *families]),
        controls.make_choice_control(
            "verdict", "Verdict", view.verdict, [*every, *((v, v) for v in known)]
        ),
        controls.make_choice_control("claim", "In detail", _find_chosen_claim(view), chosen),
    ]


PAGE = Page(
    path="/claims",
    title="Claims",
    question="Which claims of the sources are borne out?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: _filter_claims(view).drop(columns="family"),
    needs_batch=False,
    of_preset=True,
    has_results=lambda view: claim_tables.load_newest_claims(view.source.outputs) is not None,
    link="Claims",
    group=EVIDENCE,
)
