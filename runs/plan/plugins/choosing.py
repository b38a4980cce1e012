"""The user's own policies that configurations choose: found, tried out, recorded.

Before a launch writes anything, each is checked against its contract (`runs.archive.policy_check`
does so before a resume, retry or replay).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.parameters import Configuration
from model.parameters.policy import BY_NAME, OwnPolicy
from runs.errors import WrongInput, find_nearest_names, make_choice_key_error
from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.contract import require_policy_contract
from runs.plan.plugins.loading import use_plugins
from runs.plan.plugins.record import PolicyRecord


def fill_in_policy_numbers(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return a configuration's values, with the default of each number that a chosen policy of the
    user's own declares and the configuration leaves out.
    """
    for side, policy in _list_side_policies(data):
        offer = catalogue.options.get(str(policy.get("name")))
        given = policy.get("numbers")
        if offer is not None and isinstance(given, dict):
            whole = {**policy, "numbers": {**offer["numbers"], **given}}
            data = {**data, side: {**data[side], "policy": whole}}
    return data


def require_known_policies(data: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Raise WrongInput if a side's policy does not exist, or does not declare a number that is set
    for it.
    """
    for side, policy in _list_side_policies(data):
        name, path = policy.get("name"), f"{side}.policy"
        if not isinstance(name, str) or name in BY_NAME:
            continue
        plugin = catalogue.find(name)
        names = [*BY_NAME, *catalogue.options]
        if plugin is None:
            raise WrongInput(
                f"{path}.name={name}: not one of the allowed values.",
                key=f"{path}.name", value=name, allowed=names, nearest=find_nearest_names(name,
                names),
            )  # fmt: skip
        numbers = policy.get("numbers")
        for key, value in numbers.items() if isinstance(numbers, dict) else []:
            if key not in plugin.numbers:
                raise make_choice_key_error(
                    f"{path}.numbers.{key}", value, name, list(plugin.numbers)
                )


def _list_side_policies(data: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return (side, values of its policy) for the sides in which both are mappings."""
    sides = data.get("sides")
    sections = [(side, data.get(side)) for side in (sides if isinstance(sides, dict) else {})]
    policies = [(side, one.get("policy")) for side, one in sections if isinstance(one, dict)]
    return [(side, one) for side, one in policies if isinstance(one, dict)]


def choose_plugins(configs: Iterable[Configuration], catalogue: Catalogue) -> tuple[Plugin, ...]:
    """Return the users' own policies that the configurations choose, each after a trial.

    Raises WrongInput, naming file and line, if one breaks the contract or fails in the trial, and
    if two policies of the folder have one name, chosen or not.
    """
    catalogue.require_distinct()
    first: dict[str, tuple[Configuration, str]] = {}
    for config in configs:
        for side in config.dyad.keys:
            policy = config.get_side(side).policy
            if isinstance(policy, OwnPolicy):
                first.setdefault(policy.name, (config, side))
    plugins = {name: catalogue.find(name) for name in first}
    there = [plugin for plugin in plugins.values() if plugin is not None]
    for plugin in there:
        require_policy_contract(plugin)
    for plugin in there:
        _rehearse_policy(plugin, there, *first[plugin.name])
    return tuple(there)


def _rehearse_policy(
    plugin: Plugin, all_of: Sequence[Plugin], config: Configuration, side: str
) -> None:
    """Try a policy out on one side of a configuration; WrongInput if it raises or returns wrong
    values.
    """
    from agents.rehearsal import BrokenPolicyError, rehearse_policy

    try:
        with use_plugins(all_of):
            rehearse_policy(config, side)
    except BrokenPolicyError as error:
        raise WrongInput(f"{error}.", key="policy", value=plugin.name) from error
    except Exception as error:
        reason = f"{plugin.name} raised {type(error).__name__}: {error}"
        raise plugin.make_error(reason, _find_error_line(error, plugin.path)) from error


def _find_error_line(error: BaseException, path: str) -> int | None:
    """Return the last line of the file `path` in an error's traceback; None if the file is not in
    it.
    """
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == path:
            line = step.tb_lineno
        step = step.tb_next
    return line


def make_policy_records(plugins: Iterable[Plugin]) -> list[PolicyRecord]:
    """Return the records of these policies for a manifest."""
    return [
        PolicyRecord(name=one.name, place=one.place, path=one.path, sources=dict(one.sources))
        for one in plugins
    ]


def collect_source_digests(plugins: Iterable[Plugin]) -> dict[str, str]:
    """Return file -> SHA-256, for all sources of these policies, which the engine's digest covers
    too.
    """
    return {file: digest for plugin in plugins for file, digest in plugin.sources.items()}
