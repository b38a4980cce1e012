"""Which columns and metrics a script asks of a batch's rows: known names, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from runs.archive.manifest import Manifest
from runs.arguments import list_texts
from runs.errors import WrongInput, find_nearest_names

Columns: TypeAlias = Sequence[str] | None
"""Names of columns (a single text is one name); None for all."""

VARIANT_NAME = "variant_name"


def require_known_columns(wanted: Columns, known: Sequence[str]) -> Sequence[str]:
    """Return the wanted columns; `known`, all of them, for None. WrongInput, with the nearest
    names, for an unknown one, and for one that is named twice.
    """
    if wanted is None:
        return known
    names = list_texts("columns", wanted)
    for name in names:
        if name not in known:
            near = find_nearest_names(name, known)
            reason = f"outcomes have no column {name}."
            raise WrongInput(reason, key="columns", value=name, nearest=near,
                             allowed=[] if near else known)  # fmt: skip
        if names.count(name) > 1:
            raise WrongInput(f"columns name {name} twice.", key="columns", value=name,
                             allowed=["each column once"])  # fmt: skip
    return names


def list_stored_columns(wanted: Columns, own: Manifest) -> Columns:
    """Return the wanted columns without those that every frame of outcomes has beside the stored
    ones (variant_name and, with a fit, draw and fit); own: the batch's manifest.
    """
    from runs.analysis.estimates.draws import DRAW, FIT

    added = (VARIANT_NAME, DRAW, FIT) if own.fit is not None else (VARIANT_NAME,)
    if wanted is None:
        return None
    return [name for name in list_texts("columns", wanted) if name not in added]


def require_known_metrics(wanted: Columns) -> Columns:
    """Return the names of the wanted metrics of the batch in use, None for all; WrongInput, with
    the nearest names, for an unknown one.
    """
    from runs.analysis.estimates.metrics import list_metrics

    if wanted is None:
        return None
    names, known = list_texts("metrics", wanted), [one.name for one in list_metrics()]
    for name in names:
        if name not in known:
            near = find_nearest_names(name, known)
            raise WrongInput(f"there is no metric {name!r}.", key="metric", value=name,
                             nearest=near, allowed=[] if near else known)  # fmt: skip
    return names
