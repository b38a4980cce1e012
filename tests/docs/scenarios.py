"""Writes the presets that the rule of docs/history.md composes: python -m tests.docs.scenarios

Which rows are presets is chosen here; what stands in them is the rule's.
"""

from __future__ import annotations

from typing import Any

import yaml

from runs.studies.history.beginning import Beginning, compose_beginning
from runs.studies.history.reading import read_countries, read_freezes, read_inputs
from runs.studies.history.rule import read_rule
from tests.architecture.sources import ROOT

FOLDER = ROOT / "configs" / "scenario"
PRESETS = {
    "japan_china_2012": "F12",
    "south_korea_china_2017": "F15",
    "france_algeria_2021": "F36",
    "us_brazil_2025": "F75",
    "india_china_2020": "F21",
}
"""Name of a scenario -> row of freezes.csv."""
HEAD = """# @package _global_
# taijie run scenario={name} runs=20
# {first} and {second} from {date} on (row {row} of the record: {trigger}),
# composed from the row's inputs by the one rule of docs/history.md. Written by
# `python -m tests.docs.scenarios`: do not edit by hand. Every number is assumed, with its reason in
# configs/history/rule.yaml.
"""


def page(name: str) -> str:
    """Return the text of one scenario's file."""
    row = PRESETS[name]
    known = read_freezes()[row]
    beginning = compose_beginning(read_inputs()[row], read_countries(), read_rule())
    first, second = (text["short"] for text in beginning.values["sides"].values())
    head = HEAD.format(
        name=name, row=row, first=first, second=second, date=known.trigger_date,
        trigger=known.trigger,
    )  # fmt: skip
    return f"{head}defaults:\n{_write_defaults(beginning)}\n{_write_values(beginning.values)}"


def _write_defaults(beginning: Beginning) -> str:
    """Return the defaults list: each side's options, then those that replace the primary ones."""
    sides = [f"  - /{key}: {one}\n" for key, one in beginning.choices.items() if "@" in key]
    others = [
        f"  - override /{key}: {one}\n" for key, one in beginning.choices.items() if "@" not in key
    ]
    return "".join([*sides, *others, "  - _self_\n"])


def _write_values(values: dict[str, Any]) -> str:
    """Return sections of YAML: a mapping a line an entry, all else on one line."""
    lines = []
    for key, value in values.items():
        if isinstance(value, dict) and len(value) > 1:
            lines.append(f"{key}:")
            lines += [f"  {name}: {_write_flow(one)}" for name, one in value.items()]
        else:
            lines.append(f"{key}: {_write_flow(value)}")
    return "\n".join(lines) + "\n"


def _write_flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False)
    return text.removesuffix("...\n").strip()


def main() -> None:
    """Write every preset of the rule into the checkout's configs/."""
    for name in PRESETS:
        (FOLDER / f"{name}.yaml").write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
