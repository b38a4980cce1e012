"""The rule: what was known afterwards reaches no beginning, and it knows no country by name."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import replace
from datetime import date
from math import log, sqrt
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.studies.history.beginning import compose_beginning, make_beginning_config
from runs.studies.history.reading import FOLDER, Country, read_countries, read_inputs
from runs.studies.history.records import OUTCOMES
from runs.studies.history.rule import read_rule
from tests.architecture.sources import ROOT, texts, tree_of

COMPOSER = ConfigComposer(ROOT / "tests")
INPUTS, COUNTRIES, RULE = read_inputs(), read_countries(), read_rule()
DRAWN = sorted(INPUTS, key=lambda name: hashlib.sha256(f"drawn {name}".encode()).digest())[:10]
MODULES = ("beginning", "rule", "reading")


def make_config(name: str) -> Configuration:
    return make_beginning_config(COMPOSER, INPUTS[name], COUNTRIES, RULE)


def test_with_the_outcomes_emptied_every_beginning_is_the_same(tmp_path: Path) -> None:
    with (FOLDER / "freezes.csv").open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    path = tmp_path / "freezes.csv"
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | dict.fromkeys(OUTCOMES, "") for row in rows)
    emptied = read_inputs(path)
    assert list(emptied) == list(INPUTS)
    for name, inputs in emptied.items():
        theirs = compose_beginning(inputs, COUNTRIES, RULE)
        assert theirs == compose_beginning(INPUTS[name], COUNTRIES, RULE), name


@pytest.mark.parametrize("name", INPUTS)
def test_every_row_composes_and_validates(name: str) -> None:
    config = make_config(name)
    keys = tuple(COUNTRIES[code].key for code in INPUTS[name].codes)
    assert config.dyad.keys == keys == tuple(config.sides)
    assert config.start == INPUTS[name].trigger_date.isoformat()
    assert not [member.title for member in config.cast.values() if "{" in member.title]
    assert config.horizon == RULE.horizon.value


def test_each_input_moves_a_beginning() -> None:
    inputs = INPUTS["F75"]
    others = {
        "dyad": "US-IN",
        "trigger_date": date(2025, 7, 10),
        "trigger_class": "war",
        "tariffs_or_sanctions": "no",
        "contact_cut_by": "BR",
    }
    ours = compose_beginning(inputs, COUNTRIES, RULE)
    assert set(others) == set(type(inputs).model_fields)
    for column, value in others.items():
        changed = inputs.model_copy(update={column: value})
        assert compose_beginning(changed, COUNTRIES, RULE) != ours, column


def exchange_words(one: Country, other: Country) -> Country:
    """The first country's size and elections under the words of the other."""
    words = ("code", "key", "title", "adjective", "short", "leader")
    return replace(one, **{word: getattr(other, word) for word in words})


@pytest.mark.parametrize("name", INPUTS)
def test_exchanging_the_words_of_two_countries_exchanges_their_beginnings(name: str) -> None:
    inputs = INPUTS[name]
    one, other = (COUNTRIES[code] for code in inputs.codes)
    exchanged = {
        one.code: exchange_words(other, one),
        other.code: exchange_words(one, other),
    }
    cutter = dict([inputs.codes, inputs.codes[::-1]]).get(
        inputs.contact_cut_by, inputs.contact_cut_by
    )
    theirs = compose_beginning(
        inputs.model_copy(update={"contact_cut_by": cutter}), exchanged, RULE
    )
    ours = compose_beginning(inputs, COUNTRIES, RULE)
    for here, there in ((one.key, other.key), (other.key, one.key)):
        assert theirs.values[there] == ours.values[here]
        assert theirs.choices[f"leader@{there}"] == ours.choices[f"leader@{here}"]
    rest = set(ours.values) - {one.key, other.key}
    assert {key: theirs.values[key] for key in rest} == {key: ours.values[key] for key in rest}


@pytest.mark.parametrize("name", INPUTS)
def test_the_order_of_a_pair_says_which_side_is_first_and_nothing_else(name: str) -> None:
    inputs = INPUTS[name]
    turned = inputs.model_copy(update={"dyad": "-".join(inputs.codes[::-1])})
    ours = compose_beginning(inputs, COUNTRIES, RULE)
    theirs = compose_beginning(turned, COUNTRIES, RULE)
    assert list(theirs.values["sides"]) == list(ours.values["sides"])[::-1]
    assert theirs.choices == ours.choices
    looks = ("sides",)
    assert {k: v for k, v in theirs.values.items() if k not in looks} == {
        k: v for k, v in ours.values.items() if k not in looks
    }


