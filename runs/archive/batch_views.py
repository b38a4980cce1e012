"""How a batch is shown in a Python session: one line, a table of its shares, a frame of them.

A notebook calls `_repr_html_` and a prompt `repr`; neither may fail, whatever is in the folder.
"""

from __future__ import annotations

from html import escape
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from runs.archive.batch_rows import BatchRows, use_this_batch
from runs.errors import WrongInput
from runs.layout import Layout

if TYPE_CHECKING:
    import pandas as pd

    from runs.plan.designs.table import PointTable


FIGURES = "taijie.figures"
"""Entry points of packages that draw figures: functions of a batch, a name and choices."""


class BatchViews(BatchRows):
    """The short views of a batch."""

    def figure(self, name: str, /, **choices: object) -> Any:
        """Return a figure of a page as Plotly's, drawn by whichever package draws pages.

        Args:
            name: `page/figure` ("first/survival"), or a page ("first") for its first figure.
            choices: what the page's address would choose, such as a variant or a day.

        Raises WrongInput for an unknown figure or choice, naming the nearest; for a choice that
        the batch does not have; if there are no runs to draw; and if no package draws figures.
        """
        for point in entry_points(group=FIGURES):
            return point.load()(self, name, **choices)
        raise WrongInput("no installed package draws figures.", key="figure", value=name)

    def shares(self) -> pd.DataFrame:
        """Return who calls first: one row a variant and first mover, with its 95 % interval.

        Returns:
            variant (name), mover (a side, broker, simultaneous, nobody), k (runs), n (runs in all),
            share, low, high (0 to 1; Wilson, simulation error alone); with a fit draws_low,
            draws_high (95 % of its sets of parameters, without the noise of the runs within each)
            and fit (its name). No row without a run.
        """
        return self._compute_shares().rename(columns={"estimate": "share"})

    @use_this_batch
    def _compute_shares(self) -> pd.DataFrame:
        """Return the table of `compute_mover_shares`, its columns without a row if there is
        no run.
        """
        import pandas as pd

        from runs.analysis.comparison.shares import compute_mover_shares

        counted = self.tallies()
        if counted is None:
            return pd.DataFrame(columns=["variant", "mover", "k", "n", "estimate", "low", "high"])
        return compute_mover_shares(counted)

    def draws(self, variant: str) -> PointTable | None:
        """Return the values of a variant's levers at each draw (set of parameters) of a fit,
        checked; None without a fit.
        """
        from runs.archive.point_tables import read_point_table

        if self.manifest.fit is None:
            return None
        path = Layout(self.path).get_draws_path(self.manifest.find_variant(variant).hash)
        return read_point_table(path, "the draws of the parameters")

    def _describe_size(self) -> str:
        """Return how many variants and runs the batch has, and how many are done, in words; or why
        it cannot be read.
        """
        from runs.analysis.text.names import format_count

        try:
            manifest = self.manifest
            size = f"{format_count(len(manifest.variants), 'variant')} x "
            size += format_count(manifest.runs, "run")
            done = sum(count.done for count in self.counts())
        except (WrongInput, OSError) as error:
            return f"cannot be read: {error}"
        return f"{size}, {done:,} of {manifest.lanes:,} done"

    def __repr__(self) -> str:
        return f"<Batch {self.path.name}: {self._describe_size()}>"

    def _repr_html_(self) -> str:
        """Return name and size of the batch, above the table of who calls first under each variant
        if there are runs, as HTML for a notebook.
        """
        head = f"<p><b>{escape(self.path.name)}</b>: {escape(self._describe_size())}</p>"
        try:
            rows, note = self._list_outcome_rows()
        except (WrongInput, OSError):
            rows, note = [], ""
        if not rows:
            return head
        from runs.archive.html_tables import make_html_table

        return f"{head}{make_html_table(rows[0], rows[1:])}<p>of 100 runs, {note}</p>"

    @use_this_batch
    def _list_outcome_rows(self) -> tuple[list[tuple[str, ...]], str]:
        """Return the head and the rows of the table of outcomes, as texts ([] without a run), and
        what its intervals are.
        """
        from runs.analysis.comparison.overview import summarise_variants
        from runs.analysis.text.tables import format_outcome_rows, write_intervals_note

        counted = self.tallies()
        if counted is None:
            return [], ""
        found = summarise_variants(counted)
        return list(format_outcome_rows(found)), write_intervals_note(found)
