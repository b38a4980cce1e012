"""Four people, from where they work: a project with Mesa's or Hydra's own files, a shell, a script
in another alphabet. What each does goes through the real surfaces, in processes of its own.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from dashboards.app import create_app
from runs.archive.batch import Batch
from tests.docs.commands import PROGRAMS, paste

FEW = "runs=6 horizon=20 executor=serial fit=none"
CONFIG = "defaults:\n  - db: mysql\n  - _self_\nlr: 0.1\nepochs: ${db.epochs}\n"
MODEL = """
import mesa


class Market(mesa.Model):
    def step(self):
        self.price = getattr(self, "price", 0) + 1


if __name__ == "__main__":
    market = Market()
    market.step()
    print("price", market.price)
"""
BATCH, VARIANT = "中文批次", """it's; "x\""""


def run(folder: Path, commands: str, programs: Path = PROGRAMS) -> str:
    """Paste commands into a shell in a folder; return what they print.

    programs: the folder where the shell finds `taijie`.
    """
    done = paste("bash", commands, folder, programs)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_project_with_its_own_hydra_config_keeps_it(tmp_path: Path) -> None:
    project = tmp_path / "configs"
    (project / "db").mkdir(parents=True)
    (project / "config.yaml").write_text(CONFIG)
    (project / "db" / "mysql.yaml").write_text("epochs: 3\n")
    (project / "experiment" / "deep").mkdir(parents=True)
    (project / "experiment" / "deep" / "mine.yaml").write_text(
        "# @package _global_\nus:\n  insulation: 0.35\n"
    )
    before = {path: path.read_bytes() for path in project.rglob("*.yaml")}
    said = run(tmp_path, f"taijie run experiment=deep/mine {FEW}\ntaijie list\ntaijie show deep\n")
    assert "is another program's: it is not read" in said
    assert {path: path.read_bytes() for path in project.rglob("*.yaml")} == before
    (batch,) = (tmp_path / "taijie-outputs").iterdir()
    made = Batch(batch)
    assert made.config(made.manifest.variants[0].hash)["us"]["insulation"] == 0.35


@pytest.mark.slow
def test_a_mesa_project_with_its_own_model_goes_on_beside_it(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "agents.py").write_text("class Wolf:\n    pass\n")
    python = shlex.quote(sys.executable)
    said = run(
        tmp_path, f"{python} model.py\ntaijie run {FEW} batch=mine\ntaijie show mine\n"
        f"{python} model.py\n",
    )  # fmt: skip
    assert said.count("price 1") == 2
    assert "6 of 6 runs done" in said
    done = subprocess.run(
        [sys.executable, "-c", "import runs"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "model.py" in done.stderr


@pytest.mark.slow
def test_a_batch_and_a_variant_of_any_letters_go_from_launch_to_comparison(
    tmp_path: Path, warm_programs: Path
) -> None:
    home = tmp_path / "configs" / "experiment"
    home.mkdir(parents=True)
    variants = {VARIANT: [], "für": ["us.insulation=0.9"]}
    (home / "试验.yaml").write_text(
        f"# @package _global_\nvariants: {json.dumps(variants, ensure_ascii=False)}\n",
        encoding="utf-8",
    )
    name = shlex.quote(VARIANT)
    said = run(
        tmp_path,
        f"""taijie run experiment=试验 batch={BATCH} {FEW}
taijie list
taijie resume {BATCH} runs=8 executor=serial
taijie compare {name} für
taijie replay {name} 7 --batch {BATCH}
taijie export {BATCH} -o 行.csv
taijie report {BATCH} -o 报告.html --csv
""",
        warm_programs,
    )
    assert BATCH in said
    assert "8 pairs" in said
    batch = Batch(tmp_path / "taijie-outputs" / BATCH)
    assert sorted(batch.outcomes()["variant_name"].unique()) == sorted([VARIANT, "für"])
    assert len(batch.outcomes()) == 16
    (compare,) = {line for line in said.splitlines() if line.startswith("compare:")}
    assert shlex.split(compare.partition(":")[2]) == ["taijie", "compare", VARIANT, "für"]
    assert "it&#x27;s" in (page := (tmp_path / "报告.html").read_text("utf-8")) or "it's" in page
    client = create_app(batch.path.parent).server.test_client()
    chosen = f"v=1&batch={quote(BATCH)}&variant={quote(VARIANT)}"
    for address in ("first?format=csv", "compare?figure=forest&format=csv", "report?format=html"):
        answer = client.get(f"/{address}&{chosen}")
        assert answer.status_code == 200, answer.text
        assert f"filename*=UTF-8''{quote(BATCH)}" in answer.headers["Content-Disposition"]
    with (tmp_path / "行.csv").open(encoding="utf-8", newline="") as text:
        assert 'it\'s; ""x""' in text.read()
