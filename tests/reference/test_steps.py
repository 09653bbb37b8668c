"""Steps in a row, and those that are tried again."""

from __future__ import annotations

from claims import Claims, all_, block, fail, fetch, plan, repeat, sleep, step, task, try_


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
