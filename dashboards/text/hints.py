"""Commands that pages suggest, quoted for a shell, for the folder of batches that is shown."""

from __future__ import annotations

import re
from pathlib import Path

from runs.analysis.sides import get_dyad
from runs.command_text import format_command
from runs.errors import WrongInput
from runs.paths import resolve_outputs_folder


def write_command_hint(outputs: Path, command: str) -> str:
    """Return a command, its words separated by spaces, with `outputs=FOLDER` if it would otherwise
    use another folder.
    """
    return format_command(*command.split(), *make_outputs_setting(outputs))


def write_design_hint(outputs: Path, design: str) -> str:
    """Return the command line that runs a design (grid, sobol, ...), with a range of a lever for
    both sides if the design needs one.
    """
    values = {"grid": "[0.1,0.5,0.9]", "one_at_a_time": ""}.get(design, "[0.1,0.9]")
    ranges = [f"{side}.insulation={values}" for side in get_dyad().keys if values]
    return write_command_hint(outputs, " ".join((f"taijie run design={design}", *ranges)))


def write_sweep_hint(outputs: Path) -> str:
    """Return a command that sweeps a lever of the first side, a variant for each value."""
    return write_command_hint(outputs, f"taijie run -m {get_dyad().keys[0]}.insulation=0.1,0.5,0.9")


def make_outputs_setting(outputs: Path) -> list[str]:
    """Return [`outputs=FOLDER`] if a command would otherwise write into another folder; else [].

    Raises WrongInput for a folder whose name an override cannot contain.
    """
    text = str(outputs)
    if outputs == resolve_outputs_folder(None):
        return []
    if re.fullmatch(r"[\w/.-]+", text, re.ASCII):
        return [f"outputs={text}"]
    if "'" in text or "\\" in text or not text.isprintable():
        raise WrongInput(f"outputs={text} cannot be given as a setting.", key="outputs", value=text)
    return [f"outputs='{text}'"]
