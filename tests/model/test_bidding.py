"""M14 by hand: a trading partner gives way; the demander is eased, the other side pressed."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cast import create_cast
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES = 60
LEVERS = {
    "us.demands": 0.5, "china.demands": 0.0, "third_parties.visibility": 0.5,
    "third_parties.deal_relief": 0.1, "third_parties.deal_pressure": 0.2,
    "third_parties.reply_rate": 0.0,
}  # fmt: skip


def test_a_concession_eases_the_demander_and_presses_the_other_where_it_is_seen() -> None:
    found = Standoff([piece(change_config(compose(), LEVERS), LANES)], create_cast)
    world = found.state
    met = set()
    for _ in range(20):
        world.advance()
        for group in found.cast.groups:
            group.pain[:] = 1.0
        before = found.bidding.conceded[0].copy()
        found.bidding.advance(world, found.leaders, found.cast.third_parties, found.cast.groups)
        offered = found.bidding.conceded[0] - before
        seen = world.draws.uniform("us_leader", "bids", "seen") < 0.5
        met |= set(seen[offered > 0.0].tolist())
        for group in found.cast.groups:
            expected = 1.0 - 0.1 * offered if group.side == 0 else 1.0 + 0.2 * offered * seen
            if group.side in (0, 1):
                assert group.pain == pytest.approx(np.broadcast_to(expected, group.pain.shape))
    assert met == {False, True}
    assert not found.bidding.conceded[1].any(), "nobody demands on the other side"
