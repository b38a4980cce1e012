"""Ctrl-C while tasks run: the first means "no further tasks", the second what it always means."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Interrupts:
    """Makes the first Ctrl-C end a launch after its running tasks. A context manager, effective in
    the main thread only.
    """

    def __init__(self) -> None:
        self.stopping = False
        self._before: Any = None

    def stop(self) -> None:
        """Stop after the running tasks, as the first Ctrl-C does."""
        self.stopping = True

    def take_until_interrupt(self, tasks: Iterable[T]) -> Iterator[T]:
        """Yield tasks until `stop` or the first Ctrl-C."""
        for task in tasks:
            if self.stopping:
                return
            yield task

    def _handle_interrupt(self, *_: object) -> None:
        """Stop after the running tasks; raise KeyboardInterrupt the second time."""
        if self.stopping:
            raise KeyboardInterrupt
        self.stopping = True

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._handle_interrupt)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
