"""CSV for spreadsheets: no cell is taken for a formula, and letters outside ASCII are read
correctly.

Names of variants and batches are a user's own words, and a spreadsheet computes a cell that begins
with one of `= + - @`, a tab or a return: such words get an apostrophe before them. Numbers stay
numbers. A byte order mark tells Excel that the text is UTF-8. `taijie export` writes for programs:
every text unchanged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
"""The last four are = + - @ of full width, which some spreadsheets read as the plain ones."""
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark."""


def make_spreadsheet_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV bytes for spreadsheets, without its index."""
    import pandas as pd

    safe = frame.rename(columns=lambda name: neutralise_formula(str(name)))
    for place, kind in enumerate(frame.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            column = frame.iloc[:, place].astype(object).map(neutralise_formula, na_action="ignore")
            safe.isetitem(place, column.to_numpy())
    return f"{MARK}{safe.to_csv(index=False)}".encode()


def neutralise_formula(value: Any) -> Any:
    """Return a text with an apostrophe before it if a spreadsheet would read it as a formula;
    anything else unchanged.
    """
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    return value if len(value) == 1 or NUMBER.fullmatch(value) else f"'{value}"