def test_no_row_pair_or_country_stands_in_the_rule_or_its_code() -> None:
    names = {word for one in COUNTRIES.values() for word in (one.code, one.key, one.title)}
    names |= {*INPUTS, *(inputs.dyad for inputs in INPUTS.values())}
    said = [(FOLDER / "rule.yaml").read_text(encoding="utf-8")]
    for module in MODULES:
        tree = tree_of(ROOT / "runs" / "studies" / "history" / f"{module}.py")
        said += [str(constant.value) for constant in texts(tree)]
    text = "\n".join(said)
    assert [name for name in sorted(names) if re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_an_unknown_country_and_a_wrong_rule_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="there is no row BR"):
        compose_beginning(INPUTS["F75"], {"US": COUNTRIES["US"]}, RULE)
    plain = yaml.safe_load((FOLDER / "rule.yaml").read_text(encoding="utf-8"))
    del plain["tension"]["war"]["reason"]
    path = tmp_path / "rule.yaml"
    path.write_text(yaml.safe_dump(plain), encoding="utf-8")
    with pytest.raises(WrongInput, match=r"rule\.yaml: tension\.war\.reason"):
        read_rule(path)


TENSION = {
    "war": 1.0, "break": 0.8, "incident": 0.6, "territory": 0.6, "arrest_or_expulsion": 0.5,
    "recognition": 0.5, "security_measure": 0.5, "trade": 0.4, "symbol": 0.4, "talks_ended": 0.3,
    "statement": 0.3, "third_party": 0.2, "occasion": 0.1,
}  # fmt: skip


def recompute(name: str, code: str, other: str) -> dict[str, float]:
    """The levers of one side by the formulas and numbers of docs/history.md, typed again."""
    with (FOLDER / "countries.csv").open(newline="", encoding="utf-8") as text:
        facts = {row["code"]: row for row in csv.DictReader(text)}
    with (FOLDER / "freezes.csv").open(newline="", encoding="utf-8") as text:
        row = next(row for row in csv.DictReader(text) if row["id"] == name)
    ours, theirs = (float(facts[one]["gdp_usd_bn_2019"]) for one in (code, other))
    votes, cut = facts[code]["competitive_elections"], row["contact_cut_by"] in (code, "both")
    measures = row["tariffs_or_sanctions"] == "yes"
    rate = 0.25 if row["trigger_class"] == "trade" else 0.1
    return {
        "insulation": 0.2 if votes == "yes" else 0.6,
        "election_gain": 0.0,
        "exposure_other": min(5.0, 0.8 * sqrt(theirs / ours)),
        "power": 0.2 + 0.1 * log(theirs / ours),
        "tariff_start": rate if measures and ours >= theirs else 0.0,
        "reaction": min(1.0, sqrt(4 * ours / theirs)) if measures else 0.0,
        "openness": -1.9 if cut else -0.5,
        "vow_strength": 2.0 if cut else 0.5 if votes == "yes" else 1.0,
    }


@pytest.mark.parametrize("name", DRAWN)
def test_ten_beginnings_are_those_of_the_formulas_of_the_page(name: str) -> None:
    config, inputs = make_config(name), INPUTS[name]
    pairs = (inputs.codes, inputs.codes[::-1])
    for code, other in pairs:
        side = config.get_side(COUNTRIES[code].key)
        expected: dict[str, Any] = recompute(name, code, other)
        assert {key: getattr(side, key) for key in expected} == pytest.approx(expected, abs=5e-5)
        assert side.accounting == ("mutual" if COUNTRIES[code].elections else "hierarchy")
    assert config.memory.grievance == TENSION[inputs.trigger_class]
    assert config.signal["tariff_raise"].enabled == (inputs.tariffs_or_sanctions == "yes")
    assert (config.horizon, config.dyad.first) == (366, COUNTRIES[inputs.codes[0]].key)


@pytest.mark.parametrize(
    ("name", "dates"),
    [("F12", ["2012-09-25"]), ("F20", ["2017-09-19"])],
)
def test_the_yearly_dates_are_those_of_the_public_record(name: str, dates: list[str]) -> None:
    assert [entry.date for entry in make_config(name).calendar.values()] == dates
