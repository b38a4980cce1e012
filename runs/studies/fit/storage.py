"""Where a fit is kept: <outputs>/fits/<name>/, in parts that survive an end at any moment.

settings.json says what is fitted; step-0000.npz and so on hold the sampler after each step, whole
or not at all; draws.csv and, last of all, fit.json are the result. A folder without fit.json is a
fit that was interrupted: the same command goes on from its last step.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from runs.archive.parts import write_atomically
from runs.archive.result_store import replace_nonfinite
from runs.errors import WrongInput
from runs.paths import check_name
from runs.studies.fit.draws import RESERVED, ParameterDraws
from runs.studies.fit.prior import Prior
from runs.studies.fit.sampler import SamplerState

FITS = "fits"
SETTINGS, RESULT, DRAWS = "settings.json", "fit.json", "draws.csv"
STEP = re.compile(r"step-(\d{4})\.npz")


def choose_fit_folder(outputs: Path, name: str) -> Path:
    """Return the folder of a fit; WrongInput for a name that is reserved or no plain
    folder name.
    """
    if name in RESERVED:
        raise WrongInput(
            f"{name} is no name for a fit: fit={name} means something else.", key="fit", value=name,
            allowed=["any other plain name"],
        )  # fmt: skip
    return outputs / FITS / check_name(name)


def list_fits(outputs: Path) -> list[Path]:
    """Return the folders of fits, finished or not, by name."""
    return sorted(path.parent for path in (outputs / FITS).glob(f"*/{SETTINGS}"))


def open_fit(folder: Path, settings: Mapping[str, Any]) -> None:
    """Make a fit's folder, or check that the existing one has the same settings.

    Raises WrongInput, naming the first setting that differs, or for a fit that is finished.
    """
    path = folder / SETTINGS
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_json(path, settings)
        return
    before = read_json(path)
    for key, value in replace_nonfinite(settings).items():
        if before.get(key) != value:
            raise WrongInput(
                f"fit {folder.name} was begun with another {key}: choose another name.",
                key=key, value=str(value), allowed=[str(before.get(key))],
            )  # fmt: skip
    if (folder / RESULT).exists():
        raise WrongInput(f"fit {folder.name} is finished: {folder}.", key="fit", value=folder.name)


def write_step(folder: Path, step: int, state: SamplerState) -> None:
    """Keep the state after a step; equal states give equal bytes."""
    room = io.BytesIO()
    np.savez(room, **state._asdict())
    write_atomically(folder / f"step-{step:04d}.npz", room.getvalue())


def read_last_step(folder: Path) -> tuple[int, SamplerState] | None:
    """Return the last step kept, and the state after it; None where there is none."""
    steps = sorted(path for path in folder.glob("step-*.npz") if STEP.fullmatch(path.name))
    if not steps:
        return None
    with np.load(steps[-1], allow_pickle=False) as held:
        state = SamplerState(**{name: held[name] for name in SamplerState._fields})
    match = STEP.fullmatch(steps[-1].name)
    assert match is not None
    return int(match[1]), state


def write_draws(folder: Path, prior: Prior, z: np.ndarray) -> None:
    """Keep the draws: a column a free lever, in standard units of the prior."""
    frame = pd.DataFrame(z, columns=list(prior.names))
    write_atomically(folder / DRAWS, frame.to_csv(index=False, float_format="%.17g").encode())


def read_draws(outputs: Path, name: str) -> ParameterDraws:
    """Return the draws of a finished fit; raises WrongInput where there is none of that name."""
    folder = choose_fit_folder(outputs, name)
    if not (folder / RESULT).is_file():
        finished = [one.name for one in list_fits(outputs) if (one / RESULT).is_file()]
        raise WrongInput(
            f"there is no finished fit {name}.", key="fit", value=name,
            allowed=[*RESERVED, *finished],
        )  # fmt: skip
    prior = Prior.model_validate(read_json(folder / SETTINGS)["prior"])
    with (folder / DRAWS).open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    z = np.array([[float(row[lever]) for lever in prior.names] for row in rows])
    return ParameterDraws(name, prior, z)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a value as JSON, null for NaN and infinity, completely or not at all."""
    plain = replace_nonfinite(dict(value))
    text = json.dumps(plain, indent=1, allow_nan=False, ensure_ascii=False)
    write_atomically(path, f"{text}\n".encode())


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping in a JSON file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
