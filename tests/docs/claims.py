"""Writes docs/claims_results.md from a table that `taijie claims --off` has kept.

python -m tests.docs.claims FOLDER_OF_THE_TABLE
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from runs.studies.fit.staleness import read_golden_table_name
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "claims_results.md"
CLASSES = {
    "contested": "contested (the only evidence)",
    "single-path": "single-path",
    "bookkeeping": "bookkeeping",
}
HEAD = """# What came out of the claims

Written by `python -m tests.docs.claims` from the table of `taijie claims --off`, {runs:,} runs a
variant, seed 0, with the levers as configured (fit=none) and the rules of golden table
`{golden}`. How to read a row is told in [claims.md](claims.md). Nothing was changed to make a
measure come out.
"""
OFF = """## With the mechanism switched off

Of {borne} measures that are borne out {below} fall below their bound once the mechanism that the
claim rests on is off (in {equal} of them A and B are then the same, so that the treatment is the
switch itself). What stays is carried by something else as well, or by something else alone; the
last column has what is left with that off too, where a claim's file says what it is.
"""


def summarise_verdicts(table: pd.DataFrame) -> list[str]:
    """Return the lines of a table: classes by verdict, in numbers of measures."""
    verdicts = list(dict.fromkeys(sorted(table["verdict"])))
    counts = pd.crosstab(table["class"], table["verdict"])
    lines = ["| class | " + " | ".join(verdicts) + " |", "|---" * (len(verdicts) + 1) + "|"]
    for name, words in CLASSES.items():
        lines.append(
            f"| {words} | " + " | ".join(str(counts.loc[name, v]) for v in verdicts) + " |"
        )
    return lines


def format_effect(row: pd.Series, suffix: str = "") -> str:
    """Return an effect with its 95 % interval; a dash where there is none."""
    value, low, high = (row[f"{part}{suffix}"] for part in ("effect", "low", "high"))
    return "–" if pd.isna(value) else f"{value:.3g} ({low:.3g} to {high:.3g})"


def list_rows(table: pd.DataFrame, with_off: bool) -> list[str]:
    """Return a Markdown table of measures: predicted sign, effect, verdict, and what is left."""
    off = " mechanism off | both off |" if with_off else ""
    lines = [f"| measure | unit | class | predicted | A minus B | verdict |{off}"]
    lines.append("|---" * (8 if with_off else 6) + "|")
    for _, row in table.iterrows():
        measure = f"{row['claim']} {row['measure']}"
        cells = [measure, row["unit"], row["class"], row["predicted"], format_effect(row)]
        cells.append(row["verdict"])
        cells += [format_effect(row, "_off"), format_effect(row, "_carried")] if with_off else []
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def write_page(table: pd.DataFrame) -> str:
    """Return the page."""
    claims = table[table["claim"].str.startswith("K")]
    borne = claims[claims["verdict"] == "borne out"]
    below, equal = borne["below_off"].astype(bool), borne["equal_off"].astype(bool)
    contradicted = claims[claims["verdict"] == "contradicted"]
    rest = claims[~claims["verdict"].isin(["borne out", "contradicted"])]
    others = table[~table["claim"].str.startswith("K")]
    parts = [
        HEAD.format(runs=int(claims["n"].mode()[0]), golden=read_golden_table_name()),
        "\n".join(summarise_verdicts(claims)),
        f"Placebos and the pair of equals: {write_batch_counts(others)}.",
        "## Contradicted\n\n" + "\n".join(list_rows(contradicted, with_off=True)),
        OFF.format(borne=len(borne), below=int((below | equal).sum()), equal=int(equal.sum())),
        "\n".join(list_rows(borne[~(below | equal)], with_off=True)),
        "## Borne out, and nothing left without the mechanism\n\n"
        + "\n".join(list_rows(borne[below | equal], with_off=True)),
        "## Neither\n\n" + "\n".join(list_rows(rest, with_off=False)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def write_batch_counts(table: pd.DataFrame) -> str:
    """Return how many measures have each verdict, in words."""
    return ", ".join(f"{n} {verdict}" for verdict, n in table["verdict"].value_counts().items())


if __name__ == "__main__":
    PAGE.write_text(
        write_page(pd.read_csv(Path(sys.argv[1]) / "table.csv", dtype={"predicted": str}))
    )
