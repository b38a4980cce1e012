"""The classes of a page and of its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from dashboards.figures.grammar import Drawn
    from dashboards.state.view import View


CALLS = "Who calls first, and when?"
COMPARED = "What does a change do?"
FACE = "What does it cost in face?"
BELIEF = "Who is believed?"
PRESSURE = "How do tariffs and pressure run?"
CHECKED = "Can it be believed?"
"""The parts of a report; that of compared variants stands once for each pair, under their names."""

BATCHES, RUN, RESULTS, SIDE_BY_SIDE, EVIDENCE = "Batches", "Run", "Results", "Compare", "Evidence"
GROUPS = (BATCHES, RUN, RESULTS, SIDE_BY_SIDE, EVIDENCE)
"""The groups of pages that the rail shows, in its order."""


@dataclass(frozen=True)
class Figure:
    """A figure of a page: its question, known before it is drawn, and the function that
    draws it.
    """

    question: str
    draw: Callable[[View], Drawn]
    of: Callable[[View], Sequence[str]] | None = None
    """Names of the variants that it is about, if not those of its page (`Page.of`)."""
    report: str = ""
    """The heading under which a report shows it; empty if a report does not."""
    whole: bool = False
    """Whether it takes the whole width of a wide page, not half of it."""


def list_shown_variant(view: View) -> Sequence[str]:
    """Return the name of the one variant shown, in a tuple."""
    return (view.variant,)


def list_compared_variants(view: View) -> Sequence[str]:
    """Return the names of the two variants compared."""
    return (view.a, view.b)


def list_shown_variant_key(view: View) -> Sequence[str]:
    """Return the URL key of the variant shown, in a tuple: `a` of a pair, else `variant`."""
    return ("a",) if view.is_pair else ("variant",)


def list_no_variants(_: View) -> Sequence[str]:
    """Return (): the batch needs a run, but no particular variant does, as for figures about all
    variants that have some.
    """
    return ()


@dataclass(frozen=True)
class Page:
    """A page: its path, title, question, content, figures and rows."""

    path: str
    title: str
    question: str
    content: Callable[[View], list[Any]]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    rows: Callable[[View], pd.DataFrame] | None = None
    """What `format=csv` gives without a figure's name."""
    needs_batch: bool = True
    """Whether it shows a batch; a page that does not is there before the first one."""
    tables: Mapping[str, Callable[[View], pd.DataFrame]] = field(default_factory=dict)
    """What `format=csv` gives for the name of a panel that is no figure."""
    parts: Mapping[str, Callable[[View], Any]] = field(default_factory=dict)
    """What `format=json` gives by name: what the page's scripts ask for later."""
    files: Mapping[str, Callable[[View], str]] = field(default_factory=dict)
    """What `format=` gives beside rows: a text or a picture, by its kind (txt, md, svg)."""
    stands: Callable[[View], Mapping[str, object]] | None = None
    """URL key -> value of its controls, for what the address leaves open."""
    ahead: Callable[[View], None] | None = None
    """Computes what takes long, before the page is drawn; `View.compute_once` keeps it."""
    seen_first: Sequence[str] = ()
    """Figures that are seen without scrolling and take long: drawn ahead too."""
    of: Callable[[View], Sequence[str]] | None = None
    """Names of the variants whose runs its figures need; (): any run will do; None: no runs."""
    head: Callable[[View], Component | None] | None = None
    """Makes what replaces title and question; None from it leaves them."""
    link: str = ""
    """Its name in the side bar; empty if that does not list it."""
    group: str = ""
    """Its group in the side bar."""
    has_metric: bool = False
    """Whether a metric is chosen on it."""
    pools_points: bool = False
    """Whether its figures count all runs of a variant together, over the points of a design."""
    of_preset: bool = False
    """Whether it is about the preset's sides, whatever batch its address names."""
    choices: Callable[[View], Sequence[str]] | None = None
    """URL keys of the variants that the top bar lets choose; None: those of `of`."""
    has_results: Callable[[View], bool] = lambda _: True
    """Whether there is any result yet, which holds in this model and with these settings."""
    says_pooled: bool = True
    """Whether a page with `pools_points` says so once, above its figures."""

    def list_variant_keys(self, view: View) -> Sequence[str]:
        """Return the URL keys of the variants that the top bar lets choose: those of `choices` or,
        without it, those of `of`.
        """
        if self.choices is not None:
            return self.choices(view)
        if self.of is list_compared_variants:
            return ("a", "b")
        return ("variant",) if self.of is list_shown_variant else ()

    def list_variants(self, view: View) -> list[str]:
        """Return the names of the variants chosen in the top bar; [] without a batch."""
        return [getattr(view, key) for key in self.list_variant_keys(view)] if view.summary else []

    def draw_figure(self, name: str, view: View) -> Drawn:
        """Return the named figure, drawn; WrongInput as `require_runs_of_figure` raises it."""
        self.require_runs_of_figure(name, view)
        return self.figures[name].draw(view)

    def require_runs_of_figure(self, name: str, view: View) -> None:
        """Raise WrongInput if a variant that the named figure needs has no run or, if it needs no
        particular one, the batch has none.
        """
        from dashboards.state.standings import require_runs

        of = self.figures[name].of or self.of
        if of is not None:
            require_runs(view, of(view))
