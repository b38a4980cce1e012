"""A user's own YAML, looked at before it is read: how large it is, how deep, and where it lies.

YAML lets a few lines stand for billions of values, by aliases of aliases, or refer to themselves;
a defaults list may climb out of its folder. Each is refused in a sentence, before anything is
expanded. Only the events of the file are counted, so that counting itself stays small.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from runs.errors import WrongInput

BYTES = 1_000_000
VALUES = 100_000
"""Values a file may stand for once its aliases are written out; `call_2025` has some thousands."""
DEPTH = 40


def within(folder: Path, name: str) -> Path:
    """Return the path of a config by its name in a folder; raise WrongInput if it lies outside."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise WrongInput(
            f"{name} leads out of the folder {folder}, and only what lies in it is read.",
            key=name,
            value=str(path),
        )
    return path


def checked_text(path: Path) -> str:
    """Return the text of a YAML file that is safe to load; raise WrongInput saying why not."""
    try:
        if path.stat().st_size > BYTES:
            raise _refused(path, f"has more than {BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
        _count(path, text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(path, "cannot be read: " + " ".join(str(error).split())) from None
    return text


def _count(path: Path, text: str) -> None:
    """Add up what the file stands for, aliases written out."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = [(None, 0)]
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, 1))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_nodes.pop()
        elif isinstance(event, yaml.ScalarEvent):
            anchor, size = event.anchor, 1
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise _refused(path, f"holds itself: *{event.anchor} has no end")
            anchor, size = None, sizes[event.anchor]
        else:
            continue
        if anchor is not None:
            sizes[anchor] = size
        above, total = open_nodes[-1]
        open_nodes[-1] = (above, total + size)
        if total + size > VALUES:
            raise _refused(path, f"stands for more than {VALUES:,} values")
        if len(open_nodes) > DEPTH:
            raise _refused(path, f"is nested deeper than {DEPTH} levels")


def _refused(path: Path, reason: str) -> WrongInput:
    return WrongInput(f"{path.name} {reason}.", key=path.stem, value=str(path))
