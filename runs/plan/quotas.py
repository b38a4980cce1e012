"""The cores and the memory that a container may use, by Linux's control groups.

A container with one core of a host of 64 sees all 64, and is throttled; one with 2 GB sees all
memory, and is killed. The limits are in files of the groups a process is in and of those above, in
one tree (version 2) or one per kind (version 1); the tightest applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

GROUPS = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
UNLIMITED = 2**60
"""Bytes from which a limit of version 1 is none: it writes a number of pages beyond any machine."""


class Quotas(NamedTuple):
    """Limits of this process's groups: number of cores, bytes of memory; None for no limit."""

    cores: float | None
    memory: int | None


def read_quotas(groups: Path = GROUPS, own_groups: Path = OWN) -> Quotas:
    """Return the tightest limits on cores and bytes of memory of the control groups this process is
    in; None for no limit.

    Args:
        groups: where the trees of groups are mounted.
        own_groups: the file that names this process's groups.
    """
    cores: list[float] = []
    memory: list[int] = []
    for kinds, folder in _list_group_folders(groups, own_groups):
        if not kinds or "cpu" in kinds:
            cores += _read_cores(folder)
        if not kinds or "memory" in kinds:
            memory += _read_memory(folder)
    return Quotas(min(cores, default=None), min(memory, default=None))


def _list_group_folders(groups: Path, own_groups: Path) -> Iterator[tuple[list[str], Path]]:
    """Yield each group's controllers ([] in version 2) and folder, then those of its parent groups.

    In a container the path may be the host's: missing folders are skipped, and the mount itself is
    always included.
    """
    for line in _read_text(own_groups).splitlines():
        _, _, rest = line.partition(":")
        named, _, path = rest.partition(":")
        kinds = [kind for kind in named.split(",") if kind]
        for mount in [groups / named, *(groups / kind for kind in kinds)] if kinds else [groups]:
            group = PurePosixPath(path.lstrip("/"))
            for place in (group, *group.parents):
                yield kinds, mount / place


def _read_cores(folder: Path) -> Iterator[float]:
    """Yield the number of cores a group may use, one file in version 2, two in version 1; nothing
    if it has no limit.
    """
    words = _read_text(folder / "cpu.max").split()
    if not words:
        files = [sorted(folder.glob(f"cpu.cfs_{name}_*")) for name in ("quota", "period")]
        words = [_read_text(found[0]).strip() for found in files if found]
    if len(words) == 2 and words[0].isdecimal() and words[1].isdecimal() and int(words[1]):
        yield int(words[0]) / int(words[1])


def _read_memory(folder: Path) -> Iterator[int]:
    """Yield the bytes of memory that a group may use; nothing if it has no limit."""
    for name in ("memory.max", "memory.limit_in_bytes"):
        text = _read_text(folder / name).strip()
        if text.isdecimal() and int(text) < UNLIMITED:
            yield int(text)


def _read_text(path: Path) -> str:
    """Return a file's text; empty if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
