"""What a browser posts for a callback, as Dash's own renderer would write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash

Asked = Mapping[tuple[str, str], Any]


def callback(app: Dash, name: str, values: Asked) -> dict[str, Any]:
    """Return the payload of one callback; a value is found by (id or its type, property)."""
    known = app.callback_map[name]
    outputs = [_spec(text) for text in name.removeprefix("..").removesuffix("..").split("...")]
    inputs = [_give_value(one, values) for one in known["inputs"]]
    return {
        "output": name,
        "outputs": outputs if name.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [_give_value(one, values) for one in known["state"]],
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in known["inputs"]],
    }


def _spec(text: str) -> dict[str, str]:
    identity, _, prop = text.rpartition(".")
    return {"id": identity, "property": prop}


def _give_value(one: Mapping[str, str], values: Asked) -> dict[str, Any]:
    identity: Any = one["id"]
    kind = identity
    if identity.startswith("{"):
        import json

        identity = json.loads(identity)
        kind = identity["type"]
    return {
        "id": identity,
        "property": one["property"],
        "value": values.get((kind, one["property"])),
    }
