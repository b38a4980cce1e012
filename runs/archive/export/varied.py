"""The settings that vary in a batch, as columns: one value a variant, units and meanings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value

if TYPE_CHECKING:
    import pyarrow as pa

    from runs.archive.batch import Batch

PLAIN = (bool, int, float, str)


def collect_varied_settings(batch: Batch) -> dict[str, list[Any]]:
    """Return varied setting -> its value in each variant, in order.

    A variant that does not change a setting has its configured value, and None for a group choice
    that it does not make.
    """
    records = batch.manifest.variants
    keys = list(dict.fromkeys(key for record in records for key in record.varied))
    found: dict[str, list[Any]] = {key: [] for key in keys}
    for record in records:
        complete = all(key in record.varied for key in keys)
        config: Mapping[str, Any] = {} if complete else batch.config(record.hash)
        for key in keys:
            configured = _get_single_value(get_value(config, key))
            found[key].append(record.varied.get(key, configured))
    return found


def make_arrow_column(values: list[Any]) -> pa.Array:
    """Return values as an Arrow array of the narrowest type that fits: bool, int64, float64, text.

    None becomes null; other types, and mixed ones, become text.
    """
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        values = [None if value is None else float(value) for value in values]
    elif len(kinds) != 1 or not kinds < set(PLAIN):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(values)


def describe_setting(key: str) -> dict[str, str]:
    """Return a setting's `unit` and `meaning` as declared; "" and a general phrase if it is not."""
    known = find_lever(key)
    if known is None:
        return {"unit": "", "meaning": f"the setting {key} of the variant"}
    return {"unit": known.unit, "meaning": known.description}


def _get_single_value(value: Any) -> Any:
    """Return a value of a configuration unchanged; None for a whole group of values."""
    return None if isinstance(value, Mapping) else value
