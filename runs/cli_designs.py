"""What the terminal says of a batch with a design: the spread over its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.plan import counted
from runs.terminal import say, table

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive import Batch


def say_spread(batch: Batch, frame: pd.DataFrame) -> None:
    """Print, for each variant, how the headline figures differ from point to point."""
    from runs.analysis.points import QUANTILES, spread

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
    say(f"\nOver the {points} of the design ({design.name}, {levers}), runs at a point differ by")
    say("luck too: `taijie sensitivity` tells the two apart.\n")
    say(table(head, rows))
