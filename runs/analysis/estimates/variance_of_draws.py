"""One-way analysis of variance of runs by draw: what differs between the draws (sets of parameters)
of a fit, and what is the noise of simulation.

All take, of each draw, the sum of its runs' values and the number of its runs, `sums` and `n`,
(draws,), and `squared_deviations`, their sum over all runs, from the overall mean.
"""

from __future__ import annotations

from runs.analysis.estimates.estimates import FloatArray


def split_variance(
    sums: FloatArray, n: FloatArray, squared_deviations: float
) -> tuple[float, float]:
    """Return the variance between draws without noise (at times below 0), and that within draws.

    sums, n: of each draw, the sum of its runs' values and their number, (draws,), at least two;
    squared_deviations: from the overall mean, summed over all runs.
    """
    whole, draws = n.sum(), len(n)
    across, within = _compute_mean_squares(sums, n, squared_deviations)
    size = (whole - (n**2).sum() / whole) / (draws - 1)
    return (across - within) / size, within


def compute_equal_means_p_value(
    sums: FloatArray, n: FloatArray, squared_deviations: float
) -> float:
    """Return the p value of the F test that all draws have the same mean; where the runs of a draw
    never differ, 0 if draws do, else 1. Arguments as of `split_variance`.
    """
    from scipy.special import fdtrc

    across, within = _compute_mean_squares(sums, n, squared_deviations)
    if not within > 0:
        return 0.0 if across > 1e-12 * squared_deviations else 1.0
    return float(fdtrc(len(n) - 1, n.sum() - len(n), max(across / within, 0.0)))


def _compute_mean_squares(
    sums: FloatArray, n: FloatArray, squared_deviations: float
) -> tuple[float, float]:
    """Return the mean squares between draws and within draws; arguments as of `split_variance`."""
    whole, draws = float(n.sum()), len(n)
    across = float((sums**2 / n).sum() - sums.sum() ** 2 / whole)
    return across / (draws - 1), max(squared_deviations - across, 0.0) / (whole - draws)
