"""What people say of batches: a title, a note, tags, and whether one is hidden from the list.

All of it stands in one file beside the batches, never in one: a batch stays as it was computed.
The file is replaced whole, by one program at a time. An entry belongs to the batch made at its
moment, so that a later batch of the same name does not inherit it. A title is one more name by
which a batch is found; its folder keeps its own, which links and printed commands use.
"""

from __future__ import annotations

import json
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from runs.archive import locks
from runs.errors import WrongInput, join_first_few
from runs.layout import get_labels_lock_path, get_labels_path

if TYPE_CHECKING:
    from runs.archive.batch import Archive
    from runs.archive.manifest import BatchSummary

FORMAT = 1
PATIENCE = 5.0
"""Seconds to wait for whoever changes the labels just now."""
TITLE, NOTE, TAG = 120, 10_000, 40
"""Characters of a title, of a note and of a tag, at most."""


class Label(BaseModel):
    """What is said of one batch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    created: str = ""
    """When its batch was made, as its manifest says."""
    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    hidden: bool = False


class _File(BaseModel):
    """The file as it lies on disk."""

    model_config = ConfigDict(extra="forbid")

    format_version: int = FORMAT
    batches: dict[str, Label] = {}


def read_labels(outputs: Path) -> dict[str, Label]:
    """Return folder name -> label; raise WrongInput where the file is damaged."""
    path = get_labels_path(outputs)
    try:
        found = _File.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        reason = f"{path} cannot be read: {str(error).splitlines()[0]}. Nothing in it is changed."
        raise WrongInput(reason, key="outputs", value=str(path)) from None
    if found.format_version != FORMAT:
        reason = f"{path} has format {found.format_version}, and this version reads {FORMAT}."
        raise WrongInput(reason, key="outputs", value=str(path))
    return found.batches


def label_summary(summary: BatchSummary, labels: Mapping[str, Label]) -> BatchSummary:
    """Return a batch's line with what is said of it."""
    label = labels.get(summary.name)
    if label is None or label.created != summary.created:
        return summary
    told = label.model_dump(exclude={"created"})
    return replace(summary, **told)


def set_title(archive: Archive, name: str, title: str) -> BatchSummary:
    """Give a batch a title; "" takes it away. Raise WrongInput where it cannot be one."""
    title = clean(title)
    others = [one for one in archive.batches() if one.name != name]
    if title:
        _check_title(title, others)
    (told,) = _change_labels(archive, [name], _make_update(title=title))
    return told


def set_note(archive: Archive, name: str, note: str) -> BatchSummary:
    """Give a batch a note of any number of lines; "" takes it away."""
    note = unicodedata.normalize("NFC", note).strip()
    if len(note) > NOTE:
        raise WrongInput(f"a note has at most {NOTE:,} characters.", key="note", value=len(note))
    (told,) = _change_labels(archive, [name], _make_update(note=note))
    return told


