"""The folder of batches, and valid names of batches.

One rule for every command: `outputs=`, else $TAIJIE_OUTPUTS, else runs/outputs of the checkout
around the current folder, else ./taijie-outputs. The result is absolute, so that it can be printed
in full.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime
from pathlib import Path
from unicodedata import category, normalize

from runs.errors import WrongInput

VARIABLE = "TAIJIE_OUTPUTS"
HOME = Path(__file__).resolve().parent.parent
PACKAGES = ("model", "agents", "configs", "runs", "dashboards")
CHARACTERS, BYTES = 120, 200
"""Of a batch's name, at most."""
SHOWN = 40
"""Characters of a name that is too long."""
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read for another


def resolve_outputs_folder(given: str | None = None) -> Path:
    """Return the absolute folder of batches: `given`, else $TAIJIE_OUTPUTS, else that of the
    checkout or of the current folder; it need not exist yet.

    Raises WrongInput for a folder inside an installed package, where an upgrade would delete it,
    for a name of bytes that are no text, and for a file in its place or in that of a folder above
    it.
    """
    named = given or os.environ.get(VARIABLE) or None
    if named is not None:
        folder = _resolve_named_folder(named)
    else:
        here = get_current_folder()
        checkout = _find_checkout(here)
        folder = checkout / "runs" / "outputs" if checkout else here / "taijie-outputs"
    require_text_name("outputs", str(folder))
    if _is_inside_package(folder):
        raise WrongInput(
            f"outputs={folder} lies inside an installed package, which an upgrade would delete.",
            key="outputs",
            value=str(folder),
            allowed=["a folder of your own"],
        )
    _require_no_file(folder)
    return folder


def get_current_folder() -> Path:
    """Return the absolute current folder; WrongInput if it was deleted or moved away, or is closed
    to this user, as one of another user's is after a change of user.
    """
    try:
        here = Path.cwd()
    except OSError as error:
        raise WrongInput(
            f"there is no current folder ({error.strerror}): it was deleted after it was entered.",
            key="current folder", allowed=["any folder that exists: change to it with cd"],
        ) from None  # fmt: skip
    if not os.access(here, os.X_OK):
        raise WrongInput(
            f"the current folder {here} is closed to this user.",
            key="current folder", value=str(here),
            allowed=["any folder that is open: change to it with cd"],
        )  # fmt: skip
    return here


def is_there(path: Path) -> bool:
    """Say whether there is a file or a folder; False too in one that is closed to this user."""
    return os.access(path, os.F_OK)


def require_text_name(key: str, name: str) -> None:
    """Raise WrongInput, naming the setting or argument `key`, for a name with bytes that are no
    text in the system's encoding: tables could be written under it, but not be read again.
    """
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        encoding = sys.getfilesystemencoding().upper()
        raise WrongInput(
            f"{key}: {name!r} has bytes that are no text ({encoding}).",
            key=key, value=ascii(name)[1:-1], allowed=[f"names in {encoding}"],
        )  # fmt: skip


def _require_no_file(folder: Path) -> None:
    """Raise WrongInput if there is a file where a folder, or one above it, is wanted; not for what
    is in a folder that is closed to this user, which is said where it is opened.
    """
    for place in filter(is_there, (folder, *folder.parents)):
        if place.is_dir():
            return
        if place.is_file():
            reason = f"outputs={folder}: {place} is a file, and a folder for batches is wanted."
            raise WrongInput(reason, key="outputs", value=str(folder))


def _resolve_named_folder(named: str) -> Path:
    """Return a folder's absolute path; WrongInput for a name that no folder can have."""
    try:
        return Path(named).expanduser().resolve()
    except (TypeError, ValueError, OSError, RuntimeError) as error:  # no text, a loop, a ~user
        raise WrongInput(
            f"outputs={named!r} is no folder's name: {error}.",
            key="outputs", value=named, allowed=["a folder of your own"],
        ) from None  # fmt: skip


def format_outputs_setting(folder: str) -> str:
    """Return the setting `outputs=FOLDER`, quoted as an override (not as a shell) needs it."""
    if re.fullmatch(r"[\w/.-]+", folder, re.ASCII):
        return f"outputs={folder}"
    mark = '"' if "'" in folder else "'"
    return f"outputs={mark}{folder}{mark}"


