"""Changes to the labels of batches (title, note, tags, hidden), each checked before it is written;
and deletion.
"""

from __future__ import annotations

import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from runs.archive import locks
from runs.archive.batch import Archive, Batch
from runs.archive.labels import (
    Label,
    add_label_to_summary,
    find_label,
    lock_labels,
    normalise_text,
    take_label,
    write_labels,
)
from runs.archive.manifest import BatchSummary
from runs.errors import WrongInput, join_first_few, quote_text
from runs.layout import get_labels_path
from runs.paths import fold_case

TITLE, NOTE, TAG = 120, 10_000, 40
"""Characters of a title, of a note and of a tag, at most."""


def set_title(archive: Archive, name: str, title: str) -> BatchSummary:
    """Set a batch's title, or remove it for "", and return its summary; WrongInput if the text
    cannot be a title or is taken.
    """
    title = normalise_text(title)
    _check_new_title(archive, name, title)
    (told,) = _change_labels(archive, [name], _make_label_update(title=title))
    return told


def set_note(archive: Archive, name: str, note: str) -> BatchSummary:
    """Set a batch's note, of any number of lines, or remove it for "", and return its summary;
    WrongInput if it is too long.
    """
    (told,) = _change_labels(archive, [name], _make_label_update(note=_check_note(note)))
    return told


def edit_label(archive: Archive, name: str, before: Label, after: Label) -> BatchSummary:
    """Change only those fields of a batch's label in which `after` differs from `before`; return
    its summary.

    before: the label when the edit began. Fields that another program has changed since then are
    kept. WrongInput, with the present value, if both changed the same field.
    """
    wanted = {
        "title": normalise_text(after.title),
        "note": _check_note(after.note),
        "hidden": after.hidden,
    }
    if wanted["title"] != before.title:
        _check_new_title(archive, name, normalise_text(after.title))
    change_own_tags = _make_tag_update(
        [tag for tag in after.tags if tag not in before.tags],
        [tag for tag in before.tags if tag not in after.tags],
    )

    def apply_edit(label: Label) -> Label:
        """Return the label with the edit made; WrongInput if the same field was changed
        meanwhile.
        """
        for field, value in wanted.items():
            now, was = getattr(label, field), getattr(before, field)
            if now != was and value not in (was, now):
                reason = f"the {field} was changed meanwhile and is now “{now}”."
                raise WrongInput(reason, key=field, value=value)
        fresh = {key: value for key, value in wanted.items() if value != getattr(before, key)}
        return change_own_tags(label.model_copy(update=fresh))

    (told,) = _change_labels(archive, [name], apply_edit)
    return told


