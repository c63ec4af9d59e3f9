"""The hammer: no acknowledged change is lost or done twice, and no session that ended comes back; and it finds
what it looks for where that is overwritten.

script/services has started the servers."""

import re
import subprocess
import sys
import tempfile
import unittest

from tests import tally
from tests.stores import cluster_nodes
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
                     SERVICES["CLUSTER_URL"], f"{SERVICES['POSTGRESQL_URL']}?table=hammered_session",
                     SERVICES["MEMCACHED_URL"]]
        self.file = self.urls[1]

    def check_good(self, done: subprocess.CompletedProcess):
        self.assertEqual((done.stdout, done.returncode), (GOOD, 0), done.stderr)

    def hammer_well(self, url: str, *options: str):
        """A request that gives up says so, and loses nothing: on a busy machine a cluster may take a node of its own for
        dead. Not each time."""
        for _ in range(3):
            done = hammer(url, *options)
            if not re.match(r"lost 0 doubled 0 resurrected 0 gave_up [1-9]", done.stdout):
                break
        self.check_good(done)

    def check_bad(self, *options: str):
        """Overwriting loses changes, and brings sessions back. Not each time: on a busy machine few requests meet."""
        for _ in range(10):
            done = hammer(self.file, "--threads", "8", "--requests", "3200", "--control", *options)
            if re.match(r"lost [1-9]\d* doubled \d+ resurrected [1-9]\d* gave_up 0\n$", done.stdout):
                self.assertEqual(done.returncode, 0)
                return
        self.fail(done.stdout + done.stderr)

    def test_nothing_is_lost_and_what_ended_stays_ended(self):
        for url in self.urls:
            with self.subTest(url):
                self.hammer_well(url, *SMALL, "--logouts", "5")

    def test_nothing_is_lost_on_one_session(self):
        for url in self.urls:
            with self.subTest(url):
                self.hammer_well(url, *SMALL, "--sessions", "1", "--logouts", "0")

    def test_nothing_is_lost_between_processes(self):
        for url in self.urls[1:]:
            with self.subTest(url):
                self.hammer_well(url, *SMALL, "--processes", "4", "--logouts", "5")

    def test_nothing_is_lost_between_processes_when_the_server_is_killed(self):
        again = f"kill -KILL $(head -n 1 {SERVICES['REDIS_PIDFILE']}) && script/services start redis"
        self.check_good(hammer(SERVICES["REDIS_URL"], *SMALL, "--processes", "4", "--crash", "--crash-with", again))

    def test_overwriting_between_processes_loses_changes(self):
        self.check_bad("--processes", "4")

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

    def test_a_cache_that_forgets_all_says_nothing_that_is_wrong(self):
        again = f"kill -KILL $(cat {SERVICES['MEMCACHED_PIDFILE']}) && script/services start memcached"
        self.check_good(hammer(SERVICES["MEMCACHED_URL"], *SMALL, "--crash", "--unnoticed", "--crash-with", again))

    def test_a_cache_that_stood_still_has_lost_and_doubled_nothing(self):
        pid = f"$(cat {SERVICES['MEMCACHED_PIDFILE']})"
        self.check_good(hammer(SERVICES["MEMCACHED_URL"], *SMALL, "--crash", "--unnoticed", "--crash-with",
                               f"kill -STOP {pid} && sleep 3 && kill -CONT {pid}"))

    def test_nothing_is_lost_when_a_replica_takes_over(self):
        self.addCleanup(cluster_nodes.start)
        cluster_nodes.start()
        cluster_nodes.ready()
        self.check_good(hammer(f"{SERVICES['CLUSTER_URL']}&replicas_for_logout=1", "--threads", "16", "--requests", "16000",
                               "--sessions", "32", "--crash", "--unnoticed", "--crash-with",
                               f"{sys.executable} -m tests.stores.cluster_nodes kill"))

    def test_nothing_is_lost_while_slots_move(self):
        one = subprocess.Popen([HAMMER, SERVICES["CLUSTER_URL"], "--threads", "8", "--requests", "8000", "--sessions",
                                "32", "--logouts", "2"],
                               cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cluster_nodes.ready()
        slots = keys = 0
        while one.poll() is None:
            some = cluster_nodes.move_some(0.1)
            slots, keys = slots + some[0], keys + some[1]
        out, err = one.communicate()
        self.assertEqual((out, one.returncode), (GOOD, 0), err)
        self.assertGreater(min(slots, keys), 0, "nothing moved")

    def test_overwriting_loses_changes_and_brings_sessions_back(self):
        self.check_bad()

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
