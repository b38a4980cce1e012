"""Results as a notebook shows them: tables in HTML, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from runs.archive.manifest import BatchSummary
from runs.plan.bases import describe_batch_settings


def make_html_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as an HTML table; a line break in a cell stays one."""
    drawn = [("th", head), *(("td", row) for row in rows)]
    return "<table>{}</table>".format(
        "".join(
            "<tr>{}</tr>".format(
                "".join(f"<{tag}>{escape(cell).replace(chr(10), '<br>')}</{tag}>" for cell in row)
            )
            for tag, row in drawn
        )
    )


class BatchList(list[BatchSummary]):
    """Summaries of batches; a notebook shows them as `taijie list` does."""

    def _repr_html_(self) -> str:
        """Return the list as an HTML table, for a notebook."""
        head = ("batch", "title", "what was run", "variants", "runs", "done", "made")
        rows = [
            (one.name, one.title, describe_batch_settings(one.experiment, one.changed),
             f"{one.variants:,}", f"{one.runs:,}", f"{one.done:,} of {one.wanted:,}", one.created)
            for one in self
        ]  # fmt: skip
        return make_html_table(head, rows)
