"""Labels of batches: a title, a note, tags, and whether it is hidden from the list.

They are in one file beside the batches, never in a batch, which stays as it was computed. The file
is replaced whole, by one program at a time. An entry belongs to the batch made at its moment, so
that a later batch of the same name does not inherit it. A title is one more name by which a batch
is found; its folder keeps its own name, which links and printed commands use.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from runs.archive import locks
from runs.archive.opening import describe_validation_error
from runs.errors import WrongInput
from runs.layout import get_labels_lock_path, get_labels_path

if TYPE_CHECKING:
    from runs.archive.manifest import BatchSummary

FORMAT: Final = 1
PATIENCE = 5.0
"""Seconds to wait for whoever changes the labels just now."""
STAR = "★"
"""The tag of a batch that is starred: every list and filter of tags knows it."""


class Label(BaseModel):
    """The title, note, tags and visibility of one batch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    created: str = ""
    """When its batch was made, as its manifest says."""
    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    hidden: bool = False


class LabelFile(BaseModel):
    """The content of the file of labels."""

    model_config = ConfigDict(extra="forbid")

    format_version: Literal[1] = FORMAT
    batches: dict[str, Label] = {}


def read_labels(outputs: Path) -> dict[str, Label]:
    """Return folder name -> label, empty without a file; WrongInput if the file is damaged or of
    another format.
    """
    path = get_labels_path(outputs)
    try:
        found = LabelFile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _make_unread_labels_error(path, error.strerror or str(error)) from None
    except ValidationError as error:
        raise _make_unread_labels_error(path, describe_validation_error(error)) from None
    return found.batches


def _make_unread_labels_error(path: Path, why: str) -> WrongInput:
    """Return the error for a file of labels that cannot be read."""
    return WrongInput(
        f"{path} cannot be read ({why}). Nothing in it is changed: mend it, or take it away.",
        key="outputs",
        value=str(path),
    )


def add_label_to_summary(
    summary: BatchSummary, labels: Mapping[str, Label], outputs: Path
) -> BatchSummary:
    """Return a batch's summary with its label added; unchanged if it has none, or if the label is
    of an earlier batch of that name.
    """
    name = find_label(labels, summary, outputs)
    return replace(summary, **labels[name].model_dump(exclude={"created"})) if name else summary


def take_label(labels: dict[str, Label], summary: BatchSummary, outputs: Path) -> Label:
    """Remove a batch's label from the others and return it; an empty one if it has none."""
    name = find_label(labels, summary, outputs)
    return labels.pop(name) if name else Label(created=summary.created)


def find_label(labels: Mapping[str, Label], summary: BatchSummary, outputs: Path) -> str:
    """Return the folder name under which a batch's label is kept, "" if it has none: its own or,
    where its folder was renamed by hand, one that is no longer there.
    """
    own = [name for name, label in labels.items() if label.created == summary.created]
    if summary.name in own:
        return summary.name
    return next((name for name in own if not (outputs / name).exists()), "")


@contextmanager
def lock_labels(outputs: Path) -> Iterator[LabelFile]:
    """Return a context that locks the file of labels and gives its present content; WrongInput if
    the lock cannot be had within PATIENCE seconds or the file is damaged.
    """
    with get_labels_lock_path(outputs).open("a") as lock:
        try:
            locks.lock(lock, PATIENCE)
        except locks.NoLocksError as error:
            raise locks.make_no_locks_refusal(outputs, "writers", error) from error
        except BlockingIOError as error:
            reason = f"another program has been changing the labels in {outputs} for {PATIENCE:g} s"
            raise WrongInput(f"{reason}: try again.", key="outputs") from error
        yield LabelFile(batches=read_labels(outputs))


def write_labels(outputs: Path, file: LabelFile) -> None:
    """Replace the file of labels as a whole; OSError if it cannot be written."""
    from runs.archive.parts import write_atomically

    plain: dict[str, Any] = {
        "format_version": FORMAT,
        "batches": {
            name: label.model_dump(exclude_defaults=True) for name, label in file.batches.items()
        },
    }
    text = json.dumps(plain, ensure_ascii=False, indent=1)
    write_atomically(get_labels_path(outputs), f"{text}\n".encode())


def normalise_text(text: str) -> str:
    """Return a text in Unicode's composed form (NFC), without spaces at its ends."""
    return unicodedata.normalize("NFC", text).strip()
