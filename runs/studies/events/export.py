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


def export_events(batch: Batch, file: Path | None, format_name: str | None) -> ExportSummary:
    """Simulate a batch's runs again and write their events to a new file; return its summary (file,
    dictionary, rows and columns).

    Args:
        batch: the batch; of an incomplete one, the runs that are done.
        file: where; None: <batch>.events.<csv or txt> in the current folder.
        format_name: "csv" or "polecat" (tabs, and the column names of POLECAT); None: csv.

    Raises:
        WrongInput: the format is unknown, the file exists or cannot be written, or no run is done;
            no file is left behind.
        EngineMismatchError: the engine or a plug-in is no longer the one of the batch.
    """
    format_name = check_choice("format", format_name or "csv", tuple(ENDINGS))
    file = file or Path(f"{batch.name}.events.{ENDINGS[format_name]}")
    table = stream_event_table(batch, format_name)
    return write_table_with_dictionary(batch, "events", file, format_name, table)
