"""Where a fit is kept: <outputs>/fits/<name>/, in parts that survive an end at any moment.

settings.json says what is fitted; round-00.npz and so on hold the runs of each round, whole or not
at all; draws.csv, terms.csv, left_out.csv and, last of all, fit.json are the result. A folder
without fit.json is a fit that was interrupted: the same command goes on after its last round. What
is shipped is a finished fit without its rounds, in configs/inference/fits; one of the user's own of
that name takes its place.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray
from runs.archive.parts import write_atomically
from runs.archive.result_store import refuse_unwritable, replace_nonfinite, require_writable_folder
from runs.errors import WrongInput
from runs.paths import check_folder_name
from runs.studies.fit.draws import RESERVED, ParameterDraws
from runs.studies.fit.evidence import FOLDER
from runs.studies.fit.populations import Round
from runs.studies.fit.prior import Prior
from runs.studies.fit.recorded_wait import RecordedWait

FITS = "fits"
SHIPPED = FOLDER / FITS
SETTINGS, RESULT = "settings.json", "fit.json"
DRAWS, TERMS, LEFT_OUT = "draws.csv", "terms.csv", "left_out.csv"
CLUSTER = "cluster"


def get_fit_folder(outputs: Path, name: str) -> Path:
    """Return the folder for a fit of that name, existing or not; WrongInput if the name is reserved
    or no valid folder name.
    """
    if name in RESERVED:
        raise WrongInput(
            f"{name} is no name for a fit: fit={name} means something else.", key="fit", value=name,
            allowed=["any other plain name"],
        )  # fmt: skip
    return outputs / FITS / check_folder_name(name, "fit")


def list_fit_folders(outputs: Path) -> list[Path]:
    """Return the folders of all fits, by name: the user's own, finished or not, and the shipped
    ones whose names are not taken.
    """
    own = {path.parent.name: path.parent for path in (outputs / FITS).glob(f"*/{SETTINGS}")}
    shipped = {path.parent.name: path.parent for path in SHIPPED.glob(f"*/{RESULT}")}
    return [path for _, path in sorted((shipped | own).items())]


def list_shipped_score_files() -> list[Path]:
    """Return the files of scores that come with the shipped fits."""
    return sorted(SHIPPED.glob("*/scores.json"))


def is_shipped(folder: Path) -> bool:
    """Say whether a fit is one of those shipped with the program."""
    return folder.parent == SHIPPED


def find_finished_fit(outputs: Path, name: str) -> Path:
    """Return the folder of a finished fit: the user's own, or else the shipped one of that name.

    Raises WrongInput where there is none.
    """
    get_fit_folder(outputs, name)
    finished = {one.name: one for one in list_fit_folders(outputs) if (one / RESULT).is_file()}
    if name not in finished:
        raise WrongInput(
            f"there is no finished fit {name}.", key="fit", value=name,
            allowed=[*RESERVED, *finished],
        )  # fmt: skip
    return finished[name]


def prepare_fit_folder(folder: Path, settings: Mapping[str, Any]) -> None:
    """Make a fit's folder and store its settings; if it exists, check that it has the same
    settings.

    Raises WrongInput, naming the first setting that differs, for a fit that is finished, and for a
    folder that cannot be written in.
    """
    require_writable_folder(folder)
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


def write_round(folder: Path, number: int, runs: Round) -> None:
    """Store the runs of a round; equal runs give equal bytes."""
    room = io.BytesIO()
    np.savez_compressed(room, **runs._asdict())
    _write(_get_round_path(folder, number), room.getvalue())


def read_round(folder: Path, number: int) -> Round | None:
    """Return the stored runs of a round; None if it has not been simulated."""
    path = _get_round_path(folder, number)
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as held:
        return Round(**{name: held[name] for name in Round._fields})


def read_rounds(folder: Path, limit: int) -> list[Round]:
    """Return the stored rounds in order, at most `limit`, up to the first that is missing."""
    rounds: list[Round] = []
    while len(rounds) < limit and (stored := read_round(folder, len(rounds))) is not None:
        rounds.append(stored)
    return rounds


def count_rounds(folder: Path) -> int:
    """Return how many rounds of runs a fit's folder holds."""
    return len(list(folder.glob("round-*.npz")))


