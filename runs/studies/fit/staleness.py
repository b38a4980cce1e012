"""Whether a fit still rests on what is there: the model's rules, the priors and the evidence.

A fit of other rules is used all the same, with a sentence: it says what those rules learned.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from runs.archive.engine import get_current_engine
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.prior import read_shipped_prior


def compute_sources_digest() -> str:
    """Return the digest of the model's sources alone: the same on every machine."""
    text = json.dumps(get_current_engine().sources, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def list_changes(settings: Mapping[str, Any]) -> list[str]:
    """Return what has changed since a fit of these settings was made, in words."""
    now = {
        "the model's rules": ("sources", compute_sources_digest()),
        "the priors": ("prior", read_shipped_prior().model_dump(mode="json")),
        "what counts as evidence": ("evidence", read_evidence().model_dump(mode="json")),
    }
    return [words for words, (key, value) in now.items() if settings.get(key) != value]


def write_sentence(name: str, changes: list[str]) -> str:
    """Return the warning for a fit that is out of date; empty for an up-to-date one."""
    if not changes:
        return ""
    return (
        f"Fit {name} is stale: {' and '.join(changes)} changed since it was made. It is used as it"
        " is; make another by taijie fit."
    )
