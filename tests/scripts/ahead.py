"""What is built ahead: one thing after the other, and nothing more when the suites are over."""

import pathlib
import tempfile
import time
import unittest
import unittest.mock

from tests import suites, tally
from tests.ahead import BuiltAhead


class BuildingAhead(unittest.TestCase):
    def setUp(self):
        """A tree whose script/build notes what it is to build, and does not end while there is a file `wait`."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "script").mkdir()
        script = self.root / "script/build"
        script.write_text('#!/bin/sh\necho "$@" $(chrt --pid $$ | head -n 1 | grep -o IDLE) >>built\n'
                          'while [ -e wait ]; do sleep 0.05; done\n')
        script.chmod(0o755)
        patch = unittest.mock.patch("tests.ahead.ROOT", self.root)
        patch.start()
        self.addCleanup(patch.stop)
        self.ahead = BuiltAhead()
        self.addCleanup(self.ahead.stop)

    def built(self, number: int, patience: float = 60) -> list[str]:
        """What has been built, once that is so much, or for so many seconds nothing more has come."""
        deadline = time.monotonic() + patience
        while True:
            lines = (self.root / "built").read_text().splitlines() if (self.root / "built").exists() else []
            if len(lines) >= number or time.monotonic() > deadline:
                return lines
            time.sleep(0.05)

    def test_is_done_in_turn_by_idle_processors(self):
        self.ahead.start([("asan", "ctest_programs"), ("clang",)])
        self.assertEqual(self.built(2), ["asan ctest_programs IDLE", "clang IDLE"])

    def test_ends_with_the_suites(self):
        (self.root / "wait").touch()
        self.ahead.start([("asan",), ("clang",)])
        self.assertEqual(self.built(1), ["asan IDLE"])
        self.ahead.stop()
        self.assertEqual(self.built(2, patience=2), ["asan IDLE"])

    def test_is_what_deep_suites_need_and_no_other_has_built(self):
        builds = suites.to_build_ahead(suites.chosen(["all"]))
        self.assertEqual([build[0] for build in builds], ["asan", "tsan", "fuzz", "clang"])

    def test_is_nothing_for_a_suite_that_builds_nothing(self):
        self.assertEqual(suites.to_build_ahead(["site"]), [])


if __name__ == "__main__":
    tally.main()
