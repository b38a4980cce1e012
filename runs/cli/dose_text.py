"""What the terminal prints about levers that were swept or crossed: each value, and the
response.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from runs.analysis.sides import get_sides
from runs.terminal import format_table, say

if TYPE_CHECKING:
    from runs.analysis.estimates.tallies import Tallies
    from runs.archive.batch import Batch
    from runs.studies.sensitivity.doses import Doses


def replace_names_by_levers(
    batch: Batch, rows: Iterable[tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], int]:
    """Return the head and rows of a table of variants with names replaced by the values of their
    levers, and the number of columns that these values take.

    rows: of `tables.format_outcome_rows`; unchanged if the variants form no cross.
    """
    from runs.studies.sensitivity.doses import find_batch_cross

    head, *others = rows
    cross = find_batch_cross(batch)
    if cross is None:
        return [head, *others], 0
    values = {name: tuple(map(str, found)) for found, name in cross.names.items()}
    made = [(*(axis.label for axis in cross.axes), "runs", *head[1:])]
    for first, *cells in others:
        name, _, n = first.partition("\n")
        made.append((*values[name], n.removeprefix("n = "), *cells))
    return made, len(cross.axes)


def say_own_metrics(batch: Batch, counted: Tallies) -> None:
    """Print the mean of each metric of the user's own in each variant with its interval, between
    empty lines; one empty line without such a metric.
    """
    from runs.analysis.comparison.overview import summarise_variants
    from runs.analysis.estimates.draws import FIT, LOW
    from runs.analysis.text.tables import format_metric_rows, write_intervals_note

    say()
    if not (own := batch.manifest.own_metrics):
        return
    found = summarise_variants(counted)
    table, levers = replace_names_by_levers(batch, format_metric_rows(found, own))
    names = [name for of in own for name in (of.name, f"{of.name}_{LOW}", FIT) if name in found]
    say("Metrics of your own, means of the runs that have them;")
    say(f"{write_intervals_note(found[list(dict.fromkeys(names))])}.\n")
    say(format_table(table[0], table[1:], unwrapped=levers) + "\n")


def say_grid_doses(batch: Batch) -> None:
    """Print how often each side calls first at each value of one or two levers, for each variant
    whose design is a grid of these.
    """
    from runs.studies.sensitivity.doses import tabulate_grid

    design = batch.manifest.design
    if design is None or len(design.levers) > 2:
        return
    for variant in batch.manifest.variants:
        rows = batch.outcomes(variant.name)
        for side in get_sides():
            doses = tabulate_grid(batch, variant.name, rows, f"p_{side.key}")
            if doses is None:
                return
            _say_doses(doses, f"p_{side.key}")


def say_cross_doses(batch: Batch, counted: Tallies) -> None:
    """Print how often each side calls first at each value of the one or two levers that the
    variants of a batch combine; nothing for others.
    """
    from runs.studies.sensitivity.doses import find_batch_cross, tabulate_cross

    cross = find_batch_cross(batch)
    if cross is None or len(cross.axes) > 2:
        return
    frame = batch.outcomes(columns=["first_mover_true"])
    for side in get_sides():
        metric = f"p_{side.key}"
        _say_doses(tabulate_cross(cross, frame, metric, counted), metric)


def _say_doses(doses: Doses, metric: str) -> None:
    """Print a metric at each value of one lever (a sentence, if it has numbers) or two
    (a table).
    """
    from runs.analysis.estimates.metrics import find_metric
    from runs.analysis.text.doses import write_dose_sentence
    from runs.analysis.text.pieces import CONDITION

    of = find_metric(metric)
    if len(doses.axes) == 1:
        if doses.axes[0].is_number:
            said = write_dose_sentence(doses.table, doses.axes[0].key, (of.label, of.unit))
            say(f"{CONDITION} {said}")
        return
    _say_matrix(doses, of.label)


def _say_matrix(doses: Doses, label: str) -> None:
    """Print a metric over two levers: a row for each value of the first, a column for each of the
    second.
    """
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.tables import format_cell

    down, across = doses.axes
    cells = {(row[down.key], row[across.key]): format_cell(extract_estimate(row, unit="share"))
             for row in doses.table.to_dict("records")}  # fmt: skip
    rows = [(value, *(cells.get((value, other), "") for other in across.values))
            for value in down.values]  # fmt: skip
    what = f"{label[:1].upper()}{label[1:]}, of 100 runs"
    say(f"{what}, by {down.label} (down) and {across.label} (across):\n")
    say(format_table((down.label, *map(str, across.values)), rows) + "\n")
