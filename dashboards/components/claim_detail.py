"""One claim in detail: its wording, what differs between its two variants, its commands."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components.changes import make_changes_table
from dashboards.state import claim_tables
from runs.errors import WrongInput


def make_claim_section(stored: claim_tables.StoredClaims, claim_id: str) -> Component:
    """Return the section that describes one claim of a stored table: title, source, mechanism, what
    its two variants differ in, and commands; only a note if the claim's file is gone.

    claim_id: the claim's name in the table.
    """
    from runs.studies.claims.provenance import list_repeat_commands, load_existing_claims

    claim = load_existing_claims([claim_id]).get(claim_id)
    if claim is None:
        body: list[Component] = [html.P("Its file is no longer there.")]
    else:
        about = stored.about
        terms = [str(text) for text in about.get("overrides", [])]
        lines = list_repeat_commands(claim, terms, int(about["runs"]), int(about["seed"]))
        body = [
            html.P(claim.title, className="sentence"),
            html.P(f"{claim.passage} Source: {claim.source}."),
            html.P(f"{claim.kind}: {claim.mechanism}", className="about"),
            *_make_variant_differences(claim, terms, about),
            html.P("To decide it again, and keep the runs:"),
            html.Pre("\n".join(lines)),
        ]
    return html.Section([html.H2(f"What is claim {claim_id} about?"), *body], className="card")


def _make_variant_differences(
    claim: Any, overrides: list[str], record: dict[str, Any]
) -> list[Component]:
    """Return the table of settings that differ between a claim's two variants, or the factors of a
    crossed design; a notice if they cannot be composed any more.

    overrides: settings of all variants of the stored table; record: how the table was made
    (`about`).
    """
    from runs.studies.claims.provenance import compare_claim_variants

    try:
        found = compare_claim_variants(
            claim, overrides, record.get("variants", {}).get(claim.id, {})
        )
    except WrongInput as error:
        return [html.P(f"Its variants are no configurations any more: {error}", className="notice")]
    note = [] if found.as_stored else [
        html.P("The variants are others now than when the table was made.", className="notice")
    ]  # fmt: skip
    if claim.factors is not None:
        groups = "; ".join(f"{name}: {', '.join(at)}" for name, at in claim.factors.items())
        return [*note, html.P(f"A crossed design instead of two variants: {groups}.")]
    return [*note, *make_changes_table(found.changes, "A", "B")]
