"""Commands that pages suggest, quoted for a shell, for the folder of batches that is shown."""

from __future__ import annotations

import re
from pathlib import Path

from runs.analysis.sides import get_dyad
from runs.archive.batch import Batch
from runs.command_text import format_command
from runs.errors import WrongInput
from runs.paths import resolve_outputs_folder

SIDES = ("scenario=", "cast=", "signal=")
"""How overrides begin that choose between whom a standoff is."""


def write_command_hint(outputs: Path, command: str) -> str:
    """Return a command, its words separated by spaces, with `outputs=FOLDER` if it would otherwise
    use another folder.
    """
    return format_command(*command.split(), *make_outputs_setting(outputs))


def write_batch_hint(batch: Batch, *words: str) -> str:
    """Return `taijie run` with these words, between the sides and for the folder of a batch."""
    base = [one for one in batch.manifest.variants[0].overrides if one.startswith(SIDES)]
    return format_command("taijie", "run", *words, *base, *make_outputs_setting(batch.path.parent))


def write_design_hint(batch: Batch, design: str) -> str:
    """Return the command line that runs a design (grid, sobol, ...), with a range of a lever for
    both sides if the design needs one.
    """
    values = {"grid": "[0.1,0.5,0.9]", "one_at_a_time": ""}.get(design, "[0.1,0.9]")
    ranges = [f"{side}.insulation={values}" for side in get_dyad().keys if values]
    return write_batch_hint(batch, f"design={design}", *ranges)


def write_sweep_hint(batch: Batch) -> str:
    """Return a command that sweeps a lever of the first side, a variant for each value."""
    return write_batch_hint(batch, "-m", f"{get_dyad().first}.insulation=0.1,0.5,0.9")


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
