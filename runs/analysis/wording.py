"""Results in three sentences: conditional, with intervals, with no digit finer than the error.

"The United States calls first in 61 of 100 runs (95 % interval 54 to 67; n = 2,000)", and
always under the condition that it is this model, with these settings: a sentence is an
argument about the model and forecasts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from runs.analysis.contrasts import what_differs
from runs.analysis.phrases import days_to_contact, who_calls_first


def sentences(frame: pd.DataFrame, sides: Mapping[str, str] | None = None) -> list[str]:
    """Return three sentences: who calls first, when leaders first talk, what variants differ in.

    Args:
        frame: outcomes of one or more variants; the first is the baseline of the third
            sentence. With one variant the third says whom each audience believes.
        sides: the names of "us" and "china" in a sentence. Default: SIDE_NAMES.
    """
    return [who_calls_first(frame, sides), days_to_contact(frame), what_differs(frame, sides)]
