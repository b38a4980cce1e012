"""The page on testing prints the example that the suite runs, and names what there is."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "testing.md").read_text()
EXAMPLE = ROOT / "tests" / "contracts" / "test_ones_own.py"


def test_the_example_of_the_page_is_the_file_that_is_run() -> None:
    (printed,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert printed == EXAMPLE.read_text()


def test_every_path_of_the_page_exists() -> None:
    paths = set(re.findall(r"`((?:tests|model|agents|runs|docs)/[\w/.]+)`", PAGE))
    assert "tests/contracts/test_ones_own.py" in paths
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_every_target_of_the_page_is_one_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"`make (\w+)", PAGE))
    assert {"test", "coverage", "mutants"} <= targets
    assert not [name for name in targets if f"\n{name}:" not in makefile]
