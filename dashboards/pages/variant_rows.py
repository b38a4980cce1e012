"""The table of variants: what varies, then each figure with its interval, one row a variant."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.components import guarded
from dashboards.pages import batches, grid_rows
from dashboards.state.levers import find_short_names, find_shown_cross
from dashboards.state.standings import find_variants_without_runs, list_variant_states
from dashboards.state.view import CHOSEN, View
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.sides import get_dyad, get_sides
from runs.plan.settings.overrides import get_value
from runs.studies.sensitivity.doses import find_batch_cross

OF_BOTH = (
    ("median", "median days"),
    ("p_broker", "broker, of 100"),
    ("p_simultaneous", "both the same day, of 100"),
    ("p_nobody", "nobody, of 100"),
    ("rmst", "mean days to horizon"),
)
OF_SIDES = (("face", "face, end"), ("peak", "tariff, peak, %"))
UNITS = {"median": "day", "p": "share", "rmst": "days", "peak": "rate"}
"""Beginning of a column -> unit, where it is written in days, in per cent or in runs of 100."""
WIDTHS = {"face": 88, "median": 62, "p": 70, "peak": 86}
"""Beginning of a column -> what a figure over its interval takes, in pixels."""
FIGURE = 80
"""The same of any other."""
SETTINGS = 60
"""Settings that have a column; the grid draws those in sight, and the CSV has all."""
FIRST = 2
"""Settings that vary up to which they stand before the figures."""
FEW = 60
"""Variants up to which configurations are read for settings left alone."""


def list_number_columns() -> list[tuple[str, str]]:
    """Return (column, title) of each number shown of a variant: shares, days, face and tariffs."""
    sides = get_sides()
    own = (
        (f"{name}_{side.key}", f"{side.short} {title}")
        for name, title in OF_SIDES
        for side in sides
    )
    return [*((f"p_{side.key}", f"{side.short} first, of 100") for side in sides), *OF_BOTH, *own]


def summarize_variants(view: View) -> pd.DataFrame:
    """Return a row for every variant, also those without runs: variant, state (how far it is
    computed), n, the numbers of summarise_variants with their limits, and set:<path> for each
    varied setting.
    """
    key = ("summary", *list_variant_states(view).values())
    return view.compute_once(key, lambda: _add_setting_columns(view, _tabulate_estimates(view)))


def _tabulate_estimates(view: View) -> pd.DataFrame:
    """Return a row for every variant: variant, state (how far it is computed), n and the numbers of
    summarise_variants, missing without runs.
    """
    from runs.analysis.comparison.overview import summarise_variants
    from runs.analysis.comparison.unplayed import add_unplayed_variants

    names, state = [record.name for record in view.variants], list_variant_states(view)
    if view.read_status().done:
        table = summarise_variants(batches.tally_rows(view))
    else:
        table = pd.DataFrame({"variant": [], "n": []})
    whole = add_unplayed_variants(table, names)
    unread = (whole["n"] == 0) & ~whole["variant"].isin(find_variants_without_runs(view))
    told = whole["variant"].map(state).mask(unread, "cannot be read")
    whole.insert(1, "state", told)
    return whole


def _add_setting_columns(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column of text, set:<path>, for each setting that varies in the
    batch.

    A variant that does not change it shows its configured value, if variants are few enough for
    their configurations to be read quickly; else a dash.
    """
    few = len(view.variants) <= FEW
    varied = _list_varied_settings(view)
    columns: dict[str, list[str]] = {f"set:{key}": [] for key in varied}
    for record in view.variants:
        config = _read_config_or_empty(view, record.hash) if few else {}
        for key in varied:
            configured = get_value(config, key)
            alone = None if isinstance(configured, dict | list) else configured  # a group has none
            value = record.varied.get(key, alone)
            columns[f"set:{key}"].append("–" if value is None else str(value))
    return table.assign(**columns)


def _read_config_or_empty(view: View, variant: str) -> dict[str, Any]:
    """Return a variant's configuration; empty if its file cannot be read."""
    what = f"the configuration of {variant[:10]}"
    return guarded.call_with_fallback(what, lambda: view.read_config(variant), lambda _: {})