def change_tags(
    archive: Archive, names: Sequence[str], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[BatchSummary]:
    """Add tags to batches, remove others, and return the batches' summaries; WrongInput for a text
    that cannot be a tag, or an unknown batch.
    """
    return _change_labels(archive, names, _make_tag_update(add, remove))


def _make_tag_update(add: Iterable[str], remove: Iterable[str]) -> Callable[[Label], Label]:
    """Return a function that adds tags to a label and removes others; WrongInput, here, for one to
    add that cannot be a tag.
    """
    wanted = [_check_tag(tag) for tag in add]
    gone = {normalise_text(tag).casefold() for tag in remove}

    def update_tags(label: Label) -> Label:
        """Return the label with tags added and others removed, whatever their case."""
        kept = {tag.casefold(): tag for tag in label.tags if tag.casefold() not in gone}
        for tag in wanted:
            kept.setdefault(tag.casefold(), tag)
        return label.model_copy(update={"tags": tuple(kept.values())})

    return update_tags


def set_hidden(archive: Archive, names: Sequence[str], hidden: bool) -> list[BatchSummary]:
    """Hide batches from the list, or show them again, and return their summaries; WrongInput for an
    unknown batch.
    """
    return _change_labels(archive, names, lambda label: label.model_copy(update={"hidden": hidden}))


def delete_batch(archive: Archive, name: str) -> None:
    """Delete a batch and its label permanently; WrongInput while it is being computed, if it is a
    link, or if the system refuses.

    It is renamed first, so that a list shows it completely or not at all.
    """
    batch = archive.open(name)
    known = archive.find_summary(batch.name)
    if batch.path.is_symlink():
        reason = f"batch {batch.name} is a link to {batch.path.resolve()}: remove the link itself."
        raise WrongInput(reason, key="batch", value=name)
    aside = batch.path.with_name(f".{batch.name}.{secrets.token_hex(4)}.tmp")
    try:
        with _keep_launches_out(batch), lock_labels(archive.outputs) as file:
            batch.path.rename(aside)
            kept = find_label(file.batches, known, archive.outputs) or batch.name
            if file.batches.pop(kept, None) is not None:
                with suppress(OSError):  # a full disk: a label that stays is of no later batch
                    write_labels(archive.outputs, file)
    except OSError as error:
        raise _make_write_error(batch.path, error) from error
    try:
        shutil.rmtree(aside)
    except OSError as error:
        reason = f"batch {batch.name} is deleted, and what is left of it is in {aside}"
        reason = f"{reason} ({error.filename}: {error.strerror}): remove that folder."
        raise WrongInput(reason, key="outputs", value=str(aside)) from error


@contextmanager
def _keep_launches_out(batch: Batch) -> Iterator[None]:
    """Return a context in which no launch can begin to work on a batch; WrongInput if one is at
    work.

    Where its lock cannot be had (no file locks, a folder of others), or would keep the folder from
    being moved (Windows), it is only looked whether one is at work.
    """
    with ExitStack() as stack:
        if batch.layout.status.exists():
            log = stack.enter_context(batch.layout.status.open())
            if locks.is_locked(log) or not _try_to_lock(log):
                reason = f"a launch is at work in {batch.path}: stop it first."
                raise WrongInput(reason, key="batch", value=batch.name)
            if locks.fcntl is None:
                stack.close()
        yield


def _try_to_lock(log: IO[Any]) -> bool:
    """Lock a batch's log, where the system has locks; False if another process holds the lock."""
    try:
        locks.lock(log, 1.0)  # the first attempt may meet a reader that looks whether anyone does
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def _make_label_update(**fields: object) -> Callable[[Label], Label]:
    """Return a function that sets these fields of a label."""
    return lambda label: label.model_copy(update=fields)


def _change_labels(
    archive: Archive, names: Sequence[str], update: Callable[[Label], Label]
) -> list[BatchSummary]:
    """Apply `update` to the labels of batches, all or none of them, and return their summaries;
    WrongInput for an unknown batch, or if the labels cannot be written.
    """
    unknown = [name for name in names if not (archive.outputs / name).is_dir()]
    if unknown:
        reason = f"there is no batch {join_first_few(unknown, ', ')} in {archive.outputs}."
        raise WrongInput(reason, key="batch", value=unknown[0])
    known = {name: archive.find_summary(name) for name in names}
    try:
        with lock_labels(archive.outputs) as file:
            for name in names:
                label = take_label(file.batches, known[name], archive.outputs)
                file.batches[name] = update(label)
            write_labels(archive.outputs, file)
    except OSError as error:
        raise _make_write_error(get_labels_path(archive.outputs), error) from error
    return [add_label_to_summary(known[name], file.batches, archive.outputs) for name in names]


def _check_note(text: str) -> str:
    """Return a note in composed form, stripped; WrongInput if it is too long."""
    note = unicodedata.normalize("NFC", text).strip()
    if len(note) > NOTE:
        raise WrongInput(f"a note has at most {NOTE:,} characters.", key="note", value=len(note))
    return note


def _check_new_title(archive: Archive, name: str, title: str) -> None:
    """Raise WrongInput if a batch of this name cannot get this title; "" is allowed."""
    if title:
        _check_title(title, [one for one in archive.batches() if one.name != name])


def _check_title(title: str, others: Sequence[BatchSummary]) -> None:
    """Raise WrongInput if a text cannot be a title, or is a name or title of one of the others."""
    allowed = [
        f"1 to {TITLE} characters of any script on one line, without /, not beginning with -"
    ]
    plain = title.isprintable() and "/" not in title and not title.startswith("-")
    if not plain or len(title) > TITLE:
        reason = f"{quote_text(title, TITLE)} cannot be a batch's title."
        raise WrongInput(reason, key="title", value=title, allowed=allowed)
    for one in others:
        if fold_case(title) in (fold_case(one.name), fold_case(one.title)):
            reason = f"“{title}” is taken: batch {one.name} is called so."
            raise WrongInput(reason, key="title", value=title, allowed=["another title"])


def _check_tag(text: str) -> str:
    """Return a tag in composed form, stripped; WrongInput if it cannot be one."""
    tag = normalise_text(text)
    plain = tag.isprintable() and not any(sign.isspace() or sign == "," for sign in tag)
    if tag and plain and len(tag) <= TAG and not tag.startswith("-"):
        return tag
    allowed = [f"1 to {TAG} characters of any script, without blank or comma, not beginning with -"]
    reason = f"{quote_text(text, TAG)} cannot be a tag."
    raise WrongInput(reason, key="tag", value=text, allowed=allowed)


def _make_write_error(path: Path, error: OSError) -> WrongInput:
    """Return the WrongInput for a file or folder that cannot be changed."""
    return WrongInput(f"cannot change {path}: {error.strerror}.", key="outputs", value=str(path))
