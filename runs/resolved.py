"""A resolved configuration as a YAML file: what a variant was run with, in full.

Written by hand, because a general emitter takes 20 ms for the thousands of leaves of one
configuration and a sweep writes hundreds. Scalars and lists stand as JSON, which YAML reads, so
that every value comes back as it was: floats to the last bit, words as words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
NOT_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def dumped(config: Mapping[str, Any]) -> bytes:
    """Return a plain mapping as YAML, keys in their order, block style down to the leaves."""
    return "".join(_lines(config, "")).encode()


def loaded(text: bytes) -> dict[str, Any]:
    """Return the mapping again."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    plain: dict[str, Any] = yaml.load(text, Loader=loader)
    return plain


def _lines(config: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in config.items():
        is_word = PLAIN.fullmatch(key) and key not in NOT_WORDS
        name = key if is_word else json.dumps(key, ensure_ascii=False)
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:\n"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{name}: {_flow(value)}\n"


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, float):
        text = repr(value)
        # YAML 1.1 takes 1e-05 for a word and 1.0e-05 for a number.
        return text if "." in text else text.replace("e", ".0e")
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(item) for item in value)}]"
    if isinstance(value, Mapping):
        items = (f"{json.dumps(key, ensure_ascii=False)}: {_flow(v)}" for key, v in value.items())
        return f"{{{', '.join(items)}}}"
    return json.dumps(value, ensure_ascii=False)
