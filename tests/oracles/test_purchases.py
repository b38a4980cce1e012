"""Purchases that are withheld, and resumed, in the limits where the answer is known (M29)."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cast import create_cast
from model.phases.accord import make_accord
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, differing, piece, rows
from tests.oracles.test_binding import record

pytestmark = pytest.mark.slow

US, CHINA = 0, 1
LIVELY = {"signal.soybean_purchase.motives.constant": 3.0,
          "signal.resume_purchases.motives.constant": 0.0}  # fmt: skip


def test_withheld_purchases_stop_exactly_until_they_are_resumed() -> None:
    runs = record(change_config(compose(), LIVELY), 200)
    held = runs.journal.withheld[CHINA]
    before = np.vstack([np.zeros((1, held.shape[1]), dtype=bool), held[:-1]])
    stops, resumes, buys = (
        runs.mark_act_days(kind, "china")
        for kind in ("withhold_purchases", "resume_purchases", "soybean_purchase")
    )
    assert stops.any()
    assert resumes.any()
    assert not (buys & before).any()
    assert not (stops & before).any()
    assert not (resumes & ~before).any()
    assert (held == ((before | stops) & ~resumes)).all()
    assert buys[~before].mean() > 10 * stops.mean()


def test_a_side_that_has_no_purchases_withholds_none_and_buys_as_it_did() -> None:
    runs = record(change_config(compose(), LIVELY | {"china.purchases": 0.0}), 60)
    assert not runs.count_acts(["withhold_purchases", "resume_purchases"]).any()
    assert runs.count_acts(["soybean_purchase"], "china").mean() > 1.0
    assert not runs.count_acts(["withhold_purchases", "resume_purchases"], "us").any()


def test_the_other_s_groups_feel_what_is_withheld_by_their_exposure_and_lag() -> None:
    given = {"us.exposure_purchases": 0.2, "us.pain_lag": 30.0, "china.purchases": 0.5,
             "us.exposure_other": 0.0, "us.exposure_self": 0.0}  # fmt: skip
    found = Standoff([piece(change_config(compose(), given), 2)], create_cast)
    found.state.advance()
    found.state.trade.withheld[CHINA][:] = [0.0, 1.0]
    found.publics.advance(found.state.slights.take_and_reset())
    for group in (one for one in found.cast.groups if one.side == US):
        relative = {"us_farmers": 7.4, "us_base": 0.4}.get(group.name, 0.0)
        felt = 0.2 * relative * 0.5 / (30.0 * float(group.levers.lag[0]))
        assert group.pain[0] == pytest.approx([0.0, felt])


def test_an_accord_that_covers_purchases_resumes_them_and_one_that_does_not_leaves_them() -> None:
    for covers, left in ((["tariffs"], 1.0), (["tariffs", "purchases"], 0.0)):
        config = change_config(compose(), {"accord.covers": covers})
        found = Standoff([piece(config, 2)], create_cast)
        found.state.advance()
        found.state.trade.withheld[CHINA][:] = 1.0
        make_accord(found.state, found.leaders, np.array([True, False]))
        assert found.state.trade.withheld[CHINA].tolist() == [left, 1.0]


@pytest.mark.slow
def test_without_purchases_no_bit_of_a_run_depends_on_them() -> None:
    off = {"china.purchases": 0.0, "horizon": 60}
    plain = rows(change_config(compose(), off), 60)
    for kind in ("withhold_purchases", "resume_purchases"):
        gone = off | {f"signal.{kind}.enabled": False}
        assert not differing(plain, rows(change_config(compose(), gone), 60))
    exposed = off | {"us.exposure_purchases": 3.0}
    assert not differing(plain, rows(change_config(compose(), exposed), 60))
    assert differing(plain, rows(change_config(compose(), {"horizon": 60}), 60))
