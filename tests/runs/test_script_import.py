"""A script that workers can import is let through, one that they cannot is refused by its line."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runs.execute.script_import import Finding, follow_import
from runs.paths import HOME
from tests.everyday import mark_others_slow

GUARD = 'if __name__ == "__main__":\n    go()\n'
MAIN = '__name__ == "__main__"'


@pytest.mark.parametrize(
    ("source", "line", "wanted"),
    [
        ("go()\n", 1, "launches"),
        (GUARD, 2, ""),
        (f"x = 1\n{GUARD}go()\n", 4, "launches"),
        ('def go():\n    pass\nif "__main__" == __name__:\n    if 1:\n        go()\n', 5, ""),
        ("if ready:\n    go()\n", 2, "launches"),
        (f"{GUARD}else:\n    go()\n", 4, "launches"),
        ('if __name__ != "__main__":\n    pass\nelse:\n    go()\n', 4, ""),
        ('if __name__ != "main":\n    go()\n', 2, "launches"),
        ('if __name__ in ("__main__", "__mp_main__"):\n    go()\n', 2, "launches"),
        ('if __name__ in ("__main__", "study"):\n    go()\n', 2, ""),
        ('if __name__ == "__mp_main__":\n    pass\nelif 1:\n    go()\n', 4, ""),
        (f"main = {MAIN}\nif main:\n    go()\n", 3, ""),
        (f"main = {MAIN}\nmain = 1\nif main:\n    go()\n", 4, "launches"),
        (f"main = {MAIN}\nmain = read()\nif main:\n    go()\n", 4, "launches"),
        (f"main = {MAIN}\nif not main:\n    go()\n", 3, "launches"),
        (f"ready = {MAIN} and check()\nif ready:\n    go()\n", 3, ""),
        (f"if ready and {MAIN}:\n    go()\n", 2, ""),
        (f"if ready or {MAIN}:\n    go()\n", 2, "launches"),
        (f"{MAIN} and go()\n", 1, ""),
        (f"if {MAIN}: go()\n", 1, ""),
        (f"try:\n    if {MAIN}:\n        go()\nexcept OSError:\n    pass\n", 3, ""),
        ("try:\n    go()\nexcept OSError:\n    pass\n", 2, "launches"),
        (f"with place:\n    for i in x:\n        if {MAIN}:\n            go()\n", 4, ""),
        ("with go():\n    pass\n", 1, "launches"),
        (f"if not ({MAIN}):\n    raise SystemExit\ngo()\n", 3, "ends"),
        (f"{GUARD}sys.exit()\n", 2, "ends"),
        (f"if len(sys.argv) < 2:\n    sys.exit()\n{GUARD}", 4, ""),
        (f"if {MAIN}:\n    sys.exit(go())\n", 2, ""),
    ],
)
def test_a_worker_comes_to_a_line_or_not(source: str, line: int, wanted: str) -> None:
    found = follow_import(ast.parse(source), line)
    assert (found is None) == (wanted == "")
    if found is not None:
        assert found.launches == (wanted == "launches")
        assert not found.launches or found == Finding(line, launches=True)


CALL = "runs.launch(['runs=2', 'horizon=10', 'batch=b', 'executor.workers=1'])"
THREAD = f"t = threading.Thread(target=lambda: print({CALL}))\n"
HEAD = "import runs, threading\n"
REFUSED: list[tuple[str, str, str]] = [
    ("study", f"{HEAD}print({CALL})\n", "study, line 2 launches outside of"),
    ("study.py", f'{HEAD}if __name__ != "main":\n    print({CALL})\n', "line 3 launches"),
    ("study.py", f"{HEAD}{THREAD}t.start()\nt.join()\n", "line 4 stands, while a thread launches"),
    ("study.py", f"{HEAD}if not {MAIN}:\n    raise SystemExit\n{CALL}\n", "line 3 ends each"),
]
WORKING: list[tuple[str, str]] = [
    ("study", f"{HEAD}if {MAIN}:\n    print({CALL})\n"),
    ("study.py", f'{HEAD}if __name__ != "__main__":\n    pass\nelse:\n    print({CALL})\n'),
    ("study.py", f"{HEAD}if {MAIN}:\n    {THREAD}    t.start()\n    t.join()\n"),
]


def run_script(folder: Path, name: str, source: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder, its batches in `out`; return its end."""
    (folder / name).write_text(source)
    kept = {**os.environ, "PYTHONPATH": str(HOME), "TAIJIE_OUTPUTS": str(folder / "out")}
    return subprocess.run(
        [sys.executable, name], cwd=folder, env=kept, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("name", "source", "said"), mark_others_slow(REFUSED), ids=range(4))
def test_a_script_that_workers_cannot_import_is_refused(
    tmp_path: Path, name: str, source: str, said: str
) -> None:
    done = run_script(tmp_path, name, source)
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "source"), WORKING, ids=range(3))
def test_a_script_that_workers_can_import_is_run(tmp_path: Path, name: str, source: str) -> None:
    done = run_script(tmp_path, name, source)
    assert done.stdout == "<Batch b: 1 variant x 2 runs, 2 of 2 done>\n", done.stderr
