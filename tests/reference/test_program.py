"""The program around it, and the cases."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import run
from claims import Claims, all_, fail, plan, sleep, step, task, with_lock
from joins import run_plan

CASES = Path(__file__).with_name("cases.txt")


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
