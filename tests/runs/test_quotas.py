"""A container's quota of cores and memory, of either version of control groups, decides workers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runs.layout import Layout
from runs.paths import make_default_batch_name
from runs.plan import workers
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.quotas import Quotas, read_quotas
from runs.rectangles import Rectangle

GB = 10**9


def grow(tmp_path: Path, own: str, files: dict[str, str]) -> Quotas:
    """Return the quotas of a tree of groups made of such files."""
    (tmp_path / "own").write_text(own)
    for name, text in files.items():
        path = tmp_path / "groups" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return read_quotas(tmp_path / "groups", tmp_path / "own")


@pytest.mark.parametrize(
    ("own", "files", "wanted"),
    [
        ("0::/", {"cpu.max": "max 100000", "memory.max": "max"}, (None, None)),
        ("0::/", {"cpu.max": "150000 100000", "memory.max": "2000000000"}, (1.5, 2 * GB)),
        # docker --cpus=1: the container is named by its path on the host, and sees its own at /
        ("0::/docker/ab12", {"cpu.max": "100000 100000"}, (1.0, None)),
        # a slice of JupyterHub's: the tightest of the group and those above
        (
            "0::/user.slice/jupyter.service",
            {
                "cpu.max": "max 100000",
                "user.slice/cpu.max": "800000 100000",
                "user.slice/memory.max": "4000000000",
                "user.slice/jupyter.service/cpu.max": "50000 100000",
                "user.slice/jupyter.service/memory.max": "8000000000",
            },
            (0.5, 4 * GB),
        ),
        (
            "4:cpu,cpuacct:/docker/x\n5:memory:/docker/x\n1:name=systemd:/docker/x",
            {
                "cpu,cpuacct/cpu.cfs_quota_us": "200000",
                "cpu,cpuacct/cpu.cfs_period_us": "100000",
                "memory/docker/x/memory.limit_in_bytes": "1000000000",
                "memory/memory.limit_in_bytes": "9223372036854771712",
            },
            (2.0, GB),
        ),
        (
            "2:cpu:/\n3:memory:/",
            {
                "cpu/cpu.cfs_quota_us": "-1",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/memory.limit_in_bytes": "9223372036854771712",
            },
            (None, None),
        ),
        ("0::/", {"cpu.max": "nonsense", "memory.max": "-3"}, (None, None)),
        ("", {}, (None, None)),
    ],
)
def test_the_tightest_limit_holds(
    tmp_path: Path, own: str, files: dict[str, str], wanted: tuple[float | None, int | None]
) -> None:
    assert grow(tmp_path, own, files) == Quotas(*wanted)


def test_a_system_without_groups_has_no_quota(tmp_path: Path) -> None:
    assert read_quotas(tmp_path / "none", tmp_path / "no file") == Quotas(None, None)


@pytest.mark.parametrize(
    ("quotas", "asked", "workers_wanted", "said"),
    [
        (Quotas(None, None), None, 64, ""),
        (Quotas(1.0, None), None, 1, "a quota of 1 of this machine's 64 cores allow"),
        (Quotas(1.5, None), None, 2, "a quota of 1.5 of this machine's 64 cores"),
        (Quotas(0.2, None), None, 1, "a quota of 0.2 of"),
        (Quotas(None, 2 * GB), None, 5, "a quota of 2 GB of memory"),
        (Quotas(8.0, GB // 10), None, 1, "cores and a quota of 0.1 GB of memory"),
        (Quotas(4.0, None), 3, 3, "a quota of 4 of"),
        (Quotas(4.0, None), 9, 4, "a quota of 4 of"),
        (Quotas(None, 2 * GB), 9, 9, ""),
    ],
)
def test_workers_are_as_many_as_the_container_allows_and_the_plan_says_why(
    monkeypatch: pytest.MonkeyPatch,
    quotas: Quotas,
    asked: int | None,
    workers_wanted: int,
    said: str,
) -> None:
    monkeypatch.setattr(workers, "read_quotas", lambda: quotas)
    monkeypatch.setattr(workers, "_count_visible_cores", lambda: 64)
    real = os.sysconf
    pages = {"SC_PAGE_SIZE": 1000, "SC_PHYS_PAGES": 256 * GB // 1000}
    monkeypatch.setattr(os, "sysconf", lambda name: pages.get(name) or real(name))
    settings = ExecutorSettings(name="local", workers=asked)
    assert workers.count_workers(settings) == workers_wanted
    told = workers.describe_quota("local", asked)
    assert said in told
    assert bool(told) == bool(said)
    assert workers.describe_quota("serial", None) == ""


def test_paths_of_a_batch_named_by_default_are_short() -> None:
    """Within 260 characters, the most that some systems and archives take, 70 are left above."""
    folder = Path("o" * 70) / make_default_batch_name("an_experiment_of_24_letters")
    widest = Rectangle("f" * 64, 0, 1_000_000, 9_999_999, 10_000)
    longest = max(len(str(path)) for path in Layout(folder).list_part_paths(widest))
    assert longest + len("..01234567.tmp") <= 260
