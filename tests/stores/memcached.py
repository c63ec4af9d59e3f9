"""Sessions in a real memcached, which is a cache: it may forget a session, and what it has is right."""

import subprocess
import unittest

from tests import tally
from tests.stores.servers import PROGRAMS, SERVICES, Visitor, application, conformance, kill, start, stopped

URL = SERVICES["MEMCACHED_URL"]
OTHER = f"{URL}?prefix=other%3A"
PROGRAM = PROGRAMS / "store_application"


class Memcached(unittest.TestCase):
    def setUp(self):
        start("MEMCACHED")
        self.addCleanup(start, "MEMCACHED")

    def visitor(self, **config: str) -> Visitor:
        server = application(URL, **config)
        self.addCleanup(server.stop)
        visitor = Visitor(server.port)
        self.addCleanup(visitor.close)
        return visitor

    def test_keeps_what_a_store_promises(self):
        self.assertRegex(conformance(URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_keeps_it_in_an_event_loop(self):
        self.assertRegex(conformance("--loop", URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_that_restarts_has_forgotten_all_and_begins_anew(self):
        visitor = self.visitor()
        self.assertEqual([visitor.get("/count") for _ in range(2)], [(200, "1"), (200, "2")])
        before = visitor.cookie
        kill("MEMCACHED")
        self.assertEqual(visitor.get("/look")[0], 503)
        start("MEMCACHED")
        for _ in range(600):
            visitor.cookie = before
            seen = visitor.get("/count")
            if seen[0] == 200:
                break
        self.assertEqual(seen, (200, "1"))
        self.assertNotEqual(visitor.cookie, before)  # nobody chooses the ID

    def test_that_stands_still_says_that_a_logout_was_not_stored(self):
        visitor = self.visitor()
        self.assertEqual(visitor.get("/count"), (200, "1"))
        with stopped("MEMCACHED"):
            self.assertEqual(visitor.get("/logout")[0], 503)

    def test_a_session_that_is_larger_than_it_takes_is_not_reported_as_stored(self):
        visitor = self.visitor(SESSION_MAX_RECORD="4000000")
        self.assertEqual(visitor.get("/large?size=500000")[0], 200)
        self.assertEqual(visitor.get("/large?size=2000000")[0], 503)

    def test_is_none_that_lists_the_sessions_of_a_user(self):
        started = subprocess.run([str(PROGRAM)], capture_output=True, text=True, check=False, timeout=60,
                                 env={"COSTREL_SESSION_STORE": URL, "COSTREL_SESSION_MAX_PER_USER": "3",
                                      "COSTREL_RUN_PORT": "0"})
        self.assertNotEqual(started.returncode, 0)
        self.assertIn("session_max_per_user", started.stdout + started.stderr)

    def test_says_that_it_is_a_cache(self):
        asked = subprocess.run([str(PROGRAM)], capture_output=True, text=True, check=False, timeout=60,
                               env={"COSTREL_SESSION_STORE": URL, "COSTREL_RUN_SHOW": "doctor"})
        self.assertRegex(asked.stdout, "advice  store +it is a cache: it may forget a session at any time")


if __name__ == "__main__":
    tally.main()
