"""Toy claims in a folder of the test's own, and small sessions over them."""

from __future__ import annotations

from pathlib import Path

from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.claims.claim import Claim, read_claim
from runs.studies.claims.plan import Variants
from runs.studies.claims.run import Request, Session

SHORT = ("horizon=30", "contact.inertia=1.0", "agenda.strike=0", "contact.pressure_aversion=0")
TOY = """
id: {id}
title: more to overcome, longer to wait
source: "none"
passage: "none"
mechanism: inertia
class: {kind}
a: {a}
b: {b}
measures: {measures}
{rest}
"""
DAYS = '[{measure: days_to_call, sign: "+"}]'


def write_claim(folder: Path, name: str = "t01", **how: str) -> Path:
    """Return the file of a toy claim."""
    given = {"id": name.upper(), "kind": "single-path", "a": "[contact.inertia=2.5]",
             "b": "[contact.inertia=1.0]", "measures": DAYS, "rest": "", **how}  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(TOY.format(**given))
    return path


def toy(folder: Path, name: str = "t01", **how: str) -> Claim:
    """Return a toy claim."""
    return read_claim(write_claim(folder, name, **how))


def session(
    *claims: Claim, runs: int = 24, sets: int = 0, set_runs: int = 10, off: bool = False
) -> Session:
    """Return a serial session of short runs."""
    request = Request(runs, 0, SHORT, ExecutorSettings(name="serial"), sets, set_runs, off=off)
    return Session.create(claims, request, Variants(request.texts))


def silently(_: Progress) -> None:
    """Announce nothing."""
