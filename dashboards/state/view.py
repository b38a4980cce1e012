"""A state checked against the archive: the batch and variants that a page is about, and notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from dashboards.launch import saved_views
from dashboards.state.choices import Choices
from dashboards.state.opening import choose_batch
from dashboards.state.store import Source
from dashboards.state.twin import Twin
from dashboards.state.url import (
    State,
    drop_kept_selections,
    drop_unknown_sides,
    extract_selections,
    fill_from_view,
    link_to_page,
    parse_query,
)
from runs.archive.batch import Batch
from runs.archive.in_use import use_batch
from runs.archive.manifest import BatchSummary, Manifest, VariantRecord
from runs.archive.status import BatchStatus, list_variants_unplayed_last
from runs.errors import WrongInput

T = TypeVar("T")
NOTHING = State()
CHOSEN = 10
"""Digits of a variant's hash by which a link chooses it."""


@dataclass(frozen=True)
class View(Choices):
    """What a page shows; `summary` is None without a batch, or if that cannot be read."""

    path: str
    source: Source
    state: State
    notices: tuple[str, ...]
    summary: BatchSummary | None
    kept: State = NOTHING
    """Selections (where, set, among) of the saved view that the link names."""
    unreadable: str = ""
    """Why the batch asked for, which is there, cannot be read; `summary` is then None."""

    @cached_property
    def batch(self) -> Batch:
        """The batch shown; LookupError if there is none."""
        if self.summary is None:
            raise LookupError("there is no batch")
        return self.source.open_batch(self.summary)

    @property
    def manifest(self) -> Manifest | None:
        """The manifest of the batch; None without a batch."""
        return self.batch.manifest if self.summary else None

    @property
    def variants(self) -> list[VariantRecord]:
        """The batch's variants, in order."""
        return self.batch.manifest.variants if self.summary else []

    @property
    def variant(self) -> str:
        """Name of the variant shown: the link's, else the first, those with runs taken first."""
        return self._resolve_variant(self.state.variant, 0)

    @property
    def a(self) -> str:
        """Name of the baseline of a comparison: the link's, else the first, as of `variant`."""
        return self._resolve_variant(self.state.a, 0)

    @property
    def b(self) -> str:
        """Name of the variant compared with it: the link's, else the second, as of `variant`."""
        return self._resolve_variant(self.state.b, 1)

    @property
    def point(self) -> int:
        """Row of the design table shown, from 0; 0 unless the link names another."""
        return self.state.point or 0

    @property
    def horizon(self) -> int:
        """Number of days simulated of the variant shown."""
        return self.batch.manifest.find_variant(self.variant).horizon

    @property
    def shown_variants(self) -> tuple[str, ...]:
        """Names of the variants that a page of runs is about: one, or the two of a pair."""
        return (self.a, self.b) if self.is_pair else (self.variant,)

    def _resolve_variant(self, name: str | None, index: int) -> str:
        """Return the name of the variant that `name` means (a name or hash); if it is None, of that
        at `index`, those without runs put last.
        """
        if name is None:
            usual = self.compute_once(
                ("usual",), lambda: list_variants_unplayed_last(self.read_status())
            )
            return usual[min(index, len(usual) - 1)]
        return self.batch.manifest.find_variant(name).name

    def read_outcomes(self, *variants: str, columns: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return outcome rows, one for each run of the named variants (default: all), in some
        columns (default: all).
        """
        return self.source.read_outcomes(self._require_summary(), *variants, columns=columns)

    def read_config(self, variant: str) -> dict[str, Any]:
        """Return a variant's settings, by name or hash, as nested dicts not to be changed."""
        return self.compute_once(("config", variant), lambda: self.batch.config(variant))

    def read_daily_histograms(self, variant: str) -> pd.DataFrame:
        """Return a variant's histograms over runs: a row for each variable, day and bin."""
        return self.source.read_daily_histograms(self._require_summary(), variant)

    def trace_run(
        self, variant: str, run: int, point: int = 0, twin: Twin | None = None
    ) -> dict[str, Any]:
        """Return the full trace of one run (simulated again) or, with `twin`, of that run with a
        change.
        """
        return self.source.trace_run(self._require_summary(), variant, run, point, twin)

    def read_status(self) -> BatchStatus:
        """Return the state of the batch at this moment."""
        return self.source.read_status(self._require_summary())

    def compute_once(self, key: tuple[object, ...], compute: Callable[[], T]) -> T:
        """Return `compute()`, run only once for each state of the batch and key; LookupError
        without a batch.
        """
        return self.source.compute_once(self._require_summary(), key, compute)

    def _require_summary(self) -> BatchSummary:
        """Return the batch's summary in the list; LookupError if there is no batch."""
        if self.summary is None:
            raise LookupError("there is no batch")
        return self.summary

    def link_to_page(self, path: str | None = None, **changes: object) -> str:
        """Return the address of a page (default: this one) with some URL keys changed."""
        wanted = replace(self.state, **changes)  # type: ignore[arg-type]  # keys of State
        wanted = drop_kept_selections(wanted, self.kept)
        return link_to_page(self.path if path is None else path, wanted)

    @property
    def among(self) -> list[str]:
        """Names of the variants selected to be shown together; empty if none are selected."""
        wanted = set((self.state.among or "").split("."))
        return [one.name for one in self.variants if one.hash[:CHOSEN] in wanted]


def resolve_view(source: Source, path: str, search: str) -> View:
    """Return the view of an address, its unknown or impossible values dropped and named in its
    notices.
    """
    state, notices = parse_query(search)
    kept = NOTHING
    if state.view is not None:
        try:
            kept, more = parse_query(
                saved_views.load_view(source.outputs, state.view), saved_views.LONGEST
            )
            kept, state = extract_selections(kept), fill_from_view(state, kept)
            notices.extend(more)
        except WrongInput:
            state = replace(state, view=None)
            notices.append("The view that the link names is not kept here; it was dropped.")
    summary, unreadable = choose_batch(source, state.batch, notices)
    state = replace(state, batch=summary.name if summary else None)
    view = View(path, source, state, (), summary, kept, unreadable)
    with use_batch(view.manifest):
        state, more = drop_unknown_sides(state)
        notices.extend(more)
        if summary is not None:
            state, more = _drop_unknown_values(replace(view, state=state))
            notices.extend(more)
    return replace(view, state=state, notices=tuple(notices))


def _drop_unknown_values(view: View) -> tuple[State, list[str]]:
    """Return the state without variants, metrics, run, change of the run or point that do not
    exist, and notices of them and of selected variants that are not there.
    """
    from runs.analysis.estimates.metrics import list_metrics

    state, notices, metrics = view.state, [], list_metrics()
    for key in ("variant", "a", "b"):
        name = getattr(state, key)
        if name is None:
            continue
        try:
            view.batch.manifest.find_variant(name)
        except WrongInput:
            state = replace(state, **{key: None})
            notices.append(
                f"This batch has no variant of the name given for {key}; the usual one is shown."
            )
    kinds = {"metric": metrics, "when": [known for known in metrics if known.yes_no]}
    for key, known in kinds.items():
        name = getattr(state, key)
        if name is not None and name not in {one.name for one in known}:
            state = replace(state, **{key: None})
            notices.append(f"The link names a {key} that does not exist; the usual one is shown.")
    if state.among is not None and len(view.among) < len(state.among.split(".")):
        absent = len(state.among.split(".")) - len(view.among)
        notices.append(f"{absent:,} of the variants that the link chooses are not in this batch.")
    if state.run is not None and state.run >= view.batch.manifest.runs:
        runs = view.batch.manifest.runs
        notices.append(f"There is no run {state.run}: this batch has runs 0 to {runs - 1}.")
        state = replace(state, run=None)
    state = _drop_impossible_twin(view, state, notices)
    return _drop_unknown_point(view, state, notices), notices


def _drop_impossible_twin(view: View, state: State, notices: list[str]) -> State:
    """Return the state without a change of the run that cannot be played; adds a notice."""
    held = replace(view, state=state)
    if held.twin is None:
        return state
    try:
        held.twin.alter_configuration(held.batch.configuration(held.variant))
    except WrongInput as error:
        notices.append(f"The run beside was left out. {error}")
        return replace(state, twin=None, levers=None)
    return state


def _drop_unknown_point(view: View, state: State, notices: list[str]) -> State:
    """Return the state without a row of the design that a variant shown lacks; adds a notice."""
    held = replace(view, state=state)
    points = min(view.batch.manifest.find_variant(name).points for name in held.shown_variants)
    if state.point is None or state.point < points:
        return state
    notices.append(f"There is no point {state.point} here: points are 0 to {points - 1}.")
    return replace(state, point=None)
