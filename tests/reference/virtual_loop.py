"""An asyncio event loop on virtual time, in which nothing is left to chance.

The unit of time is one tick, a whole microsecond, wherever asyncio says "seconds": `loop.time()` is
an `int`, and so is every delay that is handed to `asyncio.sleep` or `asyncio.timeout`. A float of
seconds could not hold sums of microseconds exactly, and two deadlines that are meant to be the same
instant would fall apart.

Time passes only when nothing is ready (the loop then jumps to its next deadline) and in `block`.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
from collections.abc import Callable
from typing import Any


class Stuck(Exception):
    """Nothing is ready and no timer is left, but the main coroutine has not ended."""


class _Timer(asyncio.TimerHandle):
    """A timer that keeps its place among those of the same instant.

    asyncio compares timers by their deadline alone, and a heap is not stable: which of two equal
    timers fires first would be an accident of what else is in the heap.
    """

    __slots__ = ("_key",)

    def __init__(self, when: int, sequence: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(when, *args, **kwargs)
        self._key = (when, sequence)

    def __lt__(self, other: _Timer) -> bool:
        return self._key < other._key

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return hash(self._key)


class _NoSelector:
    """Stands where the loop asks the system for input and output: there is none, so it never waits."""

    def __init__(self, idle: Callable[[], None]) -> None:
        self._idle = idle

    def select(self, timeout: float | None) -> list[Any]:
        """Let time pass, unless something is ready (`timeout` is 0 then, and None for "for ever")."""
        if timeout is None or timeout > 0:
            self._idle()
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs coroutines as any asyncio loop does, at no expense of real time."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0
        self._timers = 0
        self._selector = _NoSelector(self._jump)
        # `_run_once` fires what is due before time() + resolution. With whole ticks a resolution of
        # one is "due by now, and not a tick early".
        self._clock_resolution = 1
        # What a plan's tasks raise is part of the plan, and not worth a warning.
        self.set_exception_handler(lambda _loop, _context: None)

    def time(self) -> int:
        """Return the virtual time in ticks."""
        return self._now

    def block(self, ticks: int) -> None:
        """Let time pass without giving way, as `time.sleep` would."""
        self._now += ticks

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Schedule a callback; those of the same instant are called in the order they were made."""
        if not isinstance(when, int):
            raise TypeError(f"times are whole ticks, not {when!r}")
        self._check_closed()
        self._timers += 1
        timer = _Timer(when, self._timers, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def _jump(self) -> None:
        # Cancelled timers at the head were dropped by `_run_once` before it came here.
        if not self._scheduled:
            raise Stuck
        self._now = max(self._now, self._scheduled[0]._when)

    def _process_events(self, event_list: list[Any]) -> None:
        """Do nothing: the selector never reports anything."""

    def _write_to_self(self) -> None:
        """Do nothing: nobody waits in a selector that would have to be woken."""
