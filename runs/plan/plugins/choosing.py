"""The user's own policies and roles that configurations choose: found, tried out, recorded.

Before a launch writes anything, each is checked against its contract (`runs.archive.plugin_check`
does so before a resume, retry or replay).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.parameters import Configuration
from model.parameters.cast import ROLES
from model.parameters.policy import BY_NAME, OwnPolicy, Quantal
from runs.errors import WrongInput, describe_exception, find_nearest_names, make_choice_key_error
from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.contract import require_contract
from runs.plan.plugins.kinds import POLICY, ROLE, PluginKind
from runs.plan.plugins.loading import list_covered_versions, use_plugins
from runs.plan.plugins.record import PluginRecord

PROMISES = {
    POLICY: "a policy chooses elementwise over lanes, and draws by name from decision.draws",
    ROLE: "an agent acts elementwise over lanes, and draws by name from shared.draws",
}


def fill_in_policy_numbers(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return a configuration's values with missing numbers of users' policies set to their
    defaults.
    """
    for side, policy in _list_side_policies(data):
        offer = catalogue.options.get(str(policy.get("name")))
        given = policy.get("numbers")
        if offer is not None and isinstance(given, dict):
            whole = {**policy, "numbers": {**offer["numbers"], **given}}
            data = {**data, side: {**data[side], "policy": whole}}
    return data


def require_known_policies(data: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Raise WrongInput if a side's policy does not exist, or a number is set that it does not
    declare.
    """
    for side, policy in _list_side_policies(data):
        name, path = policy.get("name"), f"{side}.policy"
        if not isinstance(name, str) or name in BY_NAME:
            continue
        plugin = catalogue.find_plugin(name)
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
    """Return (side, values of its policy) for each side whose values and policy are mappings."""
    sides = data.get("sides")
    sections = [(side, data.get(side)) for side in (sides if isinstance(sides, dict) else {})]
    policies = [(side, one.get("policy")) for side, one in sections if isinstance(one, dict)]
    return [(side, one) for side, one in policies if isinstance(one, dict)]


def require_known_roles(data: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Raise WrongInput if the role of a member of the cast does not exist."""
    cast = data.get("cast")
    for name, member in cast.items() if isinstance(cast, dict) else []:
        role = member.get("role") if isinstance(member, dict) else None
        if isinstance(role, str) and role not in ROLES and catalogue.find_plugin(role) is None:
            names = [*ROLES, *catalogue.options]
            raise WrongInput(
                f"cast.{name}.role={role}: not one of the allowed values.",
                key=f"cast.{name}.role", value=role, allowed=names,
                nearest=find_nearest_names(role, names),
            )  # fmt: skip


def choose_plugins(
    configs: Iterable[Configuration], policies: Catalogue, roles: Catalogue, *, whole: bool = False
) -> tuple[Plugin, ...]:
    """Return the users' own policies and roles that the configurations choose, each after a trial;
    whole: whether that goes on to the horizon, as before a batch.

    Raises WrongInput, naming file and line, if one breaks the contract or fails in the trial, and
    if two of a folder have one name, chosen or not.
    """
    policies.require_distinct_names()
    roles.require_distinct_names()
    players: dict[str, tuple[Configuration, str]] = {}
    casts: dict[str, Configuration] = {}
    for config in configs:
        for side in config.dyad.keys:
            policy = config.get_side(side).policy
            if isinstance(policy, OwnPolicy):
                players.setdefault(policy.name, (config, side))
        for member in config.cast.values():
            if member.role not in ROLES:
                casts.setdefault(member.role, config)
    found = [*map(policies.find_plugin, players), *map(roles.find_plugin, casts)]
    plugins = tuple(plugin for plugin in found if plugin is not None)
    for plugin in plugins:
        require_contract(plugin)
    for plugin in plugins:
        if plugin.kind == ROLE:
            _try_plugin(plugin, plugins, whole, casts[plugin.name])
        else:
            _try_plugin(plugin, plugins, whole, *players[plugin.name])
    return plugins


def _try_plugin(
    plugin: Plugin, plugins: Sequence[Plugin], whole: bool, config: Configuration,
    side: str | None = None,
) -> None:  # fmt: skip
    """Simulate some days with a policy of a side, or with a role; WrongInput if it raises or
    breaks what it promises. whole: as of `choose_plugins`; side: None for a role.
    """
    from agents.rehearsal import BrokenPolicyError, rehearse_policy
    from agents.role_watch import RoleStateError
    from agents.run_rehearsal import DAYS, MOST_DAYS, BrokenRunsError, rehearse_runs

    days, known = MOST_DAYS if whole else DAYS, (plugin, *plugins)
    try:
        with use_plugins(plugins):
            if side is not None:
                rehearse_policy(config, side)
            rehearse_runs(config, days, PROMISES[plugin.kind])
    except (BrokenPolicyError, RoleStateError) as error:
        named = next((one for one in known if str(error).startswith(one.path)), plugin)
        raise WrongInput(f"{error}.", key=named.kind.mark, value=named.name) from error
    except BrokenRunsError as error:
        with use_plugins(plugins):
            _require_unbroken_alone(known, config, days)
        raise plugin.make_error(str(error)) from error
    except WrongInput:
        raise
    except (Exception, SystemExit) as error:
        raised = next((one for one in known if find_error_line(error, one.path)), plugin)
        raise make_raised_error(raised, error) from error


def _require_unbroken_alone(plugins: Sequence[Plugin], config: Configuration, days: int) -> None:
    """Raise WrongInput, naming it, for the first of the plug-ins, roles before policies, that
    breaks the runs of a configuration also where no policy of the user's own but itself plays.
    """
    from agents.run_rehearsal import BrokenRunsError, rehearse_runs

    sides = {key: config.get_side(key) for key in config.dyad.keys}
    roles = {member.role for member in config.cast.values()}
    for one in sorted(plugins, key=lambda one: one.kind == POLICY):
        own = [key for key, side in sides.items() if side.policy.name == one.name]
        if not (one.name in roles if one.kind == ROLE else own):
            continue
        plain = {key: side.model_copy(update={"policy": Quantal()})
                 for key, side in sides.items() if one.kind == ROLE or key not in own}  # fmt: skip
        try:
            rehearse_runs(config.model_copy(update=plain), days, PROMISES[one.kind])
        except BrokenRunsError as error:
            raise one.make_error(str(error)) from error


def make_raised_error(plugin: Plugin, error: BaseException) -> WrongInput:
    """Return the WrongInput that refuses a plug-in for what it raised, naming its line."""
    reason = f"{plugin.name} raised {describe_exception(error)}"
    return plugin.make_error(reason, find_error_line(error, plugin.path))


def find_error_line(error: BaseException, path: str) -> int | None:
    """Return the last line of the file `path` in an error's traceback; None if it is not in it."""
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == path:
            line = step.tb_lineno
        step = step.tb_next
    return line


def make_plugin_records(plugins: Iterable[Plugin], kind: PluginKind) -> list[PluginRecord]:
    """Return the records, for a manifest, of those of the plugins that are of this kind."""
    return [
        PluginRecord(name=one.name, place=one.place, path=one.path, sources=dict(one.sources))
        for one in plugins
        if one.kind == kind
    ]


def collect_source_digests(plugins: Iterable[Plugin]) -> dict[str, str]:
    """Return source file -> SHA-256 of all sources of these plug-ins, and what
    `list_covered_versions` adds; the engine's digest covers them.
    """
    chosen = list(plugins)
    sources = {file: digest for plugin in chosen for file, digest in plugin.sources.items()}
    return sources | list_covered_versions(chosen)
