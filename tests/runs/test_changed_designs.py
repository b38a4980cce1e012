"""A changed configuration of a batch with a design is refused by the setting that was changed."""

from __future__ import annotations

import pytest

from runs.archive.batch import Batch
from runs.errors import WrongInput
from tests.runs.batches import make_batch

GRID = ("horizon=5", "design=grid", "us.insulation=[0.1,0.9]", "us.fatigue=0,0.01")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """A batch of a design and two variants; the horizon of the second was changed by hand."""
    batch = make_batch(tmp_path_factory.mktemp("grid") / "batch", runs=1, overrides=GRID)
    config = batch.layout.get_config_path(batch.manifest.variants[1].hash)
    config.write_text(config.read_text().replace("horizon: 5\n", "horizon: 6\n"))
    return batch


@pytest.mark.slow
def test_the_setting_is_found_by_composing_the_variant_again(changed: Batch) -> None:
    with pytest.raises(WrongInput, match="began: horizon was 5, is 6\\."):
        changed.configuration(changed.manifest.variants[1].name)


@pytest.mark.slow
def test_the_setting_is_found_beside_another_variant(
    changed: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.archive.config_check._recompose_config", lambda *_: None)
    with pytest.raises(WrongInput, match="began: horizon was 5, is 6\\."):
        changed.configuration(changed.manifest.variants[1].name)
