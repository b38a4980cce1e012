"""What is wrong with a value, and what is allowed, in words, from an error of pydantic's."""

from __future__ import annotations

import json
import math
import re
from typing import Any

QUOTED = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|true|false", re.IGNORECASE)
FORMS = {
    r"^\d{4}-\d{2}-\d{2}$": "a date is wanted, as in 2025-04-02",
    "^#[0-9A-Fa-f]{6}$": "a colour is wanted, as in #1a2b3c",
    "^[A-Z]{2}-[A-Z]{2}$": "two codes of countries are wanted, as in AA-BB",
    "^([A-Z]{2}|broker|unknown)$": "a country (two capital letters), broker or unknown is wanted",
    "^([A-Z]{2}|both)$": "a country (two capital letters) or both is wanted",
    r"^[\w.-]+$": "letters, digits and _ . - only, without spaces",
    r"^\w+$": "letters, digits and _ only, without spaces",
    "^[A-Za-z0-9_]+$": "letters a to z, digits and _ only, without spaces",
    r"^F\d+$": "F and a number is wanted, as in F12",
    r"^S\d{3}$": "S and three digits are wanted, as in S001",
}
"""Pattern of a text -> what is wanted."""


def describe_error(details: Any) -> str:
    """Return one error of pydantic's (a dict of its `errors`) in a few words."""
    kinds = {
        **dict.fromkeys(("float_type", "float_parsing"), "a number is wanted"),
        **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number is wanted"),
        **dict.fromkeys(("bool_type", "bool_parsing"), "true or false is wanted"),
        "string_type": "text is wanted",
        "list_type": "a list [a,b] is wanted",
        "dict_type": "a mapping {name: value} is wanted",
        "model_type": "a mapping {name: value} is wanted",
        "literal_error": "not one of the allowed values",
        "enum": "not one of the allowed values",
        "union_tag_invalid": "not one of the allowed values",
        "finite_number": "a finite number is wanted",
        "string_too_short": "it is empty, and text is wanted",
    }
    if details["type"] in ("float_type", "int_type", "bool_type") and _is_quoted(details["input"]):
        return f"{kinds[details['type']]}, and this is text: leave out its quotation marks"
    if details["type"] in ("too_short", "too_long"):
        least, most = (details["ctx"].get(f"{end}_length") for end in ("min", "max"))
        return f"at least {least} are wanted" if least else f"at most {most} are allowed"
    if details["type"] == "string_pattern_mismatch":
        return FORMS.get(details["ctx"]["pattern"], str(details["msg"]))
    if details["type"].startswith(("greater", "less")):
        value = details["input"]
        is_number = not isinstance(value, float) or math.isfinite(value)
        return "out of range" if is_number else kinds["finite_number"]
    return kinds.get(details["type"], str(details["msg"]).removeprefix("Value error, "))


def list_stated_values(details: Any) -> list[str]:
    """Return the words, or the end of the range, that an error of pydantic's states; [] if none."""
    context = details.get("ctx") or {}
    if "expected" in context:
        return [part.strip(" '") for part in context["expected"].replace(" or ", ", ").split(",")]
    if "expected_tags" in context:
        return [part.strip(" '") for part in context["expected_tags"].split(",")]
    ends = {"ge": "{} or more", "gt": "more than {}", "le": "{} or less", "lt": "less than {}"}
    return [said.format(context[end]) for end, said in ends.items() if end in context]


def _is_quoted(value: Any) -> bool:
    """Say whether a value is text that YAML would read as a number or truth value unquoted."""
    return isinstance(value, str) and bool(QUOTED.fullmatch(value))


def shorten_value(value: Any) -> str:
    """Return a value as text of at most 60 letters, in quotation marks where they make a
    difference.
    """
    text = json.dumps(value) if value is None or isinstance(value, bool) else str(value)
    if text == "" or _is_quoted(value):
        return f"'{text}'"
    return text if len(text) <= 60 else text[:57] + "..."
