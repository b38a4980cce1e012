"""Tables of a fit as text for the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

LEVER_HEAD = ("lever", "contraction", "z-score", "median [80 %]", "R-hat", "prior x 2",
              "record x 2", "moved")  # fmt: skip
CLUSTER_HEAD = ("cluster", "rows", "log score left out", "learned", "Pareto k")
PRIOR_HEAD = ("row", "stage", "real day", "by the priors [80 %]", "who asked", "p")
PRIOR_NOTES = (
    "by the priors: median and 80 % interval of the days to contact, one draw of the priors a\n"
    "run, before anything is learned; who asked: on best evidence; p: its probability by them."
)


def format_lever_cells(lever: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a lever's line of the table as texts, in the order of LEVER_HEAD; values in standard
    units of its prior. lever: what `describe_lever` returns, with r_hat, by_prior and
    by_likelihood.
    """
    return (
        str(lever["lever"]), f"{lever['contraction']:.2f}", f"{lever['z_score']:+.2f}",
        f"{lever['median']:+.2f} [{lever['low80']:+.2f}, {lever['high80']:+.2f}]",
        f"{lever['r_hat']:.2f}", f"{lever['by_prior']:+.2f}", f"{lever['by_likelihood']:+.2f}",
        "yes" if lever["moved"] else "no",
    )  # fmt: skip


def format_cluster_cells(cluster: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a cluster's line of the table as texts, in the order of CLUSTER_HEAD; Pareto k is
    marked `fitted without` where the cluster was left out by a fit of its own.
    """
    mark = " fitted without" if cluster["refitted"] else ""
    return (
        str(cluster["cluster"]), str(cluster["rows"]), f"{cluster['log_score']:.2f}",
        f"{cluster['log_score_learned']:.2f}", f"{cluster['pareto_k']:.2f}{mark}",
    )  # fmt: skip


def format_prior_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a row of scores under the prior as texts, in the order of PRIOR_HEAD."""
    low, middle, high = (_format_day(row[name]) for name in ("low80", "median", "high80"))
    return (
        str(row["id"]), str(row["stage"]),
        f"> {row['observed']}" if row["censored"] else str(row["observed"]),
        f"{middle} [{low}, {high}]", row["asker"] or "-",
        "-" if row["p_asker"] is None else f"{row['p_asker']:.2f}",
    )  # fmt: skip


def _format_day(value: float) -> str:
    """Return a day as text; `later` for infinity."""
    return "later" if math.isinf(value) else f"{value:.0f}"
