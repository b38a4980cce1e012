"""Parses the `key=value` words of commands that take only a few keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from runs.errors import WrongInput, make_command_key_error

if TYPE_CHECKING:
    from runs.plan.executor_settings import ExecutorSettings
    from runs.plan.plan import Launch


def parse_pairs(command: str, texts: Sequence[str], allowed: Sequence[str]) -> dict[str, str]:
    """Return key -> value of `key=value` texts, the last of a repeated key; WrongInput for a text
    without `=` or a key that is not among `allowed`. command: its name, for the message.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or key not in allowed:
            raise make_command_key_error(command, key, value, allowed)
        pairs[key] = value
    return pairs


def parse_whole_number(pairs: Mapping[str, str], key: str, default: int, least: int = 0) -> int:
    """Return the whole number of a key, `default` without one; WrongInput for other text or below
    `least`.
    """
    text = pairs.get(key, str(default))
    if not text.isdecimal() or int(text) < least:
        said = "out of range" if text.removeprefix("-").isdecimal() else "a whole number is wanted"
        reason = f"{key}={text}: {said}."
        raise WrongInput(reason, key=key, value=text, allowed=[f"{least} or more"])
    return int(text)


def parse_switch(pairs: Mapping[str, str], key: str) -> bool:
    """Say whether `key=true` was typed; False without the key; WrongInput for other than true or
    false.
    """
    text = pairs.get(key, "false")
    if text.lower() not in ("true", "false"):
        reason = f"{key}={text}: true or false is wanted."
        raise WrongInput(reason, key=key, value=text, allowed=["true", "false"])
    return text.lower() == "true"


def parse_executor(pairs: Mapping[str, str]) -> ExecutorSettings:
    """Return the settings of the executor that was chosen, serial or local (the default); else
    WrongInput.
    """
    from runs.plan.executor_settings import ExecutorSettings

    name = pairs.get("executor", "local")
    if name not in ("serial", "local"):
        raise WrongInput(
            f"executor={name} is not known.", key="executor", value=name,
            allowed=["serial", "local"],
        )  # fmt: skip
    return ExecutorSettings(name="serial" if name == "serial" else "local")


def parse_launch_settings(command: str, texts: Sequence[str], allowed: Sequence[str]) -> Launch:
    """Return the launch settings in `texts` (key=value), defaults for the rest; WrongInput for a
    key that is not `allowed`.
    """
    from runs.plan.combinations import cross_axes, keep_last_axes
    from runs.plan.planner import Planner

    for text in texts:
        key, _, value = text.partition("=")
        if key.split(".")[0] not in allowed:
            raise make_command_key_error(command, key, value, allowed)
    planner = Planner()
    (settings,) = cross_axes(keep_last_axes(planner.composer.parse_axes(texts)), multirun=False)
    return planner.compose_launch(settings)
