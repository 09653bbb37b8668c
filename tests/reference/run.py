#!/usr/bin/env python3
"""Runs plans on real asyncio: reads `{"id", "plan"}` a line, writes `{"id", "events"}` or `{"id", "error"}` a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from joins import run_plan


def answers(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Answer each line, whatever is wrong with those before it."""
    for line in lines:
        if line.strip():
            yield answer(line)


def answer(line: str) -> dict[str, Any]:
    """Run the plan of one line."""
    identity = None
    try:
        request = json.loads(line)
        identity = request["id"]
        return {"id": identity, "events": run_plan(request["plan"])}
    except Exception as error:  # one bad plan shall not keep the others from being run
        return {"id": identity, "error": f"{type(error).__name__}: {error}"}


def main(source: TextIO, target: TextIO) -> None:
    for result in answers(source):
        target.write(json.dumps(result, separators=(",", ":")) + "\n")
        # Whoever waits for this answer before asking again would wait for ever.
        target.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as file:
            main(file, sys.stdout)
    else:
        main(sys.stdin, sys.stdout)
