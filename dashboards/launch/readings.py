"""Parses what is typed into a field of the launch form, as the command line would.

A list is a sweep: `0.1, 0.4, 0.8`, `choice(0.1,0.4)`, `range(0.1,0.9,0.2)`; one in brackets is the
range of a design. What cannot be read raises an error with a sentence on what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from runs.errors import WrongInput, cut_text, find_nearest_names, join_first_few
from runs.paths import check_folder_name
from runs.plan.settings.spacing import space_numbers

NUMBER = re.compile(r"[+-]?(\d{1,15}\.?\d{0,22}|\.\d{1,22})([eE][+-]?\d{1,3})?", re.ASCII)
CALL = re.compile(r"(range|choice)\s*\((.*)\)", re.DOTALL)
NAMED_STEPS = re.compile(r"(start|stop|step)\s*=\s*")
PLAIN = re.compile(r"[A-Za-z][\w./-]*|[1-9]\d{0,17}", re.ASCII)
WORDS = ("null", "true", "false", "nan", "inf")
"""Words that are values of another kind unless they are quoted."""
VALUES = 40
"""Values of one field; more are a matter for the command line."""
NAME_BYTES = 240
ELSEWHERE = str.maketrans("，（）［］、", ",()[],")  # noqa: RUF001 -- the full-width ones
HOW = "a number, several with commas, or range(start,stop,step)"

Values = tuple[str, ...]


def parse_number(text: str) -> str:
    """Return a number in canonical spelling, whole ones without a point; ValueError for
    other text.
    """
    if not NUMBER.fullmatch(text):
        raise ValueError(f"“{shorten_text(text)}” is not a number")
    value = float(text)
    whole = value.is_integer() and abs(value) < 10**15
    return str(int(value)) if whole else repr(value)


def parse_numbers(text: str) -> tuple[Values, bool]:
    """Return the numbers typed for a lever in canonical spelling, and whether they are in brackets:
    the range of a design. () for empty text.

    Raises ValueError, with a sentence, for what is no number, twice there, or too many.
    """
    text = text.translate(ELSEWHERE).strip()
    listed = text[:1] == "[" and text[-1:] == "]"
    inner = text[1:-1].strip() if listed else text
    if listed and not inner:
        raise ValueError("nothing stands in the brackets")
    return _check_distinct(
        [parse_number(piece) for piece in _expand_values(inner)] if inner else []
    ), listed


def _expand_values(text: str) -> list[str]:
    """Return the values, as texts, of a list with commas, choice(...) or range(...); a plain value
    alone. ValueError for a range without an end, without a value, or with more than VALUES.
    """
    call = CALL.fullmatch(text)
    if call is None:
        return _split_at_commas(text)
    if call[1] == "choice":
        return _split_at_commas(call[2])
    ends = [NAMED_STEPS.sub("", piece) for piece in _split_at_commas(call[2])]
    if not 2 <= len(ends) <= 3:
        raise ValueError(f"“{shorten_text(text)}” is not of the form range(start,stop,step)")
    first, end, *step = [float(parse_number(piece)) for piece in ends]
    try:
        values = space_numbers(first, end, step[0] if step else 1.0)
    except WrongInput:
        raise ValueError(f"“{shorten_text(text)}” has no end or too many values") from None
    if not values:
        raise ValueError(f"“{shorten_text(text)}” has no value in it")
    if len(values) > VALUES:
        raise ValueError(f"these are {len(values):,} values, and the form takes {VALUES} a field")
    return [repr(value) for value in values]


def _split_at_commas(text: str) -> list[str]:
    """Return the pieces between commas; ValueError for an empty one, or more than VALUES."""
    pieces = [piece.strip() for piece in text.split(",")]
    if "" in pieces:
        raise ValueError("a value is missing beside a comma")
    if len(pieces) > VALUES:
        raise ValueError(f"these are {len(pieces):,} values, and the form takes {VALUES} a field")
    return pieces


def _check_distinct(values: Sequence[str]) -> Values:
    """Return the values as a tuple; ValueError if one is there twice."""
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice} is there twice")
    return tuple(values)


def parse_options(text: str, known: Sequence[str], single: bool) -> Values:
    """Return the options typed for a group, () for empty text; ValueError for one not in `known`,
    the group's options, for one typed twice, or for several if `single`.
    """
    text = text.translate(ELSEWHERE).strip()
    call = CALL.fullmatch(text)
    pieces = _split_at_commas(call[2] if call and call[1] == "choice" else text) if text else []
    for piece in pieces:
        if piece not in known:
            near = find_nearest_names(piece, known)
            meant = f", perhaps {join_first_few(near, ' or ')}" if near else ""
            raise ValueError(f"there is no option “{shorten_text(piece)}”{meant}")
    if single and len(pieces) > 1:
        raise ValueError("it takes one option")
    return _check_distinct(pieces)


def parse_whole_number(text: str) -> str:
    """Return the digits of a whole number without a sign; ValueError for other text."""
    text = text.strip()
    if re.fullmatch(r"\d{1,19}", text, re.ASCII):
        return str(int(text))
    digits = re.sub(r"[,_' \u00a0\u202f]", "", text)
    if re.fullmatch(r"\d{1,3}([,_' \u00a0\u202f]\d{3})+", text, re.ASCII):
        raise ValueError(f"“{shorten_text(text)}” is to be written without separators: {digits}")
    if NUMBER.fullmatch(text) and 0 <= float(text) < 1e15 and float(text).is_integer():
        raise ValueError(f"“{shorten_text(text)}” is to be written in digits: {int(float(text))}")
    raise ValueError(f"“{shorten_text(text)}” is not a whole number")


def parse_single_number(text: str) -> str:
    """Return one number in canonical spelling; ValueError for other text or several numbers."""
    text = text.translate(ELSEWHERE).strip()
    if re.fullmatch(r"[+-]?\d*,\d+", text, re.ASCII):
        raise ValueError(
            f"“{shorten_text(text)}” is to be written with a point: {text.replace(',', '.')}"
        )
    return parse_number(text)


def parse_plain_names(text: str) -> str:
    """Return names, with commas between them, as one text `[a,b]` (`[]` if none is typed);
    ValueError for one that is no identifier in ASCII, or is there twice.
    """
    text = text.translate(ELSEWHERE).strip().removeprefix("[").removesuffix("]")
    names = _check_distinct(_split_at_commas(text)) if text.strip() else ()
    for name in names:
        if not (name.isidentifier() and name.isascii()):
            raise ValueError(f"“{shorten_text(name)}” is no plain name")
    return f"[{','.join(names)}]"


def parse_folder_name(text: str) -> str:
    """Return the name of a batch or a fit; ValueError if it cannot be the name of a folder."""
    text = text.strip()
    try:
        named = check_folder_name(text)
    except WrongInput as error:
        raise ValueError(
            f"“{shorten_text(text)}” is no plain name of a folder: {error.allowed[0]}"
            if error.allowed
            else error.reason.rstrip(".")
        ) from None
    if len(named.encode()) > NAME_BYTES:
        raise ValueError(f"this name takes {len(named.encode())} bytes, and {NAME_BYTES} are room")
    return named


def quote_value(text: str) -> str:
    """Return a value as an override of the command line has it, in quotes if needed."""
    if PLAIN.fullmatch(text) and text.lower() not in WORDS:
        return text
    escaped = text.replace("\\", "\\\\") if text.endswith("\\") else text
    return "'" + escaped.replace("'", "\\'") + "'"


def shorten_text(text: str) -> str:
    """Return a text from a browser for use in a message: at most 40 printable characters."""
    plain = "".join(character if character.isprintable() else "·" for character in text)
    return cut_text(plain, 40)
