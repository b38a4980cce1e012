"""Where there is no terminal, progress is a line for each tenth, also in a second round."""

from __future__ import annotations

import pytest

from runs.launching import Progress
from runs.progress import ProgressLine


def test_each_tenth_is_told_once_in_every_round(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine() as line:
        for total in (40, 1000):
            for done in range(0, total + 1, total // 40):
                line(Progress(done, 0, total - done, 1.0, None))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 20
    assert told[0].startswith("4 of 40 ")
    assert told[9].startswith("40 of 40 ")
    assert told[10].startswith("100 of 1,000 ")
    assert told[-1].startswith("1,000 of 1,000 ")
