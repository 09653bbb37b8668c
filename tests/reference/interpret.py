"""What a plan means, said in asyncio.

`run_plan` runs one plan on a loop with virtual time and returns its events. An `Actor` is whoever
performs steps: a task, or main, which performs those of `then:`. `joins.py` has the joins.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any, Protocol

from deadlock import Deadlock, WaitGraph, may_end, waiting_for_parts
from mended import Barrier, TaskGroup
from plan import Plan, Step
from virtual_loop import VirtualLoop

MAIN = -1
WHOLE = ""  # the path of a whole task

Event = list[Any]  # [time in µs, task, path, what, detail]


class StepFailed(Exception):
    """A step that ended badly, which includes one that was too late."""


class World:
    """What the actors of one run share: the clock, what they wait for, and the list of events."""

    def __init__(self, plan: Plan, loop: VirtualLoop) -> None:
        self.loop = loop
        self.events: list[Event] = []
        self.surprise: Exception | None = None  # not of the plan's making: a mistake in this program
        self.queues = {name: asyncio.Queue(bound or 0) for name, bound in (plan.get("queues") or {}).items()}
        self.limit = asyncio.Semaphore(plan["limit"]) if plan.get("limit") else None
        self.holders: dict[str, int] = {}  # of locks taken by a bare `lock`, in the order taken
        self.counters: dict[str, int] = {}
        self.waits = WaitGraph()
        self._locks: dict[str, asyncio.Lock] = {}
        self._limits: dict[str, asyncio.Semaphore] = {}
        self._barriers: dict[str, Barrier] = {}

    def note(self, task: int, path: str, what: str, detail: str = "") -> None:
        self.events.append([self.loop.time(), task, path, what, detail])

    async def until(self, when: int) -> None:
        """Wait until a point in time, however late one begins to wait for it."""
        future = self.loop.create_future()
        self.loop.call_at(when, lambda: future.done() or future.set_result(None))
        await future

    def lock(self, name: str) -> asyncio.Lock:
        return self._locks.setdefault(name, asyncio.Lock())

    def semaphore(self, name: str, permits: int) -> asyncio.Semaphore:
        return self._limits.setdefault(name, asyncio.Semaphore(permits))

    def barrier(self, name: str, parties: int) -> Barrier:
        return self._barriers.setdefault(name, Barrier(parties))


class Lockable(Protocol):
    """What a lock and a semaphore have in common."""

    async def acquire(self) -> bool: ...

    def release(self) -> None: ...


class Actor:
    """Performs steps, and notes what happens."""

    def __init__(self, world: World, index: int) -> None:
        self.world = world
        self.index = index
        self.found: dict[str, int] = {}  # what was last read of each counter

    def note(self, path: str, what: str, detail: str = "") -> None:
        self.world.note(self.index, path, what, detail)

    async def task(self, task: dict[str, Any]) -> None:
        """Run a whole task, from its arrival to its end."""
        with self.noting_how_it_ends(WHOLE, "finish"):
            if task.get("arrival"):
                await self.world.until(task["arrival"])
            self.note(WHOLE, "start")
            async with self.permit():
                # The timeout counts from here: to wait for the permit is no fault of the task.
                async with self.locks_given_back(), self.within(task.get("timeout")):
                    await self.steps(task["steps"])

    async def steps(self, steps: list[Step]) -> None:
        """Perform steps one after another."""
        for step in steps:
            await self.step(step)

    async def step(self, step: Step) -> None:
        """Perform one step, within its timeout."""
        path = step["path"]
        self.note(path, "begin")
        try:
            with self.noting_how_it_ends(path, "end"):
                async with self.within(step.get("timeout")):
                    await self.act(step)
        except TimeoutError as late:
            # To whoever is around this step its lateness is a failure, and not their own timeout.
            raise StepFailed(f"{step['step']} timed out") from late

    async def act(self, step: Step) -> None:
        """Do what the step is about."""
        match step["step"]:
            case "sleep":
                await asyncio.sleep(step["us"])
            case "block":
                self.world.loop.block(step["us"])
            case "fail":
                raise StepFailed(step["message"])
            case "pass":
                pass
            case "fetch":
                await self.fetch(step)
            case "all" | "each":
                await self.all(step["parts"])
            case "first":
                await self.first(step["parts"])
            case "repeat":
                for part in step["parts"]:
                    await self.steps(part)
            case "try":
                await self.try_(*step["parts"])
            case "with-lock":
                await self.with_lock(step)
            case "with-limit":
                semaphore = self.world.semaphore(step["name"], step["permits"])
                async with self.holding(semaphore, f"limit:{step['name']}", step["path"]):
                    await self.steps(step["parts"][0])
            case "lock":
                await self.lock(step)
            case "unlock":
                self.unlock(step)
            case "put":
                await self.world.queues[step["name"]].put(None)
            case "take":
                await self.world.queues[step["name"]].get()
            case "barrier":
                await self.world.barrier(step["name"], step["parties"]).wait()
            case "add":
                self.world.loop.block(step["us"])
                self.count(step, self.world.counters.get(step["name"], 0) + step["times"])
            case "read":
                self.found[step["name"]] = self.world.counters.get(step["name"], 0)
            case "write":
                self.count(step, self.found[step["name"]] + 1)

    def count(self, step: Step, number: int) -> None:
        """Write a counter."""
        self.world.counters[step["name"]] = number
        self.note(step["path"], "write", f"{step['name']}={number}")

    # --- input and output

    async def fetch(self, step: Step) -> None:
        """Attempt a request until it succeeds, or may not be repeated."""
        delays = step["delays"]
        for number, attempt in enumerate(step["attempts"]):
            if number > 0:
                await asyncio.sleep(delays[number - 1])
                self.note(step["path"], "retry", str(number + 1))
            await asyncio.sleep(attempt["us"])
            if attempt["error"] is None:
                return
            last = number >= min(len(delays), len(step["attempts"]) - 1)
            if last or not attempt["retry"]:
                raise StepFailed(attempt["error"])

    # --- several at once, or one instead of another

    async def all(self, parts: list[list[Step]]) -> None:
        """Perform all parts at once; the first failure cancels the rest."""
        async with TaskGroup() as group:
            with waiting_for_parts():
                for part in parts:
                    group.create_task(self.steps(part))

    async def first(self, parts: list[list[Step]]) -> None:
        """Perform all parts at once until one is done, and cancel the losers."""
        with may_end():
            racers = [asyncio.create_task(self.steps(part)) for part in parts]
        try:
            await asyncio.wait(racers, return_when=asyncio.FIRST_COMPLETED)
            winner = next(racer for racer in racers if racer.done())
        finally:
            await cancel_and_wait(racers)
        winner.result()

    async def try_(self, body: list[Step], otherwise: list[Step]) -> None:
        """Perform the body, and something else if it fails; a cancellation is no failure."""
        try:
            await self.steps(body)
        except Exception:
            await self.steps(otherwise)

    # --- locks and limits

    @asynccontextmanager
    async def holding(self, lock: Lockable, name: str, path: str) -> AsyncIterator[None]:
        """Hold a lock or a permit: `async with lock`, with a note when it is got and given back."""
        await lock.acquire()
        self.note(path, "acquire", name)
        try:
            yield
        finally:
            self.give_back(lock, name, path)

    @asynccontextmanager
    async def within(self, timeout: int | None) -> AsyncIterator[None]:
        """Do what follows within a time limit, if there is one."""
        async with asyncio.timeout(timeout):
            with may_end(timeout is not None):
                yield

    def give_back(self, lock: Lockable, name: str, path: str) -> None:
        """Release a lock or a permit; a lock may have been unlocked by someone else meanwhile."""
        try:
            lock.release()
        except RuntimeError as unlocked:
            raise StepFailed(f"{name} is not locked") from unlocked
        self.note(path, "release", name)

    def permit(self) -> Any:
        """Hold one of the run's permits, if it has a limit."""
        limit = self.world.limit
        return nullcontext() if limit is None else self.holding(limit, "limit", WHOLE)

    async def with_lock(self, step: Step) -> None:
        """Hold a lock while the body is performed."""
        name = step["name"]
        await self.acquire(name, step["path"])
        try:
            await self.steps(step["parts"][0])
        finally:
            self.world.holders.pop(name, None)
            self.release(name, step["path"])

    async def lock(self, step: Step) -> None:
        """Take a lock, for whoever remembers to unlock it."""
        name = step["name"]
        await self.acquire(name, step["path"])
        self.world.holders[name] = self.index

    def unlock(self, step: Step) -> None:
        """Unlock a lock, no matter whose: asyncio does not ask."""
        name = step["name"]
        self.release(name, step["path"])
        self.world.holders.pop(name, None)

    async def acquire(self, name: str, path: str) -> None:
        """Take a lock, unless that would wait for ever."""
        try:
            await self.world.waits.acquire(name, self.world.lock(name))
        except Deadlock as deadlock:
            raise StepFailed(f"deadlock at lock {name}") from deadlock
        self.note(path, "acquire", f"lock:{name}")

    def release(self, name: str, path: str) -> None:
        """Give a lock back."""
        self.give_back(self.world.lock(name), f"lock:{name}", path)
        self.world.waits.released(name)

    @asynccontextmanager
    async def locks_given_back(self) -> AsyncIterator[None]:
        """Release in the end what was locked and not unlocked."""
        holders = self.world.holders
        try:
            yield
        finally:
            for name in [name for name, holder in holders.items() if holder == self.index]:
                self.release(name, WHOLE)
                del holders[name]

    # --- notes

    @contextmanager
    def noting_how_it_ends(self, path: str, what: str) -> Iterator[None]:
        """Note how a step or a task ends, however that is."""
        how = "done"
        try:
            yield
        except TimeoutError:
            how = "timed-out"
            raise
        except asyncio.CancelledError:
            how = "cancelled"
            raise
        except (StepFailed, ExceptionGroup):
            how = "failed"
            raise
        except Exception as surprise:
            self.world.surprise = surprise
            raise
        finally:
            self.note(path, what, how)


async def cancel_and_wait(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancel tasks in order and wait until every one has ended, even if cancelled meanwhile.

    `gather` with `return_exceptions` is what waits for the last of them in either case. Only those
    not done are handed to it: until 3.11 it takes a turn to learn of a task that was done before,
    and since 3.12 it does not.
    """
    pending = [task for task in tasks if not task.done()]
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
