"""The page for people who know Mesa: its code runs as it is printed, and prints what it says."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "mesa.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_code_of_the_page_prints_what_stands_beside_it() -> None:
    code = "\n".join(BLOCKS)
    expected = re.findall(r"print\(.*\)  # (.+)$", code, flags=re.MULTILINE)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(expected) == code.count("print(") == 8
    assert done.stdout.splitlines() == expected