def change_tags(
    archive: Archive, names: Sequence[str], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[BatchSummary]:
    """Add tags to batches and take others from them; WrongInput for what can be no tag."""
    wanted = [_check_tag(tag) for tag in add]
    gone = {clean(tag).casefold() for tag in remove}

    def change(label: Label) -> Label:
        kept = {tag.casefold(): tag for tag in label.tags if tag.casefold() not in gone}
        for tag in wanted:
            kept.setdefault(tag.casefold(), tag)
        return label.model_copy(update={"tags": tuple(kept.values())})

    return _change_labels(archive, names, change)


def set_hidden(archive: Archive, names: Sequence[str], hidden: bool) -> list[BatchSummary]:
    """Hide batches from the list, or show them in it again."""
    return _change_labels(archive, names, lambda label: label.model_copy(update={"hidden": hidden}))


def delete_batch(archive: Archive, name: str) -> None:
    """Remove a batch for good, and what was said of it; WrongInput while it is computed.

    It is renamed first: whoever lists the batches meets all of one or none of it.
    """
    batch = archive.open(name)
    if batch.path.is_symlink():
        reason = f"batch {batch.name} is a link to {batch.path.resolve()}: remove the link itself."
        raise WrongInput(reason, key="batch", value=name)
    if batch.layout.status.exists():
        with batch.layout.status.open() as log:
            held = locks.is_locked(log)
        if held:
            reason = f"a launch is at work in {batch.path}: stop it first."
            raise WrongInput(reason, key="batch", value=name)
    aside = batch.path.with_name(f".{batch.name}.{secrets.token_hex(4)}.tmp")
    try:
        with _hold_labels(archive.outputs) as file:
            batch.path.rename(aside)
            if file.batches.pop(batch.name, None) is not None:
                _write_labels(archive.outputs, file)
        shutil.rmtree(aside)
    except OSError as error:
        raise _make_write_error(batch.path, error) from error


def _make_update(**fields: object) -> Callable[[Label], Label]:
    return lambda label: label.model_copy(update=fields)


def _change_labels(
    archive: Archive, names: Sequence[str], change: Callable[[Label], Label]
) -> list[BatchSummary]:
    """Change what is said of batches, all or none of them; return their lines."""
    known = {one.name: one for one in archive.batches()}
    unknown = [name for name in names if name not in known]
    if unknown:
        reason = f"there is no batch {join_first_few(unknown, ', ')} in {archive.outputs}."
        raise WrongInput(reason, key="batch", value=unknown[0])
    try:
        with _hold_labels(archive.outputs) as file:
            for name in names:
                label = file.batches.get(name, Label())
                if label.created != known[name].created:
                    label = Label(created=known[name].created)
                file.batches[name] = change(label)
            _write_labels(archive.outputs, file)
    except OSError as error:
        raise _make_write_error(get_labels_path(archive.outputs), error) from error
    return [label_summary(known[name], file.batches) for name in names]


@contextmanager
def _hold_labels(outputs: Path) -> Iterator[_File]:
    """Hold the labels alone, as they are now, from reading to writing."""
    with get_labels_lock_path(outputs).open("a") as lock:
        try:
            locks.lock(lock, PATIENCE)
        except locks.NoLocksError as error:
            raise locks.make_no_locks_refusal(outputs, "writers", error) from error
        except BlockingIOError as error:
            reason = f"another program has been changing the labels in {outputs} for {PATIENCE:g} s"
            raise WrongInput(f"{reason}: try again.", key="outputs") from error
        yield _File(batches=read_labels(outputs))


def _write_labels(outputs: Path, file: _File) -> None:
    from runs.archive.parts import write_atomically

    plain: dict[str, Any] = {
        "format_version": FORMAT,
        "batches": {
            name: label.model_dump(exclude_defaults=True) for name, label in file.batches.items()
        },
    }
    text = json.dumps(plain, ensure_ascii=False, indent=1)
    write_atomically(get_labels_path(outputs), f"{text}\n".encode())


def clean(text: str) -> str:
    """Return one line in composed letters, without blanks at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def _check_title(title: str, others: Sequence[BatchSummary]) -> None:
    allowed = [
        f"1 to {TITLE} characters of any script on one line, without /, not beginning with -"
    ]
    plain = title.isprintable() and "/" not in title and not title.startswith("-")
    if not plain or len(title) > TITLE:
        reason = f"{title!r} cannot be a batch's title."
        raise WrongInput(reason, key="title", value=title, allowed=allowed)
    for one in others:
        if fold(title) in (fold(one.name), fold(one.title)):
            reason = f"“{title}” is taken: batch {one.name} is called so."
            raise WrongInput(reason, key="title", value=title, allowed=["another title"])


def _check_tag(text: str) -> str:
    tag = clean(text)
    plain = tag.isprintable() and not any(sign.isspace() or sign == "," for sign in tag)
    if tag and plain and len(tag) <= TAG and not tag.startswith("-"):
        return tag
    allowed = [f"1 to {TAG} characters of any script, without blank or comma, not beginning with -"]
    raise WrongInput(f"{text!r} cannot be a tag.", key="tag", value=text, allowed=allowed)


def fold(text: str) -> str:
    """Return a text so that equal ones are equal whatever their case and composition."""
    return unicodedata.normalize("NFC", text).casefold()


def _make_write_error(path: Path, error: OSError) -> WrongInput:
    return WrongInput(f"cannot change {path}: {error.strerror}.", key="outputs", value=str(path))
