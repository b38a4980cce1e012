"""Which engine computed a row: everything that could change its last bit.

Results are a function of configuration, seed and replication only for one `Engine`: the sources
of model/ and agents/, the NumPy and SciPy versions, the CPU features NumPy has active (with
AVX-512 off, `exp` differs in 4.6 % of values) and the format version. A batch keeps its engine
in full, so that whoever refuses another can name what differs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from runs.archive.untouched import require_unpatched_rules
from runs.errors import WrongInput, join_first_few
from runs.paths import HOME

FORMAT_VERSION = 1
"""Version of a batch's layout, columns and footers."""

SOURCES = ("model", "agents")
"""Packages whose sources a row depends on; runs/__init__ has checked that they sit in HOME."""


class Engine(BaseModel):
    """All that the last bit of a row depends on besides configuration, seed and replication."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    sources: dict[str, str]
    """SHA-256 of each source file, by its path from the project's root; besides, of a batch with
    metrics of the user's own, the version of pandas as a key."""
    numpy: str
    scipy: str
    cpu: tuple[str, ...]
    """CPU features active in NumPy, sorted."""
    format_version: int

    @property
    def digest(self) -> str:
        """SHA-256 of all fields, hexadecimal."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class EngineMismatchError(WrongInput):
    """Runs of another engine cannot be continued or repeated; the message names what differs."""


def get_current_engine() -> Engine:
    """Return this process's engine, as of the first call (a source may change later).

    Raises WrongInput, naming it, if a function of the rules was replaced in this process.
    """
    require_unpatched_rules()
    return _read_installed_engine()


def get_engine_with_sources(sources: Mapping[str, str]) -> Engine:
    """Return this process's engine, its sources joined by those of a user's policies.

    sources: file -> SHA-256.
    """
    here = get_current_engine()
    return here.model_copy(update={"sources": {**here.sources, **sources}}) if sources else here


@lru_cache(maxsize=1)
def _read_installed_engine() -> Engine:
    """Return the engine of the files and libraries that are installed here, read once."""
    files = sorted(file for name in SOURCES for file in (HOME / name).rglob("*.py"))
    return Engine(
        sources={
            file.relative_to(HOME).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in files
        },
        numpy=version("numpy"),
        scipy=version("scipy"),
        cpu=_list_cpu_features(),
        format_version=FORMAT_VERSION,
    )


def _list_cpu_features() -> tuple[str, ...]:
    # Private, and the only place where NumPy says what it dispatches on (numpy.show_runtime
    # prints the same table).
    """Return the CPU features that NumPy has active, sorted."""
    features: dict[str, bool] = import_module("numpy._core._multiarray_umath").__cpu_features__
    return tuple(sorted(name for name, active in features.items() if active))


def list_engine_differences(recorded: Engine, here: Engine) -> list[str]:
    """Return a phrase for each thing in which two engines differ (versions, files, CPU features);
    empty if they are equal.
    """
    found = [
        f"{name} {getattr(recorded, name)} then, {getattr(here, name)} now"
        for name in ("numpy", "scipy", "format_version")
        if getattr(recorded, name) != getattr(here, name)
    ]
    for verb, one, other in (("is new", here, recorded), ("is gone", recorded, here)):
        found += [f"{file} {verb}" for file in sorted(set(one.sources) - set(other.sources))]
    shared = sorted(set(recorded.sources) & set(here.sources))
    found += [f"{f} has changed" for f in shared if recorded.sources[f] != here.sources[f]]
    for word, one, other in (("on", here, recorded), ("off", recorded, here)):
        found += [f"CPU feature {f} is now {word}" for f in sorted(set(one.cpu) - set(other.cpu))]
    return found


def require_same_engine(
    recorded: Engine, activity: str, sources: Mapping[str, str] | None = None
) -> None:
    """Raise EngineMismatchError, naming what differs, unless `recorded` is this process's engine.

    activity: what needs it, for the message; sources: of a user's policies, file -> SHA-256.
    """
    found = list_engine_differences(recorded, get_engine_with_sources(sources or {}))
    if found:
        raise EngineMismatchError(
            f"{activity} needs the engine the batch was computed with: "
            f"{join_first_few(found, '; ', shown=8)}.",
            key="engine",
        )


def require_engine_digest(digest: str, sources: Mapping[str, str] | None = None) -> None:
    """Raise EngineMismatchError unless this process (a worker) has the engine with this digest.

    sources: of a user's policies, file -> SHA-256.
    """
    here = _compute_current_digest(tuple(sorted((sources or {}).items())))
    if here != digest:
        raise EngineMismatchError(
            f"this worker's engine is {here[:12]}, the batch's is {digest[:12]}: its sources of "
            "model/, agents/ or a policy of your own, NumPy, SciPy or CPU features are others.",
            key="engine",
        )


@lru_cache(maxsize=32)
def _compute_current_digest(sources: tuple[tuple[str, str], ...]) -> str:
    """Return the digest of this process's engine; sources: (file, SHA-256) of a user's policies."""
    return get_engine_with_sources(dict(sources)).digest


NAMED = (
    *("taijie", "mesa", "numpy", "scipy", "networkx"),  # what simulates
    *("pydantic", "hydra-core", "omegaconf", "pyyaml"),  # what a configuration is made by
    *("distributed", "dask", "pyarrow"),  # what carries and stores rows
    *("pandas", "statsmodels", "arviz-stats", "threadpoolctl"),  # what figures rest on
)
"""Packages a manifest names the versions of: all that touch a row or a figure. What made the
points of a design, an extra, stands in the record of the design."""


def collect_provenance() -> dict[str, Any]:
    """Return facts of this process: `versions` (package -> version), `platform` (text), `commit`
    (as `read_git_commit`).
    """
    import platform

    versions = {name: version(name) for name in NAMED}
    return {
        "versions": {"python": platform.python_version(), **versions},
        "platform": platform.platform(),
        "commit": read_git_commit(),
    }


@lru_cache(maxsize=1)
def read_git_commit() -> str | None:
    """Return the checkout's commit, with "+changes" if files differ; None outside a checkout."""
    import subprocess

    def run_git(*words: str) -> str:
        """Return what a git command in the checkout prints, stripped."""
        command = ["git", "-C", str(HOME), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
        return done.stdout.strip()

    try:
        if Path(run_git("rev-parse", "--show-toplevel")).resolve() != HOME:
            return None  # installed inside somebody else's checkout
        return run_git("rev-parse", "HEAD") + (
            "+changes" if run_git("status", "--porcelain") else ""
        )
    except (OSError, subprocess.SubprocessError):
        return None
