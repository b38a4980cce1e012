"""What the terminal prints about a batch with a design: the spread over its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.command_text import format_command, make_batch_arguments
from runs.terminal import format_table, say

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive.batch import Batch
    from runs.archive.manifest import DesignRecord


def suggest_next_command(batch: Batch) -> str:
    """Return the command line that analyses a batch with this kind of design."""
    design = batch.manifest.design
    if design is not None and design.name in ("sobol", "morris", "one_at_a_time"):
        return format_command("taijie", "sensitivity", *make_batch_arguments(batch.path))
    return format_command(
        "taijie", "discover", *make_batch_arguments(batch.path), "--split", "duration"
    )


def describe_design(design: DesignRecord | None) -> str:
    """Return a design in a few words: kind, levers and points; "none" for None."""
    if design is None:
        return "none"
    from runs.analysis.text.names import format_count

    return f"{design.name} over {', '.join(design.levers)} ({format_count(design.points, 'point')})"


def say_spread(batch: Batch, frame: pd.DataFrame) -> None:
    """Print, for each variant, quantiles of the headline figures over the rows of its design."""
    from runs.analysis.estimates.points import QUANTILES, compute_spread_of_points
    from runs.analysis.text.differences import name_difference_unit
    from runs.analysis.text.names import format_count
    from runs.analysis.text.numbers import format_number, get_unit

    design = batch.manifest.design
    assert design is not None
    found = compute_spread_of_points(frame)
    many = len(batch.manifest.variants) > 1
    head = (
        *(("variant",) if many else ()),
        "at a point",
        *(name.replace("_", " ") for name in QUANTILES),
    )
    rows = []
    for row in found.to_dict("records"):
        per, unit = get_unit(row["unit"]).per, name_difference_unit(row["unit"])
        figures = (format_number(per * row[name], 1) for name in QUANTILES)
        rows.append((*((row["variant"],) if many else ()), f"{row['label']}, {unit}", *figures))
    levers, points = format_count(len(design.levers), "lever"), format_count(design.points, "point")
    say(
        f"\nOver the {points} of the design ({design.name}, {levers}). Luck differs from point to"
        f" point too; what the levers do: {suggest_next_command(batch)}\n"
    )
    say(format_table(head, rows))
