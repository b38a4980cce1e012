"""Compacting: the parts of a variant are merged into few, without losing a row at any moment.

A batch grown in a hundred launches has hundreds of small parts, each with histograms of its own.
The merged part is the one that a single task over its rows would have written. It is put in place
whole, before any of those it replaces is removed, and while both are there only the merged one
counts (`rectangles.drop_overlaps`); so a kill at any moment loses no row and counts none twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from runs.archive.batch import Batch, write_part
from runs.archive.manifest import VariantRecord
from runs.archive.writer import BatchWriter
from runs.layout import KINDS
from runs.rectangles import Rectangle

ROWS = 200_000
"""Rows of a merged part, at most: some 200 MB in memory while it is made."""


@dataclass(frozen=True)
class Group:
    """A rectangle of rows, and the parts that hold these rows."""

    whole: Rectangle
    parts: tuple[Rectangle, ...]


def compact_batch(batch: Batch, max_rows: int = ROWS) -> tuple[int, int]:
    """Merge the parts of every variant into parts of at most `max_rows` rows; return the numbers of
    parts before and after.

    Raises WrongInput while a launch is running in the batch.
    """
    before = after = 0
    with BatchWriter.open(batch.path) as writer:
        for variant in batch.manifest.variants:
            found = len(batch.layout.list_rectangles(variant.hash))
            groups = group_rectangles(batch.list_valid_rectangles(variant), max_rows)
            for group in groups:
                if len(group.parts) > 1:
                    _merge_group(batch, variant, group)
            _remove_replaced_parts(batch, variant, groups)
            before, after = before + found, after + len(groups)
        writer.summarise()
        writer.log_event("compacted", before=before, after=after)
    return before, after


def group_rectangles(rectangles: Iterable[Rectangle], max_rows: int) -> list[Group]:
    """Return the rectangles in groups, each of at most `max_rows` rows, whose union is a rectangle.

    rectangles: of one variant and disjoint. Replications are joined first, then points.
    """
    groups = [Group(rectangle, (rectangle,)) for rectangle in rectangles]
    groups.sort(key=lambda g: (_get_points(g.whole), g.whole.first_replication))
    groups = _join_neighbours(groups, max_rows, _join_by_replication)
    groups.sort(key=lambda g: (_get_replications(g.whole), g.whole.first_point))
    return _join_neighbours(groups, max_rows, _join_by_point)


def _get_points(r: Rectangle) -> tuple[int, int]:
    """Return the first point of a rectangle and the number of its points."""
    return r.first_point, r.points


def _get_replications(r: Rectangle) -> tuple[int, int]:
    """Return the first replication of a rectangle and the number of its replications."""
    return r.first_replication, r.replications


def _join_by_replication(one: Rectangle, other: Rectangle) -> Rectangle | None:
    """Return both as one rectangle if they have the same points and `other` begins with the
    replication after the last of `one`; else None.
    """
    if _get_points(one) != _get_points(other) or one.end_replication != other.first_replication:
        return None
    return replace(one, replications=one.replications + other.replications)


def _join_by_point(one: Rectangle, other: Rectangle) -> Rectangle | None:
    """Return both as one rectangle if they have the same replications and `other` begins with the
    point after the last of `one`; else None.
    """
    if _get_replications(one) != _get_replications(other) or one.end_point != other.first_point:
        return None
    return replace(one, points=one.points + other.points)


def _join_neighbours(
    groups: list[Group], max_rows: int, join: Callable[[Rectangle, Rectangle], Rectangle | None]
) -> list[Group]:
    """Return the groups, with neighbours joined where `join` gives a rectangle of at most
    `max_rows` rows.

    groups: sorted along the direction in which they are joined.
    """
    done: list[Group] = groups[:1]
    for _, group in pairwise(groups):
        whole = join(done[-1].whole, group.whole)
        if whole is not None and whole.lanes <= max_rows:
            done[-1] = Group(whole, (*done[-1].parts, *group.parts))
        else:
            done.append(group)
    return done


def _merge_group(batch: Batch, variant: VariantRecord, group: Group) -> None:
    """Write a group's merged part, then remove the parts it replaces."""
    import numpy as np

    from runs.archive import parts, tables
    from runs.archive.frames import merge_counts

    dyad = batch.manifest.dyad
    files = [batch.layout.list_part_paths(rectangle) for rectangle in group.parts]
    merged = merge_counts([daily for daily, _ in files], dyad, variant.horizon)
    counts = np.stack(list(merged.values())).astype(np.int32)
    schema = tables.make_outcome_schema(dyad, batch.manifest.own_metrics)
    rows = tables.sort_rows(parts.read_parts([own for _, own in files], schema, schema.names))
    engine = batch.manifest.engine.digest
    made = [tables.make_daily_table(dyad, counts, list(merged)), rows.cast(schema).combine_chunks()]
    write_part(
        batch.path, group.whole, *(parts.serialise_part(t, group.whole, engine) for t in made)
    )
    for rectangle in group.parts:
        _remove_both_parts(batch, rectangle)


def _remove_replaced_parts(batch: Batch, variant: VariantRecord, groups: Iterable[Group]) -> None:
    """Remove parts whose rows are all in a group's part, as an interrupted compaction leaves
    them.
    """
    wholes = [group.whole for group in groups]
    named = {r for kind in KINDS for r in batch.layout.list_rectangles(variant.hash, kind)}
    for rectangle in named - set(wholes):
        if any(not rectangle.subtract_rectangle(whole) for whole in wholes):
            _remove_both_parts(batch, rectangle)


def _remove_both_parts(batch: Batch, rectangle: Rectangle) -> None:
    """Remove both parts (files) of a rectangle, the outcomes, which make them valid, first."""
    for path in reversed(batch.layout.list_part_paths(rectangle)):
        path.unlink(missing_ok=True)
