"""The loop: timers, turns, and the clock."""

from __future__ import annotations

import asyncio
from typing import Any

from claims import Claims
from virtual_loop import Stuck, VirtualLoop


class Loop(Claims):
    def run_in_loop(self, main: Any) -> Any:
        loop = VirtualLoop()
        try:
            return loop.run_until_complete(main(loop))
        finally:
            loop.close()

    def test_timers_of_one_instant_fire_in_the_order_they_were_made(self) -> None:
        fired: list[int] = []

        async def main(loop: VirtualLoop) -> None:
            for number in range(100):
                # Others before and after make the heap move them about.
                loop.call_at(number * 7 % 50, lambda: None)
                loop.call_at(25, fired.append, number)
            await asyncio.sleep(60)

        self.run_in_loop(main)
        self.assertEqual(fired, list(range(100)))

    def test_no_timer_fires_a_tick_early_or_late(self) -> None:
        async def main(loop: VirtualLoop) -> list[int]:
            times = []
            for delay in (1, 2, 999_999, 86_400_000_000, 10**15):
                before = loop.time()
                await asyncio.sleep(delay)
                times.append(loop.time() - before - delay)
            return times

        self.assertEqual(self.run_in_loop(main), [0] * 5)

    def test_block_does_not_give_way(self) -> None:
        async def main(loop: VirtualLoop) -> list[str]:
            seen: list[str] = []
            loop.call_soon(seen.append, "soon")
            loop.block(10)
            seen.append("blocked")
            await asyncio.sleep(0)
            return seen

        self.assertEqual(self.run_in_loop(main), ["blocked", "soon"])

    def test_what_is_ready_comes_before_timers_that_come_due(self) -> None:
        async def main(loop: VirtualLoop) -> list[str]:
            seen: list[str] = []
            loop.call_later(5, seen.append, "timer")
            loop.block(10)
            loop.call_soon(seen.append, "ready")
            await asyncio.sleep(1)
            return seen

        self.assertEqual(self.run_in_loop(main), ["ready", "timer"])

    def test_cancelled_timers_do_not_move_the_clock(self) -> None:
        async def main(loop: VirtualLoop) -> int:
            loop.call_later(5, print).cancel()
            await asyncio.sleep(10)
            return loop.time()

        self.assertEqual(self.run_in_loop(main), 10)

    def test_times_that_are_not_whole_are_refused(self) -> None:
        async def main(_loop: VirtualLoop) -> None:
            await asyncio.sleep(0.5)

        with self.assertRaises(TypeError):
            self.run_in_loop(main)

    def test_nothing_left_to_wait_for_is_stuck(self) -> None:
        async def main(loop: VirtualLoop) -> None:
            await loop.create_future()

        with self.assertRaises(Stuck):
            self.run_in_loop(main)
