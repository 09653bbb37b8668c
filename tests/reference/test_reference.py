"""Tests the reference itself: small plans whose events follow from asyncio's documentation and source.

Expectations are lists of `time in ms, who, path, what, detail`, in the order noted; within one
instant that order is asyncio's, and stricter than what the contract compares.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import unittest
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import run
from joins import run_plan
from virtual_loop import Stuck, VirtualLoop

Step = dict[str, Any]
CASES = Path(__file__).with_name("cases.txt")


# --- plans in words


def ms(time: float) -> int:
    return round(time * 1000)


def step(kind: str, *, timeout: float | None = None, **fields: Any) -> Step:
    return {"step": kind, "timeout": None if timeout is None else ms(timeout), **fields}


def sleep(time: float, **options: Any) -> Step:
    return step("sleep", us=ms(time), **options)


def block(time: float, **options: Any) -> Step:
    return step("block", us=ms(time), **options)


def fail() -> Step:
    return step("fail", message="no luck")


def fetch(*attempts: tuple[float, str | None, bool], delays: Iterable[float] = (), **options: Any) -> Step:
    rows = [{"us": ms(time), "error": error, "retry": retry} for time, error, retry in attempts]
    return step("fetch", attempts=rows, delays=[ms(delay) for delay in delays], **options)


def all_(*parts: list[Step], **options: Any) -> Step:
    return step("all", parts=list(parts), **options)


def first(*parts: list[Step], **options: Any) -> Step:
    return step("first", parts=list(parts), **options)


def repeat(*parts: list[Step]) -> Step:
    return step("repeat", parts=list(parts))


def try_(body: list[Step], otherwise: list[Step], **options: Any) -> Step:
    return step("try", parts=[body, otherwise], **options)


def with_lock(name: str, *body: Step, **options: Any) -> Step:
    return step("with-lock", name=name, parts=[list(body)], **options)


def with_limit(name: str, permits: int, *body: Step) -> Step:
    return step("with-limit", name=name, permits=permits, parts=[list(body)])


def lock(name: str, **options: Any) -> Step:
    return step("lock", name=name, **options)


def unlock(name: str) -> Step:
    return step("unlock", name=name)


def put(name: str, **options: Any) -> Step:
    return step("put", name=name, **options)


def take(name: str, **options: Any) -> Step:
    return step("take", name=name, **options)


def barrier(name: str, parties: int, **options: Any) -> Step:
    return step("barrier", name=name, parties=parties, **options)


def task(name: str, *steps: Step, arrival: float = 0, timeout: float | None = None) -> dict[str, Any]:
    late = None if timeout is None else ms(timeout)
    return {"name": name, "arrival": ms(arrival), "timeout": late, "steps": list(steps)}


def numbered(steps: list[Step], prefix: str) -> list[Step]:
    """Give steps their paths."""
    for place, each in enumerate(steps, 1):
        each["path"] = f"{prefix}{place}"
        for number, part in enumerate(each.get("parts", ()), 1):
            numbered(part, f"{each['path']}.{number}.")
    return steps


def plan(
    join: str,
    *tasks: dict[str, Any],
    limit: int | None = None,
    deadline: float | None = None,
    queues: dict[str, int | None] | None = None,
    then: list[Step] | None = None,
) -> dict[str, Any]:
    for each in tasks:
        numbered(each["steps"], "")
    return {
        "join": join,
        "limit": limit,
        "deadline": None if deadline is None else ms(deadline),
        "queues": queues or {},
        "tasks": list(tasks),
        "then": None if then is None else numbered(then, "then."),
    }


def story(of: dict[str, Any], *only: str) -> list[str]:
    """Run a plan and tell its events in words; those of the kinds in `only`, if there are any."""
    names = {-1: "main", **{index: each["name"] for index, each in enumerate(of["tasks"])}}
    lines = []
    for time, who, path, what, detail in run_plan(of):
        if not only or what in only:
            words = (f"{time / 1000:g}", names[who], path, what, detail)
            lines.append(" ".join(word for word in words if word))
    return lines


class Claims(unittest.TestCase):
    maxDiff = None

    def tells(self, of: dict[str, Any], *only: str, expect: str) -> None:
        expected = [" ".join(line.split()) for line in expect.strip().splitlines()]
        self.assertEqual(story(of, *only), expected)


# --- the loop


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


# --- steps in a row


class Steps(Claims):
    def test_steps_follow_each_other_and_sleeps_overlap(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(2), sleep(3)), task("b", sleep(4))),
            expect="""
                0 a start
                0 a 1 begin
                0 b start
                0 b 1 begin
                2 a 1 end done
                2 a 2 begin
                4 b 1 end done
                4 b finish done
                5 a 2 end done
                5 a finish done
                5 main return done
            """,
        )

    def test_sleep_0_gives_way_for_one_turn(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(0), step("pass")), task("b", step("pass"))),
            "begin",
            expect="""
                0 a 1 begin
                0 b 1 begin
                0 a 2 begin
            """,
        )

    def test_block_keeps_the_others_from_starting(self) -> None:
        self.tells(
            plan("collect", task("a", block(5)), task("b", sleep(1))),
            "start",
            "finish",
            expect="""
                0 a start
                5 a finish done
                5 b start
                6 b finish done
            """,
        )

    def test_a_failure_ends_the_task(self) -> None:
        self.tells(
            plan("collect", task("a", fail(), sleep(1))),
            expect="""
                0 a start
                0 a 1 begin
                0 a 1 end failed
                0 a finish failed
                0 main return done
            """,
        )

    def test_arrival_comes_before_the_start(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(1), arrival=3)),
            expect="""
                3 a start
                3 a 1 begin
                4 a 1 end done
                4 a finish done
                4 main return done
            """,
        )

    def test_repeat_is_in_order_and_stops_at_a_failure(self) -> None:
        self.tells(
            plan("collect", task("a", repeat([sleep(1)], [sleep(1), fail()], [sleep(1)]))),
            "begin",
            "end",
            expect="""
                0 a 1 begin
                0 a 1.1.1 begin
                1 a 1.1.1 end done
                1 a 1.2.1 begin
                2 a 1.2.1 end done
                2 a 1.2.2 begin
                2 a 1.2.2 end failed
                2 a 1 end failed
            """,
        )

    def test_try_does_something_else_after_a_failure(self) -> None:
        self.tells(
            plan("collect", task("a", try_([sleep(1), fail()], [sleep(2)]), sleep(1))),
            "end",
            "finish",
            expect="""
                1 a 1.1.1 end done
                1 a 1.1.2 end failed
                3 a 1.2.1 end done
                3 a 1 end done
                4 a 2 end done
                4 a finish done
            """,
        )

    def test_try_takes_a_step_that_was_too_late_for_a_failure(self) -> None:
        self.tells(
            plan("collect", task("a", try_([sleep(9, timeout=1)], [sleep(2)]))),
            "end",
            expect="""
                1 a 1.1.1 end timed-out
                3 a 1.2.1 end done
                3 a 1 end done
            """,
        )

    def test_try_does_not_catch_a_cancellation(self) -> None:
        self.tells(
            plan("collect", task("a", try_([sleep(9)], [sleep(2)]), timeout=1)),
            "end",
            "finish",
            expect="""
                1 a 1.1.1 end cancelled
                1 a 1 end cancelled
                1 a finish timed-out
            """,
        )

    def test_try_catches_what_a_group_of_parts_raises(self) -> None:
        self.tells(
            plan("collect", task("a", try_([all_([fail()], [sleep(9)])], [sleep(2)]))),
            "end",
            expect="""
                0 a 1.1.1.1.1 end failed
                0 a 1.1.1.2.1 end cancelled
                0 a 1.1.1 end failed
                2 a 1.2.1 end done
                2 a 1 end done
            """,
        )


class Retries(Claims):
    def test_a_failed_request_is_repeated_after_its_delay(self) -> None:
        self.tells(
            plan("collect", task("a", fetch((2, "503", True), (3, "503", True), (1, None, True), delays=[10, 20]))),
            expect="""
                0 a start
                0 a 1 begin
                12 a 1 retry 2
                35 a 1 retry 3
                36 a 1 end done
                36 a finish done
                36 main return done
            """,
        )

    def test_the_last_attempt_fails_without_a_delay(self) -> None:
        self.tells(
            plan("collect", task("a", fetch((2, "503", True), (2, "503", True), delays=[1]))),
            "retry",
            "end",
            expect="""
                3 a 1 retry 2
                5 a 1 end failed
            """,
        )

    def test_what_may_not_be_repeated_fails_at_once(self) -> None:
        self.tells(
            plan("collect", task("a", fetch((2, "404", False), (2, None, False), delays=[1]))),
            "retry",
            "end",
            expect="2 a 1 end failed",
        )

    def test_the_timeout_covers_the_delays(self) -> None:
        self.tells(
            plan("collect", task("a", fetch((2, "503", True), (2, None, True), delays=[8], timeout=5))),
            "retry",
            "end",
            "finish",
            expect="""
                5 a 1 end timed-out
                5 a finish failed
            """,
        )


# --- timeouts


class Timeouts(Claims):
    def test_a_timeout_wins_over_a_sleep_of_the_same_length(self) -> None:
        # Its timer was made first; the sleep's own then finds a cancelled future.
        self.tells(
            plan("collect", task("a", sleep(10, timeout=10))),
            "end",
            expect="10 a 1 end timed-out",
        )

    def test_a_sleep_a_tick_shorter_is_in_time(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(9.999, timeout=10))),
            "end",
            expect="9.999 a 1 end done",
        )

    def test_a_step_that_was_too_late_fails_its_task(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(10, timeout=5), sleep(1), timeout=20)),
            "end",
            "finish",
            expect="""
                5 a 1 end timed-out
                5 a finish failed
            """,
        )

    def test_of_two_timeouts_at_one_instant_the_outer_wins(self) -> None:
        # The outer fires first. The inner sees a second request left and lets the cancellation pass.
        self.tells(
            plan("collect", task("a", sleep(20, timeout=10), timeout=10)),
            "end",
            "finish",
            expect="""
                10 a 1 end cancelled
                10 a finish timed-out
            """,
        )

    def test_of_three_timeouts_at_one_instant_the_outermost_wins(self) -> None:
        self.tells(
            plan("collect", task("a", repeat([repeat([sleep(20, timeout=10)])]) | {"timeout": ms(10)}, timeout=10)),
            "end",
            "finish",
            expect="""
                10 a 1.1.1.1.1 end cancelled
                10 a 1.1.1 end cancelled
                10 a 1 end cancelled
                10 a finish timed-out
            """,
        )

    def test_an_inner_timeout_that_is_due_earlier_wins_if_both_fire_late_only_if_no_other_asks(self) -> None:
        # Both fire at 20, after `b` blocked, and the inner one's cancellation is then not its own alone.
        self.tells(
            plan("collect", task("a", sleep(30, timeout=5), timeout=10), task("b", block(20))),
            "end",
            "finish",
            expect="""
                20 b 1 end done
                20 b finish done
                20 a 1 end cancelled
                20 a finish timed-out
            """,
        )

    def test_blocking_is_not_interrupted_and_is_in_time_if_nothing_is_awaited_after(self) -> None:
        self.tells(
            plan("collect", task("a", block(20), timeout=10)),
            "end",
            "finish",
            expect="""
                20 a 1 end done
                20 a finish done
            """,
        )

    def test_a_timeout_passed_while_blocking_strikes_at_the_next_suspension(self) -> None:
        self.tells(
            plan("collect", task("a", block(20), sleep(5), timeout=10)),
            "end",
            "finish",
            expect="""
                20 a 1 end done
                20 a 2 end cancelled
                20 a finish timed-out
            """,
        )

    def test_a_sleep_that_was_over_is_cancelled_if_its_timeout_fires_in_the_same_turn(self) -> None:
        # At 20 both timers are due. The sleep's comes first, but the task has not run since.
        self.tells(
            plan("collect", task("a", sleep(5, timeout=10)), task("b", block(20))),
            "end",
            expect="""
                20 b 1 end done
                20 a 1 end timed-out
            """,
        )

    def test_the_timeout_of_a_task_counts_from_its_permit(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(10)), task("b", sleep(9), timeout=10), limit=1),
            "finish",
            expect="""
                10 a finish done
                19 b finish done
            """,
        )

    def test_a_failure_wins_over_a_timeout_at_the_same_instant(self) -> None:
        # The group has an error to raise, and `asyncio.timeout` turns only a cancellation into its own.
        self.tells(
            plan("collect", task("a", sleep(5), all_([sleep(5), fail()], [sleep(9)], timeout=5.001), timeout=10.001)),
            "finish",
            expect="10 a finish failed",
        )

    def test_a_timeout_around_a_group_that_failed_and_was_caught_is_still_known(self) -> None:
        # Before Python 3.13 the group left a request behind, and this ended as cancelled.
        self.tells(
            plan("collect", task("a", try_([all_([fail()], [sleep(9)])], [sleep(50)]), timeout=10)),
            "finish",
            expect="10 a finish timed-out",
        )


# --- parts at once


class Parts(Claims):
    def test_all_ends_with_its_last_part(self) -> None:
        self.tells(
            plan("collect", task("a", all_([sleep(2)], [sleep(1), sleep(4)]))),
            expect="""
                0 a start
                0 a 1 begin
                0 a 1.1.1 begin
                0 a 1.2.1 begin
                1 a 1.2.1 end done
                1 a 1.2.2 begin
                2 a 1.1.1 end done
                5 a 1.2.2 end done
                5 a 1 end done
                5 a finish done
                5 main return done
            """,
        )

    def test_the_first_failure_of_all_cancels_the_rest_in_order(self) -> None:
        parts = [[sleep(9)] for _ in range(8)]
        self.tells(
            plan("collect", task("a", all_(*parts, [sleep(1), fail()], *[[sleep(9)]]))),
            "end",
            expect="""
                1 a 1.9.1 end done
                1 a 1.9.2 end failed
                1 a 1.1.1 end cancelled
                1 a 1.2.1 end cancelled
                1 a 1.3.1 end cancelled
                1 a 1.4.1 end cancelled
                1 a 1.5.1 end cancelled
                1 a 1.6.1 end cancelled
                1 a 1.7.1 end cancelled
                1 a 1.8.1 end cancelled
                1 a 1.10.1 end cancelled
                1 a 1 end failed
            """,
        )

    def test_cancellation_goes_inside_out(self) -> None:
        self.tells(
            plan("collect", task("a", all_([with_lock("A", sleep(9))]), timeout=1)),
            "end",
            "release",
            "finish",
            expect="""
                1 a 1.1.1.1.1 end cancelled
                1 a 1.1.1 release lock:A
                1 a 1.1.1 end cancelled
                1 a 1 end cancelled
                1 a finish timed-out
            """,
        )

    def test_first_cancels_the_losers_in_order(self) -> None:
        self.tells(
            plan("collect", task("a", first([sleep(3)], [sleep(1)], [sleep(2)]), sleep(1))),
            "end",
            expect="""
                1 a 1.2.1 end done
                1 a 1.1.1 end cancelled
                1 a 1.3.1 end cancelled
                1 a 1 end done
                2 a 2 end done
            """,
        )

    def test_parts_that_end_at_one_instant_both_end_well(self) -> None:
        self.tells(
            plan("collect", task("a", first([sleep(2)], [sleep(2)]))),
            "end",
            expect="""
                2 a 1.1.1 end done
                2 a 1.2.1 end done
                2 a 1 end done
            """,
        )

    def test_of_parts_that_are_done_the_first_in_order_decides(self) -> None:
        # The second part fails in the turn before, but main looks when both are done.
        self.tells(
            plan("collect", task("a", first([sleep(2)], [sleep(2), fail()]))),
            "finish",
            expect="2 a finish done",
        )
        self.tells(
            plan("collect", task("a", first([sleep(2), fail()], [sleep(2)]))),
            "finish",
            expect="2 a finish failed",
        )

    def test_a_part_that_fails_first_fails_the_step(self) -> None:
        self.tells(
            plan("collect", task("a", first([sleep(2)], [sleep(1), fail()]))),
            "end",
            expect="""
                1 a 1.2.1 end done
                1 a 1.2.2 end failed
                1 a 1.1.1 end cancelled
                1 a 1 end failed
            """,
        )

    def test_groups_within_groups_that_fail_at_one_instant_all_end(self) -> None:
        # Before Python 3.13 the outer group's cancellation could be lost in the inner one.
        inner = try_([all_([sleep(1), fail()], [sleep(9)])], [sleep(5)])
        self.tells(
            plan("collect", task("a", all_([sleep(1), fail()], [inner]))),
            "end",
            expect="""
                1 a 1.1.1 end done
                1 a 1.1.2 end failed
                1 a 1.2.1.1.1.1.1 end done
                1 a 1.2.1.1.1.1.2 end failed
                1 a 1.2.1.1.1.2.1 end cancelled
                1 a 1.2.1.1.1 end failed
                1 a 1.2.1.2.1 end cancelled
                1 a 1.2.1 end cancelled
                1 a 1 end failed
            """,
        )


# --- joins


class Joins(Claims):
    def test_collect_keeps_every_outcome(self) -> None:
        self.tells(
            plan("collect", task("a", fail()), task("b", sleep(9), timeout=2), task("c", sleep(1))),
            "finish",
            "return",
            expect="""
                0 a finish failed
                1 c finish done
                2 b finish timed-out
                2 main return done
            """,
        )

    def test_gather_hears_of_the_first_failure_and_waits_for_the_rest(self) -> None:
        self.tells(
            plan("gather", task("a", sleep(3)), task("b", sleep(1), fail()), task("c", sleep(2), fail())),
            "finish",
            "caught",
            "return",
            expect="""
                1 b finish failed
                1 main caught b
                2 c finish failed
                3 a finish done
                3 main return failed
            """,
        )

    def test_gather_names_the_first_of_two_that_fail_at_one_instant(self) -> None:
        self.tells(
            plan("gather", task("a", sleep(1), fail()), task("b", sleep(1), fail())),
            "caught",
            expect="1 main caught a",
        )

    def test_gather_takes_a_timeout_for_a_failure(self) -> None:
        self.tells(
            plan("gather", task("a", sleep(9), timeout=1), task("b", sleep(2))),
            "finish",
            "caught",
            "return",
            expect="""
                1 a finish timed-out
                1 main caught a
                2 b finish done
                2 main return failed
            """,
        )

    def test_gather_without_a_failure_is_done(self) -> None:
        self.tells(plan("gather", task("a", sleep(1))), "return", expect="1 main return done")

    def test_group_cancels_the_rest_in_order(self) -> None:
        self.tells(
            plan("group", *[task(f"t{n}", sleep(9)) for n in range(5)], task("bad", sleep(1), fail())),
            "finish",
            "return",
            expect="""
                1 bad finish failed
                1 t0 finish cancelled
                1 t1 finish cancelled
                1 t2 finish cancelled
                1 t3 finish cancelled
                1 t4 finish cancelled
                1 main return failed
            """,
        )

    def test_in_a_group_two_may_fail_at_one_instant(self) -> None:
        self.tells(
            plan("group", task("a", sleep(1), fail()), task("b", sleep(1), fail()), task("c", sleep(9))),
            "finish",
            expect="""
                1 a finish failed
                1 b finish failed
                1 c finish cancelled
            """,
        )

    def test_in_a_group_a_failure_does_not_reach_who_ends_in_the_same_turn(self) -> None:
        self.tells(
            plan("group", task("a", sleep(1), fail()), task("b", sleep(1))),
            "finish",
            expect="""
                1 a finish failed
                1 b finish done
            """,
        )

    def test_in_a_group_a_failure_cancels_who_goes_on_in_the_same_turn(self) -> None:
        self.tells(
            plan("group", task("a", sleep(1), fail()), task("b", sleep(1), sleep(1))),
            "end",
            expect="""
                1 a 1 end done
                1 a 2 end failed
                1 b 1 end done
                1 b 2 end cancelled
            """,
        )

    def test_a_cancellation_from_outside_is_not_lost_in_a_group_that_fails_then(self) -> None:
        # Before Python 3.13 `b` went on to its other step, and ended well at 6.
        self.tells(
            plan(
                "group",
                task("a", sleep(1), fail()),
                task("b", try_([all_([sleep(1), fail()], [sleep(9)])], [sleep(5)])),
            ),
            "finish",
            expect="""
                1 a finish failed
                1 b finish cancelled
            """,
        )

    def test_first_returns_the_name_of_the_winner_even_if_it_failed(self) -> None:
        self.tells(
            plan("first", task("a", sleep(3)), task("b", sleep(1), fail())),
            "finish",
            "return",
            expect="""
                1 b finish failed
                1 a finish cancelled
                1 main return b
            """,
        )

    def test_first_names_the_first_in_order_of_those_done(self) -> None:
        self.tells(
            plan("first", task("a", sleep(9)), task("b", sleep(1)), task("c", sleep(1))),
            "finish",
            "return",
            expect="""
                1 b finish done
                1 c finish done
                1 a finish cancelled
                1 main return b
            """,
        )

    def test_completed_consumes_in_finishing_order_one_at_a_time(self) -> None:
        self.tells(
            plan("completed", task("a", sleep(3)), task("b", sleep(1)), task("c", sleep(2), fail()), then=[sleep(5)]),
            "begin",
            "end",
            "return",
            expect="""
                0 a 1 begin
                0 b 1 begin
                0 c 1 begin
                1 b 1 end done
                1 main then.1 begin
                2 c 1 end done
                2 c 2 begin
                2 c 2 end failed
                3 a 1 end done
                6 main then.1 end done
                6 main then.1 begin
                11 main then.1 end done
                11 main return done
            """,
        )

    def test_completed_goes_on_after_a_failure_of_its_consumer(self) -> None:
        self.tells(
            plan("completed", task("a", sleep(1)), task("b", sleep(2)), then=[lock("A"), fail(), unlock("A")]),
            "end",
            "release",
            "return",
            expect="""
                1 a 1 end done
                1 main then.1 end done
                1 main then.2 end failed
                1 main release lock:A
                2 b 1 end done
                2 main then.1 end done
                2 main then.2 end failed
                2 main release lock:A
                2 main return done
            """,
        )


class Deadlines(Claims):
    def test_a_deadline_cancels_whoever_is_left_in_order(self) -> None:
        for join in ("collect", "gather", "group", "first", "completed"):
            with self.subTest(join=join):
                self.tells(
                    plan(join, task("a", sleep(9)), task("b", sleep(8)), task("c", sleep(7)), deadline=5),
                    "finish",
                    "return",
                    expect="""
                        5 a finish cancelled
                        5 b finish cancelled
                        5 c finish cancelled
                        5 main return timed-out
                    """,
                )

    def test_a_deadline_wins_over_tasks_that_end_at_the_same_instant(self) -> None:
        # Its timer was made first. Main, if it has to cancel them itself, wakes before they do.
        for join in ("collect", "gather", "group", "first", "completed"):
            with self.subTest(join=join):
                self.tells(
                    plan(join, task("a", sleep(5)), deadline=5),
                    "finish",
                    "return",
                    expect="""
                        5 a finish cancelled
                        5 main return timed-out
                    """,
                )

    def test_a_deadline_reaches_parts_a_turn_earlier_through_gather(self) -> None:
        # `gather` hands a cancellation on at once; in the other joins main has to wake up first,
        # and by the time the task does so in turn, the sleep of its part is over.
        for join in ("collect", "gather"):
            with self.subTest(join=join):
                self.tells(
                    plan(join, task("a", all_([sleep(5)])), deadline=5),
                    "end",
                    expect="""
                        5 a 1.1.1 end cancelled
                        5 a 1 end cancelled
                    """,
                )
        for join in ("group", "first", "completed"):
            with self.subTest(join=join):
                self.tells(
                    plan(join, task("a", all_([sleep(5)])), deadline=5),
                    "end",
                    expect="""
                        5 a 1.1.1 end done
                        5 a 1 end cancelled
                    """,
                )

    def test_after_gather_caught_a_failure_the_deadline_still_holds(self) -> None:
        self.tells(
            plan("gather", task("a", fail()), task("b", sleep(9)), deadline=5),
            "finish",
            "caught",
            "return",
            expect="""
                0 a finish failed
                0 main caught a
                5 b finish cancelled
                5 main return timed-out
            """,
        )

    def test_who_was_cancelled_before_it_arrived_has_only_a_finish(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(1), arrival=9), deadline=5),
            expect="""
                5 a finish cancelled
                5 main return timed-out
            """,
        )

    def test_every_task_has_its_first_turn_before_a_deadline_can_reach_it(self) -> None:
        self.tells(
            plan("collect", task("a", block(20)), task("b", sleep(9)), deadline=10),
            "start",
            "finish",
            "return",
            expect="""
                0 a start
                20 a finish done
                20 b start
                20 b finish cancelled
                20 main return timed-out
            """,
        )

    def test_a_deadline_interrupts_the_consumer(self) -> None:
        self.tells(
            plan("completed", task("a", sleep(1)), task("b", sleep(9)), then=[sleep(9)], deadline=5),
            "end",
            "finish",
            "return",
            expect="""
                1 a 1 end done
                1 a finish done
                5 main then.1 end cancelled
                5 b 1 end cancelled
                5 b finish cancelled
                5 main return timed-out
            """,
        )


# --- locks, limits, queues, barriers


class Sharing(Claims):
    def test_the_limit_lets_in_whoever_came_first(self) -> None:
        self.tells(
            plan("collect", *[task(name, sleep(2)) for name in "abc"], limit=2),
            "start",
            "acquire",
            "release",
            "finish",
            expect="""
                0 a start
                0 a acquire limit
                0 b start
                0 b acquire limit
                0 c start
                2 a release limit
                2 a finish done
                2 b release limit
                2 b finish done
                2 c acquire limit
                4 c release limit
                4 c finish done
            """,
        )

    def test_a_permit_returns_when_its_holder_is_cancelled(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(9), timeout=2), task("b", sleep(1)), limit=1),
            "acquire",
            "release",
            expect="""
                0 a acquire limit
                2 a release limit
                2 b acquire limit
                3 b release limit
            """,
        )

    def test_a_lock_is_had_in_the_order_it_was_asked_for(self) -> None:
        self.tells(
            plan("collect", *[task(name, with_lock("A", sleep(2))) for name in "abc"]),
            "acquire",
            "release",
            expect="""
                0 a 1 acquire lock:A
                2 a 1 release lock:A
                2 b 1 acquire lock:A
                4 b 1 release lock:A
                4 c 1 acquire lock:A
                6 c 1 release lock:A
            """,
        )

    def test_whoever_releases_a_lock_cannot_take_it_from_one_who_waits(self) -> None:
        self.tells(
            plan("collect", task("a", with_lock("A", sleep(1)), with_lock("A", sleep(1))), task("b", with_lock("A"))),
            "acquire",
            expect="""
                0 a 1 acquire lock:A
                1 b 1 acquire lock:A
                1 a 2 acquire lock:A
            """,
        )

    def test_a_lock_handed_to_one_who_is_cancelled_goes_to_the_next(self) -> None:
        # At 2 the timeout of `b` fires before `a` wakes and releases; `c` is next in line.
        self.tells(
            plan(
                "collect",
                task("a", with_lock("A", sleep(2))),
                task("b", with_lock("A", sleep(1), timeout=2)),
                task("c", with_lock("A", sleep(1))),
            ),
            "acquire",
            "end",
            expect="""
                0 a 1 acquire lock:A
                2 a 1.1.1 end done
                2 a 1 end done
                2 b 1 end timed-out
                2 c 1 acquire lock:A
                3 c 1.1.1 end done
                3 c 1 end done
            """,
        )

    def test_a_lock_handed_over_may_be_had_before_a_timeout_that_is_overdue(self) -> None:
        # `a` blocks until 3, when `b` should have given up; but what is ready comes before timers.
        self.tells(
            plan(
                "collect",
                task("a", lock("A"), sleep(1), block(2), unlock("A")),
                task("b", with_lock("A", sleep(1), timeout=3)),
                task("c", with_lock("A", sleep(1))),
            ),
            "acquire",
            "release",
            expect="""
                0 a 1 acquire lock:A
                3 a 4 release lock:A
                3 b 1 acquire lock:A
                3 b 1 release lock:A
                3 c 1 acquire lock:A
                4 c 1 release lock:A
            """,
        )

    def test_a_lock_handed_over_in_the_turn_of_a_timeout_is_passed_on(self) -> None:
        # In one turn `a` releases, which wakes `b`, and then the timeout of `b` fires: `b` never
        # has the lock, and wakes `c`.
        self.tells(
            plan(
                "collect",
                task("a", lock("A"), sleep(1), block(2), sleep(0), unlock("A")),
                task("b", with_lock("A", sleep(1), timeout=3)),
                task("c", with_lock("A", sleep(1))),
            ),
            "acquire",
            "release",
            "finish",
            expect="""
                0 a 1 acquire lock:A
                3 a 5 release lock:A
                3 a finish done
                3 b finish failed
                3 c 1 acquire lock:A
                4 c 1 release lock:A
                4 c finish done
            """,
        )

    def test_a_permit_handed_over_in_the_turn_of_a_timeout_is_passed_on(self) -> None:
        self.tells(
            plan(
                "collect",
                task("a", with_limit("DB", 1, sleep(1), block(2), sleep(0))),
                task("b", with_limit("DB", 1, sleep(1)) | {"timeout": ms(3)}),
                task("c", with_limit("DB", 1, sleep(1))),
            ),
            "acquire",
            expect="""
                0 a 1 acquire limit:DB
                3 c 1 acquire limit:DB
            """,
        )

    def test_a_cancelled_holder_releases_its_lock(self) -> None:
        self.tells(
            plan("group", task("a", with_lock("A", sleep(9))), task("b", sleep(1), fail())),
            "acquire",
            "release",
            "finish",
            expect="""
                0 a 1 acquire lock:A
                1 b finish failed
                1 a 1 release lock:A
                1 a finish cancelled
            """,
        )

    def test_a_lock_is_begun_before_it_is_had(self) -> None:
        self.tells(
            plan("collect", task("a", lock("A"), sleep(1), unlock("A")), task("b", lock("A"), unlock("A"))),
            expect="""
                0 a start
                0 a 1 begin
                0 a 1 acquire lock:A
                0 a 1 end done
                0 a 2 begin
                0 b start
                0 b 1 begin
                1 a 2 end done
                1 a 3 begin
                1 a 3 release lock:A
                1 a 3 end done
                1 a finish done
                1 b 1 acquire lock:A
                1 b 1 end done
                1 b 2 begin
                1 b 2 release lock:A
                1 b 2 end done
                1 b finish done
                1 main return done
            """,
        )

    def test_locks_still_held_are_released_before_the_finish_in_the_order_taken(self) -> None:
        self.tells(
            plan("collect", task("a", lock("B"), lock("A"), fail(), unlock("A"), unlock("B")), limit=1),
            "release",
            "finish",
            expect="""
                0 a release lock:B
                0 a release lock:A
                0 a release limit
                0 a finish failed
            """,
        )

    def test_a_lock_that_is_not_locked_cannot_be_unlocked(self) -> None:
        self.tells(plan("collect", task("a", unlock("A"))), "release", "end", expect="0 a 1 end failed")

    def test_anybody_may_unlock_and_the_holder_then_fails(self) -> None:
        self.tells(
            plan("collect", task("a", with_lock("A", sleep(2))), task("b", sleep(1), unlock("A"))),
            "acquire",
            "release",
            "end",
            expect="""
                0 a 1 acquire lock:A
                1 b 1 end done
                1 b 2 release lock:A
                1 b 2 end done
                2 a 1.1.1 end done
                2 a 1 end failed
            """,
        )

    def test_a_lock_that_was_unlocked_by_others_turns_a_cancellation_into_a_failure(self) -> None:
        # `async with` raises a RuntimeError in the place of the CancelledError.
        self.tells(
            plan(
                "group",
                task("a", try_([with_lock("A", sleep(9))], [sleep(1)]), sleep(1)),
                task("b", sleep(1), unlock("A"), sleep(1), fail()),
            ),
            "end",
            "finish",
            expect="""
                1 b 1 end done
                1 b 2 end done
                2 b 3 end done
                2 b 4 end failed
                2 b finish failed
                2 a 1.1.1.1.1 end cancelled
                2 a 1.1.1 end failed
                3 a 1.2.1 end done
                3 a 1 end done
                4 a 2 end done
                4 a finish done
            """,
        )

    def test_a_permit_may_be_had_in_the_turn_before_a_cancellation(self) -> None:
        # The failure is heard of a turn later, when `b` was woken and is about to take the permit.
        self.tells(
            plan("group", task("a", sleep(1), fail()), task("b", sleep(9)), limit=1),
            "acquire",
            "begin",
            "finish",
            expect="""
                0 a acquire limit
                0 a 1 begin
                1 a 2 begin
                1 a finish failed
                1 b acquire limit
                1 b 1 begin
                1 b finish cancelled
            """,
        )

    def test_a_limit_of_two_lets_in_two(self) -> None:
        self.tells(
            plan("collect", *[task(name, with_limit("DB", 2, sleep(2))) for name in "abc"]),
            "acquire",
            expect="""
                0 a 1 acquire limit:DB
                0 b 1 acquire limit:DB
                2 c 1 acquire limit:DB
            """,
        )

    def test_who_asks_for_a_second_time_waits_behind_the_others(self) -> None:
        self.tells(
            plan(
                "collect",
                task("a", with_limit("DB", 1, sleep(1)), with_limit("DB", 1, sleep(1))),
                task("b", with_limit("DB", 1, sleep(1))),
            ),
            "acquire",
            expect="""
                0 a 1 acquire limit:DB
                1 b 1 acquire limit:DB
                2 a 2 acquire limit:DB
            """,
        )

    def test_put_waits_while_a_bounded_queue_is_full(self) -> None:
        self.tells(
            plan(
                "collect",
                task("maker", put("Q"), put("Q"), put("Q")),
                task("user", sleep(5), take("Q"), sleep(5), take("Q")),
                queues={"Q": 1},
            ),
            "end",
            expect="""
                0 maker 1 end done
                5 user 1 end done
                5 user 2 end done
                5 maker 2 end done
                10 user 3 end done
                10 user 4 end done
                10 maker 3 end done
            """,
        )

    def test_an_unbounded_queue_takes_everything(self) -> None:
        self.tells(
            plan("collect", task("a", put("Q"), put("Q"), take("Q"), take("Q")), queues={"Q": None}),
            "finish",
            expect="0 a finish done",
        )

    def test_takers_are_served_in_order(self) -> None:
        self.tells(
            plan(
                "collect",
                task("a", take("Q")),
                task("b", take("Q")),
                task("maker", sleep(1), put("Q"), sleep(1), put("Q")),
                queues={"Q": None},
            ),
            "finish",
            expect="""
                1 a finish done
                2 maker finish done
                2 b finish done
            """,
        )

    def test_a_taker_may_be_overtaken_between_its_waking_and_its_turn(self) -> None:
        # `b` comes in the turn of the put, and `a`, woken by it, finds nothing and waits behind `c`.
        self.tells(
            plan(
                "collect",
                task("a", take("Q")),
                task("c", take("Q", timeout=5)),
                task("maker", sleep(1), put("Q"), sleep(1), put("Q"), sleep(1), put("Q")),
                task("b", sleep(1), take("Q")),
                queues={"Q": None},
            ),
            "finish",
            expect="""
                1 b finish done
                2 c finish done
                3 maker finish done
                3 a finish done
            """,
        )

    def test_a_barrier_lets_all_go_when_the_last_one_comes(self) -> None:
        self.tells(
            plan("collect", *[task(f"t{n}", sleep(n), barrier("B", 3)) for n in (1, 2, 3)]),
            "end",
            expect="""
                1 t1 1 end done
                2 t2 1 end done
                3 t3 1 end done
                3 t3 2 end done
                3 t1 2 end done
                3 t2 2 end done
            """,
        )

    def test_who_gives_up_at_a_barrier_is_not_counted(self) -> None:
        self.tells(
            plan(
                "collect",
                task("a", barrier("B", 2, timeout=1)),
                task("b", sleep(2), barrier("B", 2)),
                task("c", sleep(3), barrier("B", 2)),
            ),
            "finish",
            expect="""
                1 a finish failed
                3 c finish done
                3 b finish done
            """,
        )

    def test_who_gives_up_at_a_barrier_sends_the_first_in_line_to_its_end(self) -> None:
        # Its Condition wakes `a` in its place, who finds nothing changed and waits anew, behind `b`.
        self.tells(
            plan(
                "collect",
                task("a", barrier("B", 3)),
                task("b", barrier("B", 3)),
                task("c", sleep(2), barrier("B", 3)),
            ),
            "finish",
            expect="""
                2 c finish done
                2 a finish done
                2 b finish done
            """,
        )
        self.tells(
            plan(
                "collect",
                task("a", barrier("B", 4)),
                task("b", barrier("B", 4)),
                task("x", barrier("B", 4, timeout=1)),
                task("c", sleep(2), barrier("B", 4)),
                task("d", sleep(2), barrier("B", 4)),
            ),
            "finish",
            expect="""
                1 x finish failed
                2 d finish done
                2 b finish done
                2 a finish done
                2 c finish done
            """,
        )

    def test_a_barrier_can_be_used_again(self) -> None:
        self.tells(
            plan("collect", *[task(f"t{n}", barrier("B", 2), sleep(n), barrier("B", 2)) for n in (1, 2)]),
            "finish",
            expect="""
                2 t2 finish done
                2 t1 finish done
            """,
        )


class StuckPlans(Claims):
    def test_a_run_in_which_nothing_can_happen_says_so_and_cancels_nothing(self) -> None:
        self.tells(
            plan("collect", task("a", sleep(3), take("Q")), task("b", sleep(1)), queues={"Q": None}),
            expect="""
                0 a start
                0 a 1 begin
                0 b start
                0 b 1 begin
                1 b 1 end done
                1 b finish done
                3 a 1 end done
                3 a 2 begin
                3 main return stuck
            """,
        )

    def test_two_locks_in_opposite_orders_fail_both_when_the_circle_closes(self) -> None:
        self.tells(
            plan(
                "collect",
                task("a", with_lock("A", sleep(1), with_lock("B", sleep(1)))),
                task("b", with_lock("B", sleep(1), with_lock("A", sleep(1)))),
            ),
            "acquire",
            "finish",
            "return",
            expect="""
                0 a 1 acquire lock:A
                0 b 1 acquire lock:B
                1 b finish failed
                1 a finish failed
                1 main return done
            """,
        )

    def test_a_timeout_breaks_a_circle_before_it_is_a_deadlock(self) -> None:
        self.tells(
            plan(
                "collect",
                task("a", with_lock("A", sleep(1), with_lock("B", sleep(1)) | {"timeout": 5_000})),
                task("b", with_lock("B", sleep(1), with_lock("A", sleep(1)))),
            ),
            "finish",
            expect="""
                6 a finish failed
                7 b finish done
            """,
        )

    def test_a_deadline_frees_who_is_stuck(self) -> None:
        self.tells(
            plan("collect", task("a", take("Q")), queues={"Q": None}, deadline=4),
            "finish",
            "return",
            expect="""
                4 a finish cancelled
                4 main return timed-out
            """,
        )


# --- the program around it


class Program(Claims):
    def test_a_bad_plan_is_answered_and_the_next_one_run(self) -> None:
        good = plan("collect", task("a", sleep(1)))
        bad = plan("collect", task("a", step("dance")))
        lines = [json.dumps({"id": 1, "plan": bad}), "nonsense", "", json.dumps({"id": "x", "plan": good})]
        target = io.StringIO()
        run.main(io.StringIO("\n".join(lines)), target)
        answers = [json.loads(line) for line in target.getvalue().splitlines()]
        self.assertEqual([answer["id"] for answer in answers], [1, None, "x"])
        self.assertEqual([sorted(answer) for answer in answers], [["error", "id"], ["error", "id"], ["events", "id"]])
        self.assertIn("dance", answers[0]["error"])

    def test_the_same_plan_has_the_same_events_again(self) -> None:
        parts = [[sleep(n % 3), with_lock("A", sleep(1))] for n in range(20)]
        of = plan("group", task("a", all_(*parts)), task("b", sleep(3), fail()), task("c", all_(*parts[:3])))
        self.assertEqual(run_plan(of), run_plan(of))

    def test_the_cases_have_unique_names_and_each_has_a_workload(self) -> None:
        blocks = re.split(r"^## ", CASES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        names = [block.splitlines()[0].strip() for block in blocks]
        self.assertGreaterEqual(len(names), 45)
        self.assertEqual(len(names), len(set(names)))
        for name, block in zip(names, blocks):
            with self.subTest(case=name):
                lines = [line for line in block.splitlines()[1:] if line.strip() and not line.startswith("#")]
                self.assertTrue(any(not line.startswith(("run:", "then:")) for line in lines))


if __name__ == "__main__":
    unittest.main()
