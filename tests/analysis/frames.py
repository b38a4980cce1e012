"""Outcomes frames for the tests of the analysis: made up, with the columns an archive has."""

from __future__ import annotations

import numpy as np
import pandas as pd

MOVERS = ["us", "china", "broker", "simultaneous", "nobody"]
SOURCES = ["contact", "refusal", "message", "material", "claim", "envoy", "embarrassment"]


def outcomes(
    n: int = 200,
    variant: str = "as_reported",
    seed: int = 1,
    shares: tuple[float, ...] = (0.5, 0.35, 0.08, 0.02, 0.05),
    horizon: int = 180,
) -> pd.DataFrame:
    """Return n made-up runs; the same seed gives the same runs under any variant's name."""
    rng = np.random.default_rng(seed)
    mover = rng.choice(MOVERS, n, p=shares)
    called = mover != "nobody"
    day = np.where(called, np.minimum(rng.geometric(0.01, n), horizon), horizon)
    envoy_day = np.minimum(rng.geometric(0.05, n), horizon)
    met = rng.random(n) < 0.95
    frame = pd.DataFrame(
        {
            "variant": f"{variant}-hash",
            "point": np.zeros(n, dtype=np.int32),
            "replication": np.arange(n),
            "seed": np.full(n, 7, dtype=np.int64),
            "first_mover_true": pd.Categorical(mover, categories=MOVERS),
            "duration": day.astype(float),
            "event_observed": called,
            "envoy_first_mover_true": pd.Categorical(
                np.where(met, rng.choice(MOVERS[:2], n), "nobody"), categories=MOVERS
            ),
            "envoy_duration": np.where(met, envoy_day, np.nan),
            "envoy_event_observed": met,
            "deniable": rng.random(n) < 0.4,
            "embarrassment": np.zeros(n, dtype=bool),
            "variant_name": variant,
        }
    )
    return pd.concat([frame, _faces_and_beliefs(rng, n, called)], axis=1)


def _faces_and_beliefs(rng: np.random.Generator, n: int, called: np.ndarray) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for side in ("us", "china"):
        total = np.zeros(n)
        for source in SOURCES:
            amount = rng.normal(-0.1, 0.3, n)
            columns[f"face_{side}_from_{source}"] = amount
            total = total + amount
        columns[f"face_{side}_{side}_end"] = total
        columns[f"face_{side}_{side}_call"] = np.where(called, total * 0.8, np.nan)
        columns[f"tariff_{side}_peak"] = rng.uniform(0.5, 1.5, n)
        columns[f"asks_{side}"] = rng.poisson(2, n).astype(np.int32)
        columns[f"claimed_{side}"] = rng.choice(["us", "china", "joint", "silent", "nobody"], n)
    for audience in ("us_home", "china_home", "world"):
        columns[f"belief_{audience}"] = np.where(called, rng.random(n), np.nan)
        columns[f"believed_{audience}"] = np.where(
            called, rng.choice(["us", "china", "undecided"], n), "nobody"
        )
    return pd.DataFrame(columns)


def waiting(days: list[int], causes: list[str], horizon: int) -> pd.DataFrame:
    """Return one variant's runs from their days and first movers ("nobody" is censored)."""
    return pd.DataFrame(
        {
            "variant_name": "v",
            "point": 0,
            "seed": 0,
            "replication": range(len(days)),
            "first_mover_true": pd.Categorical(causes, categories=MOVERS),
            "duration": np.array(days, dtype=float),
            "event_observed": [cause != "nobody" for cause in causes],
        }
    ).assign(duration=lambda rows: rows["duration"].where(rows["event_observed"], horizon))
