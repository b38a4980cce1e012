"""A batch's runs as one file of event data, in plain CSV or with POLECAT's columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runs.archive.export.files import ExportSummary, check_choice, write_table_with_dictionary
from runs.studies.events.event_rows import stream_event_table

if TYPE_CHECKING:
    from runs.archive.batch import Batch

ENDINGS = {"csv": "csv", "polecat": "txt"}
"""Format -> how the names of its files end, as their data sets have them."""


def export_events(batch: Batch, file: Path | None, form: str | None) -> ExportSummary:
    """Write the events of a batch's runs to a new file.

    Args:
        batch: the batch; of an incomplete one, the runs that are done.
        file: where; None: <batch>.events.<csv or txt> in the current folder.
        form: "csv" or "polecat" (tabs and its names of the columns); None: csv.

    Raises WrongInput, leaving no file behind, as `export` does, and EngineMismatchError.
    """
    form = check_choice("format", form or "csv", tuple(ENDINGS))
    file = file or Path(f"{batch.name}.events.{ENDINGS[form]}")
    table = stream_event_table(batch, form)
    return write_table_with_dictionary(batch, "events", file, form, table)
