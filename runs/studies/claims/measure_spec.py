"""A measure as a claim names it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class MeasureSpec(BaseModel):
    """One measure of a claim: its name, the sign predicted of A minus B, and arguments of its
    function.

    `sign` "0" predicts nothing. `level` is the side of 0 on which both variants should lie. `truth`
    restricts any measure to runs with that first mover.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    measure: str
    sign: Literal["+", "-", "0"]
    level: Literal["+", "-"] | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the measure: all that the file gives besides measure, sign and level."""
        return dict(self.__pydantic_extra__ or {})

    @property
    def label(self) -> str:
        """The measure with its arguments as text: `face(keeper=one, side=other)`."""
        shown = ", ".join(f"{key}={value}" for key, value in self.arguments.items())
        return f"{self.measure}({shown})" if shown else self.measure
