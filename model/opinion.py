"""Opinion on the network: Friedkin and Johnsen (1990), doi:10.1080/0022250X.1990.9990069 (M12).

x(t+1) = Lambda W x(t) + (1 - Lambda) u, where u is a member's own view: its anchor, moved by its
outrage (towards firmness) and its pain (towards a deal). Press and audiences are stubborn nodes
(Lambda as they are given). Lambda = 1 is DeGroot (1974).
"""

import networkx as nx
import numpy as np
from scipy.sparse import csr_matrix

from model.arrays import Floats


def apply_influence(weights: "csr_matrix", opinions: Floats) -> Floats:
    """Return W x, what each of n holders hears, for a sparse (n, n) W and (n, lanes) opinions.

    SciPy's product sums each row in stored order, so that the last bits do not depend on the number
    of lanes, as those of a BLAS product do.
    """
    product: Floats = weights * opinions
    return product


class HearerGroups:
    """Groups holders who hear the same (equal rows of W), so that each sum is computed once.

    Args:
        weights: the sparse (n, n) W.
    """

    def __init__(self, weights: "csr_matrix") -> None:
        rows: dict[tuple[bytes, bytes], int] = {}
        self.row_of: list[int] = []
        firsts: list[int] = []
        for n in range(weights.shape[0]):
            span = slice(weights.indptr[n], weights.indptr[n + 1])
            key = (weights.indices[span].tobytes(), weights.data[span].tobytes())
            if key not in rows:
                rows[key] = len(firsts)
                firsts.append(n)
            self.row_of.append(rows[key])
        self.weights = weights[firsts]

    def compute_heard_opinions(self, opinions: Floats) -> Floats:
        """Return what each group of equal hearers hears, (groups, lanes), from (holders, lanes)
        opinions; `row_of` maps a holder to its group.
        """
        return apply_influence(self.weights, opinions)


def build_influence_matrix(graph: "nx.MultiDiGraph[str]", holders: list[str]) -> "csr_matrix":
    """Return the row-stochastic (n, n) matrix W of who hears whom; holders who hear nobody hear
    themselves.

    Columns of a row are stored own side first, then the other side, then the rest, each in the
    order of the cast, so that swapping the sides' labels swaps sums exactly.
    """
    place = {name: number for number, name in enumerate(holders)}
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for name in holders:
        side = graph.nodes[name]["side"]
        others = [
            (u, float(tie.get("weight", 1.0)))
            for u, _, key, tie in graph.in_edges(name, keys=True, data=True)
            if key == "influence" and u in place
        ] or [(name, 1.0)]
        rank = {True: 0, False: 1}
        others.sort(
            key=lambda item: (
                2
                if graph.nodes[item[0]]["side"] is None
                else rank[graph.nodes[item[0]]["side"] == side],
                place[item[0]],
            )
        )
        total = sum(weight for _, weight in others)
        columns += [place[u] for u, _ in others]
        data += [weight / total for _, weight in others]
        starts.append(len(columns))
    n = len(holders)
    return csr_matrix((np.array(data), np.array(columns), np.array(starts)), shape=(n, n))


def mix_opinions(susceptibility: Floats, others: Floats, own_view: Floats) -> Floats:
    """Return susceptibility * others + (1 - susceptibility) * own_view, (members, lanes): what a
    member thinks after hearing others (Friedkin and Johnsen).

    others: the weighted mean of what it hears; susceptibility: 0 (hears nobody) to 1.
    """
    opinion: Floats = (1.0 - susceptibility) * own_view
    opinion += susceptibility * others
    return opinion


def compute_member_mean(values: Floats) -> Floats:
    """Return the mean over members of (members, lanes) values, (lanes,), the same to the last bit
    whatever the number of lanes.
    """
    members = values.shape[0]
    if members == 1:
        only: Floats = values[0]
        return only
    mean: Floats = np.cumsum(values, axis=0)[-1] / members
    return mean
