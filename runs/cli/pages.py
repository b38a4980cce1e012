"""Help pages wrapped to the width of the terminal, where Typer leaves lines too wide."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from runs.terminal import get_help_width
from runs.wrapping import wrap_text


class WrappedCommand(TyperCommand):
    """A command, whose words after the options may be many."""

    def get_help(self, ctx: Any) -> str:
        """Return the usual page, its wide lines wrapped."""
        return wrap_text(super().get_help(ctx), get_help_width())


class WrappedProgram(TyperGroup):
    """The program, whose examples stand in columns."""

    def get_help(self, ctx: Any) -> str:
        """Return the usual page, its wide lines wrapped."""
        return wrap_text(super().get_help(ctx), get_help_width())
