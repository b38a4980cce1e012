"""Results in three sentences: conditional, with intervals, with no digit finer than the error.

"The United States calls first in 61 of 100 runs (95 % interval 54 to 67; n = 2,000)", and
always under the condition that it is this model, with these settings: a sentence is an
argument about the model and forecasts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from runs.analysis.estimates.estimates import AUDIENCES
from runs.analysis.estimates.tallies import Tallies, to_tallies
from runs.analysis.text.differences import write_difference_sentence
from runs.analysis.text.pieces import write_contact_sentence, write_first_mover_sentence

NEEDED = ("first_mover_true", *(f"believed_{audience}" for audience in AUDIENCES))
"""Columns of the frame that the sentences need where the outcomes are given counted as well."""


def write_result_sentences(
    frame: pd.DataFrame,
    sides: Mapping[str, str] | None = None,
    counted: Tallies | None = None,
    whole: Callable[[str], pd.DataFrame] | None = None,
) -> list[str]:
    """Return three sentences: who calls first, when leaders first talk, what variants differ in.

    Args:
        frame: outcomes of one or more variants; the first is the baseline of the third
            sentence. With one variant the third says whom each audience believes.
        sides: the names of "us" and "china" in a sentence. Default: SIDE_NAMES.
        counted: the same runs counted, so that the frame may be of the columns NEEDED alone.
        whole: gives all columns of a variant by name, asked for where two variants may be
            identical. Default: from the frame.
    """
    known = to_tallies(frame) if counted is None else counted
    third = write_difference_sentence(frame, sides, whole)
    return [write_first_mover_sentence(known, sides), write_contact_sentence(known), third]