def _get_round_path(folder: Path, number: int) -> Path:
    """Return the path of the file of a round's runs."""
    return folder / f"round-{number:02d}.npz"


def write_draws(folder: Path, prior: Prior, z: np.ndarray) -> None:
    """Store the draws (sets of parameters) as CSV: a column per free lever, a row per draw; z:
    (draws, levers), standard normal under the prior.
    """
    _write_csv(folder / DRAWS, pd.DataFrame(z, columns=list(prior.names)))


def write_cluster_terms(folder: Path, data: Sequence[RecordedWait], terms: FloatArray) -> None:
    """Store as CSV the log-likelihood of each cluster (a column) at each draw (a row).

    terms: (draws, data) the weighted log-likelihood of each recorded contact.
    """
    frame = pd.DataFrame(terms, columns=[one.cluster for one in data])
    clusters = list(dict.fromkeys(frame.columns))
    sums = {cluster: frame.loc[:, frame.columns == cluster].sum(axis=1) for cluster in clusters}
    _write_csv(folder / TERMS, pd.DataFrame(sums))


def read_cluster_terms(folder: Path) -> dict[str, FloatArray]:
    """Return cluster -> its weighted log-likelihood at each draw (set of parameters), (draws,)."""
    with (folder / TERMS).open(newline="", encoding="utf-8") as text:
        head, *rows = csv.reader(text)
    values = np.array(rows, dtype=float)
    return {cluster: values[:, place] for place, cluster in enumerate(head)}


def write_left_out(folder: Path, prior: Prior, left_out: Mapping[str, FloatArray]) -> None:
    """Store as CSV the draws of the fits that each left out one cluster: the cluster's name, then a
    column per free lever, on the scale on which its prior is standard normal.

    left_out: cluster left out -> (draws, levers), on that scale.
    """
    parts = [
        pd.DataFrame(z, columns=list(prior.names)).assign(**{CLUSTER: cluster})
        for cluster, z in left_out.items()
    ]
    nothing = pd.DataFrame(columns=[CLUSTER, *prior.names])
    _write_csv(folder / LEFT_OUT, pd.concat(parts)[list(nothing)] if parts else nothing)


def read_left_out(folder: Path, prior: Prior) -> dict[str, FloatArray]:
    """Return cluster -> draws of the fit without it, (draws, levers), standard normal under the
    prior; {} if no cluster had to be left out so.
    """
    found: dict[str, list[list[float]]] = {}
    with (folder / LEFT_OUT).open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            found.setdefault(row[CLUSTER], []).append([float(row[one]) for one in prior.names])
    return {cluster: np.array(z) for cluster, z in found.items()}


def _write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as CSV, completely or not at all."""
    _write(path, frame.to_csv(index=False, float_format="%.9g").encode())


def read_draws(outputs: Path, name: str) -> ParameterDraws:
    """Return the draws (sets of parameters) of a finished fit, without weights for leaving clusters
    out; WrongInput if there is none of that name.
    """
    folder = find_finished_fit(outputs, name)
    prior = Prior.model_validate(read_json(folder / SETTINGS)["prior"])
    with (folder / DRAWS).open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    z = np.array([[float(row[lever]) for lever in prior.names] for row in rows])
    return ParameterDraws(name, prior, z)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a value as JSON, null for NaN and infinity, completely or not at all."""
    plain = replace_nonfinite(dict(value))
    text = json.dumps(plain, indent=1, allow_nan=False, ensure_ascii=False)
    _write(path, f"{text}\n".encode())


def _write(path: Path, data: bytes) -> None:
    """Write a file of a fit, completely or not at all; WrongInput if its folder takes nothing."""
    with refuse_unwritable(path.parent):
        write_atomically(path, data)


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping in a JSON file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
