"""The two sides of a standoff as a scenario names them: keys, words, colours and offices.

Words and colours are for people: no rule reads them, so another title changes no result. The key of
a side is part of the names of its columns and levers (`<side>.<lever>`).
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from model.dyad import Dyad
from model.parameters.lever import Parameters

FIRST_AND_SECOND = ("first", "second")
"""How a cast or a menu made for any two countries names the sides, before they have keys."""
KEY = r"^[a-z][a-z0-9]*$"
RESERVED = (
    *("broker", "simultaneous", "nobody", "joint", "silent", "undecided", "both", "world", "home"),
    *("other", "unknown", "none", "runs", "seed", "batch", "all", *FIRST_AND_SECOND),
)
"""Words that outcomes or commands use otherwise, and that no side may have for its key."""


class SideText(Parameters):
    """The words and colour for one side, at `sides.<key>`."""

    title: str = Field(min_length=1, max_length=40, description="in a sentence, with its article")
    adjective: str = Field(min_length=1, max_length=40, description="whose something is")
    short: str = Field(min_length=1, max_length=16, description="where room is scarce")
    colour: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$", description="of its marks, as #rrggbb")
    marker: Literal["circle", "square", "diamond", "cross", "triangle-up"]
    offices: dict[str, str] = Field(
        default={}, description="role -> office, for a cast that any two countries share"
    )


def find_dyad(sides: Mapping[str, Any]) -> Dyad:
    """Return the keys of a scenario's `sides`; ValueError if they are not two valid keys."""
    keys = [str(key) for key in sides]
    if len(keys) != 2:
        raise ValueError(f"sides: a standoff has two sides, named: {', '.join(keys) or 'none'}")
    for key in keys:
        sound = key.isascii() and key.isalnum() and key == key.lower() and not key[0].isdigit()
        if not sound or key in RESERVED:
            raise ValueError(
                f"sides.{key}: a side's key is made of small letters and digits, begins with a"
                f" letter, and is none of {', '.join(RESERVED)}"
            )
    return Dyad(*keys)


def resolve_sides(data: dict[str, Any], dyad: Dyad) -> dict[str, Any]:
    """Return `data` with `first` and `second` replaced by keys, and titles of the cast filled in.

    A title may contain `{adjective}`, `{short}`, `{title}` or the name of an office of the member's
    side. Values that are already validated, or malformed, are unchanged.
    """
    result = dict(data)
    texts = data["sides"]
    if isinstance(data.get("cast"), dict):
        members = data["cast"].items()
        result["cast"] = {name: _resolve_member(one, dyad, texts) for name, one in members}
    if isinstance(data.get("signal"), dict):
        kinds = data["signal"].items()
        result["signal"] = {name: _resolve_kind(one, dyad) for name, one in kinds}
    if isinstance(data.get("interventions"), list):
        forced = data["interventions"]
        result["interventions"] = [_resolve_member(one, dyad, texts) for one in forced]
    return result


def _resolve_side_key(side: Any, dyad: Dyad) -> Any:
    """Return the key of the side called `first` or `second`; any other value unchanged."""
    return dyad[FIRST_AND_SECOND.index(side)] if side in FIRST_AND_SECOND else side


def _resolve_member(member: Any, dyad: Dyad, texts: Mapping[str, Any]) -> Any:
    """Return a member's or intervention's raw values with its side's key and its title's words
    filled in; unchanged without a side.

    texts: side's key -> the words for it.
    """
    if not isinstance(member, dict) or "side" not in member:
        return member
    key = _resolve_side_key(member["side"], dyad)
    text = texts.get(key)
    title = member.get("title")
    if isinstance(text, SideText):
        text = text.model_dump()
    if isinstance(text, dict) and isinstance(title, str):
        offices = text.get("offices")
        words = {**(offices if isinstance(offices, dict) else {}), **text}
        for word, said in words.items():
            title = title.replace("{" + str(word) + "}", str(said))
    return {**member, "side": key} | ({"title": title} if isinstance(title, str) else {})


def _resolve_kind(kind: Any, dyad: Dyad) -> Any:
    """Return a kind of signal's raw values with keys of sides; on both sides' menus if it names
    none.
    """
    if not isinstance(kind, dict):
        return kind
    sides = kind.get("sides", list(dyad.keys))
    if not isinstance(sides, list):
        return kind
    resolved = {**kind, "sides": [_resolve_side_key(side, dyad) for side in sides]}
    voices = kind.get("voices")
    if isinstance(voices, dict):
        resolved["voices"] = {_resolve_side_key(side, dyad): who for side, who in voices.items()}
    return resolved
