"""No failure is lost when the reports of the test programs are added up."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

from tests import checks, suites, tally
from tests.commands import ROOT
from tests.tally import Count


class Reports(unittest.TestCase):
    def test_the_last_closing_line_counts(self):
        output = "3 passed, 1 failed\n 9 passed, 9 failed\n12 passed, 0 failed, 2 skipped\n"
        self.assertEqual(tally.from_closing_line(output), Count(12, 0))
        self.assertIsNone(tally.from_closing_line("all 12 passed, 0 failed"))

    def test_nodes_cancelled_tests_are_failures(self):
        summary = "# tests 6\n# pass 3\n# fail 1\n# cancelled 2\n# skipped 0\n"
        self.assertEqual(tally.from_tap(summary), Count(3, 3))
        self.assertIsNone(tally.from_tap("TAP version 13\n"))

    def test_googletests_cases_are_counted_and_those_not_run_are_not(self):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "unit.json")
            report.write_text("""{"testsuites": [{"testsuite": [
                {"status": "RUN"}, {"status": "RUN", "failures": [{}, {}]}, {"status": "NOTRUN"}]}]}""")
            self.assertEqual(tally.from_gtest(report), Count(1, 1))
            report.write_text('{"testsuites": [')
            self.assertIsNone(tally.from_gtest(report))
            self.assertIsNone(tally.from_gtest(pathlib.Path(folder, "none.json")))

    def test_what_was_skipped_is_a_failure_where_nothing_may_be(self):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "unit.json")
            report.write_text("""{"testsuites": [{"testsuite": [
                {"status": "RUN", "result": "COMPLETED"}, {"status": "RUN", "result": "SKIPPED"}]}]}""")
            summary = "# pass 3\n# fail 0\n# skipped 2\n"
            with unittest.mock.patch.dict(os.environ):
                os.environ.pop("NOTHING_SKIPPED", None)
                self.assertEqual(tally.from_gtest(report), Count(1, 0))
                self.assertEqual(tally.from_tap(summary), Count(3, 0))
                os.environ["NOTHING_SKIPPED"] = "1"
                self.assertEqual(tally.from_gtest(report), Count(1, 1))
                self.assertEqual(tally.from_tap(summary), Count(3, 2))

    def test_a_crash_after_cases_that_passed_is_a_failure(self):
        self.assertEqual(tally.judged(Count(5, 0), succeeded=False), Count(5, 1))
        self.assertEqual(tally.judged(Count(5, 2), succeeded=False), Count(5, 2))

    def test_a_program_that_runs_nothing_is_a_failure(self):
        for nothing in None, Count():
            for succeeded in True, False:
                self.assertEqual(tally.judged(nothing, succeeded), Count(0, 1))

    def test_unittest_failures_in_subtests_set_ups_and_surprises_count_once(self):
        program = """
import unittest
from tests import tally
class Mixed(unittest.TestCase):
    def test_passes(self): pass
    def test_fails(self): self.fail()
    def test_fails_twice(self):
        for number in 1, 2:
            with self.subTest(number): self.fail()
    @unittest.skip("")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_passes_by_surprise(self): pass
class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise OSError
    def test_never_runs(self): pass
tally.main()
"""
        without = {name: value for name, value in os.environ.items() if name != "NOTHING_SKIPPED"}
        strict = without | {"NOTHING_SKIPPED": "1"}
        for environment, last in (without, "1 passed, 4 failed"), (strict, "1 passed, 5 failed"):
            done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True,
                                  text=True, check=False, env=environment)
            self.assertEqual(done.stdout.splitlines()[-1], last)
            self.assertEqual(done.returncode, 1)


class Runner(unittest.TestCase):
    def setUp(self):
        self.log = checks.Log("counting-itself")
        self.addCleanup(self.log.path.unlink)

    def test_a_program_counts_by_what_it_prints(self):
        self.assertEqual(checks.program(self.log, "echo", "7 passed, 0 failed"), Count(7, 0))
        self.assertEqual(checks.program(self.log, "sh", "-c", "echo 7 passed, 0 failed; exit 3"),
                         Count(7, 1))

    def test_a_program_that_is_not_there_is_a_failure(self):
        self.assertEqual(checks.program(self.log, "/no/such/program"), Count(0, 1))

    def test_each_suite_has_a_name_and_says_what_it_checks(self):
        listing = subprocess.run([sys.executable, "-m", "tests.run", "--list"], cwd=ROOT,
                                 capture_output=True, text=True, check=False).stdout
        self.assertRegex(listing, r"(?m)^unit +every test")
        self.assertEqual(len(listing.splitlines()), len(suites.SUITES))
        self.assertNotIn("None", listing)

    def test_the_deep_suites_run_only_when_they_are_asked_for(self):
        usual, deep = suites.chosen([]), suites.chosen(["deep"])
        self.assertTrue({"unit", "wire", "differential", "browser"} <= set(usual))
        self.assertTrue({"asan", "tsan", "fuzz", "clang"} <= set(deep))
        self.assertEqual(set(usual) & set(deep), set())
        self.assertEqual(set(suites.chosen(["all"])), set(usual + deep))
        self.assertEqual(suites.chosen(["unit", "deep", "asan", "unit"]), ["unit", *deep])

    def test_a_program_that_hangs_is_a_failure(self):
        self.assertEqual(checks.program(self.log, "sleep", "60", limit=0.1), Count(0, 1))

    def test_building_has_no_limit_however_long_it_takes(self):
        def suite(log):
            return checks.program(log, "sh", "-c", "sleep 60")
        limits = []
        def made_up_run(log, *command, limit=checks.LONGEST, **_):
            limits.append((command[0], limit))
            return True, ""
        with unittest.mock.patch.object(checks.Log, "run", made_up_run):
            suites.built("test", "unit")(suite)(self.log)
            for compiles in "headers", "compile_fail", "docs", "build", "consumer", "clang":
                suites.SUITES[compiles](self.log)
        self.assertEqual(limits.pop(1), ("sh", checks.LONGEST))
        self.assertEqual({limit for _, limit in limits}, {None}, limits)

    def test_what_deep_suites_need_is_built_ahead(self):
        ahead = suites.to_build_ahead(["unit", "crowd", "asan", "clang"])
        self.assertEqual(ahead, [("asan", "ctest_programs"), ("clang",)])
        self.assertEqual(suites.to_build_ahead(suites.chosen([])), [])

    def test_a_check_is_one_case(self):
        self.assertEqual(checks.one_check(self.log, "true"), Count(1, 0))
        self.assertEqual(checks.one_check(self.log, "false"), Count(0, 1))


if __name__ == "__main__":
    tally.main()
