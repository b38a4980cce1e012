"""The provenance of a batch in words: commands, versions, commit, machine, engine, design."""

from __future__ import annotations

from collections.abc import Iterator

from runs.archive.manifest import LaunchRecord, Manifest
from runs.command_text import format_command

CHANGED = "+changes"


def write_origin_lines(manifest: Manifest) -> Iterator[str]:
    """Yield lines with the information needed to reproduce a batch; the manifest has it in full.

    The full hash of each variant's configuration is the name of its folder.
    """
    engine = manifest.engine
    yield f"commit    {_format_commit(manifest.commit)}"
    yield f"engine    {engine.digest} (format {engine.format_version})"
    yield f"platform  {manifest.platform}"
    yield f"CPU       {' '.join(engine.cpu) or 'no features recorded'}"
    yield "versions  " + ", ".join(f"{name} {number}" for name, number in manifest.versions.items())
    if manifest.fit is not None:
        yield f"fit       {manifest.fit.name}: run k plays draw k mod {manifest.fit.draws:,}"
    if manifest.design is not None:
        made = f", made by {manifest.design.library}" if manifest.design.library else ""
        levers = ", ".join(manifest.design.levers)
        points = f"{manifest.design.points:,} points of {levers}"
        yield f"design    {manifest.design.name}: {points}{made}"
    for launch in manifest.commands:
        yield f"launch    {_format_launch(launch, manifest)}"


def _format_commit(commit: str | None) -> str:
    """Return a commit in words, also that there were changes or that it is unknown (None)."""
    if commit is None:
        return "unknown (not run from a checkout)"
    return commit.replace(CHANGED, " and changes that were not committed")


def _format_launch(launch: LaunchRecord, manifest: Manifest) -> str:
    """Return a launch in one line: time, command, runs, executor, workers, and commit if it
    moved.
    """
    workers = f"{launch.workers} worker" + ("s" if launch.workers != 1 else "")
    moved = launch.commit is not None and launch.commit != manifest.commit
    where = f", commit {_format_commit(launch.commit)}" if moved else ""
    told = f"{launch.runs:,} runs, {launch.executor}, {workers}{where}"
    return f"{launch.time}  {format_command(*launch.command)}  ({told})"
