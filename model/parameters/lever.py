"""A lever: a numeric parameter with its unit, range, default and source in one place.

Every float made by `lever()` may differ from lane to lane inside one block; every other leaf
(int, bool, str, enum, list) is structural and constant within a block.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

ASSUMED = "assumed"


class Parameters(BaseModel):
    """Base of all parameter classes: frozen, strict, complete, refusing unknown keys."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_enum_values=True
    )


class LeverInfo(NamedTuple):
    """What the documentation says about one lever; `path` has `*` for the name in a section of
    names.
    """

    path: str
    default: float
    low: float
    high: float
    unit: str
    source: str
    description: str


def lever(default: float, span: tuple[float, float], unit: str, text: str, source: str = "") -> Any:
    """Return a pydantic field for a number that may differ between lanes.

    Args:
        default: its default.
        span: lowest and highest value allowed.
        unit: its unit.
        text: what it means.
        source: where its default comes from.
    """
    low, high = span
    return Field(
        default=float(default),
        ge=float(low),
        le=float(high),
        allow_inf_nan=False,
        description=text,
        json_schema_extra={"lever": True, "unit": unit, "source": source or ASSUMED},
    )


def is_lever(field: FieldInfo) -> bool:
    """Say whether a pydantic field was made by `lever()`."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("lever"))


def _extract_bounds(field: FieldInfo) -> tuple[float, float]:
    """Return the lowest and the highest value that a lever allows."""
    low = next(float(m.ge) for m in field.metadata if isinstance(m, Ge))  # type: ignore[arg-type]
    high = next(float(m.le) for m in field.metadata if isinstance(m, Le))  # type: ignore[arg-type]
    return low, high


def _find_parameter_classes(annotation: Any) -> tuple[list[type[Parameters]], bool]:
    """Return the parameter classes within an annotation, and whether they are in a section of
    names.
    """
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return [annotation], False
    arguments = get_args(annotation)
    named = get_origin(annotation) in (dict, Mapping)
    inner = [a for a in arguments if isinstance(a, type) and issubclass(a, Parameters)]
    return inner, named


def iterate_levers(model: type[Parameters], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield every lever below a parameter class, as (dotted path with `*` for names, field)."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        if is_lever(field):
            yield path, field
            continue
        classes, named = _find_parameter_classes(field.annotation)
        for inner in classes:
            yield from iterate_levers(inner, f"{path}.*." if named else f"{path}.")


def collect_levers(model: type[Parameters]) -> dict[str, LeverInfo]:
    """Return every lever below a parameter class: dotted path (`*` for names) -> its LeverInfo."""
    table = {}
    for path, field in iterate_levers(model):
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        low, high = _extract_bounds(field)
        table[path] = LeverInfo(
            path, field.default, low, high, str(extra["unit"]), str(extra["source"]),
            field.description or "",
        )  # fmt: skip
    return table
