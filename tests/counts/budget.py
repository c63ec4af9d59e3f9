"""A request takes no more than tests/counts/budget.json allows: a regression is seen in review.

Who raises a figure there says why in the commit. `python3 -m tests.counts.measure` prints those of now.
"""

import json
import pathlib
import unittest

from tests import tally
from tests.counts import measure

BUDGET = json.loads(pathlib.Path(__file__).with_name("budget.json").read_text())
SLACK = 0.02  # calls a request: the server's clock ticks while it is measured


class Budget(unittest.TestCase):
    def test_calls_of_a_request(self):
        for case in (*measure.CASES, "pipelined"):
            found = measure.calls(case) if case != "pipelined" else {
                name: count / 16 for name, count in measure.calls(case, 200).items()}
            for name, count in found.items():
                with self.subTest(case=case, what=name):
                    self.assertLessEqual(count, BUDGET[case][name] + SLACK)

    def test_instructions_of_a_request(self):
        for case in measure.CASES:
            with self.subTest(case=case):
                self.assertLessEqual(measure.instructions(case), BUDGET[case]["instructions"])

    def test_a_task_costs_little_more_than_a_plain_handler(self):
        plain, task = measure.instructions("untouched"), measure.instructions("task")
        print(f"{plain:.0f} and {task:.0f} instructions ...", end=" ")
        self.assertLessEqual(task, 1.3 * plain)

    def test_instructions_of_a_look_up_hardly_grow_with_the_routes(self):
        few, many = measure.look_up(10), measure.look_up(1000)
        print(f"{few:.0f} among 10 routes, {many:.0f} among 1,000 ...", end=" ")
        self.assertLessEqual(few, BUDGET["look_up"]["instructions"])
        self.assertLessEqual(many, 2 * few)  # a list of routes would take a hundred times as many

    def test_instructions_of_a_page(self):
        for name in measure.PAGES:
            with self.subTest(page=name):
                self.assertLessEqual(measure.page(name), BUDGET[f"page_{name}"]["instructions"])

    def test_memory_of_an_idle_connection(self):
        self.assertLessEqual(measure.idle_bytes(), BUDGET["idle"]["bytes"])


if __name__ == "__main__":
    tally.main()
