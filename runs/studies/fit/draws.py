"""The parameter sets that runs are simulated with: the configuration's own, the prior's, or a
fit's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.prior import Draw, Prior, draw_normals, read_shipped_prior

NONE, PRIOR = "none", "prior"
RESERVED = (NONE, PRIOR)
"""Words that no fit may be named by."""
PRIOR_DRAWS = 400


@dataclass(frozen=True, eq=False)
class ParameterDraws:
    """Draws of the free levers: z, (draws, levers), standard normal under the prior.

    `weigh` returns the draws' weights without a cluster that they were learned from, (draws,), and
    how reliable these are (Pareto k); None for any other cluster.
    """

    name: str
    prior: Prior
    z: FloatArray
    weigh: Callable[[str], tuple[FloatArray, float] | None] = lambda _: None
    left_out: Mapping[str, FloatArray] = field(default_factory=dict)
    """Cluster -> draws of a fit made without it, where weights are not to be believed."""
    stale: str = ""
    """The sentence that goes with its use where what it rests on has changed."""

    def compute_lever_values(self, config: Configuration, cluster: str = "") -> Draw:
        """Return dotted path of a lever -> its values in a configuration, (draws,); with `cluster`,
        at the draws of the fit without that cluster, if there is such a fit.
        """
        return self.prior.compute_lever_values(self.left_out.get(cluster, self.z), config)


def draw_prior(seed: int = 0, count: int = PRIOR_DRAWS) -> ParameterDraws:
    """Return `count` independent sets of parameters drawn from the shipped prior."""
    prior = read_shipped_prior()
    return ParameterDraws(PRIOR, prior, draw_normals(seed, count, prior.names, ("fit", PRIOR)))
