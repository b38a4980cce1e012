"""Claims: what the sources say, decided by experiment; the contested ones alone are evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.components.claim_detail import detail
from dashboards.figures.claims import MAP, QUESTIONS, effect_said, head_to_head, verdicts
from dashboards.figures.grammar import Drawn
from dashboards.pages import cards, grid_rows
from dashboards.pages.page import Figure, Page
from dashboards.state import claim_tables
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.hints import hint
from dashboards.text.rows import records
from runs.analysis.text.names import count_text
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


def _table(view: View) -> claim_tables.StoredClaims:
    found = claim_tables.claims(view.source.outputs)
    if found is None:
        raise WrongInput(
            f"No table of claims is stored yet: {hint(view.source.outputs, claim_tables.CLAIMS)}"
        )
    return found


def _some(view: View, family: str | None = None) -> pd.DataFrame:
    """Return the rows of a family (of the kind shown, without one) and of the verdict shown."""
    rows = _table(view).rows
    kind = family or view.kind
    chosen = rows["family"].isin([kind]) if kind != ALL else rows["family"].notna()
    if view.verdict != ALL:
        chosen &= rows["verdict"] == view.verdict
    return rows[chosen]


def _chosen_claim(view: View) -> str:
    """Return the claim in detail: the link's, else the first with a map, else the first."""
    found = _table(view)
    known = list(dict.fromkeys(found.rows["claim"].astype(str)))
    by_name = {name.lower(): name for name in known}
    asked = by_name.get((view.state.claim or "").lower())
    return asked or next(iter(found.claims_with_map()), known[0])


def _verdicts(view: View, family: str) -> Drawn:
    rows = _some(view, family)
    if rows.empty:
        raise ValueError("no claim of this family has the verdict chosen.")
    everything = int((_table(view).rows["family"] == family).sum())
    return verdicts(rows.drop(columns="family"), family, everything)


def _map(view: View) -> Drawn:
    found, name = _table(view), _chosen_claim(view)
    if found.maps is None or name not in found.claims_with_map():
        others = (
            ", ".join(found.claims_with_map())
            or f"none stored: {hint(view.source.outputs, claim_tables.CLAIMS)}"
        )
        raise ValueError(f"claim {name} has no head-to-head map (maps: {others}).")
    title = str(found.rows.loc[found.rows["claim"] == name, "title"].iloc[0])
    return head_to_head(found.maps[found.maps["claim"] == name], f"{name}: {title}")


FIGURES = {
    "contested": Figure(QUESTIONS["contested"], lambda view: _verdicts(view, "contested")),
    "others": Figure(QUESTIONS["others"], lambda view: _verdicts(view, "others")),
    "placebo": Figure(QUESTIONS["placebo"], lambda view: _verdicts(view, "placebo")),
    "map": Figure(MAP, _map),
}


def _columns(view: View) -> list[grid_rows.Column]:
    held = set(_table(view).rows.columns) | {"a", "b"}
    return [
        grid_rows.Column(name, title, width, number=name in ("effect", "n"), link=name == "claim")
        for name, title, width in COLUMNS
        if name in held
    ]


def _values(view: View) -> pd.DataFrame:
    try:
        return _some(view)
    except WrongInput:
        return pd.DataFrame()


def _block_rows(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    from runs.studies.claims.provenance import claims_by_id

    if block.empty:
        return []
    files = claims_by_id(set(block["claim"].astype(str)))
    return [_row(view, row, files.get(str(row["claim"]))) for row in records(block)]


def _row(view: View, row: dict[str, Any], claim: Any) -> dict[str, Any]:
    robust = row.get("robust_share")
    return {
        **{name: str(row[name]) for name, *_ in COLUMNS if name in row},
        "effect": effect_said(row),
        "robust_share": labels.number(robust, 2) if isinstance(robust, float) else "–",
        "n": f"{row['n']:,}",
        "a": _overrides(claim, "a"),
        "b": _overrides(claim, "b"),
        "address": view.link(claim=row["claim"], figure=None, format=None),
        "key": f"{row['claim']}/{row['measure']}",
    }


def _overrides(claim: Any, side: str) -> str:
    if claim is None:
        return "its file is gone"
    return " ".join(getattr(claim, side)) or "as it is"


GRID = grid_rows.Grid(
    "claims", "Claims", _columns, _values, _block_rows, "key", "title", needs_batch=False
)


def _content(view: View) -> list[Component]:
    if claim_tables.claims(view.source.outputs) is None:
        return [_none(view)]
    found = _table(view)
    known = list(dict.fromkeys(found.rows["verdict"].astype(str)))
    count = len(_some(view))
    said = f"{count} of {count_text(len(found.rows), 'measure')} shown; {_provenance_text(found)}"
    families = [name for name in QUESTIONS if view.kind in (ALL, name)]
    drawn = [cards.empty(name, FIGURES[name].question, view) for name in families]
    return [
        *_notices(view, found, known),
        controls.bar(*_controls(view, found, known)),
        layout.legend(),
        *drawn,
        html.Section(
            [
                html.H2("What does each claim say, and what came of it?"),
                html.P(said, className="sentence"),
                grid_rows.place(GRID, view, height=min(520, 130 + 42 * count)),
            ],
            className="card",
        ),
        detail(found, _chosen_claim(view)),
        cards.empty("map", MAP, view),
    ]


def _none(view: View) -> Component:
    return html.Section(
        [
            html.P(f"There is no table of claims in {view.source.outputs} yet. This makes one:"),
            html.Pre(hint(view.source.outputs, claim_tables.CLAIMS)),
            html.P("Add “--robust 200” for the share of parameter sets in which a sign holds."),
        ],
        className="card",
    )


def _provenance_text(found: claim_tables.StoredClaims) -> str:
    about = found.about
    return (
        f"made on {str(about.get('created', ''))[:10]} with {about.get('runs', 0):,} runs a "
        f"variant, seed {about.get('seed')}, engine {str(about.get('engine', ''))[:10]}."
    )


def _notices(view: View, found: claim_tables.StoredClaims, known: list[str]) -> list[Component]:
    from runs.archive import engine

    said = []
    if view.state.claim and view.state.claim.lower() != _chosen_claim(view).lower():
        said.append(
            f"The stored table has no claim of the link’s name; {_chosen_claim(view)} is shown."
        )
    if view.verdict not in (ALL, *known):
        said.append("No claim has the verdict that the link names.")
    if found.about.get("engine") != engine.current().digest:
        said.append("The engine has changed since this table was made; another run may differ.")
    return [html.P(text, className="notice", role="status") for text in said]


def _controls(view: View, found: claim_tables.StoredClaims, known: list[str]) -> list[Component]:
    from runs.studies.claims.claim import FAMILIES

    every = [(ALL, "all")]
    families = [(name, family.label) for name, family in FAMILIES.items()]
    names = list(dict.fromkeys(found.rows["claim"].astype(str)))
    return [
        controls.choice("kind", "Class", view.kind, [*every, *families]),
        controls.choice("verdict", "Verdict", view.verdict, [*every, *((v, v) for v in known)]),
        controls.choice(
            "claim", "In detail", _chosen_claim(view), [(name, name) for name in names]
        ),
    ]


PAGE = Page(
    path="/claims",
    title="Claims",
    question="Which claims of the sources are borne out, which contradicted, which left open?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: _some(view).drop(columns="family"),
    needs_batch=False,
)
