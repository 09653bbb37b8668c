"""Timeouts: of steps, within each other, and while something blocks."""

from __future__ import annotations

from claims import Claims, all_, block, fail, ms, plan, repeat, sleep, task, try_


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
