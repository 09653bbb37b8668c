"""Parts of the standard library's asyncio, made to do the same under every Python from 3.11.

What would make a run differ from one interpreter, or one moment, to the next:

* A TaskGroup keeps its tasks in a set, so that in which order it cancels them depends on addresses
  (in every version up to 3.14). `TaskGroup` below keeps them in the order they were created.
* Until 3.12 a TaskGroup whose task failed left the cancellation count of its parent one too high, so
  that an `asyncio.timeout` around it was no longer recognised, and when its parent was cancelled from
  outside in the same turn, that cancellation was lost. Python 3.13 mended both, with a change to
  `Task.uncancel` that goes with it (gh-116720). Older interpreters get these changes here.
* Who is cancelled while waiting for a Condition, of which a Barrier is made, wakes another in its
  place since 3.13 (gh-112202). That one goes to the end of the line, which shows in the order in
  which a barrier lets go. Older interpreters get this too.

Also different, and met where it would show: `gather` hears at once of what was done before it since
3.12, and a turn later until 3.11 (see `cancel_and_wait`). Different without showing: since 3.12 a
Semaphore wakes all it can at once, where it woke one that woke the next; since 3.13
`asyncio.timeout` puts a TimeoutError into the context of other errors, and `as_completed` can also
be iterated asynchronously.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from typing import Any

_MENDED = sys.version_info >= (3, 13)


class _InOrder:
    """As much of a set as a TaskGroup uses, in order of insertion."""

    def __init__(self) -> None:
        self._items: dict[asyncio.Task[Any], None] = {}

    def add(self, item: asyncio.Task[Any]) -> None:
        self._items[item] = None

    def discard(self, item: asyncio.Task[Any]) -> None:
        self._items.pop(item, None)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[asyncio.Task[Any]]:
        return iter(self._items)


class TaskGroup(asyncio.TaskGroup):
    """An `asyncio.TaskGroup` that cancels its tasks in the order they were created."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks = _InOrder()

    if not _MENDED:

        async def __aexit__(self, *error: Any) -> bool | None:
            parent = self._parent_task
            asked_in_body = self._parent_cancel_requested
            try:
                return await super().__aexit__(*error)
            except BaseExceptionGroup:
                if self._parent_cancel_requested and not asked_in_body:
                    parent.uncancel()
                if parent.cancelling():
                    # Somebody else wants the parent to end: it shall hear of it at its next await.
                    parent.uncancel()
                    parent.cancel()
                raise


class _Condition(asyncio.Condition):
    """A condition on which one who is cancelled may have been notified, and passes it on."""

    async def wait(self) -> bool:
        try:
            return bool(await super().wait())
        except BaseException:
            self.notify(1)
            raise


class Barrier(asyncio.Barrier):
    """An `asyncio.Barrier` with the Condition of Python 3.13."""

    def __init__(self, parties: int) -> None:
        super().__init__(parties)
        if not hasattr(asyncio.Condition, "_notify"):
            self._cond = _Condition()


class _Task(asyncio.tasks._PyTask):
    """A task that is not cancelled any more once every request to cancel it was taken back.

    It is asyncio's own task in Python: the one in C has no such switch to turn.
    """

    def uncancel(self) -> int:
        left = super().uncancel()
        if left == 0:
            self._must_cancel = False
        return left


def _make_task(
    loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    return _Task(coroutine, loop=loop, **options)


# What `loop.set_task_factory` takes; None is asyncio's own.
TASK_FACTORY = None if _MENDED else _make_task
