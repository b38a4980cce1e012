"""The same standoff with the sides' labels exchanged: levers, members, signals, calendar, signs.

Members keep their names, and with them their draws; so do the world's own draws.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.parameters import Configuration, parse_configuration
from tests.dyads import BELIEFS, BREACHES, CLAIMS, COLUMNS, MOVERS, SECOND_MOVERS
from tests.model.standoffs import Rows

OTHER = {"us": "china", "china": "us"}
COMPLEMENTS = {
    "belief_us_home",
    "belief_china_home",
    "belief_world",
    "belief_breach_us_world",
    "terms_us",
}
"""Columns that speak of the US alone: exchanged, they are one minus themselves."""


def _exchange_word(word: str) -> str:
    """A name of columns or fields with us and china exchanged, part by part."""
    return "_".join(OTHER.get(part, part) for part in word.split("_"))


def _side_of(node: dict[str, Any]) -> dict[str, Any]:
    return node | {"side": OTHER.get(node["side"], node["side"])}


def _member(member: dict[str, Any]) -> dict[str, Any]:
    return _side_of(member) | {"bias": -member["bias"]}


def exchange_sides(config: Configuration) -> Configuration:
    """The configuration in which each side plays under the other's label."""
    plain = config.model_dump(mode="json")
    plain["us"], plain["china"] = plain["china"], plain["us"]
    plain["cast"] = {name: _member(one) for name, one in plain["cast"].items()}
    for kind in plain["signal"].values():
        kind["sides"] = [OTHER[side] for side in kind["sides"]]
        kind["voices"] = {OTHER[side]: who for side, who in kind["voices"].items()}
    plain["calendar"] = {
        name: {_exchange_word(field): value for field, value in entry.items()}
        for name, entry in plain["calendar"].items()
    }
    plain["interventions"] = [_side_of(one) for one in plain["interventions"]]
    plain["attribution"]["prior"] = -plain["attribution"]["prior"]
    return parse_configuration(plain)


def _recode(codes: Any, names: tuple[str, ...]) -> Any:
    table = np.array([names.index(OTHER.get(name, name)) for name in names], dtype=codes.dtype)
    return table[codes]


def exchange_rows(rows: Rows) -> Rows:
    """Outcome columns told with the labels exchanged (complements left as they are)."""
    told: Rows = {}
    for column in COLUMNS:
        name = column.name
        values = rows[name if name in COMPLEMENTS else _exchange_word(name)]
        if name.startswith(("first_", "envoy_first_")) and column.categories == MOVERS:
            values = _recode(values, MOVERS)
        elif column.categories in (BREACHES, SECOND_MOVERS):
            values = _recode(values, column.categories)
        elif column.categories == CLAIMS:
            values = _recode(values, CLAIMS)
        elif column.categories == BELIEFS:
            values = _recode(rows[_exchange_word(name)], BELIEFS)
        told[name] = values
    for name in ("belief_us_home", "belief_china_home"):
        told[name] = rows[_exchange_word(name)]
    return told
