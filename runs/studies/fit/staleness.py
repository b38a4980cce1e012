"""Whether a fit still rests on what is there: the model's rules, the record, priors and evidence.

Rules are known by the golden table (configs/inference/rules.yaml), which moves when a run comes out
otherwise and not when a comment does; all else by its values. A fit of other rules is used all the
same, with a sentence: it says what those rules learned.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from runs.plan.settings.compose import PACKAGED
from runs.studies.episodes.episode import GROUP
from runs.studies.fit.evidence import FOLDER, read_evidence
from runs.studies.fit.prior import read_shipped_prior
from runs.studies.history.reading import FOLDER as HISTORY

RULES = FOLDER / "rules.yaml"
GOLDEN = "golden"
"""Its one key: the name of the golden table, twelve hexadecimal digits."""
TABLES = ("freezes.csv", "contacts.csv", "countries.csv")
"""What rows and their beginnings are made of, besides the rule."""
EXPLANATIONS = frozenset({"unit", "reason", "reasons", "source"})
"""Keys of YAML that say what a value means or where it is from, and decide no run."""


def read_golden_table_name() -> str:
    """Return the name (hash) of the golden table that the model's rules produce."""
    name: str = yaml.safe_load(RULES.read_text(encoding="utf-8"))[GOLDEN]
    return name


@cache
def compute_record_digest() -> str:
    """Return the SHA-256, hexadecimal, of the values of the shipped record: rows, rule and
    episodes, without what only explains them.
    """
    values: dict[str, Any] = {}
    for name in TABLES:
        with (HISTORY / name).open(newline="", encoding="utf-8") as text:
            values[name] = list(csv.reader(text))
    for path in (HISTORY / "rule.yaml", *sorted((PACKAGED / GROUP).glob("*.yaml"))):
        values[path.name] = _drop_explanations(yaml.safe_load(path.read_text(encoding="utf-8")))
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _drop_explanations(node: Any) -> Any:
    """Return YAML values without the entries under a key of EXPLANATIONS, at any depth."""
    if isinstance(node, dict):
        kept = {key: value for key, value in node.items() if key not in EXPLANATIONS}
        return {key: _drop_explanations(value) for key, value in kept.items()}
    return [_drop_explanations(one) for one in node] if isinstance(node, list) else node


def list_changes(settings: Mapping[str, Any]) -> list[str]:
    """Return what has changed since a fit was made, in words (`the model's rules`, `the record`,
    `the priors`, `what counts as evidence`); [] if nothing. settings: those stored with the fit.
    """
    now = {
        "the model's rules": ("rules", read_golden_table_name()),
        "the record": ("record", compute_record_digest() if settings.get("record") else ""),
        "the priors": ("prior", read_shipped_prior().model_dump(mode="json")),
        "what counts as evidence": ("evidence", read_evidence().model_dump(mode="json")),
    }
    return [words for words, (key, value) in now.items() if settings.get(key, "") != value]


def write_staleness_warning(name: str, changes: list[str]) -> str:
    """Return the sentence that warns of a fit that is out of date; "" if there are no changes."""
    if not changes:
        return ""
    return (
        f"Fit {name} is stale: {' and '.join(changes)} changed since it was made. It is used as it"
        " is; make another by taijie fit."
    )
