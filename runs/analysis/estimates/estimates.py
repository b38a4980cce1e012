"""The pieces every estimate is made of: levels, variants of a frame, Wilson and t intervals."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.dyad import Dyad
from runs.analysis.sides import get_dyad

LEVEL = 0.95
"""Coverage of every interval in this package."""

N_MOVERS = len(Dyad("", "").movers)
"""How many values `first_mover_true` and the other first-mover columns may have."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Row: TypeAlias = "Mapping[str, Any] | Mapping[Hashable, Any] | pd.Series[Any]"
"""A row of a table of results."""


class Interval(NamedTuple):
    """The lower and upper limit of an interval; NaN for one that is unknown or not reached."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval (simulation error) and the number of observations behind it.

    unit is how the value is stored ("share": 0 to 1, "days", "rate", ...); n is the number of
    observations, of which `counted` says what they are ("run", "pair", "world"). parameters is the
    interval over draws of the parameters; None where these are taken as known, or where too few
    runs per draw leave it unknown. fit names the fit whose draws they are; empty without one.
    """

    value: float
    low: float
    high: float
    n: int
    unit: str = ""
    counted: str = "run"
    parameters: Interval | None = None
    fit: str = ""


def extract_estimate(
    row: Row, name: str = "estimate", unit: str = "", limit_prefix: str | None = None
) -> Estimate:
    """Return one figure of a table's row as an estimate.

    Args:
        row: has the columns `name`, low and high limits, and n_pairs or n (0 if it has neither).
        name: column of the value.
        unit: of the value; "share", "day", "days", "rate" and others are written by `text.numbers`.
        limit_prefix: what precedes low and high in the columns' names. Default: `name` and "_"
            where there are such columns, else nothing.

    The interval over draws of the parameters is read from draws_low and draws_high, with `name` and
    "_" before them if there is a column <name>_low. A column `effect` is a difference of pairs,
    unless the row says `paired` is false.
    """
    own = f"{name}_" if f"{name}_low" in row else ""
    low, high = (
        row[f"{own if limit_prefix is None else limit_prefix}{end}"] for end in ("low", "high")
    )
    paired = "n_pairs" in row and name != "estimate"
    n = row.get("n_pairs" if paired else "n", 0)
    of_pairs = paired or (name == "effect" and bool(row.get("paired", True)))
    counted = "pair" if of_pairs else "run"
    between = [float(row.get(f"{own}draws_{end}", np.nan)) for end in ("low", "high")]
    parameters = Interval(*between) if np.isfinite(between).any() else None
    n = int(n) if n == n else 0
    fit = str(row.get("fit", "")) if f"{own}draws_low" in row else ""
    return Estimate(float(row[name]), float(low), float(high), n, unit, counted, parameters, fit)


def negate_estimate(estimate: Estimate) -> Estimate:
    """Return the estimate of minus the quantity: value and intervals negated."""
    of = estimate.parameters
    return replace(
        estimate,
        value=-estimate.value,
        low=-estimate.high,
        high=-estimate.low,
        parameters=of and Interval(-of.high, -of.low),
    )


