"""A resolved configuration as a YAML file: what a variant was run with, in full.

Written by hand, because a general emitter takes 20 ms for the thousands of leaves of one
configuration and a sweep writes hundreds. Scalars and lists stand as JSON, which YAML reads, so
that every value comes back as it was: floats to the last bit, words as words.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
LINE = re.compile(r'((?:  )*)(?:([a-z_][a-z0-9_]*)|("(?:[^"\\\\]|\\\\.)*")):(?: (\S.*))?')
"""A line of `dump_yaml`: indent, bare or quoted key, and a value unless lines of its own follow."""
NUMBER = re.compile(r"-?[0-9]+\.[0-9]+(?:[eE][-+][0-9]+)?")
NOT_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def dump_yaml(config: dict[str, Any]) -> bytes:
    """Return a plain dict as YAML text (UTF-8), keys in their order, one line a leaf."""
    lines: list[str] = []
    for key, value in config.items():
        if isinstance(value, dict) and value:
            lines.append(f"{_format_key(key)}:\n{_format_section(json.dumps(value))}")
        else:
            _append_yaml_lines({key: value}, "", lines)
    return "".join(lines).encode()


@lru_cache(64)
def _format_section(section: str) -> str:
    """Return the lines of a part of a configuration, a dict as JSON: most parts are the same in all
    variants of a batch. Equal texts are equal values to the last bit.
    """
    lines: list[str] = []
    _append_yaml_lines(json.loads(section), "  ", lines)
    return "".join(lines)


def load_yaml(text: bytes) -> dict[str, Any]:
    """Return the dict of a YAML text of `dump_yaml`; YAMLError for invalid YAML or an alias.

    A few lines of aliases can stand for billions of values, and the file may be a stranger's. A
    text in the form of `dump_yaml` is parsed line by line, five times faster; any other, such as
    one edited by hand, as general YAML.
    """
    written = _parse_dumped_yaml(text)
    plain: dict[str, Any] = _parse_any_yaml(text) if written is None else written
    return plain


def _parse_json_float(text: str) -> float:
    """Return the float that JSON reads; ValueError for a form that YAML reads as text."""
    if NUMBER.fullmatch(text) is None:
        raise ValueError(f"{text} is a word in YAML")
    return float(text)


_read_json = json.JSONDecoder(
    parse_float=_parse_json_float, parse_constant=_parse_json_float
).decode


def _parse_dumped_yaml(text: bytes) -> dict[str, Any] | None:
    """Return the dict of a text whose every line has the form of `dump_yaml`; None for others."""
    whole: dict[str, Any] = {}
    scalars: dict[str, Any] = {}  # parsed before: of thousands of leaves, a few hundred differ
    nested, opened = [whole], False
    try:
        for line in text.decode().removesuffix("\n").split("\n"):
            found = LINE.fullmatch(line)
            if found is None or found[2] in NOT_WORDS:
                return None
            indent, word, quoted, value = found.groups()
            depth = len(indent) // 2
            if depth != len(nested) - 1 if opened else depth >= len(nested):
                return None
            del nested[depth + 1 :]
            key = word or _read_json(quoted)
            opened = value is None
            inner = {} if opened else scalars[value] if value in scalars else _read_json(value)
            nested[-1][key] = inner
            if opened:
                nested.append(inner)
            elif value[0] not in "[{":
                scalars[value] = inner
    except (ValueError, RecursionError):
        return None
    return None if opened or not whole else whole


def _parse_any_yaml(text: bytes) -> Any:
    """Return what a YAML text holds; YAMLError for invalid YAML or an alias."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if b"*" in text:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise yaml.YAMLError(f"an alias, *{event.anchor}")
    return yaml.load(text, Loader=loader)


def _append_yaml_lines(config: dict[str, Any], indent: str, lines: list[str]) -> None:
    """Append a dict's lines, indented, to `lines`; a non-empty dict in it becomes lines of its
    own.
    """
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
