"""Plans in words, and claims about their events: what the tests of the reference are written in.

Small plans whose events follow from asyncio's documentation and source. Expectations are lists of
`time in ms, who, path, what, detail`, in the order noted; within one instant that order is
asyncio's, and stricter than what the contract compares.
"""

from __future__ import annotations

import unittest
from collections.abc import Iterable
from typing import Any

from joins import run_plan

Step = dict[str, Any]


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
