"""Which patterns there are, a user's own among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.studies.patterns.collection import choose_patterns, collect_patterns

OWN = """
id: {id}
title: A pattern
source: a table
simulated_on: {{overrides: {{horizon: 60}}}}
data:
  - {{name: one, measure: days_to_contact(), observed: 9, unit: days, source: a row}}
"""


def own(folder: Path, name: str) -> ConfigComposer:
    """Return the composer of a folder with one pattern of the user's own."""
    path = folder / "configs" / "pattern" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(OWN.format(id=name))
    return ConfigComposer(folder)


def test_without_ids_the_files_are_chosen_whatever_their_ids(tmp_path: Path) -> None:
    known = collect_patterns(own(tmp_path, "EU1"))
    chosen = choose_patterns(known, [])
    assert {"EU1", "P1", "P18"} <= set(chosen)
    assert not {"E15", "F12"} & set(chosen)
    assert set(choose_patterns(known, ["eu1", "f12"])) == {"EU1", "F12"}


@pytest.mark.parametrize("name", ["P1", "E15", "F12"])
def test_two_patterns_of_one_id_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=f"id={name} is given twice"):
        collect_patterns(own(tmp_path, name))