def iterate_variants(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield (name, rows) of each variant of an outcomes frame, in order of first appearance.

    The name is `variant_name` where the frame has it, else the hash in `variant`. ValueError for an
    empty frame.
    """
    for name, rows in frame.groupby(find_name_column(frame), sort=False, observed=True):
        yield str(name), rows


def find_name_column(frame: pd.DataFrame) -> str:
    """Return the column that names a variant, `variant_name` or else `variant`; ValueError if the
    frame is empty or has neither.
    """
    if frame.empty:
        raise ValueError("the frame holds no runs")
    for column in ("variant_name", "variant"):
        if column in frame:
            return column
    raise ValueError("the frame has neither a column variant_name nor a column variant")


def encode_categories(column: pd.Series, categories: tuple[str, ...]) -> IntArray:
    """Return each row's position in `categories`, (rows,); ValueError for a value not in it."""
    known = pd.Index(categories)
    if isinstance(column.dtype, pd.CategoricalDtype):
        place = np.append(known.get_indexer(column.cat.categories), -1)
        found = place[column.cat.codes.to_numpy()].astype(np.int64)
    else:
        found = known.get_indexer(pd.Index(column)).astype(np.int64)
    if (found < 0).any():
        strange = sorted({str(value) for value in column[found < 0].unique()})
        raise ValueError(
            f"{column.name} holds {', '.join(strange)}; known: {', '.join(categories)}"
        )
    return found


def encode_movers(column: pd.Series) -> IntArray:
    """Return each row's position in `Dyad.movers` of the sides in use, shape (rows,); ValueError
    for a value that is no mover.
    """
    return encode_categories(column, get_dyad().movers)


def wilson(k: npt.ArrayLike, n: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper Wilson 95 % limits of k successes in n trials, elementwise, in [0,
    1].

    k and n may be fractional (an effective number of runs). Never of zero width for n > 0; [0, 1]
    for n = 0. Source: Wilson 1927. The formula stands here because statsmodels, which has it too
    and is held against it in the tests, takes a second to import: half of `taijie show`.
    """
    hits, trials = np.broadcast_arrays(np.asarray(k, float), np.asarray(n, float))
    some, square = trials > 0, compute_normal_quantile() ** 2
    size = np.where(some, trials, 1.0)
    share = np.where(some, hits, 0.0) / size
    middle = share + square / (2 * size)
    half = np.sqrt(square * (share * (1 - share) / size + square / (4 * size**2)))
    low, high = ((middle + sign * half) / (1 + square / size) for sign in (-1, 1))
    low = np.where(some & (hits > 0), np.clip(low, 0.0, 1.0), 0.0)
    high = np.where(some & (hits < trials), np.clip(high, 0.0, 1.0), 1.0)
    return low, high


def compute_normal_quantile() -> float:
    """Return the two-sided normal quantile of LEVEL, 1.959964."""
    from scipy.special import ndtri

    return float(ndtri((1 + LEVEL) / 2))


def compute_t_quantile(n: npt.ArrayLike) -> FloatArray:
    """Return the two-sided t quantile of LEVEL with n - 1 degrees of freedom; NaN below n = 2."""
    from scipy.special import stdtrit

    freedom = np.asarray(n, float) - 1
    found = stdtrit(np.maximum(freedom, 1), (1 + LEVEL) / 2)
    return np.asarray(np.where(freedom >= 1, found, np.nan))


def compute_mean(values: npt.ArrayLike) -> Estimate:
    """Return the mean of the values that are not NaN, with its t interval and their number; NaN
    without a value, NaN limits with one.
    """
    every = np.asarray(values, float)
    numbers = every[~np.isnan(every)]
    n = len(numbers)
    if not n:
        return Estimate(np.nan, np.nan, np.nan, 0)
    middle = float(numbers.mean())
    half = float(compute_t_quantile(n) * numbers.std(ddof=1) / np.sqrt(n)) if n > 1 else np.nan
    return Estimate(middle, middle - half, middle + half, n)


def compute_means(frame: pd.DataFrame, columns: list[str], by: str | list[str]) -> pd.DataFrame:
    """Return the mean of each column in each group, with its 95 % t interval.

    Args:
        frame: one row a run; nulls are left out, column by column.
        columns: numeric columns of the frame.
        by: the column or columns that group the rows, kept in order of first appearance.

    Returns:
        The columns of `by`, then column, estimate, low, high, n: one row a group and column,
        in the unit of the column.
    """
    keys = [by] if isinstance(by, str) else list(by)
    groups = frame[keys].join(frame[columns].astype(float)).groupby(keys, sort=False, observed=True)
    parts = []
    for column in columns:
        part = groups[column].agg(["mean", "std", "count"]).reset_index()
        half = (
            compute_t_quantile(part["count"]) * part["std"] / np.sqrt(part["count"].clip(lower=1))
        )
        part.insert(len(keys), "column", column)
        part["low"], part["high"] = part["mean"] - half, part["mean"] + half
        parts.append(part.rename(columns={"mean": "estimate", "count": "n"}))
    table = pd.concat(parts, ignore_index=True)
    return table[[*keys, "column", "estimate", "low", "high", "n"]]