def _find_checkout(folder: Path) -> Path | None:
    """Return the nearest folder, from this one upwards, that is a checkout of taijie; None if none
    is.
    """
    for place in (folder, *folder.parents):
        project = place / "pyproject.toml"
        if is_there(project) and is_there(place / "runs" / "paths.py"):
            return place
    return None


def _is_inside_package(folder: Path) -> bool:
    """Say whether a folder is in an installed package; a checkout's own runs/outputs is not."""
    if {"site-packages", "dist-packages"} & set(folder.parts):
        return True
    if folder.is_relative_to(HOME / "runs" / "outputs") and _find_checkout(HOME) == HOME:
        return False
    return any(folder.is_relative_to(HOME / name) for name in PACKAGES)


def choose_batch_folder(
    outputs: Path, batch: str | None, experiment: str | None, *, reuse: bool = False
) -> Path:
    """Return the folder of a new batch, not yet made; WrongInput if the name is in use or cannot be
    a folder's name.

    batch: its name; default: one made of date, time and `experiment`. reuse: whether a name that is
    in use is allowed.
    """
    folder = outputs / check_folder_name(batch or make_default_batch_name(experiment))
    same = folder if os.path.lexists(folder) else _find_same_folder(folder)
    if same and not (reuse and same == folder):
        raise WrongInput(
            f"batch {same.name} exists already, and a batch is never overwritten: {same}",
            key="batch",
            value=folder.name,
            allowed=["a name that is not in use", "none, for a name made of date and experiment"],
        )
    return folder


def _find_same_folder(folder: Path) -> Path | None:
    """Return a folder beside this one whose name differs in case or in the composition of letters
    only, which is the same one on many disks; None if there is none.
    """
    wanted = fold_case(folder.name)
    try:
        names = [path.name for path in folder.parent.iterdir()]
    except OSError:  # not there yet, or closed to this user, who is told when the folder is made
        return None
    same = [name for name in sorted(names) if fold_case(name) == wanted]
    return folder.with_name(same[0]) if same else None


def fold_case(text: str) -> str:
    """Return a text for comparison, equal for texts that differ in case or in the Unicode
    composition of their characters only.
    """
    return normalize("NFC", text).casefold()


def make_default_batch_name(experiment: str | None) -> str:
    """Return a new name, `<date>-<time>-<4 random>_<experiment>` (`run` for None), in local
    time.
    """
    return f"{make_timestamped_name()}_{re.sub(r'[^A-Za-z0-9_-]+', '-', experiment or 'run')}"


def make_timestamped_name() -> str:
    """Return a new unique name, `<date>-<time>-<4 random>`, in local time."""
    import secrets  # loads a library of ciphers, which no other command needs

    now = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    chance = "".join(secrets.choice(LETTERS) for _ in range(4))
    return f"{now}-{chance}"


def check_folder_name(name: str, key: str = "batch") -> str:
    """Return the name of a batch or a fit, which is called `key`, if it is a plain folder name;
    else raise WrongInput.

    Marks that letters of many scripts carry (vowels of Hindi, tones of Thai) belong to them. Its
    length in bytes is limited too: a file system allows 255 of them in a name, and a batch's tables
    and temporary files contain its name.
    """
    short = len(name) <= CHARACTERS and len(os.fsencode(name)) <= BYTES
    letters = "".join(sign for sign in name if not category(sign).startswith("M"))
    if short and re.fullmatch(r"\w[\w.+=,@-]*", letters) and letters[0] == name[0]:
        return name
    told = name if len(name) <= SHOWN else f"{name[:SHOWN]}..."
    long = f" ({len(name)} characters, {len(os.fsencode(name))} bytes)"
    raise WrongInput(
        f"{key}={told} is not a plain folder name{'' if short else long}.",
        key=key,
        value=name,
        allowed=[
            "letters of any script with their marks, digits and _ . + = , @ -, beginning with a"
            f" letter, a digit or _, at most {CHARACTERS} characters and {BYTES} bytes, of which a"
            " letter may take 4"
        ],
    )
