"""Locks, limits, queues and barriers, and who waits there for ever."""

from __future__ import annotations

from claims import Claims, barrier, block, fail, lock, ms, plan, put, sleep, take, task, try_, unlock, with_limit, with_lock


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
