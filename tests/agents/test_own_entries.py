"""A reader adds kinds of signal and members of the cast in YAML alone, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from runs.archive.batch import Archive, Batch

pytestmark = pytest.mark.slow

SCRIPT = Path(sys.executable).parent / "taijie"
FILES = {
    "signal/parts/own.yaml": """
# @package signal
letter_by_hand:
  title: Sends a letter by hand
  slot: contact
  form: request
  approach: true
  ask: true
  deniability: 0.6
  leak: 0.1
  need: 1.2
  source: "a reader's own"
  effects: {goodwill: 0.3, tension: -0.2}
  motives: {constant: 2.5}
panda_loan:
  title: Lends a panda
  slot: message
  sides: [china]
  public: true
  channel: broadcast
  receiver: everyone
  source: "a reader's own"
  effects: {goodwill: 0.5, other_face: 0.2, claim: 1.0}
  motives: {constant: 2}
helium_ban:
  title: Withholds helium
  slot: material
  public: true
  source: "a reader's own"
  effects: {control: 1.0, strike: 0.3}
  motives: {constant: 2}
""",
    "signal/own.yaml": """
# taijie run signal=own runs=20
defaults:
  - full
  - parts/own
  - _self_
""",
    "cast/own.yaml": """
# taijie run cast=own runs=20
defaults:
  - call_2025
  - _self_
us_hospitals:
  {role: constituency, side: us, title: Hospitals that need helium, tags: [industry], weight: 0.5,
   exposure_control: 10.0, lag: 0.2}
us_old_friend:
  {role: envoy, side: us, title: An old friend of China, activity: 3.0, skill: 2.0}
""",
    "experiment/own.yaml": """
# @package _global_
# taijie run experiment=own
defaults:
  - override /signal: own
  - override /cast: own
  - _self_
horizon: 40
contact: {inertia: 3.0}
agenda: {strike: 0.0}
us: {authority: 0.0}
china: {authority: 0.0}
variants:
  as written: []
  emptied:
    - signal.panda_loan.potency=0
    - signal.letter_by_hand.potency=0
    - signal.helium_ban.potency=0
  without the two: [cast.us_hospitals.weight=0, cast.us_old_friend.activity=0]
""",
}
OWN = {"letter_by_hand": "contact", "panda_loan": "message", "helium_ban": "material"}


def taijie(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [SCRIPT, *arguments], cwd=home, capture_output=True, text=True, check=False,
        env={**os.environ, "TAIJIE_OUTPUTS": str(home / "outputs")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    home = tmp_path_factory.mktemp("reader")
    for name, text in FILES.items():
        file = home / "configs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip())
    taijie(home, "run", "experiment=own", "runs=300", "executor=serial", "batch=own")
    return Archive(home / "outputs").open("own")


@pytest.fixture(scope="module")
def trace(batch: Batch) -> dict[str, Any]:
    """The first run of the batch in which a leader's letter led to the contact."""
    outcomes = batch.outcomes("as written")
    number = int(outcomes.loc[outcomes["channel"] == "letter_by_hand", "replication"].iloc[0])
    home = batch.path.parents[1]
    told: dict[str, Any] = json.loads(
        taijie(home, "replay", "as written", str(number), "--batch", "own", "--json")
    )
    return told


def effect(batch: Batch, column: str, other: str) -> float:
    """How far a column's mean lies from that of a variant on the same seeds, in standard errors,
    where the leaders still wait in both: a contact changes what is at stake.
    """
    ours, theirs = (batch.outcomes(name) for name in ("as written", other))
    waited = ~(ours["event_observed"].to_numpy() | theirs["event_observed"].to_numpy())
    paired = (ours[column].astype(float).to_numpy() - theirs[column].astype(float).to_numpy())[
        waited
    ]
    return float(paired.mean() / (paired.std() / len(paired) ** 0.5))


@pytest.mark.slow
@pytest.mark.parametrize("kind", OWN)
def test_a_kind_of_ones_own_is_chosen(trace: dict[str, Any], kind: str) -> None:
    offered = [d for d in trace["decisions"] if d["slot"] == OWN[kind]]
    assert any(option["name"] == kind for d in offered for option in d["options"])
    assert kind in {d["chosen"] for d in offered}


@pytest.mark.parametrize("kind", OWN)
def test_a_kind_of_ones_own_is_delivered(trace: dict[str, Any], kind: str) -> None:
    sent = [signal for signal in trace["signals"] if signal["kind"] == kind]
    assert sent
    for signal in sent:
        other = {"us": "china_leader", "china": "us_leader"}[signal["side"]]
        assert other in signal["receivers"]


def test_a_way_to_ask_of_ones_own_is_attributed(batch: Batch, trace: dict[str, Any]) -> None:
    outcomes = batch.outcomes("as written")
    asked = outcomes[outcomes["channel"] == "letter_by_hand"]
    assert len(asked) > 10
    assert set(asked["first_mover_true"]) <= {"us", "china", "simultaneous"}
    assert asked[["belief_us_home", "belief_china_home", "belief_world"]].notna().all(axis=None)
    assert trace["outcome"]["channel"] == "letter_by_hand"
    assert trace["outcome"]["deniable"] is True


@pytest.mark.parametrize(
    "column", ["goodwill_end", "face_us_us_end", "pain_us_end", "claims_china", "tension_end"]
)
def test_kinds_of_ones_own_move_outcomes(batch: Batch, column: str) -> None:
    far = effect(batch, column, "emptied")
    assert abs(far) > 4.0


def test_members_of_ones_own_act_and_weigh(batch: Batch, trace: dict[str, Any]) -> None:
    assert {"us_hospitals", "us_old_friend"} <= {node["id"] for node in trace["nodes"]}
    assert "us_old_friend" in {signal["sender"] for signal in trace["signals"]}
    assert effect(batch, "pain_us_end", "without the two") > 4.0
