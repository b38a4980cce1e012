"""No source says whose standoff it is: a configuration names the two sides."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from runs.analysis.sides import get_sides, use_sides
from tests.architecture.sources import ROOT, python_files, relative_path

PACKAGES = ("model", "agents", "runs", "dashboards")
SIDES = re.compile(r"(?<![A-Za-z])(us|china|US|China|Chinese|United States)(?![A-Za-z])")
CODES = {
    "runs/studies/patterns/readings.py": ("us_statement",),
    "runs/studies/history/records.py": (
        "us_statement",
        "date_us",
        "us_leader",
        "us_readout_initiator",
        "of the US and China",
    ),
}
"""Words of the record's own files, by the source that reads them."""


@pytest.mark.parametrize("package", PACKAGES)
def test_no_source_names_a_side(package: str) -> None:
    found = []
    scripts = (one for end in ("js", "css") for one in (ROOT / package).rglob(f"*.{end}"))
    for path in (*python_files(package), *scripts):
        name, text = relative_path(path), path.read_text(encoding="utf-8")
        for code in CODES.get(name, ()):
            text = text.replace(code, "")
        lines = text.splitlines()
        found += [f"{name}:{n}: {line}" for n, line in enumerate(lines, 1) if SIDES.search(line)]
    assert not found, "\n".join(found)


def test_the_sides_hold_within_and_are_the_presets_again_after() -> None:
    before = get_sides()
    assert [(side.key, side.title, side.label) for side in before] == [
        ("us", "the United States", "United States"), ("china", "China", "China"),
    ]  # fmt: skip
    words = {"title": "the Union", "adjective": "Union", "short": "U", "colour": "#000000",
             "marker": "cross"}  # fmt: skip
    with use_sides({"one": words, "two": words}) as (one, two), use_sides(None):
        assert get_sides() == before
        assert (one.key, two.key, one.label) == ("one", "two", "Union")
    with suppress(RuntimeError), use_sides({"one": words, "two": words}):
        raise RuntimeError
    assert get_sides() == before
