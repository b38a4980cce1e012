"""The variants that an experiment names, each with settings of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from unicodedata import category

from runs.errors import WrongInput, quote_text
from runs.plan.combinations import keep_last_axes
from runs.plan.own_files import add_source_to_error
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Axis, Setting

if TYPE_CHECKING:
    from runs.plan.plan import Launch

NAME = 200
"""Characters of a variant's name, at most."""
CONTROL = ("Cc", "Zl", "Zp", "Cs")
"""Unicode's categories of control characters, line and paragraph breaks, and halves of pairs."""


def find_variants_file(experiment: str | None, typed: Sequence[str]) -> str:
    """Return the file that lists the variants, "mine.yaml"; "" if they were typed or no experiment
    is chosen.

    typed: the override texts of the command line.
    """
    is_typed = any(text.startswith("variants=") for text in typed)
    return f"{experiment}.yaml" if experiment and not is_typed else ""


def read_named_variants(
    composer: ConfigComposer, launch: Launch, typed: Sequence[str]
) -> dict[str, list[Setting]]:
    """Return name -> settings of each variant that an experiment names; {"": []} if it names none.

    launch: its variants are names -> override texts; typed: the override texts of the command line,
    which may choose the scenario. WrongInput for an invalid name, a sweep and a setting of the
    launch.
    """
    named: dict[str, list[Setting]] = {}
    file = find_variants_file(launch.experiment, typed)
    for name, texts in launch.variants.items():
        _require_plain_name(name, file)
        with add_source_to_error(f"{file}: variant {name}" if file else f"variant {name}"):
            axes = keep_last_axes(composer.parse_axes(texts, typed))
            for axis in axes:
                _require_single_simulation_setting(axis)
        named[name] = [axis.settings[0] for axis in axes]
    return named or {"": []}


def _require_plain_name(name: str, file: str) -> None:
    """Raise WrongInput if a text cannot be a variant's name; file: where it stands, "" if typed."""
    signs = [sign for sign in name if category(sign) in CONTROL]
    if name.strip() and not signs and len(name) <= NAME:
        return
    raise WrongInput(
        f"{file}{': ' if file else ''}variants: a variant's name is one line of text, and "
        f"{quote_text(name, NAME)} is none.",
        key="variants",
        value=name,
        allowed=[f"1 to {NAME} characters of any script, without tabs and line breaks"],
    )


def _require_single_simulation_setting(axis: Axis) -> None:
    """Raise WrongInput if a named variant's setting is swept, or says how the batch is run."""
    if axis.swept:
        raise WrongInput(
            f"{axis.key} names several values; a named variant has one each.",
            key=axis.key,
            value=[one.value for one in axis.settings],
        )
    if axis.is_launch_key:
        raise WrongInput(
            f"{axis.key} says how to run, not what is simulated, and is the same for the whole"
            " batch.",
            key=axis.key,
            value=axis.settings[0].value,
        )
