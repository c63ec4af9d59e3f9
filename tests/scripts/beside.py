"""Suites that run beside each other do not disturb each other, are told apart, and end together."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest

from tests import suites, tally
from tests.beside import ALONE, Takes, Turns
from tests.commands import ROOT, Commands, TooLate

BUSY = Takes()
WAITS = Takes(0)


def assert_ends(test: unittest.TestCase, process: int) -> None:
    deadline = time.monotonic() + 60
    with contextlib.suppress(FileNotFoundError):
        while ") Z " not in pathlib.Path(f"/proc/{process}/stat").read_text():
            test.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)


class WhoseTurnItIs(unittest.TestCase):
    def test_so_many_that_keep_processors_busy_as_there_are(self):
        turns = Turns({"a": BUSY, "b": BUSY, "c": BUSY, "d": BUSY}, processors=2)
        self.assertEqual(turns.begin(), ["a", "b"])
        self.assertEqual(turns.begin(), [])
        turns.end("b")
        self.assertEqual(turns.begin(), ["c"])

    def test_one_that_waits_runs_beside_whatever_is_busy(self):
        turns = Turns({"a": BUSY, "b": BUSY, "waits": WAITS, "too": WAITS}, processors=1)
        self.assertEqual(turns.begin(), ["a", "waits", "too"])

    def test_one_that_takes_all_processors_lets_a_smaller_one_go_first(self):
        turns = Turns({"a": BUSY, "all": Takes(2), "b": BUSY}, processors=2)
        self.assertEqual(turns.begin(), ["a", "b"])
        turns.end("a")
        self.assertEqual(turns.begin(), [])
        turns.end("b")
        self.assertEqual(turns.begin(), ["all"])

    def test_one_that_takes_more_than_there_are_runs_all_the_same(self):
        turns = Turns({"all": Takes(8), "b": BUSY}, processors=2)
        self.assertEqual(turns.begin(), ["all"])

    def test_no_two_take_the_same_thing(self):
        redis, both, other = (Takes(0, frozenset(things)) for things in (["redis"], ["redis", "screen"], ["other"]))
        turns = Turns({"a": redis, "b": both, "c": other})
        self.assertEqual(turns.begin(), ["a", "c"])
        turns.end("a")
        self.assertEqual(turns.begin(), ["b"])

    def test_one_that_runs_alone_comes_between_those_before_and_those_after_it(self):
        turns = Turns({"a": BUSY, "b": WAITS, "build": ALONE, "c": WAITS}, processors=2)
        self.assertEqual(turns.begin(), ["a", "b"])
        turns.end("a")
        self.assertEqual(turns.begin(), [])
        turns.end("b")
        self.assertEqual(turns.begin(), ["build"])
        self.assertEqual(turns.begin(), [])
        turns.end("build")
        self.assertEqual(turns.begin(), ["c"])

    def test_all_have_had_it_in_the_end(self):
        for names in suites.chosen([]), suites.chosen(["deep"]), suites.chosen(["all"]):
            turns, had = Turns({name: suites.taken_by(name) for name in names}), []
            while begun := turns.begin():
                had += begun
                for name in begun:
                    turns.end(name)
            self.assertEqual(sorted(had), sorted(names))

    def test_what_takes_long_runs_alone_and_so_does_the_build(self):
        self.assertEqual({suites.taken_by(name) for name in [*suites.DEEP, "build"]}, {ALONE})


class OneOfSeveralCommands(unittest.TestCase):
    def setUp(self):
        self.commands = Commands()
        self.output = tempfile.TemporaryFile("w+")
        self.addCleanup(self.output.close)

    def run_(self, *command: str, **options):
        return self.commands.run(command, self.output, **options)

    def test_is_asked_what_it_took_itself(self):
        busy = "import time\nwhile time.process_time() < 0.5: pass"
        beside = threading.Thread(target=self.run_, args=(sys.executable, "-c", busy))
        beside.start()
        idle = self.run_("sleep", "0.1")
        beside.join()
        self.assertLess(idle.processor_seconds, 0.3)
        child = f"{sys.executable} -c '{busy}'; true"
        self.assertGreater(self.run_("sh", "-c", child).processor_seconds, 0.4)

    def test_ends_when_it_takes_too_long_with_what_it_has_started(self):
        ran = self.run_("sh", "-c", "sleep 600 & echo $!; wait", limit=3)
        self.assertIsNone(ran.status)
        self.assertIn("had not ended after 3 seconds", ran.complaint)
        self.output.seek(0)
        assert_ends(self, int(self.output.read()))

    def test_ends_with_all_others_and_no_more_begins(self):
        statuses = []
        threads = [threading.Thread(target=lambda: statuses.append(self.run_("sleep", "600").status)) for _ in range(3)]
        for thread in threads:
            thread.start()
        while len(self.commands._running) < 3:
            time.sleep(0.01)
        self.commands.end()
        for thread in threads:
            thread.join()
        self.assertEqual(len(statuses), 3)
        self.assertNotIn(0, statuses)
        self.assertRaises(TooLate, self.run_, "true")
        self.assertEqual(self.run_("true", even_when_over=True).status, 0)


class MadeUpSuites(unittest.TestCase):
    """script/test, with the bodies of other suites than there are."""

    def start(self, **made_up: tuple[Takes | None, str]) -> subprocess.Popen:
        logs = tempfile.TemporaryDirectory()
        self.addCleanup(logs.cleanup)
        # A shell that begins this in the background has Ctrl-C ignored, and nohup a hang-up.
        program = ("import pathlib, signal, sys\nfrom tests import checks, run, suites\nfrom tests.beside import *\n"
                   "from tests.checks import *\nfrom tests.tally import Count\n"
                   "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
                   "signal.signal(signal.SIGHUP, signal.SIG_DFL)\nsignal.signal(signal.SIGTERM, signal.SIG_DFL)\n")
        for name, (takes, body) in made_up.items():
            program += f"def {name}(log):\n{textwrap.indent(body, '    ')}\n{name}.takes = {takes}\n"
        program += (f"suites.SUITES, suites.DEEP = {{suite.__name__: suite for suite in ({', '.join(made_up)},)}}, []\n"
                    f"checks.LOGS, sys.argv = pathlib.Path({logs.name!r}), ['test']\nsys.exit(run.main())\n")
        process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        return process

    def test_says_of_each_one_how_it_went_and_shows_the_output_of_those_that_fail(self):
        process = self.start(
            good=(WAITS, 'return program(log, "sh", "-c", "sleep 0.2; echo well; echo 3 passed, 0 failed")'),
            bad=(WAITS, 'return program(log, "sh", "-c", "echo ill; echo 2 passed, 1 failed")'),
            parts=(WAITS, 'return at_once(log, {"one": lambda log: one_check(log, "true"),\n'
                          '                     "other": lambda log: one_check(log, "sh", "-c", "echo sick; exit 1")})'),
            wrong=(BUSY, "return 1 / 0"))
        output = process.communicate(timeout=600)[0]
        self.assertEqual(process.returncode, 1)
        lines = output.splitlines()
        self.assertEqual(lines[-1], "6 passed, 3 failed")
        whole = [re.sub(r"\(\d+ s, \d+ s", "(0 s, 0 s", line) for line in lines]
        bad = whole.index("bad                 2 passed, 1 failed  (0 s, 0 s of processors)")
        self.assertEqual(lines[bad + 1:bad + 3], ["ill", "2 passed, 1 failed"])
        self.assertNotIn("well", lines)
        parts = whole.index("parts               1 passed, 1 failed  (0 s, 0 s of processors)")
        self.assertEqual(lines[parts + 1:parts + 3], ["parts-other failed:", "sick"])
        self.assertRegex(output, "(?s)wrong  .*ZeroDivisionError")
        self.assertRegex(output, r"(?m)^good {16}3 passed, 0 failed  ")

    def test_succeeds_when_all_do(self):
        process = self.start(one=(BUSY, "return Count(1)"), two=(ALONE, "return Count(2)"))
        self.assertEqual(process.communicate(timeout=600)[0].splitlines()[-1], "3 passed, 0 failed")
        self.assertEqual(process.returncode, 0)

    def test_ends_what_runs_and_lets_suites_tidy_up(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(number), tempfile.TemporaryDirectory() as folder:
                process = self.start(
                    waits=(WAITS, f'try:\n    log.run("sh", "-c", "sleep 600 & echo $! >{folder}/runs; wait")\n'
                                  f'    log.run("touch", "{folder}/more")\n'
                                  f'finally:\n    log.run("touch", "{folder}/tidied", even_when_over=True)'),
                    later=(ALONE, f'log.run("touch", "{folder}/later")'))
                runs = pathlib.Path(folder, "runs")
                while not runs.exists() or not runs.read_text():
                    self.assertIsNone(process.poll())
                    time.sleep(0.01)
                process.send_signal(number)
                process.communicate(timeout=600)
                self.assertNotEqual(process.returncode, 0)
                self.assertEqual(sorted(os.listdir(folder)), ["runs", "tidied"])
                assert_ends(self, int(runs.read_text()))


if __name__ == "__main__":
    tally.main()
