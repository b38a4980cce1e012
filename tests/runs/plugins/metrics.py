"""Metrics of a user's own, as files: some that keep the contract, and ways to break it."""

from __future__ import annotations

from functools import partial

from tests.runs.plugins.sources import write_sources

HEAD = "import numpy as np\n\nfrom model.outcomes import metric\n\n\n"
GAP = (
    HEAD
    + '''@metric(label="gap of the peak tariffs", unit="rate", source="assumed")
def tariff_gap(outcomes):
    """How much higher the first side's highest tariff is than the other's."""
    return outcomes["tariff_us_peak"] - outcomes["tariff_china_peak"]
'''
)
AHEAD = (
    HEAD
    + '''@metric(label="envoys meet before the leaders, given both", unit="share", source="assumed")
def envoys_ahead(outcomes):
    """Whether envoys met on an earlier day than the leaders, where both met."""
    both = outcomes["envoy_event_observed"] & outcomes["event_observed"]
    return np.where(both, outcomes["envoy_duration"] < outcomes["duration"], np.nan)
'''
)
NAMES = ("tariff_gap", "envoys_ahead")

MARK = '@metric(label="a trial", unit="days", source="assumed")\n'
SHARE = MARK.replace('"days"', '"share"')
CHANCE = MARK.replace('"days"', '"probability"')
DEF = 'def bad(outcomes):\n    """A trial."""\n'
DAYS = 'outcomes["duration"]'

BROKEN = {
    "is not marked": (f"{HEAD}{DEF}    return {DAYS}\n", 6, "no metric bad is marked here"),
    "does not parse": (f"{HEAD}{MARK}{DEF}    return (\n", 9, "cannot be read as Python"),
    "has no source": (
        f'{HEAD}@metric(label="a", unit="days")\n{DEF}    return {DAYS}\n', 7, "states no source",
    ),
    "has no label": (
        f'{HEAD}@metric(label=" ", unit="days", source="assumed")\n{DEF}    return {DAYS}\n',
        7, "states no label",
    ),
    "computes its unit": (
        f'{HEAD}DAYS = "days"\n@metric(label="a", unit=DAYS, source="assumed")\n{DEF}'
        f"    return {DAYS}\n", 8, "states no unit",
    ),
    "has a long label": (
        f'{HEAD}@metric(label="{"a" * 81}", unit="days", source="assumed")\n{DEF}'
        f"    return {DAYS}\n", 7, "no line of 80 letters at most",
    ),
    "says nothing": (
        f"{HEAD}{MARK}def bad(outcomes):\n    return {DAYS}\n", 7, "has no docstring",
    ),
    "is a class": (
        f'{HEAD}{MARK}class bad:\n    """A trial."""\n', 7,
        "is a class, and a metric is a function",
    ),
    "takes the batch": (
        f'{HEAD}{MARK}def bad(batch, outcomes):\n    """A trial."""\n', 7,
        "has other arguments than (outcomes)",
    ),
    "imports a generator": (
        f"{HEAD}import random\n{MARK}{DEF}    return {DAYS}\n", 6, "it imports random",
    ),
    "imports the archive": (
        f"{HEAD}from runs.archive.batch import Batch\n{MARK}{DEF}    return {DAYS}\n", 6,
        "it imports runs.archive.batch",
    ),
    "returns the mean": (f"{HEAD}{MARK}{DEF}    return {DAYS}.mean()\n", 6, "one number for each"),
    "returns too few": (f"{HEAD}{MARK}{DEF}    return {DAYS}[1:]\n", 6, "one number for each"),
    "returns a table": (f"{HEAD}{MARK}{DEF}    return outcomes\n", 6, "returned DataFrame"),
    "returns words": (
        f'{HEAD}{MARK}{DEF}    return outcomes["end_reason"]\n', 6, "numbers are wanted",
    ),
    "sorts the runs": (
        f"{HEAD}{MARK}{DEF}    return {DAYS}.sort_values()\n", 6, "in another order",
    ),
    "is no yes or no": (f"{HEAD}{SHARE}{DEF}    return {DAYS}\n", 6, "is not yes or no"),
    "is no probability": (f"{HEAD}{CHANCE}{DEF}    return {DAYS}\n", 6, "is not from 0 to 1"),
    "divides by nothing": (
        f"{HEAD}{MARK}{DEF}    return np.full(len(outcomes), np.inf)\n", 7, "is infinite",
    ),
    "compares with the mean": (
        f"{HEAD}{MARK}{DEF}    return {DAYS} - {DAYS}.mean()\n", 7, "beside other runs",
    ),
    "counts the runs": (
        f"{HEAD}{MARK}{DEF}    return np.arange(len(outcomes))\n", 7, "beside other runs",
    ),
    "draws": (
        f"{HEAD}{MARK}{DEF}    return np.random.random(len(outcomes))\n", 9,
        "a metric draws nothing",
    ),
    "changes the table": (
        f'{HEAD}{MARK}{DEF}    outcomes["extra"] = 1.0\n    return {DAYS}\n', 7,
        "changes the table",
    ),
    "is there again, unmarked": (
        f"{HEAD}{MARK}{DEF}    return {DAYS}\n\n\nbad = len\n", 7, "bad is not what @metric marked",
    ),
    "leaves the program": (
        f"{HEAD}{MARK}{DEF}    raise SystemExit(0)\n", 9, "raised SystemExit: 0",
    ),
    "raises": (f'{HEAD}{MARK}{DEF}    return outcomes["durations"]\n', 9, "bad raised KeyError"),
}  # fmt: skip
"""What is wrong with it: its text, the line that is named, and what is said."""


write_metrics = partial(write_sources, "metrics")
"""Write files `metrics/NAME.py` into a folder and return it."""


def rename(text: str, name: str) -> str:
    """Return the text of GAP with another name of the metric."""
    return text.replace("tariff_gap", name)
