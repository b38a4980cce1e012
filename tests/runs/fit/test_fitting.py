"""A fit on disk: it goes on where it was interrupted, to the same bytes, on any workers."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from runs.errors import WrongInput
from runs.execute.serial import Serial
from runs.studies.fit import staleness, storage
from runs.studies.fit.choosing import load_parameter_draws
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import compose_rows
from runs.studies.fit.likelihood import SimulatedLikelihood
from runs.studies.fit.prior import read_shipped_prior
from runs.studies.fit.run import Fit
from runs.studies.fit.sampler import Budget, exchange_every_other_particle
from runs.studies.fit.staleness import (
    compute_record_digest,
    list_changes,
    read_golden_table_name,
    write_staleness_warning,
)
from runs.studies.fit.storage import (
    find_finished_fit,
    get_fit_folder,
    is_shipped,
    list_fit_folders,
    read_cluster_terms,
    read_round,
    write_round,
)
from tests.runs.fit.toys import collect_rows, write_rows


class StoppedError(Exception):
    """Ends a fit in the middle."""


@pytest.fixture(scope="module")
def composed(tmp_path_factory):
    path = write_rows(tmp_path_factory.mktemp("rows") / "own.csv", "F71")
    return compose_rows(collect_rows(path))


def make_fit(composed, folder, seed=0):
    own = SimulatedLikelihood(composed, read_shipped_prior(), read_evidence())
    return Fit(folder, own, Budget(20, 3, 1, 40), seed, own_data=True)


def run_fit(fit, stop_after=None, states=None):
    def tell(step, state):
        if states is not None:
            states.append(state)
        if step == stop_after:
            raise StoppedError

    with Serial() as workers:
        return fit.run(workers, 1000, lambda _: None, tell)


def read_bytes(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def finished(composed, tmp_path_factory):
    folder = get_fit_folder(tmp_path_factory.mktemp("out"), "mine")
    run_fit(make_fit(composed, folder))
    return folder


def test_an_interrupted_fit_goes_on_to_the_same_bytes(composed, finished, tmp_path):
    folder = get_fit_folder(tmp_path, "mine")
    for stop in (0, 1):
        with pytest.raises(StoppedError):
            run_fit(make_fit(composed, folder), stop_after=stop)
    (folder / ".round-02.npz.1234.tmp").write_bytes(b"half a file")
    run_fit(make_fit(composed, folder))
    (folder / ".round-02.npz.1234.tmp").unlink()
    assert read_bytes(folder) == read_bytes(finished)


def test_a_finished_fit_is_not_begun_again(composed, finished):
    with pytest.raises(WrongInput, match="is finished"):
        run_fit(make_fit(composed, finished))


def test_a_fit_of_other_settings_is_not_continued(composed, finished):
    with pytest.raises(WrongInput, match="another seed"):
        run_fit(make_fit(composed, finished, seed=1))


def test_what_a_round_holds_is_read_as_it_was_written(finished, tmp_path):
    write_round(tmp_path, 1, read_round(finished, 1))
    name = "round-01.npz"
    assert (tmp_path / name).read_bytes() == (finished / name).read_bytes()
    assert read_round(tmp_path, 0) is None


def test_later_rounds_are_at_other_sets_in_other_worlds(finished):
    first, second = (read_round(finished, number) for number in (0, 1))
    assert not np.isin(first.z, second.z).any()
    assert first.codes.shape == second.codes.shape == (40, 2)


def test_a_later_round_is_at_what_was_learned_half_of_it_by_the_other_population(
    composed, finished, tmp_path
):
    states = []
    with pytest.raises(StoppedError):
        run_fit(make_fit(composed, get_fit_folder(tmp_path, "mine")), 0, states)
    z = read_round(finished, 1).z
    assert np.array_equal(z, exchange_every_other_particle(states[0].z))
    for own in np.split(z, 2):
        assert [np.isin(own, other).all(axis=1).sum() for other in np.split(states[0].z, 2)] == [
            10,
            10,
        ]


def test_its_draws_are_used_by_its_name_and_weighed_without_a_cluster(finished):
    outputs = finished.parent.parent
    assert finished in list_fit_folders(outputs)
    draws = load_parameter_draws(outputs, "mine")
    assert draws.z.shape == (40, len(read_shipped_prior().names))
    assert draws.weigh("F71") is None
    weights, _ = draws.weigh("us_tariffs_april_2025")
    assert weights.sum() == pytest.approx(1.0)
    said = read_cluster_terms(finished)["us_tariffs_april_2025"]
    assert np.corrcoef(weights, said)[0, 1] < 0.0  # the less it said for a draw, the more it weighs


def test_a_fit_of_other_rules_is_used_with_a_sentence(finished):
    outputs = finished.parent.parent
    assert load_parameter_draws(outputs, "mine").stale == ""
    settings = json.loads((finished / "settings.json").read_text())
    assert list_changes(settings) == []
    changed = list_changes({**settings, "rules": "other", "prior": {}})
    assert changed == ["the model's rules", "the priors"]
    assert "Fit mine is stale: the model's rules and the priors changed" in (
        write_staleness_warning("mine", changed)
    )


def test_a_fit_of_the_record_is_stale_once_a_row_is_another_and_one_of_own_rows_is_not(finished):
    settings = json.loads((finished / "settings.json").read_text())
    assert settings["record"] == ""
    assert list_changes({**settings, "record": compute_record_digest()}) == []
    assert list_changes({**settings, "record": "other"}) == ["the record"]


@pytest.mark.parametrize(
    ("words", "others", "same"),
    [
        ("a year for every row", "half a year for every row", True),
        ("unit: share", "unit: percent", True),
        ("value: 366", "value: 367", False),
    ],
)
def test_the_record_is_another_once_a_value_is_and_not_once_its_reason_is(
    words, others, same, tmp_path, monkeypatch
):
    known, folder = compute_record_digest(), tmp_path / "history"
    shutil.copytree(staleness.HISTORY, folder)
    text = (folder / "rule.yaml").read_text(encoding="utf-8")
    assert words in text
    (folder / "rule.yaml").write_text(text.replace(words, others), encoding="utf-8")
    monkeypatch.setattr(staleness, "HISTORY", folder)
    assert (compute_record_digest.__wrapped__() == known) is same


def test_a_shipped_fit_is_used_by_its_name_unless_the_user_has_one(finished, tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "SHIPPED", finished.parent)
    assert list_fit_folders(tmp_path) == [finished]
    assert is_shipped(finished)
    assert find_finished_fit(tmp_path, "mine") == finished
    own = tmp_path / "fits" / "mine"
    shutil.copytree(finished, own)
    assert find_finished_fit(tmp_path, "mine") == own


def test_the_result_says_what_it_rests_on(finished):
    result = json.loads((finished / "fit.json").read_text())
    assert result["rules"] == read_golden_table_name()
    lines = (finished / "draws.csv").read_text().splitlines()[1:]
    assert len(lines) == 40
    assert result["distinct_draws"] == len(set(lines))
    assert len(result["levers"]) == len(read_shipped_prior().names)
    assert [one["cluster"] for one in result["clusters"]] == ["us_tariffs_april_2025"]


@pytest.mark.parametrize("name", ["none", "prior", "a/b", ""])
def test_a_name_that_is_reserved_or_no_plain_name_is_refused(tmp_path, name):
    with pytest.raises(WrongInput):
        get_fit_folder(tmp_path, name)


def test_a_fit_that_there_is_not_is_refused_with_those_there_are(finished):
    with pytest.raises(WrongInput) as refused:
        load_parameter_draws(finished.parent.parent, "yours")
    assert refused.value.allowed[:3] == ("none", "prior", "mine")


def test_a_cluster_that_weights_cannot_leave_out_is_fitted_without(composed, tmp_path, monkeypatch):
    monkeypatch.setattr("runs.studies.fit.diagnostics.UNRELIABLE", -9.0)
    folder = get_fit_folder(tmp_path, "again")
    result = run_fit(make_fit(composed, folder))
    assert [one["refitted"] for one in result["clusters"]] == [True]
    draws = load_parameter_draws(tmp_path, "again")
    left = draws.left_out["us_tariffs_april_2025"]
    assert left.shape == (40, len(read_shipped_prior().names))
    assert not np.isin(left, draws.z).any()
    config = composed.configs["F71 leader"]
    own, rest = (
        draws.compute_lever_values(config),
        draws.compute_lever_values(config, "us_tariffs_april_2025"),
    )
    assert not np.isin(own["contact.inertia"], rest["contact.inertia"]).any()