def _list_varied_settings(view: View) -> list[str]:
    """Return the dotted paths of the settings that vary in the batch, each once."""
    return list(dict.fromkeys(key for record in view.variants for key in record.varied))


def _make_grid_columns(view: View) -> list[grid_rows.Column]:
    """Return the columns: the variant's name unless levers that are shown tell variants apart, what
    varies (levers of a cross, else settings) if at most FIRST, runs, state unless all are done, the
    numbers and, for more than FEW variants, the other settings.
    """
    cross = view.compute_once(("cross",), lambda: find_batch_cross(view.batch))
    keys = _list_varied_settings(view)[:SETTINGS]
    first = [axis.key for axis in cross.axes if axis.key in keys] if cross else keys
    first = first if len(first) <= FIRST else []
    varied = {
        key: grid_rows.Column(f"set:{key}", labels.format_setting_name(key), 84) for key in keys
    }
    shares = _list_share_columns(view)
    figures = [
        grid_rows.Column(name, title, _choose_column_width(name), number=True, interval=True)
        for name, title in list_number_columns()
        if not name.startswith("p_") or name in shares
    ]
    named = [grid_rows.Column("variant", "variant", 124, look="Named")]
    named = [] if first and cross is not None and cross.varies_levers_only else named
    runs = grid_rows.Column("n", "runs", 54, number=True)
    whole = view.summary is not None and set(list_variant_states(view).values()) == {"done"}
    state = [] if whole else [grid_rows.Column("state", "state", 110, wraps=True)]
    few = len(view.variants) <= FEW  # what else varies then stands under the name
    rest = [column for key, column in varied.items() if key not in first and not few]
    return [*named, *(varied[key] for key in first), runs, *state, *figures, *rest]


def _choose_column_width(name: str) -> int:
    """Return the width of a column of numbers in pixels."""
    sides = [f"p_{key}" for key in get_dyad().keys]
    return FIGURE if name in sides else WIDTHS.get(name.partition("_")[0], FIGURE)


def _list_share_columns(view: View) -> list[str]:
    """Return the columns (p_<first mover>) of shares of those first movers that occur
    in any run.
    """
    from runs.analysis.comparison.shares import list_shown_movers

    movers = get_dyad().movers
    runs = dict.fromkeys(movers, 0)
    if view.summary is not None and view.summary.done and view.read_status().done:
        runs = dict(
            zip(movers, batches.tally_rows(view).count_movers("leader").sum(axis=0), strict=True)
        )
    return [f"p_{mover}" for mover in list_shown_movers(runs)]


def _format_grid_rows(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a block of variants as texts by column, with chosen (beginning of the hash), title
    (value of the first lever of a cross, all values of one of more than two levers, else the name),
    and changed settings (none for more than FEW).
    """
    hashes = {one.name: one.hash[:CHOSEN] for one in view.variants}
    cross = find_shown_cross(view)
    levers = [axis.key for axis in cross.axes] if cross else []
    titles = {name: str(values[0]) for values, name in cross.names.items()} if cross else {}
    if cross is None and (short := find_short_names(view)) is not None:
        titles = dict(short.values)
    few = len(view.variants) <= FEW
    changed = {one.name: "; ".join(labels.format_setting_change(key, value) for key, value
                                   in one.varied.items() if key not in levers)
               for one in view.variants if few}  # fmt: skip
    return [
        _format_grid_row(found)
        | {
            "chosen": hashes[found["variant"]],
            "title": titles.get(found["variant"], found["variant"]),
            "changed": changed.get(found["variant"], ""),
        }
        for found in to_records(block)
    ]


def _format_grid_row(found: dict[str, Any]) -> dict[str, Any]:
    """Return a variant's row as texts: variant, state, set:<path>, n, numbers with intervals."""
    told = ("variant", "state")
    row = {key: found[key] for key in found if key in told or key.startswith("set:")}
    row["n"] = f"{found['n']:,}"
    for name, _ in list_number_columns():
        if name in found and found["n"]:
            runs = {**found, "n": int(found.get(f"{name}_n", found["n"]))}
            row[name] = labels.format_row_interval(
                runs, name, UNITS.get(name.partition("_")[0], "")
            )
    return row


GRID = grid_rows.Grid(
    "variants", "Variants", _make_grid_columns, summarize_variants, _format_grid_rows, "variant"
)
