"""The stored forecasts, until they can be scored: <outputs>/forecasts/<time>/, with a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from runs.archive.engine import get_current_engine
from runs.archive.result_store import ResultStore, replace_nonfinite
from runs.errors import WrongInput

STORE = ResultStore("forecasts", "days.csv", "forecast.json")
HASH = "hash"


def write_forecast(outputs: Path, forecast: Mapping[str, Any]) -> tuple[Path, dict[str, Any]]:
    """Store a forecast in a new folder; return the folder and the content, which is the forecast
    with created (time, UTC), engine (digest) and hash.
    """
    created = datetime.now(UTC).isoformat(timespec="seconds")
    whole = {**forecast, "created": created, "engine": get_current_engine().digest}
    whole[HASH] = compute_forecast_hash(whole)
    names = [*range(len(whole["days"]) - 1), "later"]
    rows = pd.DataFrame({"day": names, "share": whole["days"]})
    return STORE.write(outputs, rows, whole), whole


def compute_forecast_hash(forecast: Mapping[str, Any]) -> str:
    """Return the SHA-256, hexadecimal, of a forecast without its own hash."""
    hashed = replace_nonfinite({key: value for key, value in forecast.items() if key != HASH})
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_forecast(outputs: Path, name: str) -> dict[str, Any]:
    """Return a stored forecast, as `write_forecast` made it, by the name of its folder.

    Raises WrongInput for an unknown name, and for a forecast that was changed since it was made.
    """
    known = sorted(path.parent.name for path in (outputs / STORE.study).glob(f"*/{STORE.whole}"))
    if name not in known:
        raise WrongInput(f"forecast={name}: there is no such forecast.", key="forecast",
                         value=name, allowed=known)  # fmt: skip
    forecast = STORE.read(outputs / STORE.study / name)
    if forecast.get(HASH) != compute_forecast_hash(forecast):
        raise WrongInput(
            f"forecast {name} is not what was written on {forecast.get('created')}: its hash"
            " differs.",
            key="forecast", value=name,
        )  # fmt: skip
    return forecast
