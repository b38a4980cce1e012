"""Composes a whole configuration from a row's inputs, by the one rule (docs/history.md).

No row, pair or country is known here, and no number: all of them are the rule's
(configs/history/rule.yaml).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting
from runs.plan.settings.validation import complete_config, validate_config
from runs.studies.history.reading import Country
from runs.studies.history.records import Inputs
from runs.studies.history.rule import Rule, YearlyDate

Values = dict[str, Any]


@dataclass(frozen=True)
class Beginning:
    """The start of a standoff as a scenario states it: options of config groups, and values that
    override them.
    """

    choices: dict[str, str]
    """Config group -> option: cast, signal, network, and of each side leader and policy."""
    values: Values
    rules: str
    """The part of the scenarios that holds the weights of the general rules."""


def compose_beginning(inputs: Inputs, countries: Mapping[str, Country], rule: Rule) -> Beginning:
    """Return the start of a standoff (choices of config groups, and values over them) that the rule
    makes from a row's inputs; WrongInput for an unknown country.

    countries: code -> country.
    """
    pair = _find_country_pair(inputs, countries)
    choices = {name: getattr(rule, name).value for name in ("cast", "signal", "network")}
    for one in pair:
        choices[f"leader@{one.key}"] = rule.style.get_entry(one.elections).value
        choices[f"policy@{one.key}.policy"] = rule.policy.value
    looks = (rule.looks.first, rule.looks.second)
    values: Values = {
        "start": inputs.trigger_date.isoformat(),
        "horizon": int(rule.horizon.value),
        "sides": {
            one.key: _make_side_words(one) | look.model_dump()
            for one, look in zip(pair, looks, strict=True)
        },
    }
    for one, other in (pair, pair[::-1]):
        values[one.key] = _compute_side_levers(inputs, one, other, rule)
    values["memory"] = {"grievance": rule.tension[inputs.trigger_class].value}
    if inputs.tariffs_or_sanctions == "no":
        off = rule.measures.switched_off.kinds
        values["signal"] = {kind: {"enabled": False} for kind in off}
    values["calendar"] = _list_yearly_entries(inputs.trigger_date, rule)
    return Beginning(choices, values, rule.rules.value)


def complete_beginning(composer: ConfigComposer, beginning: Beginning) -> Values:
    """Return all values of a configuration for a beginning: those of its chosen options, overridden
    by its own values.
    """
    groups = {key: option for key, option in beginning.choices.items() if "@" not in key}
    composed = composer.compose([f"{key}={option}" for key, option in groups.items()])
    rules = Setting("scenario", beginning.rules, f"scenario={beginning.rules}", True)
    values: Values = {key: composed[key] for key in groups}
    values = _merge_values(values, composer.read_option_values(rules))
    for key, option in beginning.choices.items():
        if "@" in key:
            chosen = Setting(key, option, f"{key}={option}", True)
            values = _merge_values(values, composer.read_option_values(chosen))
    return complete_config(_merge_values(values, beginning.values))


def make_beginning_config(
    composer: ConfigComposer, inputs: Inputs, countries: Mapping[str, Country], rule: Rule
) -> Configuration:
    """Return the validated configuration that the rule makes from a row's inputs; WrongInput if it
    is invalid.
    """
    beginning = compose_beginning(inputs, countries, rule)
    context = f"{inputs.dyad} of {inputs.trigger_date}"
    return validate_config(complete_beginning(composer, beginning), context)


def _find_country_pair(inputs: Inputs, countries: Mapping[str, Country]) -> tuple[Country, Country]:
    """Return the two countries of a row; WrongInput for a code that is not in countries.csv."""
    for code in inputs.codes:
        if code not in countries:
            raise WrongInput(f"countries.csv: there is no row {code}.", key="dyad", value=code)
    first, second = (countries[code] for code in inputs.codes)
    return first, second


def _make_side_words(country: Country) -> Values:
    """Return the words for a side in texts: its title, adjective and short title, and under
    `offices` the title of its leader.
    """
    words = {word: getattr(country, word) for word in ("title", "adjective", "short")}
    return {**words, "offices": {"leader": country.leader}}


def _compute_side_levers(inputs: Inputs, country: Country, other: Country, rule: Rule) -> Values:
    """Return lever's name -> value, for the levers of the side `country` that the rule sets."""
    ratio = other.size / country.size
    exposure = rule.exposure.base.value * _raise_to_power(ratio, rule.exposure.dependence.value)
    levers = {
        "insulation": rule.insulation.get_entry(country.elections).value,
        "election_gain": rule.election_gain.value,
        "exposure_other": min(rule.exposure.ceiling.value, exposure),
        "power": rule.rank.equal.value,
        "size": country.size,
        "turnover": rule.turnover.get_entry(country.elections).value,
        "authority": rule.authority.value,
        **_compute_tariff_levers(inputs, country, other, rule),
    }
    if inputs.has_cut_contact(country.code):
        levers["door"] = rule.door.shut.value
    return {name: round(value, int(rule.decimals.value)) for name, value in levers.items()}


def _compute_tariff_levers(
    inputs: Inputs, country: Country, other: Country, rule: Rule
) -> dict[str, float]:
    """Return tariff_start and reaction of the side `country`; both 0 for a row without tariffs. The
    larger side has set the tariffs there are, and both answer tariffs.
    """
    if inputs.tariffs_or_sanctions == "no":
        return {"tariff_start": 0.0, "reaction": 0.0}
    measures, answer = rule.measures, rule.measures.answer
    level = measures.trade if inputs.trigger_class == "trade" else measures.other
    full = _raise_to_power(answer.reach.value * country.size / other.size, answer.bend.value)
    return {
        "tariff_start": level.value if country.size >= other.size else 0.0,
        "reaction": min(answer.most.value, full),
    }


def _raise_to_power(base: float, exponent: float) -> float:
    """Return base ** exponent, by logarithms, for a base above 0."""
    return math.exp(exponent * math.log(base))


def _list_yearly_entries(start: date, rule: Rule) -> Values:
    """Return name_year -> entry of the calendar, for the yearly dates that begin within the
    horizon. start: the first day.
    """
    end = start + timedelta(days=int(rule.horizon.value))
    found: Values = {}
    for name, yearly in rule.calendar.items():
        for year in range(start.year, end.year + 1):
            day = _find_yearly_date(yearly, year)
            if start <= day < end:
                entry = {"title": yearly.title, "kind": yearly.kind, "date": day.isoformat()}
                rest = yearly.model_dump(include={"days", "sideline", "leaders", "source"})
                found[f"{name}_{year}"] = entry | rest
    return found


def _find_yearly_date(yearly: YearlyDate, year: int) -> date:
    """Return the date in a year: the first of its weekday from its day of the month on."""
    first = date(year, yearly.month, yearly.from_day)
    return first + timedelta(days=(yearly.weekday - first.isoweekday()) % 7)


def _merge_values(base: Any, overrides: Any) -> Any:
    """Return `base` overridden by `overrides`; mappings are merged key by key."""
    if not (isinstance(base, Mapping) and isinstance(overrides, Mapping)):
        return overrides
    result = dict(base)
    for key, value in overrides.items():
        result[key] = _merge_values(base[key], value) if key in base else value
    return result
