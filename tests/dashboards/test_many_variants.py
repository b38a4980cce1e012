"""The table of variants reads each variant a few times, however many there are."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pandas as pd

from dashboards.pages.variant_rows import FEW, _add_setting_columns

MANY = 10 * FEW


class Record:
    """A variant that counts how often what varies in it is read."""

    read: Counter[str] = Counter()

    def __init__(self, number: int) -> None:
        self.hash = f"{number:064x}"

    @property
    def varied(self) -> dict[str, int]:
        """One swept lever."""
        self.read[self.hash] += 1
        return {"us.insulation": int(self.hash, 16)}


def test_the_table_of_many_variants_reads_each_a_few_times() -> None:
    view: Any = SimpleNamespace(variants=[Record(i) for i in range(MANY)])
    table = _add_setting_columns(view, pd.DataFrame({"variant": range(MANY)}))
    assert table["set:us.insulation"].tolist() == [str(i) for i in range(MANY)]
    assert max(Record.read.values()) <= 3
