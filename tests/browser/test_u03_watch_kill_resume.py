"""U3: a batch is watched, killed halfway, resumed and retried; its tables are those of a batch
that nobody disturbed.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from runs.archive.batch import Batch
from tests.browser.conftest import fresh, serve_folder
from tests.browser.visit import Visit
from tests.clock import measure_cost
from tests.docs.commands import TAIJIE
from tests.measured import Measured
from tests.runs.batches import rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = ["run", "-m", "us.insulation=0.1,0.2,0.3", "horizon=30", "runs=200"]
SLOWLY = ["executor=serial", "executor.lanes=20"]
TOTAL = 600
HALFWAY = """half => {
  const said = document.querySelector("#live-said");
  const done = said && said.textContent.match(/^([\\d,]+) of /);
  return done && Number(done[1].replace(",", "")) >= half;
}"""


def taijie(words: list[str], folder: Path) -> str:
    done = subprocess.run([TAIJIE, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def watch_and_kill(visit: Visit, folder: Path, batch: Path) -> str:
    """Start a batch in a terminal, watch it on Live, kill it halfway; return what Live says."""
    launcher = subprocess.Popen(
        [TAIJIE, *WORDS, *SLOWLY, f"batch={batch.name}"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while not (batch / "manifest.json").exists():
            assert launcher.poll() is None
            time.sleep(0.05)
        visit.open(f"/live?v=1&batch={batch.name}")
        visit.until(HALFWAY, arg=TOTAL // 2)
    finally:
        os.killpg(launcher.pid, signal.SIGKILL)
        launcher.wait()
    visit.page.get_by_role("button", name="Resume").wait_for()
    return visit.text("#live-said")


def obstruct(batch: Batch) -> Path:
    """Put a file where a variant's rows should go, as a disk that refuses them would."""
    last = batch.manifest.variants[-1].hash
    place = batch.path / "variants" / last / "daily"
    for part in place.iterdir():
        part.unlink()
    place.rmdir()
    place.write_text("in the way")
    return place


def test_a_batch_killed_halfway_comes_to_the_tables_of_an_undisturbed_one(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measured: Measured
) -> None:
    outputs = tmp_path / "outputs"
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(outputs))
    taijie([*WORDS, "executor=serial", "batch=whole"], tmp_path)
    with (
        measure_cost(by_children=True) as cost,
        serve_folder(outputs, "--write", cold=True) as found,
        fresh(browser, found.address) as visit,
    ):
        visit.patience = 120.0
        visit.page.set_default_timeout(visit.patience * 1000)
        said = watch_and_kill(visit, tmp_path, outputs / "killed")
        lost = sum(one.lanes for one in Batch(outputs / "killed").missing())
        assert 0 < lost <= TOTAL // 2
        place = obstruct(Batch(outputs / "killed"))
        visit.click(visit.page.get_by_role("button", name="Resume"))
        visit.page.locator("#live-failures code, #live-failures pre").first.wait_for()
        visit.until(
            "/ended|finished|stopped/i.test(document.querySelector('#live-said').textContent)"
            " && !document.querySelector('#live-held button')"
            " || document.querySelector('#live-held button')?.textContent.includes('Resume')"
        )
        command = re.search(r"taijie retry \S+", visit.text("main"))
        assert command is not None
        place.unlink()
        place.mkdir()
        taijie(shlex.split(command.group())[1:], tmp_path)
        visit.page.reload()  # a page at rest does not see what a terminal does to its batch
        visit.page.locator("#live-said", has_text="Finished").wait_for()
    whole, killed = (Batch(outputs / name) for name in ("whole", "killed"))
    assert killed.missing() == []
    assert rows(killed) == rows(whole)
    measured(
        "U3",
        f"killed with {lost} of {TOTAL} runs to go ({said.split('.')[1].strip()}), resumed by "
        f"{visit.clicks} click, retried by the command shown; tables the same to the last byte "
        f"({cost.seconds:.0f} s of processor)",
    )
