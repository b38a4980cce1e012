"""What texts, tables and figures of a batch are about: its two sides, and its own metrics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from runs.analysis.metric import StoredMetric, use_own_metrics
from runs.analysis.sides import Pair, use_sides

if TYPE_CHECKING:
    from runs.archive.manifest import Manifest


@contextmanager
def use_batch(manifest: Manifest | None, *others: Manifest) -> Iterator[Pair]:
    """Return a context in which names and metrics are those of a batch, and which gives its two
    sides.

    manifest: of the batch; None: the preset's sides, and no metric of the user's own. others: of
    batches compared with it (`list_common_metrics`).
    """
    own = list_common_metrics(manifest, *others) if manifest else ()
    with use_sides(manifest.sides if manifest else None) as pair, use_own_metrics(own):
        yield pair


def list_common_metrics(manifest: Manifest, *others: Manifest) -> list[StoredMetric]:
    """Return the metrics of the user's own that a batch and all the others have, computed by the
    same sources.
    """
    same = [{m.name: (m.label, m.unit, m.sources) for m in one.metrics} for one in others]
    return [
        of
        for of, record in zip(manifest.own_metrics, manifest.metrics, strict=True)
        if all(one.get(of.name) == (of.label, of.unit, record.sources) for one in same)
    ]
