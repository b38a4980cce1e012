"""A run is a function of its configuration, seed and replication, whoever shares its block."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agents.block import run_block, trace_run
from model.lanes import Piece, hash_structure
from tests.dyads import COLUMNS
from tests.model.standoffs import (
    Rows,
    block,
    change_config,
    compose,
    differing,
    part,
    piece,
    replications,
    rows,
)

VARIANTS = (
    "us.insulation=0.6",
    "china.face_weight=0",
    "signal.off_script_gesture.motives.rarity=0",
)
SHORT = compose("horizon=45")


def test_a_run_simulated_alone_equals_its_row_to_the_last_bit() -> None:
    together = rows(compose(), 257, seed=3)
    for replication in (0, 100, 256):
        alone = rows(compose(), [replication], seed=3)
        assert not differing(alone, part(together, [replication]))


@pytest.fixture(scope="module")
def wide() -> Rows:
    """Outcome columns of a whole block of call_2025, shortened."""
    return rows(SHORT, 4096)


@pytest.mark.parametrize("width", [1, 7, 257])
def test_blocks_of_any_width_give_the_same_rows(width: int, wide: Rows) -> None:
    assert not differing(rows(SHORT, width), part(wide, slice(0, width)))


def test_the_order_of_lanes_changes_no_row() -> None:
    config, mixed = compose("horizon=60"), [11, 3, 40, 0, 7]
    assert not differing(rows(config, mixed), part(rows(config, 41), mixed))


@pytest.mark.slow
def test_variants_that_share_a_block_keep_their_rows() -> None:
    configs = [compose("horizon=90", *override) for override in [(), *zip(VARIANTS)]]
    pieces = [piece(config, 20, seed=5) for config in configs]
    shared = block(*pieces)
    for number, one in enumerate(pieces):
        alone = run_block([one])
        lanes = slice(20 * number, 20 * (number + 1))
        assert not differing(alone.outcomes, part(shared.outcomes, lanes))
        assert np.array_equal(alone.daily[0], shared.daily[number])


def test_values_given_to_lanes_equal_those_of_a_configuration() -> None:
    path, values = "china.ambush_harm", np.array([0.0, 2.5, 5.0])
    config = change_config(SHORT, {"contact.inertia": 2.0})
    given = run_block([Piece(config, 0, replications(3), {path: values})]).outcomes
    for lane, value in enumerate(values):
        alone = rows(change_config(config, {path: float(value)}), [lane])
        assert not differing(alone, part(given, [lane]))


def test_seeds_differ_and_repeat() -> None:
    config = compose("horizon=30")
    assert not differing(rows(config, 5, seed=1), rows(config, 5, seed=1))
    assert differing(rows(config, 5, seed=1), rows(config, 5, seed=2))


def test_pieces_of_different_structure_may_not_share_a_block() -> None:
    one, other = compose("horizon=30"), compose("horizon=31")
    assert hash_structure(one) != hash_structure(other)
    with pytest.raises(ValueError, match="structure"):
        block(piece(one, 1), piece(other, 1))


@pytest.mark.slow
@pytest.mark.parametrize("replication", [0, 4, 9])
def test_the_outcome_of_a_trace_is_the_row(replication: int) -> None:
    told = trace_run(compose(), 7, replication)
    row = rows(compose(), [replication], seed=7)
    for column in COLUMNS:
        value, kept = told["outcome"][column.name], row[column.name][0]
        if column.categories:
            assert value == column.categories[int(kept)], column.name
        elif value is None:
            assert kept in (column.missing, ""), column.name
        else:
            assert value == kept, column.name
    assert json.loads(json.dumps(told)) == told


@pytest.mark.slow
def test_the_trace_posts_what_the_book_holds_at_the_end() -> None:
    told = trace_run(compose(), 7, 4)
    total = sum(
        posting["amount"]
        for posting in told["postings"]
        if (posting["keeper"], posting["side"], posting["audience"]) == ("us", "us", "home")
    )
    assert total == pytest.approx(told["outcome"]["face_us_us_home_end"], abs=1e-12)
    assert told["postings"]
