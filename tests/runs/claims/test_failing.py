"""A study of which a task fails: the error names the user's own code and line, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.commands import in_process
from tests.runs.claims.toys import write_claim
from tests.runs.plugins.policies import HEAD, MARKED, write_policies

FAILS = f"""{HEAD}{MARKED}    if decision.nothing().size > 20:
        raise ZeroDivisionError("too many lanes")
    return decision.nothing()
"""


@pytest.mark.slow
def test_a_failed_task_of_a_study_is_told_with_its_line_and_what_is_kept(tmp_path: Path) -> None:
    write_policies(tmp_path, bad=FAILS)
    claims = tmp_path / "configs" / "claim"
    write_claim(claims, "t01", a="[policy@us.policy=bad]", b="[us.optics=0.2]")
    words = ["claims", "t01", "runs=30", "horizon=5", "executor=serial", f"outputs={tmp_path}"]
    told = in_process(words, tmp_path)
    assert told.exit_code == 1
    assert "a task failed: policies/bad.py, line 6: bad raised ZeroDivisionError" in told.output
    assert "nothing of it is kept: the same command begins again" in told.output
