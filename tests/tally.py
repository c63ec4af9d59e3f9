"""Counts what test programs report, each in its own way, as passed and failed cases."""

import json
import os
import pathlib
import re
import sys
import unittest
from typing import NamedTuple, Optional


class Count(NamedTuple):
    passed: int = 0
    failed: int = 0

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed"


def skipped(number: int) -> Count:
    """Tests that could not run here: nothing on the machine of a developer, and failures where all has to be there."""
    return Count(failed=number if "NOTHING_SKIPPED" in os.environ else 0)


def from_closing_line(output: str) -> Optional[Count]:
    """The last line 'N passed, N failed', which may go on with ', N skipped'."""
    lines = re.findall(r"^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$", output, re.MULTILINE)
    return Count(*map(int, lines[-1])) if lines else None


def from_tap(output: str) -> Optional[Count]:
    """The summary of Node's test runner."""
    totals = dict(re.findall(r"^# (pass|fail|cancelled|skipped) (\d+)$", output, re.MULTILINE))
    if "pass" not in totals:
        return None
    return (Count(int(totals["pass"]), int(totals["fail"]) + int(totals.get("cancelled", 0)))
            + skipped(int(totals.get("skipped", 0))))


def from_gtest(report: pathlib.Path) -> Optional[Count]:
    """The JSON report of a GoogleTest program; None when it ended before it wrote one."""
    try:
        suites = json.loads(report.read_text())["testsuites"]
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    cases = [case for suite in suites for case in suite["testsuite"] if case["status"] == "RUN"]
    run = [case for case in cases if case.get("result") != "SKIPPED"]
    failed = sum(1 for case in run if case.get("failures"))
    return Count(len(run) - failed, failed) + skipped(len(cases) - len(run))


def judged(count: Optional[Count], succeeded: bool) -> Count:
    """`count`, with a failure added where a program crashed, failed outside of its cases, or ran
    no case at all."""
    count = count or Count()
    unnoticed = (not succeeded and not count.failed) or count == Count()
    return count + Count(failed=1) if unnoticed else count


class _Result(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):  # not called for a test with a failing subtest
        super().addSuccess(test)
        self.passed += 1

    def count(self) -> Count:
        # A class or module whose set-up fails is reported as an error of no test.
        set_ups = sum(1 for test, _ in self.errors if not isinstance(test, unittest.TestCase)
                      and not hasattr(test, "test_case"))
        return (Count(self.passed, self.testsRun - self.passed - len(self.skipped) + set_ups)
                + skipped(len(self.skipped)))


def main() -> None:
    """unittest.main(), ending with the line that from_closing_line() reads."""
    runner = unittest.TextTestRunner(resultclass=_Result, verbosity=2, stream=sys.stdout)
    result = unittest.main(module="__main__", exit=False, testRunner=runner).result
    count = result.count()
    print(count)
    sys.exit(0 if count.passed and not count.failed else 1)
