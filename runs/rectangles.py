"""Rectangles of points x replications: the unit in which rows of a batch are wanted, written and
valid.

Rows of one variant are numbered by (point, replication). Whatever is computed, stored, missing or
repeated is a rectangle of such rows, so that "what is missing" is a subtraction, whoever wrote the
rest. Pure arithmetic on half-open ranges; knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, order=True)
class Rectangle:
    """Rows ``first_point .. + points`` x ``first_replication .. + replications`` of one variant.

    ``variant`` is the variant's full hexadecimal hash. Rows inside a rectangle run point-major:
    all replications of the first point, then all of the next.
    """

    variant: str
    first_point: int
    points: int
    first_replication: int
    replications: int

    @property
    def lanes(self) -> int:
        """Number of rows: points times replications."""
        return self.points * self.replications

    @property
    def end_point(self) -> int:
        """First point after the rectangle."""
        return self.first_point + self.points

    @property
    def end_replication(self) -> int:
        """First replication after the rectangle."""
        return self.first_replication + self.replications

    def is_overlapping(self, other: Rectangle) -> bool:
        """Say whether the two share a row."""
        return (
            self.variant == other.variant
            and self.first_point < other.end_point
            and other.first_point < self.end_point
            and self.first_replication < other.end_replication
            and other.first_replication < self.end_replication
        )

    def intersect_rectangle(self, other: Rectangle) -> list[Rectangle]:
        """Return the rows that lie in both: one rectangle or none."""
        if not self.is_overlapping(other):
            return []
        point = max(self.first_point, other.first_point)
        first = max(self.first_replication, other.first_replication)
        points = min(self.end_point, other.end_point) - point
        runs = min(self.end_replication, other.end_replication) - first
        return [Rectangle(self.variant, point, points, first, runs)]

    def subtract_rectangle(self, other: Rectangle) -> list[Rectangle]:
        """Return the rows of this rectangle outside ``other``, as at most four rectangles."""
        if not self.is_overlapping(other):
            return [self]
        top = max(self.first_point, other.first_point)
        bottom = min(self.end_point, other.end_point)
        left = max(self.first_replication, other.first_replication)
        right = min(self.end_replication, other.end_replication)
        band = replace(self, first_point=top, points=bottom - top)
        rest = [
            replace(self, points=top - self.first_point),
            replace(band, replications=left - self.first_replication),
            replace(band, first_replication=right, replications=self.end_replication - right),
            replace(self, first_point=bottom, points=self.end_point - bottom),
        ]
        return [piece for piece in rest if piece.lanes > 0]

    def split(self, lanes: int) -> tuple[Rectangle, list[Rectangle]]:
        """Split off at most ``lanes`` rows; return them and a list of the remaining rows (0 to 2
        rectangles).

        Whole points stay together if one point fits; otherwise a point is cut.
        """
        if self.replications <= lanes:
            head = replace(self, points=min(self.points, lanes // self.replications))
        else:
            head = replace(self, points=1, replications=lanes)
        return head, self.subtract_rectangle(head)

    def cut_into_blocks(self, lanes: int) -> Iterator[Rectangle]:
        """Yield the rows in order as rectangles of at most ``lanes``, cut as `split` does."""
        rest = [self]
        while rest:
            head, more = rest.pop().split(lanes)
            yield head
            rest += reversed(more)

    def join_adjacent_rectangle(self, other: Rectangle) -> Rectangle | None:
        """Return both as one rectangle if `other` begins where this one ends, in replications or in
        points, with the same width; else None.
        """
        right = replace(self, first_replication=self.end_replication)
        if other == replace(right, replications=other.replications):
            return replace(self, replications=self.replications + other.replications)
        if other == replace(self, first_point=self.end_point, points=other.points):
            return replace(self, points=self.points + other.points)
        return None


def join_rectangles(rectangles: Iterable[Rectangle]) -> list[Rectangle]:
    """Return the same rows in fewer rectangles, adjacent ones joined; variants keep their order."""
    joined: dict[str, list[Rectangle]] = {}
    for rectangle in rectangles:
        joined.setdefault(rectangle.variant, []).append(rectangle)
    for own in joined.values():
        queue, own[:] = sorted(own), []
        for rectangle in queue:
            both = own[-1].join_adjacent_rectangle(rectangle) if own else None
            own[-1:] = [both] if both else [*own[-1:], rectangle]
    return [rectangle for own in joined.values() for rectangle in own]


def drop_overlaps(rectangles: Iterable[Rectangle]) -> list[Rectangle]:
    """Return the rectangles sorted, without those that overlap an earlier one.

    Two can overlap if a worker of a dead launcher was still writing while a resume cut its tasks
    elsewhere, and while parts are being merged. Their rows agree, but histograms would count them
    twice: dropped rows are missing again, and computed again. Of rectangles that begin at the same
    row the largest comes first, so that a merged part replaces those it was made of.
    """
    kept: list[Rectangle] = []
    bands: dict[tuple[str, int, int], list[Rectangle]] = {}
    for rectangle in sorted(rectangles, key=_make_sort_key):
        own = (rectangle.variant, rectangle.first_point, rectangle.points)
        # Within one band of points the order is by replication: only the last can reach here.
        rivals = list(bands.get(own, ())[-1:])
        for band, others in bands.items():
            if band != own and rectangle.is_overlapping(_replace_points(rectangle, band)):
                rivals += others
        if not any(rectangle.is_overlapping(other) for other in rivals):
            kept.append(rectangle)
            bands.setdefault(own, []).append(rectangle)
    return sorted(kept)


def _make_sort_key(r: Rectangle) -> tuple[str, int, int, int, int]:
    """Return what orders rectangles: variant, first row, and of those beginning there the largest
    first.
    """
    return r.variant, r.first_point, -r.points, r.first_replication, -r.replications


def _replace_points(rectangle: Rectangle, band: tuple[str, int, int]) -> Rectangle:
    """Return the rectangle with the variant and points of a band (variant, first point, number of
    points) in place of its own.
    """
    variant, first_point, points = band
    return replace(rectangle, variant=variant, first_point=first_point, points=points)


def chunk_rectangles(rectangles: Iterable[Rectangle], lanes: int) -> Iterator[list[Rectangle]]:
    """Yield the rectangles, in order and uncut, in groups of at least `lanes` rows; the last group
    may have fewer.
    """
    group: list[Rectangle] = []
    held = 0
    for rectangle in rectangles:
        group.append(rectangle)
        held += rectangle.lanes
        if held >= lanes:
            yield group
            group, held = [], 0
    if group:
        yield group


def subtract_rectangles(
    wanted: Iterable[Rectangle], done: Iterable[Rectangle]
) -> Iterator[Rectangle]:
    """Yield the rows of `wanted` that are in no rectangle of ``done`` (which must be disjoint)."""
    by_variant: dict[str, list[Rectangle]] = {}
    for rectangle in done:
        by_variant.setdefault(rectangle.variant, []).append(rectangle)
    for rectangle in wanted:
        rest = [rectangle]
        for other in sorted(by_variant.get(rectangle.variant, ())):
            rest = [piece for part in rest for piece in part.subtract_rectangle(other)]
        yield from rest
