"""Writes docs/parameters.md, the parameter table of the ODD document, from the parameter classes.

A parameter's default, range, unit and source stand once, in its field; this page only repeats them:
    python -m tests.docs.parameters
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from model.dyad import Dyad
from model.parameters import LeverInfo, Parameters, collect_levers
from model.parameters.lever import is_lever
from model.parameters.root import make_configuration_class
from model.parameters.sides import FIRST_AND_SECOND
from tests.architecture.sources import ROOT
from tests.docs.core import describe_count, explain
from tests.docs.counting import Number, compose_preset, list_counted

PAGE = ROOT / "docs" / "parameters.md"
HEAD = """# Parameters

Written by `python -m tests.docs.parameters` from model/parameters; do not edit by hand.

Every number below is a **lever**: it may be set from a config or on the command line, swept, and
may differ from lane to lane of a block. `<side>` is the key of a side as the scenario names it,
`us` or `china` in the presets; `*` stands for the name of a signal, a member of the cast, or an
entry of the calendar. Letters in square brackets are the symbols of [ODD.md](ODD.md). *assumed*
means that no source fixes the number: then the range, not the value, carries the argument. The
configs say where a preset departs from a default.
"""
CORE = """
## Core

Values are those of `call_2025`; of a pair of sides, the first's.

| lever | here | default | range | meaning | source | felt by |
|---|---|---|---|---|---|---|"""
REST = """
# The rest

Levers that the headline of `call_2025` does not feel and no claim changes, or that are switched off
there, and what kinds of signal, members of the cast and entries of the calendar may set.
"""
STRUCTURE = """
## Structure

What is not a lever is constant within a block of lanes: it can be set and compared, variant by
variant, but does not vary by lane.

| setting | default | allowed | meaning |
|---|---|---|---|
"""
TITLES = {
    "<side>": "One side: each of the two",
    "signal": "Kinds of signal",
    "network": "Network",
    "cast": "Members of the cast",
    "calendar": "Entries of the calendar",
    "attribution": "Attribution",
    "contact": "Contact",
    "envoys": "Envoys",
    "economy": "Economy",
    "opinion": "Opinion",
    "accord": "After contact",
    "memory": "Memory",
}
FIRST, SECOND = FIRST_AND_SECOND
ANY_TWO = make_configuration_class(Dyad(FIRST, SECOND))
WORDS = {str: "text", int: "whole number", float: "number", bool: "true, false"}


def page() -> str:
    """The whole page, in Markdown; equal text for equal parameter classes."""
    levers = {info.path: info for info in list_levers()}
    core = [number for number in list_counted(compose_preset()) if explain(number.path)]
    shown = {number.path for number in core}
    rows: dict[str, list[LeverInfo]] = {"<side>": []}
    for info in levers.values():
        if info.path not in shown:
            rows.setdefault(info.path.split(".")[0], []).append(info)
    rest = "".join(map(_chapter, rows, rows.values()))
    return HEAD + describe_count() + _list_core(core, levers) + REST + rest + _structure()


def _list_core(core: list[Number], levers: dict[str, LeverInfo]) -> str:
    """The core, each number with what it is in `call_2025` and who feels it."""
    lines = [CORE]
    for number in core:
        info = levers.get(number.path) or levers.get(star_path(number.path))
        if info is None:  # no lever: constant within a block
            cells = [f"{number.value:g}", "", "", "", "see Structure", ""]
        else:
            span = f"{info.low:g} to {info.high:g}"
            unit = f"{span} ({info.unit})"
            cells = [f"{number.value:g}", f"{info.default:g}", unit, info.description, info.source]
        lines.append(_row(f"`{number.path}`", *cells[:5], explain(number.path)))
    return "\n".join(lines) + "\n"


def star_path(path: str) -> str:
    """The pattern of a number of a kind, a member or an entry."""
    section, _, rest = path.partition(".")
    return f"{section}.*.{rest.partition('.')[2]}"


def list_levers() -> list[LeverInfo]:
    """Every lever once, `<side>` for the key of either side."""
    table = [info for info in collect_levers(ANY_TWO).values() if _is_shown(info.path)]
    return [
        info._replace(path=name_side(info.path), description=_name_side_in_words(info))
        for info in table
    ]


def _name_side_in_words(info: LeverInfo) -> str:
    """The meaning of a lever of a side's in a section of names, where it speaks of the side."""
    felt = info.path.endswith(f"_{FIRST}")
    return info.description.replace(f" {FIRST}", " `<side>`") if felt else info.description


def name_side(path: str) -> str:
    """A dotted path with `<side>` in place of the first side's key."""
    section, dot, rest = path.partition(".")
    section = "<side>" if section == FIRST else section
    return (section + dot + rest).replace(f"_{FIRST}", "_<side>")


def _is_shown(path: str) -> bool:
    """Whether a path is not the second side's copy of the first's."""
    return not path.startswith(f"{SECOND}.") and not path.endswith(f"_{SECOND}")


def _chapter(section: str, rows: list[LeverInfo]) -> str:
    lines = [f"\n## {TITLES.get(section, section)}\n"]
    lines += ["| lever | default | range | unit | meaning | source |", "|---|---|---|---|---|---|"]
    for row in rows:
        span = f"{row.low:g} to {row.high:g}"
        cells = (f"`{row.path}`", f"{row.default:g}", span, row.unit, row.description, row.source)
        lines.append(_row(*cells))
    return "\n".join(lines) + "\n"


def _structure() -> str:
    rows: dict[str, list[FieldInfo]] = {}
    for path, field in _settings(ANY_TWO, ""):
        if _is_shown(path):
            rows.setdefault(name_side(path), []).append(field)
    return STRUCTURE + "".join(f"{_setting(path, rows[path])}\n" for path in rows)


def _setting(path: str, fields: list[FieldInfo]) -> str:
    """One row; a setting that several classes share (the policies' names) allows what each does."""
    allowed = ", ".join(map(_format_range, fields))
    return _row(f"`{path}`", _default(fields[0]), allowed, fields[0].description or "")


def _settings(model: type[Parameters], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    """Leaves below a parameter class that are no levers, as (dotted path, field)."""
    for name, field in model.model_fields.items():
        inner = _classes(field.annotation)
        path = f"{prefix}{name}"
        if is_lever(field):
            continue
        if not inner or get_origin(field.annotation) is list:
            yield path, field
        named = get_origin(field.annotation) in (dict, list)
        for one in inner:
            yield from _settings(one, f"{path}.*." if named else f"{path}.")


def _classes(annotation: Any) -> list[type[Parameters]]:
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return [annotation]
    if get_origin(annotation) is Literal:
        return []
    return [one for inner in get_args(annotation) for one in _classes(inner)]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    shown = "none" if value is None else getattr(value, "value", value)
    return f"`{shown}`"


def _format_range(field: FieldInfo) -> str:
    low = next((m for m in field.metadata if isinstance(m, Ge | Gt)), None)
    high = next((m.le for m in field.metadata if isinstance(m, Le)), None)
    kinds = _kinds(field.annotation)
    if low is None or high is None:
        return kinds
    return f"{kinds}, {low.ge:g} to {high:g}" if isinstance(low, Ge) else f"{kinds}, up to {high:g}"


def _kinds(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is NoneType:
        return "none"
    if origin in (Union, UnionType):
        return ", ".join(map(_kinds, arguments))
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin is not None:
        return f"{origin.__name__} of {_kinds(arguments[-1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{one.value}`" for one in annotation)
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return "entries as below"
    return WORDS.get(annotation, str(annotation))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Write the page into the checkout's docs/."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
