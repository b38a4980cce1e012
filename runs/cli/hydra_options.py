"""Options of Hydra's own command line that `taijie run` has not: each refused with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from runs.errors import WrongInput
from runs.terminal import format_table

OTHERWISE = {
    ("--config-name", "-cn"): "the primary config is Taijie's own; yours is an experiment: "
    "configs/experiment/NAME.yaml, chosen by experiment=NAME.",
    ("--config-path", "-cp"): "Taijie's own configs stay where they are; a folder `configs` beside "
    "you, or that of --config-dir, is searched before them.",
    ("--hydra-help",): "its settings have no effect here; taijie run --help shows what has.",
    ("--experimental-rerun",): "a batch is not run again but continued: taijie resume BATCH.",
    (
        "--shell-completion",
        "-sc",
    ): "taijie --install-completion puts it in.",
    ("--run", "-r"): "taijie run runs; -m crosses lists of values.",
}
"""Names of an option -> what is to be done instead of it."""


def refuse_hydra_options(words: Sequence[str]) -> None:
    """Raise WrongInput for the first word that is an option of Hydra only."""
    named = {name: advice for names, advice in OTHERWISE.items() for name in names}
    for word in words:
        if word == "--":
            return
        name, _, value = word.partition("=")
        if name in named:
            reason = f"{name} is an option of Hydra's that is not used here: {named[name]}"
            raise WrongInput(reason, key=name, value=value or None)


def format_info_page(page: str) -> str:
    """Return a page of Hydra's `--info` with its tables drawn within the terminal."""
    lines = [line for line in page.splitlines() if line.strip("-") or not line]
    texts: list[str] = []
    for is_row, found in groupby(lines, key=lambda line: line.startswith("|")):
        if not is_row:
            texts += found
            continue
        head, *rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in found]
        texts.append(format_table(head, rows, unwrapped=len(head) // 2))
    return "\n".join(texts) + "\n"
