"""The stored results of a study: one folder per result beside the batches, written once.

<outputs>/<study>/<date>-<time>-<4 random>/ holds the rows as CSV, the complete result as JSON, and
further tables. The JSON is written last: a folder without one is incomplete.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from runs.archive.parts import list_absent_folders, remove_empty_folders, write_atomically
from runs.errors import WrongInput
from runs.paths import is_there, make_timestamped_name


class ResultStore(NamedTuple):
    """Where the results of one study are stored, below a folder of batches."""

    study: str
    """The folder they lie in."""
    table: str
    """File of the rows, CSV."""
    whole: str
    """File of everything, JSON."""

    def require_writable(self, outputs: Path) -> None:
        """Raise WrongInput, before anything is computed, if no result could be stored here."""
        require_writable_folder(outputs / self.study)

    def write(
        self,
        outputs: Path,
        rows: pd.DataFrame,
        content: Mapping[str, Any],
        other_tables: Mapping[str, pd.DataFrame] | None = None,
    ) -> Path:
        """Write a result into a new folder <outputs>/<study>/<time>; return the folder. WrongInput
        if it cannot be written.

        Args:
            outputs: the folder of batches.
            rows: the table, written as CSV.
            content: the rows as plain values and how they were made, written as JSON, NaN and
                infinity as null.
            other_tables: file name -> further table, written as CSV.
        """
        folder = outputs / self.study / make_timestamped_name()
        text = json.dumps(
            replace_nonfinite(dict(content)), indent=1, allow_nan=False, ensure_ascii=False
        )
        with refuse_unwritable(folder):
            folder.mkdir(parents=True)
            for name, frame in {**(other_tables or {}), self.table: rows}.items():
                write_atomically(folder / name, frame.to_csv(index=False).encode())
            write_atomically(folder / self.whole, f"{text}\n".encode())
        return folder

    def read(self, folder: Path) -> dict[str, Any]:
        """Return the contents of the JSON file in a result's folder; OSError if there is none."""
        found: dict[str, Any] = json.loads((folder / self.whole).read_text(encoding="utf-8"))
        return found

    def find_newest(self, outputs: Path) -> Path | None:
        """Return the folder of the newest complete result; None if there is none."""
        whole = [path.parent for path in (outputs / self.study).glob(f"*/{self.whole}")]
        return max(whole, key=lambda path: path.name, default=None)


def require_writable_folder(folder: Path) -> None:
    """Raise WrongInput unless a folder can be written in; one that is absent is made for the
    attempt, and nothing is left behind.
    """
    with refuse_unwritable(folder):
        made = list_absent_folders(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            attempt = folder / f".{secrets.token_hex(4)}.tmp"
            attempt.mkdir()
            attempt.rmdir()
        finally:
            remove_empty_folders(made)


@contextmanager
def refuse_unwritable(folder: Path) -> Iterator[None]:
    """Raise WrongInput, naming the folder and the reason, for an OSError while it is written in."""
    try:
        yield
    except OSError as error:
        above = next((one for one in (folder, *folder.parents) if is_there(one)), folder)
        why = f"{above} is a file" if is_there(above) and above.is_file() else error.strerror
        reason = f"cannot write in {folder}: {why}."
        allowed = ["a folder that can be written in"]
        raise WrongInput(reason, key="outputs", value=str(folder), allowed=allowed) from error


def replace_nonfinite(value: Any) -> Any:
    """Return plain values with None in place of NaN and infinity, which JSON does not have."""
    if isinstance(value, Mapping):
        return {key: replace_nonfinite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [replace_nonfinite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
