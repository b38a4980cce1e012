"""A resolved configuration as a YAML file: what a variant was run with, in full.

Written by hand, because a general emitter takes 20 ms for the thousands of leaves of one
configuration and a sweep writes hundreds. Scalars and lists stand as JSON, which YAML reads, so
that every value comes back as it was: floats to the last bit, words as words.
"""

from __future__ import annotations

import copy
import json
import re
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
SECTION = re.compile(rb'^(?=[a-z_"])', re.MULTILINE)
"""Where a section begins: a line that opens with a key as `_format_key` writes it."""
NOT_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def dump_yaml(config: dict[str, Any]) -> bytes:
    """Return a plain dict as YAML text, keys in their order, in block style down to the leaves."""
    lines: list[str] = []
    _append_yaml_lines(config, "", lines)
    return "".join(lines).encode()


def load_yaml(text: bytes) -> dict[str, Any]:
    """Return the dict of a YAML text of `dump_yaml`; YAMLError if it is no YAML or has an alias.

    A few lines of aliases stand for billions of values, and the file may be a stranger's. Variants
    of a batch share most of their sections word for word, and reading one takes a tenth of a
    second: each is read once.
    """
    import yaml

    try:
        sections = [_section(part) for part in SECTION.split(text) if part]
    except yaml.YAMLError:
        sections = []  # not as `dumped` writes it: the whole says what is wrong with it
    if sections and all(isinstance(one, dict) and len(one) == 1 for one in sections):
        whole = {name: part for section in sections for name, part in section.items()}
        if len(whole) == len(sections):
            return copy.deepcopy(whole)
    plain: dict[str, Any] = _read_yaml(text)
    return plain


def _read_yaml(text: bytes) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if b"*" in text:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise yaml.YAMLError(f"an alias, *{event.anchor}")
    return yaml.load(text, Loader=loader)


_section = lru_cache(maxsize=64)(_read_yaml)


def _append_yaml_lines(config: dict[str, Any], indent: str, lines: list[str]) -> None:
    for key, value in config.items():
        if isinstance(value, dict) and value:
            lines.append(f"{indent}{_format_key(key)}:\n")
            _append_yaml_lines(value, indent + "  ", lines)
        else:
            lines.append(f"{indent}{_format_key(key)}: {_format_inline_value(value)}\n")


@cache
def _format_key(key: str) -> str:
    """Return a key as YAML text: bare if YAML reads it as a string, else in quotes."""
    is_word = PLAIN.fullmatch(key) and key not in NOT_WORDS
    return key if is_word else json.dumps(key, ensure_ascii=False)


def _format_inline_value(value: Any) -> str:
    """Return a value as YAML text on one line."""
    if isinstance(value, float):
        text = repr(value)
        # YAML 1.1 takes 1e-05 for a word and 1.0e-05 for a number.
        return text if "." in text else text.replace("e", ".0e")
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_format_inline_value(item) for item in value)}]"
    if isinstance(value, dict):
        items = (
            f"{json.dumps(key, ensure_ascii=False)}: {_format_inline_value(v)}"
            for key, v in value.items()
        )
        return f"{{{', '.join(items)}}}"
    return json.dumps(value, ensure_ascii=False)
