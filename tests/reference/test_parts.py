"""Parts of a step that go on at once."""

from __future__ import annotations

from claims import Claims, all_, fail, first, plan, sleep, task, try_, with_lock


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
