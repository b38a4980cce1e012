"""Files of a user's own code, in the folder in which a launch looks for their kind."""

from __future__ import annotations

from pathlib import Path


def write_sources(kind: str, folder: Path, /, **texts: str) -> Path:
    """Write files `KIND/NAME.py` into a folder and return the folder."""
    home = folder / kind
    home.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (home / f"{name}.py").write_text(text, encoding="utf-8")
    return folder
