"""Circles of waits for locks, found when the wait that closes one begins.

asyncio itself would wait for ever. Here, as in the playground, everybody in the circle fails, unless
a timeout, or a part that is quicker, may yet end one of the waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

Line = asyncio.Task[Any]  # whoever performs steps: a task, or a part that runs beside others

# Whether something else may end the waits of the current line, and who waits for the line itself.
_may_end: ContextVar[bool] = ContextVar("may_end", default=False)
_above: ContextVar[tuple[Line, ...]] = ContextVar("above", default=())


class Deadlock(Exception):
    """A wait in a circle of waits."""


@dataclass
class _Wait:
    lock: str
    above: tuple[Line, ...]
    may_end: bool
    is_doomed: bool = False


@contextmanager
def may_end(so: bool = True) -> Iterator[None]:
    """Say that something else may end the waits that begin here."""
    token = _may_end.set(_may_end.get() or so)
    try:
        yield
    finally:
        _may_end.reset(token)


@contextmanager
def waiting_for_parts() -> Iterator[None]:
    """Say that the parts that are made here are all waited for."""
    token = _above.set((*_above.get(), current()))
    try:
        yield
    finally:
        _above.reset(token)


def current() -> Line:
    line = asyncio.current_task()
    assert line is not None
    return line


class WaitGraph:
    """Who holds which lock, and who waits for which."""

    def __init__(self) -> None:
        self._holders: dict[str, Line] = {}
        self._waits: dict[Line, _Wait] = {}

    async def acquire(self, name: str, lock: asyncio.Lock) -> None:
        """Acquire a lock; raise Deadlock instead of waiting for ever."""
        line = current()
        wait = self._waits[line] = _Wait(name, _above.get(), _may_end.get())
        try:
            if lock.locked():
                self._look_for_circle(line, wait)
            await lock.acquire()
        except asyncio.CancelledError:
            if not wait.is_doomed:
                raise
            # Whoever else wants it to end shall have that at its next wait.
            if line.uncancel() > 0:
                line.uncancel()
                line.cancel()
            raise Deadlock from None
        finally:
            del self._waits[line]
        self._holders[name] = line

    def released(self, name: str) -> None:
        self._holders.pop(name, None)

    def _look_for_circle(self, line: Line, wait: _Wait) -> None:
        circle: list[Line] = []
        if not self._leads_back(wait.lock, line, wait.above, circle):
            return
        if any(self._waits[other].may_end for other in circle):
            return
        for other in circle[1:]:
            self._waits[other].is_doomed = True
            other.cancel()
        raise Deadlock

    def _leads_back(self, lock: str, who: Line, above: tuple[Line, ...], circle: list[Line]) -> bool:
        holder = self._holders.get(lock)
        if holder is None:
            return False
        circle.append(who)
        if holder is circle[0] or holder in above:
            return True
        below = [other for other, wait in self._waits.items() if holder in wait.above]
        for other in [holder, *below]:
            wait = self._waits.get(other)
            if wait is not None and other not in circle and self._leads_back(wait.lock, other, above, circle):
                return True
        circle.pop()
        return False
