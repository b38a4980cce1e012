"""Help pages and errors wrapped to the width of the terminal, where Typer leaves lines too wide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from runs.terminal import get_help_width, say
from runs.wrapping import wrap_text


@contextmanager
def _wrap_usage_errors() -> Iterator[None]:
    """Return a context that breaks the message of an error about options or arguments into lines
    within the terminal.
    """
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message"):
            begin = "Error: "
            lines = wrap_text(begin + error.format_message(), get_help_width())
            error.format_message = lambda: lines.removeprefix(begin)
        raise


def _print_help(ctx: Any, _: object, wanted: bool) -> None:
    """Print the help page and exit, if it is wanted; a reader that has left, as `| head` does, is
    no error.
    """
    if wanted and not ctx.resilient_parsing:
        say(ctx.get_help() + "\n", end="")
        ctx.exit()


def _use_printer(option: Any) -> Any:
    """Return the option `--help`, if there is one, with `_print_help` as its callback."""
    if option is not None:
        option.callback = _print_help
    return option


class WrappedCommand(TyperCommand):
    """A command whose help page and errors are wrapped to the width of the terminal."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the usual option `--help`, which prints whether or not anybody reads."""
        return _use_printer(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:
        """Return the usual page, its wide lines wrapped."""
        return wrap_text(super().get_help(ctx), get_help_width())

    def get_usage(self, ctx: Any) -> str:
        """Return the usual lines on how it is called, as an error begins with them, wrapped."""
        return wrap_text(super().get_usage(ctx), get_help_width())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return the words left over, as usual; an error is within the terminal's width."""
        with _wrap_usage_errors():
            return super().parse_args(ctx, args)


class WrappedProgram(TyperGroup):
    """The program with its commands; help page and errors are wrapped as those of a command."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the usual option `--help`, which prints whether or not anybody reads."""
        return _use_printer(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:
        """Return the usual page, its wide lines wrapped."""
        return wrap_text(super().get_help(ctx), get_help_width())

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that words name, as usual; an error is within the terminal's width."""
        with _wrap_usage_errors():
            return super().resolve_command(ctx, args)
