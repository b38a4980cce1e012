"""The sides of the preset and what tables of theirs hold; and the preset played by two others."""

from __future__ import annotations

import re
from typing import Any

from model.dyad import Dyad
from model.outcomes import make_columns, make_daily_variables
from model.parameters import Configuration, parse_configuration
from runs.analysis.sides import read_preset_sides

PRESET = Dyad("us", "china")
SIDES = PRESET.keys
COLUMNS = make_columns(PRESET)
DAILY = make_daily_variables(PRESET)
MOVERS, SECOND_MOVERS = PRESET.movers, PRESET.second_movers
CLAIMS, BELIEFS, BREACHES = PRESET.claims, PRESET.beliefs, PRESET.breaches

OTHERS = Dyad("norland", "sudland")
OTHER_SIDES: dict[str, dict[str, Any]] = {
    "norland": {"title": "the Norland Union", "adjective": "Norlandic", "short": "Norland",
                "colour": "#009E73", "marker": "diamond"},
    "sudland": {"title": "Sudland", "adjective": "Sudlandic", "short": "Sudland",
                "colour": "#CC79A7", "marker": "cross"},
}  # fmt: skip
WORDS = {
    "United States": "Norland Union",
    "US": "Norlandic",
    "Chinese": "Sudlandic",
    "China": "Sudland",
    "us": "norland",
    "china": "sudland",
}
"""A word of the preset -> what takes its place, in the names of levers as in titles."""
SIDED = re.compile(rf"(?<![A-Za-z])({'|'.join(WORDS)})(?![A-Za-z_])")
"""A word of the preset that begins no other: the names of the cast, which random draws are known
by, stay."""


def name_sides(first: str, second: str) -> dict[str, dict[str, Any]]:
    """Return the preset's sides under other titles."""
    sides = read_preset_sides().items()
    return {
        key: {**text, "title": title}
        for (key, text), title in zip(sides, (first, second), strict=True)
    }


def rename_words(value: Any) -> Any:
    """Return nested values with the words of the preset's sides replaced, in keys too."""
    if isinstance(value, dict):
        return {rename_words(key): rename_words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rename_words(one) for one in value]
    return SIDED.sub(lambda found: WORDS[found[1]], value) if isinstance(value, str) else value


def rename_sides(config: Configuration, swapped: bool = False) -> Configuration:
    """Return a configuration of the preset's sides, played by OTHERS instead.

    swapped: with the keys the other way round, so that the first side is called sudland.
    """
    values = rename_words(config.model_dump(mode="json")) | {"sides": OTHER_SIDES}
    return parse_configuration(swap_keys(values) if swapped else values)


def swap_keys(value: Any) -> Any:
    """Return nested values with each key of OTHERS in the place of the other."""
    if isinstance(value, dict):
        return {swap_keys(key): swap_keys(one) for key, one in value.items()}
    if isinstance(value, list):
        return [swap_keys(one) for one in value]
    if not isinstance(value, str):
        return value
    return re.sub("|".join(OTHERS), lambda found: OTHERS.get_other(found[0]), value)
