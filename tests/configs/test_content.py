"""The content: every option fits the schema, and what the documents say of it is true of it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.parameters import Configuration, parse_configuration
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS
from tests.architecture.sources import ROOT

COMPOSER = ConfigComposer(ROOT / "tests")
GROUPS = ("scenario", "signal", "cast", "network")
STYLES = COMPOSER.list_options("leader")


def _kinds_of(path: Path) -> dict[str, dict[str, Any]]:
    """The kinds of signal that a config file defines or changes, in whichever group it lies."""
    plain = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    section = plain if "signal" in path.parts else plain.get("signal", {})
    return {name: entry for name, entry in section.items() if isinstance(entry, dict)}


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
# The 16 events of PLOVER as of Halterman et al. 2023, arXiv 2304.01331. Its drafts of 2017 had
# others, such as DEMAND and DISAPPROVE, which are REQUEST and ACCUSE now.
PLOVER = {
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "AID", "COOPERATE", "RETREAT",
    "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
}  # fmt: skip
EVENTS = [
    (f"{path.stem}.{name}", entry["plover"])
    for path in sorted((ROOT / "configs").rglob("*.yaml"))
    for name, entry in _kinds_of(path).items()
    if "plover" in entry
]


def compose(*choices: str) -> Configuration:
    """The validated configuration of a set of choices."""
    plain: dict[str, Any] = dict(COMPOSER.compose(choices))
    return parse_configuration({k: v for k, v in plain.items() if k not in LAUNCH_KEYS})


@pytest.mark.parametrize(
    "choice", [f"{group}={name}" for group in GROUPS for name in COMPOSER.list_options(group)]
)
def test_every_option_fits_the_schema(choice: str) -> None:
    assert compose(choice).cast


@pytest.mark.parametrize(("us", "china"), list(product(STYLES, STYLES)))
def test_every_style_can_be_given_to_either_side(us: str, china: str) -> None:
    config = compose(f"leader@us={us}", f"leader@china={china}")
    assert (config.us.accounting, config.china.accounting) == (us, china)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_signal_has_its_canonical_code_and_value(kind: str) -> None:
    signal = compose().signal[kind]
    assert (signal.cameo, signal.goldstein) == (KINDS[kind] or (None, None))


def test_plover_has_sixteen_events_and_the_signals_use_them() -> None:
    assert len(PLOVER) == 16
    assert len(EVENTS) > 20


@pytest.mark.parametrize(("kind", "event"), EVENTS)
def test_the_event_of_a_kind_is_one_of_plovers(kind: str, event: str) -> None:
    assert event in PLOVER


@pytest.mark.parametrize(("kind", "event"), [("ask_demand", "REQUEST"), ("leader_call", "CONSULT")])
def test_a_demand_to_be_called_is_a_request_and_a_call_a_consultation(
    kind: str, event: str
) -> None:
    assert compose().signal[kind].plover == event


def test_plover_has_no_event_for_plain_statements_denials_and_appeals_to_meet() -> None:
    signals = compose().signal.values()
    assert all(s.plover is None for s in signals if s.cameo in WITHOUT_EVENT)


@pytest.mark.parametrize("slot", ["contact", "material", "message"])
@pytest.mark.parametrize("menu", ["full", "minimal"])
def test_every_slot_has_its_own_nothing(menu: str, slot: str) -> None:
    kinds = [s for s in compose(f"signal={menu}").signal.values() if s.slot == slot]
    assert [s.form for s in kinds].count("nothing") == 1


@pytest.mark.parametrize("cast", COMPOSER.list_options("cast"))
@pytest.mark.parametrize("side", ["us", "china"])
def test_the_groups_of_a_side_add_up_to_its_mean(cast: str, side: str) -> None:
    members = compose(f"cast={cast}").cast.values()
    groups = [m for m in members if m.role == "constituency" and m.side == side]
    assert sum(m.weight for m in groups) == pytest.approx(1)
    for lever in (
        "exposure_other", "exposure_self", "exposure_control", "exposure_purchases",
        "nationalism",
    ):  # fmt: skip
        assert sum(m.weight * getattr(m, lever) for m in groups) == pytest.approx(1), lever
    envoys = [m for m in members if m.role == "envoy" and m.side == side]
    assert sum(m.activity for m in envoys) == pytest.approx(1)
    assert sum(m.activity * m.skill for m in envoys) == pytest.approx(1)


@pytest.mark.parametrize("cast", COMPOSER.list_options("cast"))
def test_the_titles_of_a_cast_are_filled_in(cast: str) -> None:
    assert not [m.title for m in compose(f"cast={cast}").cast.values() if "{" in m.title]


def test_the_example_edge_list_is_a_network_of_the_full_cast(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    plain = dict(COMPOSER.compose([]))
    network = {**plain["network"], "topology": "file", "file": "configs/network/example_edges.csv"}
    given = {k: v for k, v in plain.items() if k not in LAUNCH_KEYS} | {"network": network}
    config = parse_configuration(given)
    named = {tie.source for tie in config.network.ties} | {t.target for t in config.network.ties}
    assert named <= set(config.cast)
    assert {tie.channel for tie in config.network.ties} >= {"diplomatic", "influence", "brokerage"}


def test_the_calendar_of_2025_keeps_its_dates() -> None:
    config = compose()
    days = {name: config.compute_entry_day(entry) for name, entry in config.calendar.items()}
    assert days["guest_ambushed"] == 50
    assert days["truce_expiry_august"] == 133
    election = config.calendar["us_midterm_election"]
    assert election.date == "2026-11-03"
    assert config.compute_entry_day(election) == config.us.election_day + 1


def test_the_exogenous_twin_differs_by_the_path_of_tariffs_alone() -> None:
    ours, path = compose(), compose("scenario=call_2025_exogenous")
    assert (ours.economy.exogenous, path.economy.exogenous) == (False, True)
    assert ours.calendar == path.calendar
    assert {n for n, e in path.calendar.items() if e.kind == "tariff" and e.tariff_us > 1}


@pytest.mark.parametrize("path", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda p: p.stem)
def test_a_config_opens_by_saying_what_it_is(path: Path) -> None:
    first = path.read_text().splitlines()[0]
    assert first.startswith("#")
