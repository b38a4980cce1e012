"""What pages say in words of batches that were stopped, failed, damaged or of another format."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.web.drawing import draw_figure, draw_page
from dashboards.web.row_requests import load_row_block
from tests.dashboards.scenes import REFUSED, scene_of
from tests.dashboards.test_pages import text_of
from tests.fixtures import VERSION_ONE, copy_version_one
from tests.runs import batch_states as states


@pytest.mark.slow
def test_the_table_of_variants_has_a_row_for_each(tmp_path: Path, known: dict[str, Path]) -> None:
    scene = scene_of("stopped", tmp_path, known)
    names = [record.name for record in scene.batch.manifest.variants]
    played = scene.batch.outcomes()["variant_name"].value_counts()
    answer = scene.client.get("/variants?format=csv")
    assert answer.status_code == 200
    table = pd.read_csv(io.BytesIO(answer.data)).set_index("variant")
    assert list(table.index) == names
    assert list(table["n"]) == [int(played.get(name, 0)) for name in names] == [12, 1, 0]
    assert list(table["state"]) == ["done", "stopped, 1 of 12", "no run yet"]
    figures = table.select_dtypes("number").drop(columns="n").filter(regex="^(?!set:)")
    assert figures.loc[names[2]].isna().all()
    assert figures.loc[names[0], "p_us"] == pytest.approx(
        (scene.batch.outcomes(names[0])["first_mover_true"] == "us").mean()
    )
    given = load_row_block(scene.view("/variants"), "variants", {})
    assert [row["variant"] for row in given["rowData"]] == names
    assert "p_us" not in given["rowData"][2]
    assert given["rowData"][2]["state"] == "no run yet"


@pytest.mark.parametrize(("name", "state"), [("one_failed", "failed"), ("stopped", "")])
def test_a_comparison_names_the_variant_without_runs(
    name: str, state: str, tmp_path: Path, known: dict[str, Path]
) -> None:
    scene = scene_of(name, tmp_path, known)
    first, *_, last = (record.name for record in scene.batch.manifest.variants)
    search = f"?v=1&a={first}&b={last}".replace(" ", "+")
    page = text_of(draw_page(scene.source, "/compare", search))
    why = f" ({state}): no runs." if state else ": no run yet."
    assert f"Nothing is said of “{last}”{why}" in page
    assert "What was changed?" in page
    assert '"label": "A"' in page
    assert f"taijie {'retry' if state == 'failed' else 'resume'} {name}" in page
    answer = scene.client.get(f"/compare{search}&format=csv")
    assert answer.status_code == 404
    assert last in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/first", "/tariffs", "/compare", "/believed"])
def test_without_a_choice_the_first_variants_with_runs_are_shown(
    path: str, tmp_path: Path, known: dict[str, Path]
) -> None:
    scene = scene_of("first_missing", tmp_path, known)
    first, second, third = (record.name for record in scene.batch.manifest.variants)
    view = scene.view(path)
    assert (view.variant, view.a, view.b) == (second, second, third)
    assert scene.view(path, f"?v=1&variant={first}".replace(" ", "+")).variant == first
    page = text_of(draw_page(scene.source, path, ""))
    assert f"Nothing is said of “{first}”: no run yet." in page
    assert f'"{first} (no run yet)"' in page
    assert REFUSED not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("all_failed", "36 failed, none done: nothing to show."),
        ("no_run", "No run of 36 was done: nothing to show. Cut off: its launcher is gone."),
        ("stopped", "13 of 36 runs done, 0 failed, 23 left. Stopped before its end."),
        ("one_failed", "24 of 36 runs done, 12 failed, 0 left. Ended, with failures."),
    ],
)
def test_the_live_page_words_how_a_batch_ended(
    name: str, said: str, tmp_path: Path, known: dict[str, Path]
) -> None:
    page = text_of(draw_page(scene_of(name, tmp_path, known).source, "/live", ""))
    assert f'"{said}"' in page
    assert "Finished." not in page


@pytest.mark.parametrize(
    ("name", "command", "is_led_to_failures"),
    [
        ("stopped", "taijie resume stopped", False),
        ("one_failed", "taijie retry one_failed", True),
    ],
)
def test_the_checks_say_what_completes_the_batch_and_lead_only_to_what_failed(
    name: str, command: str, is_led_to_failures: bool, tmp_path: Path, known: dict[str, Path]
) -> None:
    page = text_of(draw_page(scene_of(name, tmp_path, known).source, "/checks", ""))
    assert command in page
    assert ("What failed, and how to run it again" in page) is is_led_to_failures


def test_what_was_not_checked_has_not_passed(tmp_path: Path, known: dict[str, Path]) -> None:
    scene = scene_of("no_run", tmp_path, known)
    table = pd.read_csv(io.BytesIO(scene.client.get("/checks?format=csv").data)).set_index("check")
    assert str(table.loc["all runs are there", "passed"]) == "False"
    rest = table.drop(index="all runs are there")
    assert rest["passed"].isna().all()
    assert set(rest["result"]) == {"not checked: no runs"}


def test_a_batch_of_another_format_leaves_the_others_alone(
    tmp_path: Path, known: dict[str, Path]
) -> None:
    states.bring_to_state("finished", tmp_path, known)
    states.bring_to_state("other_format", tmp_path, known)
    source = Source(tmp_path)
    page = text_of(draw_page(source, "/", ""))
    assert "Batch other_format cannot be read: its format is 99" in page
    assert '"Open ' in page
    assert REFUSED not in text_of(draw_figure(source, "shares", "/", "?v=1&batch=finished"))
    named = text_of(draw_page(source, "/first", "?v=1&batch=other_format"))
    assert "its format is 99" in named
    assert '"finished"' in named  # the list of the others, to go on from


def test_a_log_of_nonsense_hides_no_batch(tmp_path: Path, known: dict[str, Path]) -> None:
    batch = states.bring_to_state("torn_log", tmp_path, known)
    (line,) = Source(tmp_path).list_batches()
    assert (line.name, line.done) == (batch.name, len(batch.outcomes()))


def test_a_batch_without_its_log_is_listed_by_what_is_there(
    tmp_path: Path, known: dict[str, Path]
) -> None:
    batch = states.bring_to_state("stopped", tmp_path, known)
    batch.layout.status.unlink()
    (line,) = Source(tmp_path).list_batches()
    assert (line.done, line.failed, line.running) == (len(batch.outcomes()), 0, False)
    assert "13 of 36" in text_of(draw_page(Source(tmp_path), "/live", ""))


def test_a_torn_table_of_claims_or_episodes_is_a_card(
    tmp_path: Path, known: dict[str, Path], outputs: Path
) -> None:
    for kind in ("claims", "episodes"):
        for folder in outputs.glob(f"*{kind}*"):
            shutil.copytree(folder, tmp_path / folder.name)
    for file in tmp_path.rglob("*"):
        if file.suffix in (".parquet", ".json", ".csv"):
            file.write_bytes(file.read_bytes()[:40])
    states.bring_to_state("one_run", tmp_path, known)
    for path in ("/claims", "/episodes"):
        page = text_of(draw_page(Source(tmp_path), path, ""))
        assert '"type": "H1"' in page
        assert "cannot be read" in page, path


OTHERS = [pytest.param(n, marks=pytest.mark.slow) for n in VERSION_ONE if n != "stopped"]


@pytest.mark.parametrize("name", ["stopped", *OTHERS])
def test_batches_of_version_one_open_on_every_page(name: str, tmp_path: Path) -> None:
    source = Source(copy_version_one(tmp_path))
    for path in sorted(list_pages()):
        page = text_of(draw_page(source, path, f"?v=1&batch={name}"))
        assert page.count('"type": "H1"') == 1, path
        assert "could not be worked out" not in page, path
        assert "damaged" not in page, path
    replay = text_of(draw_page(source, "/replay", f"?v=1&batch={name}&run=0"))
    assert "engine" in replay or '"id": "trace"' in replay
