"""Joins, and deadlines."""

from __future__ import annotations

from claims import Claims, all_, block, fail, lock, plan, sleep, task, try_, unlock


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
