"""How main awaits the tasks together: one coroutine a join, and `run_plan`, which runs one plan."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from deadlock import may_end
from interpret import MAIN, WHOLE, Actor, Event, World, cancel_and_wait
from mended import TASK_FACTORY, TaskGroup
from plan import Plan, check
from virtual_loop import Stuck, VirtualLoop


class Main:
    """The main coroutine of one run."""

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan = plan
        self.world = world

    async def run(self) -> None:
        """Run all tasks, within the deadline."""
        join = JOINS[self.plan["join"]]
        try:
            deadline = self.plan.get("deadline")
            async with asyncio.timeout(deadline):
                with may_end(deadline is not None):
                    returned = await join(self)
        except TimeoutError:
            returned = "timed-out"
        self.world.note(MAIN, WHOLE, "return", returned)

    def tasks(self, create: Callable[..., asyncio.Task[Any]]) -> list[asyncio.Task[Any]]:
        """Create all tasks, in order."""
        return [
            create(Actor(self.world, index).task(task), name=task["name"])
            for index, task in enumerate(self.plan["tasks"])
        ]

    async def collect(self) -> str:
        """Keep every outcome. A deadline reaches the tasks through `gather`, which waits for all."""
        await asyncio.gather(*self.tasks(asyncio.create_task), return_exceptions=True)
        return "done"

    async def gather(self) -> str:
        """Hear of the first failure at once, and let the rest go on undisturbed."""
        tasks = self.tasks(asyncio.create_task)
        try:
            await asyncio.gather(*tasks)
        except Exception as failure:
            self.world.note(MAIN, WHOLE, "caught", whose(failure, tasks))
            return "failed"
        except asyncio.CancelledError:
            # `gather` has told the tasks, unless it had come to its end in this very turn.
            for task in tasks:
                if not task.done() and not task.cancelling():
                    task.cancel()
            raise
        finally:
            # Only those not done: whether that takes a turn differs from 3.11 to 3.12.
            await asyncio.gather(*(task for task in tasks if not task.done()), return_exceptions=True)
        return "done"

    async def group(self) -> str:
        """Cancel the rest at the first failure, and hear of all failures together."""
        try:
            async with TaskGroup() as group:
                self.tasks(group.create_task)
        except ExceptionGroup:
            return "failed"
        return "done"

    async def first(self) -> str:
        """Return when one has ended, however, and cancel the rest."""
        tasks = self.tasks(asyncio.create_task)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            winner = next(task for task in tasks if task.done())
        finally:
            await cancel_and_wait(tasks)
        return winner.get_name()

    async def completed(self) -> str:
        """Perform `then:` for each task that ended well, in finishing order."""
        tasks = self.tasks(asyncio.create_task)
        try:
            for next_to_end in asyncio.as_completed(tasks):
                try:
                    await next_to_end
                    await self.then()
                except Exception:
                    continue  # it was noted where it happened
        finally:
            await cancel_and_wait(tasks)
        return "done"

    async def then(self) -> None:
        """Perform the steps of `then:`, on main."""
        consumer = Actor(self.world, MAIN)
        async with consumer.locks_given_back():
            await consumer.steps(self.plan.get("then") or [])


JOINS: dict[str, Callable[[Main], Awaitable[str]]] = {
    "collect": Main.collect,
    "gather": Main.gather,
    "group": Main.group,
    "first": Main.first,
    "completed": Main.completed,
}


def whose(failure: Exception, tasks: list[asyncio.Task[Any]]) -> str:
    """Name the task that raised exactly this."""
    failed = (task for task in tasks if task.done() and not task.cancelled())
    return next(task.get_name() for task in failed if task.exception() is failure)


def run_plan(plan: Plan) -> list[Event]:
    """Run a plan from its beginning to its end, or until nothing can happen any more."""
    check(plan)
    loop = VirtualLoop()
    loop.set_task_factory(TASK_FACTORY)
    try:
        world = World(plan, loop)
        try:
            loop.run_until_complete(Main(plan, world).run())
        except Stuck:
            world.note(MAIN, WHOLE, "return", "stuck")
        events, world.events = world.events, []
        _clear_away(loop)
    finally:
        loop.close()
    if world.surprise is not None:
        raise world.surprise
    return events


def _clear_away(loop: VirtualLoop) -> None:
    """Cancel what is stuck; nobody notes it any more."""
    while left := asyncio.all_tasks(loop):
        for task in left:
            task.cancel()
        try:
            loop.run_until_complete(asyncio.wait(left))
        except Stuck:
            continue
