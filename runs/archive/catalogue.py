"""A summary of each batch from its manifest and log, without opening a part; and finding one by
name.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any
from unicodedata import normalize

from runs.archive import locks
from runs.archive import manifest as records
from runs.errors import WrongInput, find_nearest_names, quote_text
from runs.layout import Layout
from runs.paths import CHARACTERS
from runs.plan.bases import list_shared_overrides, list_swept_overrides
from runs.rectangles import drop_overlaps

NEEDED: dict[str, dict[str, type]] = {
    "launched": {"done": int},
    "done": {"lanes": int},
    "failed": dict.fromkeys(("error", "traceback", "rerun", "time"), str) | {"rectangles": list},
}
"""Event of the log -> what is read of it; a line without it is no entry."""
MANIFEST: dict[str, type | UnionType] = {
    "variants": list, "created": str, "experiment": str | None, "runs": int, "seed": int,
}  # fmt: skip
VARIANT: dict[str, type | UnionType] = {
    "hash": str, "overrides": list, "varied": dict, "points": int,
}  # fmt: skip
"""What a summary needs of a manifest, and of each of its variants."""


def read_batch_summary(layout: Layout) -> records.BatchSummary:
    """Return the summary of one batch; raises OSError, ValueError or KeyError if the folder is no
    batch, WrongInput if its log cannot be read.

    Manifest and log are read again only when they have changed: a page that follows a running batch
    asks for the summaries of all batches every second or two.
    """
    files = [path.stat() for path in (layout.manifest, layout.status) if path.exists()]
    state = tuple((file.st_ino, file.st_size, file.st_mtime_ns) for file in files)
    line = _read_cached_summary(layout.manifest, layout.status, state)
    if len(state) == 1:  # without its log, what is there by name is all that can be told
        held = (
            drop_overlaps(layout.list_rectangles(name))
            for name in _read_variant_hashes(layout.manifest)
        )
        line = replace(line, done=sum(r.lanes for found in held for r in found))
    return replace(line, running=read_running_state(layout))


def require_batch_summary(layout: Layout) -> records.BatchSummary:
    """Return the summary of one batch; WrongInput, saying what is wrong, if its manifest or its log
    cannot be read.
    """
    from runs.archive.opening import make_damaged_manifest_error, read_manifest

    try:
        return read_batch_summary(layout)
    except (OSError, ValueError, KeyError) as error:
        read_manifest(layout.manifest)  # which says more of what is wrong, if it finds it
        raise make_damaged_manifest_error(layout.manifest, str(error)) from None


def explain_unread_batches(outputs: Path, read: Container[str]) -> list[str]:
    """Return a sentence for each batch of a folder that lists leave out, on why it is unreadable.

    read: names of the batches that are listed. A folder of another program is no batch.
    """
    found = []
    for path in sorted(outputs.glob("*/manifest.json")):
        layout = Layout(path.parent)
        if path.parent.name in read or _is_of_another_program(layout):
            continue
        try:
            require_batch_summary(layout)
        except WrongInput as error:
            found.append(error.reason)
    return found


def _is_of_another_program(layout: Layout) -> bool:
    """Say whether a folder has JSON without a manifest's keys, and nothing else of a batch."""
    if layout.status.exists() or layout.variants.exists():
        return False
    try:
        plain = json.loads(layout.manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return not isinstance(plain, dict) or not {*MANIFEST, "engine", "format_version"} & plain.keys()


def _read_variant_hashes(manifest: Path) -> list[str]:
    """Return the hashes of the variants in a manifest file."""
    return [variant["hash"] for variant in _read_fields(manifest)["variants"]]


def _read_fields(manifest: Path) -> dict[str, Any]:
    """Return the fields of a manifest file; ValueError if it lacks one that a summary needs, or has
    it of another kind, as the file of another program does.
    """
    try:
        plain = json.loads(manifest.read_bytes())
    except RecursionError:
        raise ValueError(f"{manifest} is nested too deeply") from None
    if not _has_kinds(plain, MANIFEST):
        raise ValueError(f"{manifest} is no manifest of a batch")
    if not all(_has_kinds(variant, VARIANT) for variant in plain["variants"]):
        raise ValueError(f"{manifest} has a variant that is none")
    return dict(plain)


def _has_kinds(fields: object, kinds: Mapping[str, type | UnionType]) -> bool:
    """Say whether `fields` is a dict that has each of these names, its value of that kind."""
    return isinstance(fields, dict) and all(
        name in fields and isinstance(fields[name], kind) for name, kind in kinds.items()
    )


def _list_changed_settings(variants: Sequence[tuple[list[str], dict[str, Any]]]) -> tuple[str, ...]:
    """Return texts on what a batch changes: swept overrides, then those that all variants share.

    variants: the overrides and the varied settings of each.
    """
    if not variants:
        return ()
    both = [*zip(*variants, strict=True)]
    return (*list_swept_overrides(*both), *list_shared_overrides(*both))


@lru_cache(maxsize=10_000)
def _read_cached_summary(
    file: Path, status: Path, _state: tuple[tuple[int, ...], ...]
) -> records.BatchSummary:
    """Return the summary of a batch from its manifest (`file`) and log (`status`), with `running`
    False.

    _state: inode, size and time of change of each; part of the cache's key only, so that changed
    files are read again.
    """
    manifest = _read_fields(file)
    entries = read_log(status)
    since = max((i for i, e in enumerate(entries) if e["event"] == "launched"), default=0)
    told = [(variant["overrides"], variant["varied"]) for variant in manifest["variants"]]
    return records.BatchSummary(
        name=file.parent.name,
        path=file.parent,
        wanted=sum(variant["points"] for variant in manifest["variants"]) * manifest["runs"],
        variants=len(manifest["variants"]),
        done=records.count_done_runs(entries),
        failed=sum(r.lanes for f in records.parse_failures(entries[since:]) for r in f.rectangles),
        running=False,
        changed=_list_changed_settings(told),
        made=_parse_moment(manifest["created"]),
        **{key: manifest[key] for key in ("created", "experiment", "runs", "seed")},
    )


def _parse_moment(text: str) -> datetime:
    """Return a moment in ISO form as local time; ValueError if it is none, or out of range."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except OverflowError as error:
        raise ValueError(f"created: {text}: {error}") from None


def resolve_batch_name(batches: Sequence[records.BatchSummary], name: str, outputs: Path) -> str:
    """Return the full name of the batch that `name` stands for: a name, a title, an experiment (its
    newest batch) or any part that only one name has; batches: those of `outputs`, newest first.

    Raises WrongInput, listing the names that fit if there are several, else the nearest.
    """
    names = [summary.name for summary in batches]
    if name in names:
        return name
    word = normalize("NFC", name)
    for known in ([normalize("NFC", one) for one in names], [one.title for one in batches]):
        if word and known.count(word) == 1:
            return names[known.index(word)]
    of_experiment = [summary.name for summary in batches if summary.experiment == word]
    if of_experiment and word:
        return of_experiment[0]
    called = {one.name: (normalize("NFC", one.name), one.title) for one in batches}
    fitting = [full for full, both in called.items() if word and any(word in one for one in both)]
    beginning = [full for full in fitting if any(one.startswith(word) for one in called[full])]
    for only in (fitting, beginning):
        if len(only) == 1:
            return only[0]
    others = [one.title or one.experiment or "" for one in batches]
    reason = f"it is part of {len(fitting)} names" if fitting else f"there is none in {outputs}"
    close = fitting or find_nearest_names(word, filter(None, [*names, *others]))
    is_plain = name.strip() and name.isprintable() and len(name) <= CHARACTERS
    told = name if is_plain else quote_text(name, CHARACTERS)
    raise WrongInput(f"batch {told}: {reason}.", key="batch", value=name, nearest=close)


def read_log(status: Path) -> list[dict[str, Any]]:
    """Return the entries of a batch's log as dicts with "event" and its fields, oldest first; empty
    if there is no file, WrongInput if it cannot be read.
    """
    try:
        with status.open(encoding="utf-8", errors="replace") as file:
            return list(parse_log_lines(file))
    except FileNotFoundError:
        return []
    except OSError as error:
        from runs.archive.opening import make_unread_file_error

        raise make_unread_file_error(status, error) from None


def read_running_state(layout: Layout) -> bool | None:
    """Return whether a launcher is working on the batch, False without a log; None if locks are not
    supported. WrongInput if the log cannot be read.
    """
    try:
        with layout.status.open() as file:
            return locks.is_locked(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        from runs.archive.opening import make_unread_file_error

        raise make_unread_file_error(layout.status, error) from None


def is_running(layout: Layout) -> bool:
    """Say whether a launcher is known to be working on the batch."""
    return bool(read_running_state(layout))


def parse_log_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the entries of a log; lines torn by a crash, or without NEEDED fields, are left out."""
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and "event" in entry:
            needed = NEEDED.get(str(entry["event"]), {})
            if all(isinstance(entry.get(name), kind) for name, kind in needed.items()):
                yield entry
