"""The hammer: no acknowledged change is lost or done twice, and no session that ended comes back; and it finds
what it looks for where that is overwritten.

script/services has started the servers."""

import subprocess
import tempfile
import unittest

from tests import tally
from tests.stores.servers import ROOT, SERVICES

HAMMER = str(ROOT / "build/test/tools/hammer/store_hammer")
GOOD = "lost 0 doubled 0 resurrected 0 gave_up 0\n"
SMALL = "--threads", "8", "--requests", "1600"


def hammer(url: str, *options: str) -> subprocess.CompletedProcess:
    return subprocess.run([HAMMER, url, *options], cwd=ROOT, capture_output=True, text=True, check=False)


class Hammered(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.urls = ["memory:", f"sqlite:{folder.name}/sessions.db", SERVICES["REDIS_URL"],
                     f"{SERVICES['POSTGRESQL_URL']}?table=hammered_session"]
        self.file = self.urls[1]

    def check_good(self, done: subprocess.CompletedProcess):
        self.assertEqual((done.stdout, done.returncode), (GOOD, 0), done.stderr)

    def test_nothing_is_lost_and_what_ended_stays_ended(self):
        for url in self.urls:
            with self.subTest(url.partition(":")[0]):
                self.check_good(hammer(url, *SMALL, "--logouts", "5"))

    def test_nothing_is_lost_on_one_session(self):
        for url in self.urls:
            with self.subTest(url.partition(":")[0]):
                self.check_good(hammer(url, *SMALL, "--sessions", "1", "--logouts", "0"))

    def test_nothing_is_lost_when_the_process_is_killed(self):
        done = hammer(self.file, *SMALL, "--crash")
        self.check_good(done)
        self.assertRegex(done.stderr, r"changes were acknowledged, [1-9]\d* in doubt")

    def test_nothing_is_lost_when_the_server_is_killed(self):
        for name in ("redis", "postgresql"):
            again = f"kill -KILL $(head -n 1 {SERVICES[f'{name.upper()}_PIDFILE']}) && script/services start {name}"
            done = hammer(SERVICES[f"{name.upper()}_URL"], *SMALL, "--crash", "--crash-with", again)
            with self.subTest(name):
                self.check_good(done)

    def test_overwriting_loses_changes_and_brings_sessions_back(self):
        done = hammer(self.file, "--threads", "8", "--requests", "3200", "--control")
        self.assertRegex(done.stdout, r"^lost [1-9]\d* doubled \d+ resurrected [1-9]\d* gave_up 0\n$", done.stderr)
        self.assertEqual(done.returncode, 0)

    def test_a_service_that_ran_before_goes_on(self):
        done = subprocess.run(["script/hammer", "redis", "--requests", "160"], cwd=ROOT, capture_output=True, text=True,
                              check=False)
        self.check_good(done)
        self.assertEqual(subprocess.run(["script/services", "runs", "redis"], cwd=ROOT, check=False).returncode, 0)

    def test_a_crash_that_nobody_noticed_is_a_failure(self):
        done = hammer("memory:", *SMALL, "--crash", "--crash-with", "true")
        self.assertEqual((done.stdout, done.returncode), (GOOD, 1))
        self.assertIn("did not bite", done.stderr)


if __name__ == "__main__":
    tally.main()
