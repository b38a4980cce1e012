"""Opinion on a user's own network: oracles O21 (DeGroot) and O22 (Friedkin and Johnsen)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from agents.cast import create_cast
from model.arrays import Floats
from model.lanes import Piece
from model.standoff import Standoff
from tests.oracles.degenerate import MINIMAL, SEEDS, configure

MEMBERS = ("us_public", "china_public", "world", "us_press")
DAYS = 150
UNMOVED = ("opinion.outrage_pull=0", "opinion.pain_pull=0", f"horizon={DAYS}")

DEGROOT = np.array([[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])
# Friedkin and Johnsen (1990), the published example of four: influences, susceptibilities, start.
FRIEDKIN = np.array([
    [0.22, 0.12, 0.36, 0.30], [0.147, 0.215, 0.344, 0.294],
    [0.0, 0.0, 1.0, 0.0], [0.09, 0.178, 0.446, 0.286],
])  # fmt: skip
SUSCEPTIBLE = np.array([0.780, 0.785, 0.0, 0.714])
START = np.array([25.0, 25.0, 75.0, 85.0])


def edge_list(folder: Path, weights: Floats) -> Path:
    """The matrix as a user's file of influence ties: who listens is the target, self ties too."""
    rows = ["source,target,channel,weight"]
    for listener, row in zip(MEMBERS, weights, strict=False):
        for speaker, weight in zip(MEMBERS, row, strict=False):
            if weight > 0.0:
                rows.append(f"{speaker},{listener},influence,{float(weight)!r}")
    path = folder / "influence.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def settle_opinions(file: Path, anchors: Sequence[float], susceptible: Sequence[float]) -> Floats:
    """(members, lanes) opinions after DAYS days of the real engine."""
    members = [
        f"cast.{name}.{lever}={float(value)!r}"
        for name, anchor, openness in zip(MEMBERS, anchors, susceptible, strict=False)
        for lever, value in (("anchor", anchor), ("susceptibility", openness))
    ]
    network = ("network.topology=file", f"network.file={file}")
    config = configure(*MINIMAL, *UNMOVED, *network, *members)
    standoff = Standoff([Piece(config, seed, np.arange(1)) for seed in SEEDS], create_cast)
    standoff.run()
    opinions = {holder.name: np.ravel(holder.opinion) for holder in standoff.publics.holders}
    standoff.release()
    return np.stack([opinions[name] for name in MEMBERS[: len(anchors)]])


def fixed_point(weights: Floats, susceptible: Floats, start: Floats) -> Floats:
    """(I - Lambda W)^-1 (I - Lambda) x0, solved densely, apart from the engine."""
    lam = np.diag(susceptible)
    solved: Floats = np.asarray(
        np.linalg.solve(np.eye(len(start)) - lam @ weights, start - lam @ start), dtype=np.float64
    )
    return solved


def test_o21_degroot_ends_in_the_consensus_of_the_stationary_weights(tmp_path: Path) -> None:
    start = np.array([1.0, 0.0, -1.0])
    values, vectors = np.linalg.eig(DEGROOT.T)
    pi = np.real(vectors[:, np.argmax(np.real(values))])
    consensus = float(pi @ start / pi.sum())
    assert consensus == pytest.approx(-0.0952381, abs=5e-8)
    found = settle_opinions(edge_list(tmp_path, DEGROOT), list(start), [1.0, 1.0, 1.0])
    assert np.abs(found - consensus).max() < 1e-9


def test_o22_friedkin_and_johnsens_four_end_where_they_were_published_to(tmp_path: Path) -> None:
    expected = fixed_point(FRIEDKIN, SUSCEPTIBLE, START / 100.0)
    assert expected * 100.0 == pytest.approx([60.0208, 59.9840, 75.0, 74.9862], abs=5e-5)
    found = settle_opinions(edge_list(tmp_path, FRIEDKIN), list(START / 100.0), list(SUSCEPTIBLE))
    assert np.abs(found - expected[:, np.newaxis]).max() < 1e-9


def test_o22_the_stubborn_keep_their_view_to_the_last_bit(tmp_path: Path) -> None:
    found = settle_opinions(edge_list(tmp_path, FRIEDKIN), list(START / 100.0), list(SUSCEPTIBLE))
    assert (found[2] == 0.75).all()
