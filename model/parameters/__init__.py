"""Parameters: every number of the model with its unit, range, default and source, stated once."""

from model.parameters.lever import LeverInfo, Parameters, collect_levers, iterate_levers, lever
from model.parameters.root import Configuration, parse_configuration

__all__ = [
    "Configuration",
    "LeverInfo",
    "Parameters",
    "collect_levers",
    "iterate_levers",
    "lever",
    "parse_configuration",
]
