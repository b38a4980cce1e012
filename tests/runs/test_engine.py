"""The engine: what a row's last bit depends on, and what is said when it differs."""

from __future__ import annotations

import numpy as np
import pytest

from runs.archive import engine
from runs.archive.engine import Engine, EngineMismatchError


@pytest.fixture
def here() -> Engine:
    return engine.get_current_engine()


def test_it_covers_every_source_of_the_rules_and_of_those_who_play(here: Engine) -> None:
    assert {"model/draws.py", "agents/block.py", "agents/policies/quantal.py"} <= set(here.sources)
    assert all(name.startswith(("model/", "agents/")) for name in here.sources)
    assert here.numpy == np.__version__
    assert here.cpu


def test_it_survives_being_written_down(here: Engine) -> None:
    again = Engine.model_validate_json(here.model_dump_json())
    assert again == here
    assert again.digest == here.digest
    assert engine.list_engine_differences(again, here) == []


def test_each_thing_that_differs_is_named_and_changes_the_digest(here: Engine) -> None:
    sources = {**here.sources, "model/face.py": "0" * 64, "model/gone.py": "1" * 64}
    del sources["model/draws.py"]
    changed = [
        (here.model_copy(update={"numpy": "1.0.0"}), ["numpy 1.0.0 then"]),
        (here.model_copy(update={"format_version": 0}), ["format_version 0 then"]),
        (here.model_copy(update={"cpu": (*here.cpu[1:], "ZEN9")}), ["now on", "ZEN9 is now off"]),
        (
            here.model_copy(update={"sources": sources}),
            ["model/draws.py is new", "model/gone.py is gone", "model/face.py has changed"],
        ),
    ]
    for other, phrases in changed:
        said = "; ".join(engine.list_engine_differences(other, here))
        assert all(phrase in said for phrase in phrases), said
        assert other.digest != here.digest
        with pytest.raises(EngineMismatchError, match="a replay needs the engine"):
            engine.require_same_engine(other, "a replay")


def test_a_worker_with_another_engine_refuses(here: Engine) -> None:
    engine.require_engine_digest(here.digest)
    with pytest.raises(EngineMismatchError, match="this worker's engine"):
        engine.require_engine_digest("0" * 64)
