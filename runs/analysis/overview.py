"""One row a variant: the table of variants, their ranking, and each against a baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.durations import median_days, rmst
from runs.analysis.estimates import (
    MOVERS,
    FloatArray,
    means,
    name_column,
    t_quantile,
    variants,
    wilson,
)
from runs.analysis.metrics import Metric, available, metric, values
from runs.analysis.pairing import KEYS
from runs.analysis.pairs import bonett_price, holm, p_value, verdicts
from runs.analysis.shares import proportions

BEST = "best"
AS_GOOD = "cannot be told apart from the best"
WORSE = "not the best"


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a variant, each figure as name, name_low, name_high.

    Args:
        frame: outcomes of one or more variants.

    Returns:
        variant, n (runs), horizon (days); p_us, p_china, p_broker, p_simultaneous, p_nobody
        (shares, Wilson); median (days, NaN = not reached), rmst (days, t); then the mean of
        every other metric in `metrics.available` (yes/no: Wilson; else t), in its unit. The
        number of runs behind a figure that not every run has is name_n.
    """
    table = _wide_proportions(frame)
    for name, figures in (("median", median_days(frame)), ("rmst", rmst(frame))):
        table["horizon"] = figures["horizon"].to_numpy()
        for suffix, column in (("", "estimate"), ("_low", "low"), ("_high", "high")):
            table[name + suffix] = figures[column].to_numpy()
    rest = [of for of in available(frame) if of.name not in table]
    by = name_column(frame)
    numbers = pd.DataFrame({of.name: values(frame, of) for of in rest}, index=frame.index)
    if rest:
        found = means(numbers.assign(variant=frame[by]), [of.name for of in rest], "variant")
        table = pd.concat([table, *_columns(found, rest, table["n"])], axis=1)
    first = ["variant", "n", "horizon"]
    return table[first + [column for column in table if column not in first]]


def _wide_proportions(frame: pd.DataFrame) -> pd.DataFrame:
    shares = proportions(frame)
    table = shares[["variant", "n"]].iloc[:: len(MOVERS)].reset_index(drop=True)
    for i, mover in enumerate(MOVERS):
        part = shares.iloc[i :: len(MOVERS)]
        for suffix, column in (("", "estimate"), ("_low", "low"), ("_high", "high")):
            table[f"p_{mover}{suffix}"] = part[column].to_numpy()
    return table


def _columns(found: pd.DataFrame, rest: list[Metric], runs: pd.Series) -> list[pd.DataFrame]:
    parts = []
    for of in rest:
        part = found[found["column"] == of.name].reset_index(drop=True)
        low, high = part["low"].to_numpy(), part["high"].to_numpy()
        if of.yes_no:
            low, high = wilson(part["estimate"] * part["n"], part["n"])
        figures = {of.name: part["estimate"], f"{of.name}_low": low, f"{of.name}_high": high}
        if not part["n"].equals(runs):
            figures[f"{of.name}_n"] = part["n"]
        parts.append(pd.DataFrame(figures))
    return parts


def against(frame: pd.DataFrame, name: str = "p_us", baseline: str | None = None) -> pd.DataFrame:
    """Return each other variant's paired difference from one baseline, Holm-adjusted over them.

    Args:
        frame: outcomes of several variants.
        name: a metric of `metrics.METRICS`.
        baseline: name of a variant; default: the first of the frame.

    Returns:
        One row a variant but the baseline: variant, effect (variant minus baseline), low, high
        (t; Bonett and Price where a yes/no outcome has no spread), p, p_holm, n_pairs (0 and
        NaN where no random world is shared), verdict (higher, lower, "cannot be told apart").
    """
    of = metric(name)
    by_world = _by_world(frame, of)
    reference = by_world.columns[0] if baseline is None else baseline
    if reference not in by_world:
        raise ValueError(f"no variant {reference!r}; there are {', '.join(by_world.columns)}")
    base = by_world[reference].to_numpy()
    others = [column for column in by_world if column != reference]
    rows = [(other, *_difference(by_world[other].to_numpy() - base, of)) for other in others]
    columns = ["variant", "effect", "low", "high", "p", "n_pairs"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(5, "p_holm", holm(table["p"].to_numpy(dtype=float)))
    return table.assign(verdict=verdicts(table["effect"], table["p_holm"]))


def _by_world(frame: pd.DataFrame, of: Metric) -> pd.DataFrame:
    """Return the metric by random world (rows) and variant (columns), NaN where not played."""
    columns = {}
    for name, rows in variants(frame):
        missing = {key: 0 for key in KEYS if key not in rows}
        index = pd.MultiIndex.from_frame(rows.assign(**missing)[KEYS])
        columns[name] = pd.Series(values(rows, of), index=index)
    first = next(iter(columns.values())).index
    if all(column.index.equals(first) for column in columns.values()):
        return pd.DataFrame({name: column.to_numpy() for name, column in columns.items()})
    return pd.DataFrame(columns)


def _difference(change: FloatArray, of: Metric) -> tuple[float, float, float, float, int]:
    change = change[~np.isnan(change)]
    n = len(change)
    if n == 0:
        return np.nan, np.nan, np.nan, np.nan, 0
    effect = float(change.mean())
    error = float(change.std(ddof=1)) / np.sqrt(n) if n > 1 else np.nan
    half = float(t_quantile(n)) * error
    low, high = effect - half, effect + half
    if of.yes_no and error == 0:
        edge = bonett_price((change > 0).sum(), (change < 0).sum(), n)
        low, high = float(edge[0]), float(edge[1])
    return effect, low, high, p_value(change, of.yes_no), n


def ranked(frame: pd.DataFrame, name: str = "p_us", highest: bool = True) -> pd.DataFrame:
    """Return the variants from best to worst by one metric, and which could be the best.

    Args:
        frame: outcomes of one or more variants.
        name: a metric of `metrics.METRICS`.
        highest: whether more is better.

    Returns:
        One row a variant, best first: rank (1..), variant, estimate, low, high, n (as in
        `summary`), gap, gap_low, gap_high (paired difference from the best), p_holm, n_pairs,
        verdict ("best", "cannot be told apart from the best", "not the best"). The best is the
        best seen in these runs: with many variants near each other it is lucky besides.
    """
    column = "rmst" if name == "rmst" else metric(name).name
    table = summary(frame)
    runs = table[f"{column}_n"] if f"{column}_n" in table else table["n"]
    table = pd.DataFrame(
        {
            "variant": table["variant"],
            "estimate": table[column],
            "low": table[f"{column}_low"],
            "high": table[f"{column}_high"],
            "n": runs,
        }
    ).sort_values("estimate", ascending=not highest, kind="stable", ignore_index=True)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    best = str(table["variant"].iloc[0])
    gaps = against(frame, name, best).rename(
        columns={"effect": "gap", "low": "gap_low", "high": "gap_high"}
    )
    table = table.merge(gaps.drop(columns=["p"]), on="variant", how="left")
    decided = table["verdict"].isin(["higher", "lower"])
    table["verdict"] = np.where(decided, WORSE, AS_GOOD)
    table.loc[0, ["gap", "gap_low", "gap_high"]] = 0.0
    table.loc[0, "verdict"] = BEST
    return table
