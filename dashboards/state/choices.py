"""The values of a page's controls: from the link, or defaults."""

from __future__ import annotations

from dashboards.state.twin import Twin, read_twin
from dashboards.state.url import State
from runs.analysis.sides import get_dyad

DEFAULT_WHEN = "p_nobody"


class Choices:
    """The values of a page's controls: from the link, or defaults."""

    state: State
    path: str

    @property
    def is_pair(self) -> bool:
        """Whether the link names two variants, to be seen in the same random worlds."""
        return self.state.a is not None and self.state.b is not None

    @property
    def twin(self) -> Twin | None:
        """The change with which the run is replayed beside itself; None if the link has none or
        names two variants.
        """
        return None if self.is_pair else read_twin(self.state, self.path)

    @property
    def stage(self) -> str:
        """Whose contact is shown: "leader" (the default) or "envoy"."""
        return self.state.stage or "leader"

    @property
    def metric(self) -> str:
        """Name of the metric compared; by default whether the first side calls first."""
        return self.state.metric or f"p_{get_dyad().first}"

    @property
    def when(self) -> str:
        """Name of the yes-or-no metric of the runs to look for in a design; by default
        DEFAULT_WHEN.
        """
        return self.state.when or DEFAULT_WHEN

    @property
    def side(self) -> str:
        """The side whose public claim of who asked is shown; by default the first."""
        return self.state.side or get_dyad().first

    @property
    def audience(self) -> str:
        """The audience whose belief about that claim is shown: a side's home or the world."""
        return self.state.audience or "world"

    @property
    def kind(self) -> str:
        """Which claims are shown: contested, others, placebo or (the default) all."""
        return self.state.kind or "all"

    @property
    def verdict(self) -> str:
        """The verdict of the claims that are shown, or all."""
        return self.state.verdict or "all"
