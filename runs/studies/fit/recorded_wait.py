"""The days to a contact in one standoff as recorded, and who asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from runs.studies.episodes.episode import Stage


@dataclass(frozen=True)
class Asker:
    """Who asked according to the best evidence, and how certain that is.

    `place`: 0 or 1 for the first or second side of the pair, 2 for a broker or both at once.
    `probability`: that the coding is right.
    """

    place: int
    probability: float


@dataclass(frozen=True)
class RecordedWait:
    """The days to a contact in one row of the record at one stage.

    `day` counts from the trigger, day 0; if `censored`, there was no contact up to it. `cut_off`:
    index of the side with which the other alone has cut contact, if any. `trade` and `door` are the
    features of the regression: a trade shock, and contact cut by either side.
    """

    id: str
    stage: Stage
    cluster: str
    day: int
    censored: bool
    asker: Asker | None = None
    cut_off: int | None = None
    trade: bool = False
    door: bool = False
    title: str = ""

    @property
    def key(self) -> str:
        """Row and stage, such as `F01 leader`, by which tables and files name it."""
        return f"{self.id} {self.stage}"

    def censor_after(self, last_day: int) -> RecordedWait:
        """Return the record as it was known on `last_day` (trigger: 0): censored there if the
        contact came later, otherwise unchanged.
        """
        from dataclasses import replace

        return self if self.day <= last_day else replace(self, day=last_day, censored=True)


def compute_cluster_weights(data: Sequence[RecordedWait]) -> list[float]:
    """Return a weight for each recorded contact, so that those of one cluster (standoff) and stage
    (leaders' or envoys' contact) sum to 1.
    """
    sizes = Counter((one.cluster, one.stage) for one in data)
    return [1.0 / sizes[one.cluster, one.stage] for one in data]


def select_other_clusters(
    data: Iterable[RecordedWait], left_out: RecordedWait
) -> list[RecordedWait]:
    """Return the contacts that are of the same stage (leaders' or envoys') as `left_out` but of
    another cluster (standoff), in order.
    """
    return [one for one in data if one.stage == left_out.stage and one.cluster != left_out.cluster]
