"""The content: every option fits the schema, and what the documents say of it is true of it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from model.parameters import Configuration
from runs.overrides import LAUNCH_KEYS
from runs.settings import Door
from tests.architecture.sources import ROOT

DOOR = Door(ROOT / "tests")
GROUPS = ("scenario", "signal", "cast", "network")
STYLES = DOOR.options("leader")

# Signals that the model must contain at least, with CAMEO code and canonical Goldstein value.
KINDS = {
    "wait": None,
    "leader_call": ("041", 1.0),
    "ask_private": ("026", 4.0),
    "ask_public": ("026", 4.0),
    "ask_demand": ("106", -5.0),
    "accept": ("036", 4.0),
    "accept_attributed": ("036", 4.0),
    "decline": ("125", -5.0),
    "silence": None,
    "sideline_meeting": ("044", 2.5),
    "envoy_visit": ("042", 1.9),
    "envoy_received": ("043", 2.8),
    "negotiation_round": ("046", 7.0),
    "soybean_purchase": ("061", 6.4),
    "exemption": ("085", 7.0),
    "licence": ("085", 7.0),
    "tariff_raise": ("163", -8.0),
    "tariff_cut": ("085", 7.0),
    "tariff_threat": ("1312", -5.8),
    "export_control": ("163", -8.0),
    "control_slow_walk": ("163", -8.0),
    "technology_restriction": ("172", -5.0),
    "visa_restriction": ("172", -5.0),
    "freeze_dialogues": ("164", -7.0),
    "praise_post": ("051", 3.4),
    "complaint_post": ("111", -2.0),
    "claim_other_called": ("010", 0.0),
    "denial": ("016", -2.0),
    "prediction_soon": ("013", 0.4),
    "readout_marker": ("010", 0.0),
    "readout_plain": ("010", 0.0),
    "invitation": ("036", 4.0),
    "respect_beforehand": ("018", 3.4),
    "mediator_message": ("045", 5.0),
    "off_script_gesture": ("017", 0.0),
    "ambiguous_apology": ("055", 7.0),
    "vow_not_to_ask": ("012", -0.4),
    "stepping_stone": ("037", 5.0),
}
WITHOUT_EVENT = {"010", "016", "026"}


def composed(*choices: str) -> Configuration:
    """The validated configuration of a set of choices."""
    plain: dict[str, Any] = dict(DOOR.compose(choices))
    return Configuration.model_validate({k: v for k, v in plain.items() if k not in LAUNCH_KEYS})


@pytest.mark.parametrize(
    "choice", [f"{group}={name}" for group in GROUPS for name in DOOR.options(group)]
)
def test_every_option_fits_the_schema(choice: str) -> None:
    assert composed(choice).cast


@pytest.mark.parametrize(("us", "china"), list(product(STYLES, STYLES)))
def test_every_style_can_be_given_to_either_side(us: str, china: str) -> None:
    config = composed(f"leader@us={us}", f"leader@china={china}")
    assert (config.us.accounting, config.china.accounting) == (us, china)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_signal_has_its_canonical_code_and_value(kind: str) -> None:
    signal = composed().signal[kind]
    assert (signal.cameo, signal.goldstein) == (KINDS[kind] or (None, None))


def test_plover_has_no_event_for_plain_statements_denials_and_appeals_to_meet() -> None:
    signals = composed().signal.values()
    assert all(s.plover is None for s in signals if s.cameo in WITHOUT_EVENT)


@pytest.mark.parametrize("slot", ["contact", "material", "message"])
@pytest.mark.parametrize("menu", ["full", "minimal"])
def test_every_slot_has_its_own_nothing(menu: str, slot: str) -> None:
    kinds = [s for s in composed(f"signal={menu}").signal.values() if s.slot == slot]
    assert [s.form for s in kinds].count("nothing") == 1


@pytest.mark.parametrize("cast", DOOR.options("cast"))
@pytest.mark.parametrize("side", ["us", "china"])
def test_the_groups_of_a_side_add_up_to_its_mean(cast: str, side: str) -> None:
    members = composed(f"cast={cast}").cast.values()
    groups = [m for m in members if m.role == "constituency" and m.side == side]
    assert sum(m.weight for m in groups) == pytest.approx(1)
    for lever in ("exposure_other", "exposure_self", "exposure_control", "nationalism"):
        assert sum(m.weight * getattr(m, lever) for m in groups) == pytest.approx(1), lever
    envoys = [m for m in members if m.role == "envoy" and m.side == side]
    assert sum(m.activity for m in envoys) == pytest.approx(1)
    assert sum(m.activity * m.skill for m in envoys) == pytest.approx(1)


def test_the_example_edge_list_is_a_network_of_the_full_cast(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    plain = dict(DOOR.compose([]))
    network = {**plain["network"], "topology": "file", "file": "configs/network/example_edges.csv"}
    given = {k: v for k, v in plain.items() if k not in LAUNCH_KEYS} | {"network": network}
    config = Configuration.model_validate(given)
    named = {tie.source for tie in config.network.ties} | {t.target for t in config.network.ties}
    assert named <= set(config.cast)
    assert {tie.channel for tie in config.network.ties} >= {"diplomatic", "influence", "brokerage"}


def test_the_calendar_of_2025_keeps_its_dates() -> None:
    config = composed()
    days = {name: config.day_of(entry) for name, entry in config.calendar.items()}
    assert days["guest_ambushed"] == 50
    assert days["truce_expiry_august"] == 133
    election = config.calendar["us_midterm_election"]
    assert election.date == "2026-11-03"
    assert config.day_of(election) == config.us.election_day + 1


def test_the_exogenous_twin_differs_by_the_path_of_tariffs_alone() -> None:
    ours, path = composed(), composed("scenario=call_2025_exogenous")
    assert (ours.economy.exogenous, path.economy.exogenous) == (False, True)
    assert ours.calendar == path.calendar
    assert {n for n, e in path.calendar.items() if e.kind == "tariff" and e.tariff_us > 1}


@pytest.mark.parametrize("path", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda p: p.stem)
def test_a_config_opens_by_saying_what_it_is(path: Path) -> None:
    first = path.read_text().splitlines()[0]
    assert first.startswith("#")
