"""The core of `call_2025`: the counted numbers that a claim or the headline feels.

    python -m tests.docs.core

prints the levers that the headline does not feel, for docs/calibration.md.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from typing import Any

import yaml

from model.parameters import collect_levers
from tests.architecture.sources import ROOT
from tests.docs.counting import (
    NEUTRAL,
    Number,
    compose_preset,
    count_leaves,
    list_counted,
    name_either_side,
)
from tests.docs.felt import BOUNDS, Felt, list_felt_levers, read_felt

CLAIMS = ROOT / "configs" / "claim"
CONTRASTS = ("a", "b", "switched_off")
"""What a claim changes: its two variants, and what it rests on."""
SETTING = re.compile(r"^([a-z][\w.]*)=")


@cache
def list_claimed() -> dict[str, list[str]]:
    """Setting, `<side>` for either side -> the claims that change it (placebos claim nothing)."""
    keys, found = compose_preset().dyad.keys, dict[str, list[str]]()
    for path in sorted(CLAIMS.glob("*.yaml")):
        for setting in _list_contrasts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            said = SETTING.match(setting)
            if said:
                mine = found.setdefault(name_either_side(said[1], keys), [])
                mine += [path.stem.upper()] if path.stem.upper() not in mine else []
    return found


def _list_contrasts(node: Any) -> list[str]:
    """Every setting that a claim's file changes, in whatever depth."""
    if isinstance(node, list):
        return [setting for one in node for setting in _list_contrasts(one)]
    if not isinstance(node, dict):
        return []
    here = [s for key in CONTRASTS for s in node.get(key) or [] if isinstance(s, str)]
    return here + [s for value in node.values() for s in _list_contrasts(value)]


def explain(path: str) -> str:
    """Why a number belongs to the core; empty where it does not."""
    felt, claimed = list_felt_levers().get(path, []), list_claimed().get(path, [])
    told = [f"headline ({', '.join(felt)})"] if felt else []
    told += [f"claims {', '.join(claimed)}"] if claimed else []
    return "; ".join(told)


def describe_count() -> str:
    """The chapter of the page that counts, in Markdown."""
    counted = list_counted(compose_preset())
    core = [number for number in counted if explain(number.path)]
    leaves = count_leaves(compose_preset())
    sections, inner = Counter(n.section for n in counted), Counter(n.section for n in core)
    rows = [f"| `{name}` | {sections[name]} | {inner[name]} |" for name in sections]
    return COUNT.format(
        leaves=f"{leaves:,}", counted=f"{len(counted):,}", core=f"{len(core):,}",
        rows="\n".join(rows), neutral=_list_neutral(), unmoved=_list_unmoved(counted),
    )  # fmt: skip


def _list_unmoved(counted: list[Number]) -> str:
    """Counted numbers of sections that came after the levers were moved the last time."""
    keys = compose_preset().dyad.keys
    moved = {name_either_side(row.lever, keys) for row in read_felt()}
    named = collect_levers(type(compose_preset()))
    sections = {name_either_side(path, keys) for path in named if "*" not in path} - moved
    return ", ".join(f"`{n.path}`" for n in counted if n.path in sections) or "none"


def _list_neutral() -> str:
    return ", ".join(f"`{leaf}` {v:g}" for some in NEUTRAL.values() for leaf, v in some.items())


def describe_unfelt() -> str:
    """The table of the levers that the headline does not feel, in Markdown."""
    keys, felt = compose_preset().dyad.keys, list_felt_levers()
    rows: dict[str, list[Felt]] = {}
    for row in read_felt():
        rows.setdefault(name_either_side(row.lever, keys), []).append(row)
    lines = ["| lever | moved to | runs that differ | largest change | claims |", "|---" * 5 + "|"]
    for lever, mine in rows.items():
        if not felt[lever]:
            ends = " and ".join(sorted({f"{row.end:g}" for row in mine}, key=float))
            most = max(row.rows for row in mine)
            said = ", ".join(list_claimed().get(lever, []))
            lines.append(f"| `{lever}` | {ends} | {most} | {_name_largest(mine)} | {said} |")
    return "\n".join(lines)


def _name_largest(rows: list[Felt]) -> str:
    changes = [(name, *row.changes[name]) for row in rows for name in BOUNDS]
    name, mean, error = max(changes, key=lambda change: abs(change[1]) / BOUNDS[change[0]])
    return f"{name} {mean:+.3f} (s.e. {error:.3f})" if mean else "none"


COUNT = """
## How many numbers

Under `call_2025` the resolved configuration holds {leaves} numbers. Counted is each that is neither
switched off nor a dated fact, a pair of sides once; numbers of kinds of signal and of members of
the cast count too: **{counted}**, of which **{core}** make the core. Switched off is what stands at
0, or at the value at which it does nothing, what belongs to something that is off, and what no rule
reads in that place (the imposition of a message, the skill of a group). The core is what the
headline feels (docs/calibration.md, "What nothing felt"; single kinds, members and entries were not
moved there) or a claim changes. Other values than 0 that do nothing:
{neutral}.

Not moved yet, and so in the core only where a claim changes them: {unmoved}.

| section | counted | core |
|---|---|---|
{rows}
"""


if __name__ == "__main__":
    sys.stdout.write(f"{describe_unfelt()}\n")
