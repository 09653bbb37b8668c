"""What a plan looks like: its types, and a check that says what is wrong with one."""

from __future__ import annotations

from typing import Any, TypeAlias

Step: TypeAlias = dict[str, Any]
Plan: TypeAlias = dict[str, Any]

JOINS = ("collect", "gather", "group", "first", "completed")

# What each step needs besides "path", and how many parts (None: any number from one).
_FIELDS: dict[str, tuple[str, ...]] = {
    "sleep": ("us",),
    "block": ("us",),
    "fail": ("message",),
    "pass": (),
    "fetch": ("attempts", "delays"),
    "all": ("parts",),
    "each": ("parts",),
    "first": ("parts",),
    "repeat": ("parts",),
    "try": ("parts",),
    "with-lock": ("name", "parts"),
    "with-limit": ("name", "permits", "parts"),
    "lock": ("name",),
    "unlock": ("name",),
    "put": ("name",),
    "take": ("name",),
    "barrier": ("name", "parties"),
    "add": ("name", "times", "us"),
    "read": ("name",),
    "write": ("name",),
}
_PARTS = {"try": 2, "with-lock": 1, "with-limit": 1}


class PlanError(Exception):
    """A plan that cannot be run."""


def check(plan: Plan) -> None:
    """Raise a PlanError if something is missing or unknown."""
    if plan.get("join") not in JOINS:
        raise PlanError(f"join is {plan.get('join')!r}")
    if not isinstance(plan.get("tasks"), list) or not plan["tasks"]:
        raise PlanError("there are no tasks")
    _whole(plan, "limit", least=1)
    _whole(plan, "deadline")
    for task in plan["tasks"]:
        _whole(task, "arrival")
        _whole(task, "timeout")
        _check_steps(task["steps"], plan.get("queues") or {})
    _check_steps(plan.get("then") or [], plan.get("queues") or {})
    for name, bound in (plan.get("queues") or {}).items():
        if bound is not None and bound < 1:
            raise PlanError(f"queue {name} has no room")


def _check_steps(steps: list[Step], queues: dict[str, int | None]) -> None:
    for step in steps:
        _check_step(step, queues)
        for part in step.get("parts") or []:
            _check_steps(part, queues)


def _check_step(step: Step, queues: dict[str, int | None]) -> None:
    kind = step.get("step")
    if kind not in _FIELDS:
        raise PlanError(f"step is {kind!r}")
    place = f"{kind} at {step.get('path')!r}"
    missing = [field for field in ("path", *_FIELDS[kind]) if field not in step]
    if missing:
        raise PlanError(f"{place} has no {', '.join(missing)}")
    _whole(step, "us")
    _whole(step, "timeout")
    if "parts" in _FIELDS[kind] and len(step["parts"]) != _PARTS.get(kind, len(step["parts"]) or 1):
        raise PlanError(f"{place} has {len(step['parts'])} parts")
    if kind == "fetch" and not step["attempts"]:
        raise PlanError(f"{place} is never attempted")
    if kind in ("put", "take") and step["name"] not in queues:
        raise PlanError(f"{place} names an unknown queue")


def _whole(of: dict[str, Any], field: str, least: int = 0) -> None:
    value = of.get(field)
    if value is not None and (type(value) is not int or value < least):
        raise PlanError(f"{field} is {value!r}, not a whole number from {least}")
