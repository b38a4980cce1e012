"""Work done in a fork of a process that has everything imported; a file imported anew, changed."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import multiprocessing
import os
import resource
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.architecture.sources import PACKAGES, ROOT

LIBRARIES = (
    "hydra", "mesa", "networkx", "numpy", "omegaconf", "pandas", "pyarrow.parquet",
    "pydantic", "pytest", "rich", "scipy.sparse", "scipy.stats", "statsmodels.api",
    "statsmodels.duration.survfunc", "typer",
)  # fmt: skip
OURS = {*PACKAGES, "tests"}
SECONDS = 30
"""Of processor time, after which a mutant counts as one that does not end."""
PATIENCE = 600
"""Seconds of the clock, after which it counts as one that waits for ever."""
_FORK = multiprocessing.get_context("fork")


def import_libraries() -> None:
    """Import once what every trial needs."""
    for name in LIBRARIES:
        importlib.import_module(name)


def _quietly(
    there: Any, work: Callable[..., Any], arguments: Sequence[Any], limit: int | None
) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    try:
        there.send((work(*arguments), ""))
    except Exception:  # noqa: BLE001  # sent to the parent, which raises it
        there.send((None, traceback.format_exc()))
    there.close()
    os._exit(0)


def apart(
    work: Callable[..., Any],
    *arguments: Any,
    seconds: float | None = PATIENCE,
    limit: int | None = SECONDS,
) -> Any:
    """What `work` returns in a process of its own; None where it died or never ended, or used up
    `limit` seconds of processor time.
    """
    here, there = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_quietly, args=(there, work, arguments, limit))
    process.start()
    there.close()
    try:
        result, wrong = here.recv() if here.poll(seconds) else (None, "")
    except EOFError:
        result, wrong = None, ""
    finally:
        process.kill()
        process.join()
        here.close()
    if wrong:
        raise RuntimeError(wrong)
    return result


def all_apart(work: Callable[..., Any], jobs: Sequence[Any], at_once: int) -> Any:
    """Yield the result of each job, in their order, some at once, however long they take."""
    with ThreadPoolExecutor(at_once) as threads:
        yield from threads.map(lambda job: apart(work, job, seconds=None, limit=None), jobs)


class _Mutated(importlib.machinery.SourceFileLoader):
    """Loads one module from a text that is not the one on the disk."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> Any:
        return compile(self.text, self.path, "exec", dont_inherit=True)


class _Finder:
    def __init__(self, path: Path, text: str) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.package else parts)
        self.path, self.text = path, text

    def find_spec(self, name: str, *_: Any) -> Any:
        if name != self.name:
            return None
        loader = _Mutated(name, str(self.path), self.text)
        inside = [str(self.path.parent)] if self.package else None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=loader, submodule_search_locations=inside
        )


def replace_source(path: str, text: str) -> None:
    """Forget every module of ours; from now on import one file as if this were its text."""
    for name in list(sys.modules):
        if name.split(".")[0] in OURS:
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(ROOT / path, text))
