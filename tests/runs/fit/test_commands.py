"""`taijie fit`, `fits` and `score`: what they plan, list and refuse, through the real commands."""

from __future__ import annotations

import json

import pytest

from runs.errors import WrongInput
from tests.docs.commands import in_process
from tests.runs import study_results
from tests.runs.fit.toys import write_rows


def say(folder, *words):
    result = in_process(
        [*words, f"outputs={folder}"] if words[0] != "fits" else list(words), folder
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@pytest.fixture
def folder(tmp_path):
    write_rows(tmp_path / "own.csv", "F71", "F65")
    return tmp_path


def test_a_plan_says_what_a_step_costs_and_writes_nothing(folder):
    plan = json.loads(say(folder, "fit", "mine", "data=own.csv", "plan=true", "--json"))
    assert (plan["rows"], plan["data"], plan["clusters"], plan["levers"]) == (2, 2, 2, 40)
    assert plan["runs"] == 2 * plan["particles"]
    assert "2 data of 2 clusters" in say(folder, "fit", "data=own.csv", "plan=true")
    assert [path.name for path in folder.iterdir()] == ["own.csv"]


@pytest.mark.slow
def test_rows_are_added_to_the_record(folder):
    plan = json.loads(say(folder, "fit", "plan=true", "--json"))
    own = folder / "own.csv"
    own.write_text(own.read_text().replace("F71,", "OWN71,").replace("F65,", "OWN65,"))
    more = json.loads(say(folder, "fit", "add=own.csv", "plan=true", "--json"))
    assert more["data"] == plan["data"] + 2


def test_a_score_is_planned_without_a_run(folder):
    plan = json.loads(say(folder, "score", "own.csv", "runs=7", "plan=true", "--json"))
    assert plan == {"rows": 2, "data": 2, "runs": 7, "clusters": 2}
    assert "2 rows, 2 data of 2 clusters x 7 runs" in say(
        folder, "score", "own.csv", "runs=7", "plan=true"
    )


def test_fits_are_listed_with_the_shipped_ones_and_say_what_they_say(folder):
    study_results.fit(folder, "mine")
    listed = {one["name"]: one for one in
              json.loads(say(folder, "fits", "--outputs", str(folder), "--json"))}  # fmt: skip
    assert not listed["mine"]["shipped"]
    assert listed["mine"]["changed"] == []
    said = say(folder, "fits", "mine", "--outputs", str(folder))
    assert "of these 40 levers" in said
    assert "independent ones" in said
    assert "0 of 5 clusters are left out by a fit of their own" in said


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("fit", "none"), "fit"),
        (("fit", "prior"), "fit"),
        (("fit", "one", "two"), "fit"),
        (("fit", "x", "particles=3"), "particles"),
        (("fit", "x", "particle=30"), "particle"),
        (("fit", "x", "data=other.csv"), "file"),
        (("score", "own.csv", "other.csv"), "file"),
        (("score", "other.csv"), "file"),
        (("score", "own.csv", "fit=yours"), "fit"),
        (("score", "own.csv", "runs=0"), "runs"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
def test_what_does_not_fit_is_refused_by_its_key(folder, words, key):
    with pytest.raises(WrongInput) as refused:
        say(folder, *words)
    assert refused.value.key == key
    assert [path.name for path in folder.iterdir()] == ["own.csv"]


def test_a_row_that_cannot_be_composed_is_no_datum_of_a_fit(folder):
    (folder / "own.csv").write_text((folder / "own.csv").read_text().replace("US-VN", "US-XX"))
    with pytest.raises(WrongInput, match=r"row F71: .*no row XX"):
        say(folder, "fit", "x", "data=own.csv", "plan=true")
