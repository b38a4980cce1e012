"""The results of a batch in three sentences, with intervals, and no digit finer than the error.

"Norland calls first in 61 of 100 runs (95 % interval 54 to 67; n = 2,000)", and always under the
condition that it is this model, with these settings: a sentence is an argument about the model and
forecasts nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from runs.analysis.estimates.tallies import Tallies, ensure_tallies
from runs.analysis.sides import get_dyad
from runs.analysis.text.differences import write_difference_sentence
from runs.analysis.text.pieces import write_contact_sentence, write_first_mover_sentence


def list_needed_columns() -> list[str]:
    """Return the outcome columns that `write_result_sentences` needs if it is given tallies."""
    return ["first_mover_true", *(f"believed_{audience}" for audience in get_dyad().audiences)]


def write_result_sentences(
    frame: pd.DataFrame,
    tallies: Tallies | None = None,
    read_rows: Callable[[str], pd.DataFrame] | None = None,
) -> list[str]:
    """Return three sentences: who calls first, when leaders first talk, in what the variants
    differ.

    Args:
        frame: outcomes of one or more variants; the first is the baseline of the third sentence.
            With one variant the third is on whom each audience believes to have asked.
        tallies: tallies of the same runs; the frame then needs `list_needed_columns` alone.
        read_rows: returns all columns of the variant of a name, called where two variants may be
            identical. Default: from the frame.

    Raises:
        ValueError: there is no run.
    """
    known = ensure_tallies(frame) if tallies is None else tallies
    third = write_difference_sentence(frame, read_rows)
    return [write_first_mover_sentence(known), write_contact_sentence(known), third]
