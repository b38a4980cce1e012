"""A signal and an agent of one's own in ./configs: alike on every executor, and in the hash."""

from __future__ import annotations

from pathlib import Path

import pytest

import runs
from runs.archive.batch import Batch
from runs.plan.planner import Planner
from tests.runs.batches import rows

LETTER = """# @package signal
letter_by_hand:
  {title: Sends a letter by hand, slot: contact, form: request, approach: true, ask: true,
   source: assumed, motives: {constant: 4.0}}
"""
FRIEND = """defaults: [call_2025, _self_]
us_old_friend:
  {role: envoy, side: us, title: An old friend of China, activity: 3.0, skill: 2.0}
"""
OWN = {
    "signal=with_letter": (
        {
            "signal/parts/letter.yaml": LETTER,
            "signal/with_letter.yaml": "defaults: [full, parts/letter, _self_]\n",
        },
        ("constant: 4.0", "constant: 3.0"),
    ),
    "cast=with_friend": ({"cast/with_friend.yaml": FRIEND}, ("skill: 2.0", "skill: 1.0")),
}
"""Choice -> its files, and a change of one."""


@pytest.fixture(params=OWN)
def choice(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A choice that the current folder's own files offer."""
    write(tmp_path, request.param)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAIJIE_OUTPUTS", raising=False)
    return str(request.param)


def write(folder: Path, choice: str, *, changed: bool = False) -> None:
    files, change = OWN[choice]
    for name, text in files.items():
        path = folder / "configs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(*change) if changed else text)


def hash_of(choice: str) -> str:
    (variant,) = Planner().plan([choice, "horizon=20"], multirun=False).variants
    return variant.hash


def launch(*texts: str) -> Batch:
    return runs.launch(["horizon=20", "runs=8", *texts])


@pytest.mark.slow
def test_the_hash_of_a_variant_covers_it(choice: str, tmp_path: Path) -> None:
    before = hash_of(choice)
    assert before != hash_of("seed=0")
    write(tmp_path, choice, changed=True)
    assert hash_of(choice) != before
    write(tmp_path, choice)
    assert hash_of(choice) == before


@pytest.mark.slow
def test_workers_play_it_as_this_process_does(choice: str) -> None:
    here = launch(choice, "executor=serial")
    there = launch(choice, "executor=local", "executor.workers=1")
    plain = launch("executor=serial")
    assert rows(here) == rows(there)
    assert here.outcomes()["tension_end"].tolist() != plain.outcomes()["tension_end"].tolist()
    assert [v.hash for v in here.manifest.variants] == [v.hash for v in there.manifest.variants]
