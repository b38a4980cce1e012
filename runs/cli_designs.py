"""What the terminal says of a batch with a design: the spread over its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.terminal import say, table

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive import Batch
    from runs.manifest import DesignRecord


def next_command(batch: Batch) -> str:
    """Return the command that reads a batch with such a design."""
    design = batch.manifest.design
    if design is not None and design.name in ("sobol", "morris", "one_at_a_time"):
        return f"taijie sensitivity {batch.name}"
    return f"taijie discover {batch.name} --split duration"


def told(design: DesignRecord | None) -> str:
    """Return a design in a few words, for a difference between two."""
    if design is None:
        return "none"
    from runs.plan import counted

    return f"{design.name} over {', '.join(design.levers)} ({counted(design.points, 'point')})"


def say_spread(batch: Batch, frame: pd.DataFrame) -> None:
    """Print, for each variant, how the headline figures differ from point to point."""
    from runs.analysis.points import QUANTILES, spread
    from runs.plan import counted

    design = batch.manifest.design
    assert design is not None
    found = spread(frame)
    many = len(batch.manifest.variants) > 1
    head = (
        *(("variant",) if many else ()),
        "at a point",
        *(name.replace("_", " ") for name in QUANTILES),
    )
    rows = []
    for row in found.to_dict("records"):
        per, unit = (100, " of 100 runs") if row["unit"] == "share" else (1, "")
        figures = (f"{per * row[name]:.3g}" for name in QUANTILES)
        rows.append((*((row["variant"],) if many else ()), f"{row['label']}{unit}", *figures))
    levers, points = counted(len(design.levers), "lever"), counted(design.points, "point")
    say(f"\nOver the {points} of the design ({design.name}, {levers}). Luck differs from point to")
    say(f"point too; what the levers do is told by `{next_command(batch)}`.\n")
    say(table(head, rows))
