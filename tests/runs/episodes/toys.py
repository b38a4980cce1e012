"""Small episodes for the tests, as files a user might write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

SMALL = {
    "scenario": "minimal", "signal": "minimal", "cast": "minimal", "horizon": 30,
    "policy@us.policy": "constant_hazard", "us": {"policy": {"probability": 0.2}},
}  # fmt: skip


def toy(
    name: str, days: Any, group: str = "", envoy: Any = None, overrides: Any = None
) -> dict[str, Any]:
    """One episode as plain data; `days` and `envoy` as they stand in a file."""
    return {
        "id": name.upper(), "title": f"a toy called {name}", "group": group or name,
        "source": "made up", "confidence": "certain", "trigger": "none",
        "reasons": ["small"], "overrides": SMALL if overrides is None else overrides,
        "happened": {
            "days_to_envoy_contact": envoy, "days_to_leader_contact": days,
            "leader_contact": "a call", "first_mover": {"leader": "us", "evidence": "made up"},
            "readouts_and_claims": "none", "disputed": "no", "unlocked_by": "nothing",
        },
    }  # fmt: skip


def write_toys(folder: Path, *toys: dict[str, Any]) -> Path:
    """Write toys as the user's own episodes below a folder, and return it."""
    place = folder / "configs" / "episode"
    place.mkdir(parents=True)
    for one in toys:
        (place / f"{one['id'].lower()}.yaml").write_text(yaml.safe_dump(one))
    return folder
