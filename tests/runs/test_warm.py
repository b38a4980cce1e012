"""A process that stays: it answers, ends with its owner, and another takes its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from runs.errors import WrongInput
from runs.execute.warm import BusyError, WarmProcess
from runs.studies.whatif.question import MODULE
from tests.runs.batches import make_batch

pytestmark = pytest.mark.slow  # processes of its own


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    batch = make_batch(tmp_path_factory.mktemp("warm") / "batch", overrides=("horizon=20",), runs=4)
    return {
        "batch": str(batch.path), "stamp": "1", "variant": batch.manifest.variants[0].hash,
        "point": 0, "levers": {}, "lever": "us.insulation", "runs": 4, "pins": [],
    }  # fmt: skip


@pytest.fixture
def warm() -> Iterator[WarmProcess]:
    made = WarmProcess(MODULE, 60.0, most_questions=2)
    yield made
    made.close()


def test_one_process_answers_every_question(warm: WarmProcess, question: dict[str, Any]) -> None:
    first = warm.ask(question)
    pid = warm.pid
    assert first["runs"] == 4
    assert warm.ask(question) == first
    assert warm.pid == pid is not None


def test_what_it_refuses_is_said_with_its_key(warm: WarmProcess, question: dict[str, Any]) -> None:
    with pytest.raises(WrongInput) as refused:
        warm.ask({**question, "lever": "us.insulatoin"})
    assert refused.value.key == "us.insulatoin"
    assert "us.insulation" in refused.value.nearest


def test_after_it_is_killed_that_is_said_and_another_answers(
    warm: WarmProcess, question: dict[str, Any]
) -> None:
    before = warm.ask(question)
    pid = warm.pid
    assert pid is not None
    asked = {**question, "runs": 20_000}
    threading.Timer(1.0, lambda: os.kill(pid, signal.SIGKILL)).start()
    with pytest.raises(WrongInput, match="ended before it had answered"):
        warm.ask(asked)
    assert warm.ask(question) == before
    assert warm.pid != pid


def test_an_answer_that_takes_too_long_is_given_up(question: dict[str, Any]) -> None:
    hurried = WarmProcess(MODULE, 0.5)
    with pytest.raises(WrongInput, match=r"at most 0\.5 s"):
        hurried.ask({**question, "runs": 50_000})
    assert hurried.pid is None


def test_a_second_visitor_waits_in_turn_and_a_third_is_told(
    warm: WarmProcess, question: dict[str, Any]
) -> None:
    told: list[object] = []

    def visit() -> None:
        try:
            told.append(warm.ask({**question, "runs": 400})["runs"])
        except BusyError as error:
            told.append(str(error))

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
        time.sleep(0.1)
    for visitor in visitors:
        visitor.join()
    assert sorted(map(str, told)) == ["400", "400", str(BusyError(told[0]))]
    assert "Others are being computed for" in str(told[0])


def test_it_ends_with_the_program_that_began_it(question: dict[str, Any], tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(
        "import json, os, signal, sys\n"
        "from runs.execute.warm import WarmProcess\n"
        "warm = WarmProcess(sys.argv[1], 60.0)\n"
        "warm.ask(json.loads(sys.argv[2]))\n"
        "print(warm.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    import json

    words = [sys.executable, str(script), MODULE, json.dumps(question)]
    done = subprocess.run(words, capture_output=True, text=True)
    pid = int(done.stdout.split()[-1])
    until = time.monotonic() + 20
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert done.returncode == -signal.SIGKILL
