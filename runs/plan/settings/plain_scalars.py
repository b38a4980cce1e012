"""Plain words of a user's YAML that YAML 1.1 reads as other than they look.

`010` is 8 there, an octal number, and `1:30` is 90, minutes and seconds; nobody who types a setting
means that. A key that is a number, a truth value or null names no setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from runs.errors import WrongInput

NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
DIGITS = 308
"""Of a number at most: a longer integer is no float, and one of more than 4,300 none to Python."""
KINDS = {"null": "null", "bool": "true or false", "int": "a number", "float": "a number"}
"""Kinds of values that a key may not be, by YAML's name, and how they are called."""
EMPTY = re.compile(r"[-+]?0[bx]_+")
OCTAL = re.compile(r"[-+]?0[0-7_]+")
SIXTIES = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


def require_plain_numbers(path: Path, root: yaml.Node | None) -> None:
    """Raise WrongInput, with file and key, for the first number of no digit or of more than DIGITS,
    or with a leading zero or with colons, which YAML reads as octal or to base 60; dates and texts
    in quotation marks are allowed.
    """
    for key, node in _list_scalars(root):
        typed, where = str(node.value), f"{key}: " if key else ""
        if node.tag in NUMBERS and (len(typed) > DIGITS or EMPTY.fullmatch(typed)):
            reason = f"{path.name}: {where}a number of 1 to {DIGITS} digits is wanted."
            raise WrongInput(reason, key=key, value=typed)
        octal, sixties = OCTAL.fullmatch(typed), SIXTIES.fullmatch(typed)
        if node.tag not in NUMBERS or not (octal or sixties):
            continue
        read = yaml.SafeLoader("").construct_object(yaml.ScalarNode(node.tag, typed))
        why = "octal, for its leading zero" if octal else "minutes and seconds, for its colon"
        raise WrongInput(
            f"{path.name}: {where}YAML reads {typed} as {read} ({why}): write {read} or '{typed}'.",
            key=key,
            value=typed,
        )


def require_text_keys(path: Path, node: yaml.Node | None, *steps: str) -> None:
    """Raise WrongInput, with file and key, for the first key that is no text: null, a number, a
    truth value, a list. steps: the dotted path of the node.
    """
    if isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            require_text_keys(path, value, *steps, str(place))
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        where = ".".join([*steps, ""])
        if not isinstance(key, yaml.ScalarNode):
            there = f"below {'.'.join(steps)}" if steps else "at the top"
            reason = f"{path.name}: a key {there} is a list or a mapping, and a word is wanted."
            raise WrongInput(reason, key=".".join(steps))
        kind = KINDS.get(key.tag.rpartition(":")[2])
        if kind:
            reason = f"{path.name}: {where}{key.value}: YAML reads this key as {kind}, and a key is"
            raise WrongInput(f"{reason} text: write '{key.value}'.", key=f"{where}{key.value}")
        require_text_keys(path, value, *steps, str(key.value))


def _list_scalars(node: yaml.Node | None, *steps: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield (dotted path, node) of each scalar below a node, keys included; steps: its path."""
    if isinstance(node, yaml.ScalarNode):
        yield ".".join(steps), node
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _list_scalars(value, *steps, str(place))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            yield from _list_scalars(key, *steps, name)
            yield from _list_scalars(value, *steps, name)
