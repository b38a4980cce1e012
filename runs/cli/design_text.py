"""What the terminal says of a batch with a design: the spread over its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.command_text import batch_words, command_text
from runs.terminal import say, table

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive.batch import Batch
    from runs.archive.manifest import DesignRecord


def next_command(batch: Batch) -> str:
    """Return the command that reads a batch with such a design."""
    design = batch.manifest.design
    if design is not None and design.name in ("sobol", "morris", "one_at_a_time"):
        return command_text("taijie", "sensitivity", *batch_words(batch.path))
    return command_text("taijie", "discover", *batch_words(batch.path), "--split", "duration")


def describe_design(design: DesignRecord | None) -> str:
    """Return a design in a few words, for a difference between two."""
    if design is None:
        return "none"
    from runs.analysis.text.names import count_text

    return f"{design.name} over {', '.join(design.levers)} ({count_text(design.points, 'point')})"


def say_spread(batch: Batch, frame: pd.DataFrame) -> None:
    """Print, for each variant, how the headline figures differ from point to point."""
    from runs.analysis.estimates.points import QUANTILES, spread_over_points
    from runs.analysis.text.differences import difference_unit
    from runs.analysis.text.names import count_text
    from runs.analysis.text.numbers import number_text, unit_of

    design = batch.manifest.design
    assert design is not None
    found = spread_over_points(frame)
    many = len(batch.manifest.variants) > 1
    head = (
        *(("variant",) if many else ()),
        "at a point",
        *(name.replace("_", " ") for name in QUANTILES),
    )
    rows = []
    for row in found.to_dict("records"):
        per, unit = unit_of(row["unit"]).per, difference_unit(row["unit"])
        figures = (number_text(per * row[name], 1) for name in QUANTILES)
        rows.append((*((row["variant"],) if many else ()), f"{row['label']}, {unit}", *figures))
    levers, points = count_text(len(design.levers), "lever"), count_text(design.points, "point")
    say(f"\nOver the {points} of the design ({design.name}, {levers}). Luck differs from point to")
    say(f"point too; what the levers do is told by `{next_command(batch)}`.\n")
    say(table(head, rows))
