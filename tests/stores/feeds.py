"""What ended on one machine has ended on the others, by a feed in a real Redis or PostgreSQL: sessions that are in cookies,
sealed ones and Flask's. What holds of each feed; the programs are feeds_*.py, which wait beside each other."""

import os
import subprocess
import time

from tests.stores.servers import SERVICES, Visitor, application_with, kill, start, stopped

SECRET = "the secret of the tests of feeds of ended sessions, 0123456789"


def command(url: str, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run([os.environ["COSTREL_COMMAND"], "sessions", words[0], "--revocations", url, *words[1:]],
                          capture_output=True, text=True, check=False, timeout=60)


class Feeds:
    """Two processes have the same key and nothing in common but the feed."""

    SERVICE = ""
    SEALED = {"SEALED": "yes"}

    def setUp(self):
        start(self.SERVICE)
        self.url = SERVICES[f"{self.SERVICE}_URL"]

    def machine(self, **environment: str):
        server = application_with(FEED=self.url, COSTREL_SECRET_KEY=SECRET, COSTREL_RUN_THREADS="1",
                                  COSTREL_SESSION_ABSOLUTE_TIMEOUT="12h",
                                  **self.SEALED | environment)
        self.addCleanup(server.stop)
        return server

    def visitor(self, server, cookie: str = "") -> Visitor:
        visitor = Visitor(server.port, cookie)
        self.addCleanup(visitor.close)
        return visitor

    def log_in(self, server, user: str) -> Visitor:
        visitor = self.visitor(server)
        self.assertEqual(visitor.get(f"/login?user={user}"), (200, "logged in"))
        return visitor

    def wait_until(self, visitor: Visitor, expected: str) -> None:
        cookie = visitor.cookie
        for _ in range(600):
            visitor.cookie = cookie
            seen = visitor.get("/who")
            if seen == (200, expected):
                return
            time.sleep(0.05)
        self.fail(f"{seen} instead of {expected}")

    def elsewhere(self, server, visitor: Visitor) -> Visitor:
        """A copy of the cookie at another machine, where it is good."""
        other = self.visitor(server, visitor.cookie)
        self.assertEqual(other.get("/who"), (200, visitor.get("/who")[1]))
        return other

    def test_a_logout_holds_on_the_other_machine(self):
        one, other = self.machine(), self.machine()
        visitor = self.log_in(one, "ann")
        copy, eve = self.elsewhere(other, visitor), self.log_in(other, "eve")
        visitor.get("/logout")
        self.wait_until(copy, "nobody")
        self.assertEqual(eve.get("/who"), (200, "eve"))

    def test_log_out_everywhere_holds_everywhere_and_after_a_restart(self):
        one, other = self.machine(), self.machine()
        copy = self.elsewhere(other, self.log_in(one, "ann"))
        self.assertEqual(self.log_in(one, "ann").get("/everywhere")[0], 200)
        self.wait_until(copy, "nobody")
        late = self.visitor(self.machine(), copy.cookie)
        self.assertEqual(late.get("/who"), (200, "nobody"))
        self.assertEqual(self.log_in(other, "ann").get("/who"), (200, "ann"))

    def test_a_feed_that_stands_still_keeps_nobody_waiting_and_is_told_later(self):
        one, other = self.machine(), self.machine()
        visitors = [self.log_in(one, "ann") for _ in range(5)]
        copies = [self.elsewhere(other, visitor) for visitor in visitors]
        with stopped(self.SERVICE):
            for visitor in visitors:
                visitor.get("/logout")
            self.assertEqual({copy.get("/who") for copy in copies}, {(200, "ann")})
        for copy in copies:
            self.wait_until(copy, "nobody")

    def test_a_feed_that_dies_is_told_when_it_is_back(self):
        one, other = self.machine(), self.machine()
        visitors = [self.log_in(one, "ann") for _ in range(5)]
        copies = [self.elsewhere(other, visitor) for visitor in visitors]
        kill(self.SERVICE)
        for visitor in visitors:
            visitor.get("/logout")
        start(self.SERVICE)
        for copy in copies:
            self.wait_until(copy, "nobody")

    def test_a_machine_that_starts_without_the_feed_hears_of_all_later(self):
        one = self.machine()
        visitor = self.log_in(one, "ann")
        cookie = visitor.cookie
        visitor.get("/logout")
        self.wait_until(self.visitor(self.machine(), cookie), "nobody")  # so the feed has it
        kill(self.SERVICE)
        self.addCleanup(start, self.SERVICE)
        copy = self.visitor(self.machine(), cookie)
        self.assertEqual(copy.get("/who"), (200, "ann"))
        start(self.SERVICE)
        self.wait_until(copy, "nobody")

    def test_where_that_is_asked_for_nobody_is_believed_while_the_feed_is_away(self):
        machine = self.machine(STRICT="yes")
        visitor = self.log_in(machine, "ann")
        with stopped(self.SERVICE):
            self.wait_until(visitor, "nobody")
        self.wait_until(visitor, "ann")

    def test_an_operator_ends_sessions_on_all_machines(self):
        machine = self.machine()
        # No other test's user: with Flask's cookies, which allow clocks no difference, one who logs in again within the
        # minute that the command adds is logged out at once.
        visitor, eve = self.log_in(machine, "bob"), self.log_in(machine, "eve")
        done = command(self.url, "end", "--user", "bob")
        self.assertEqual((done.returncode, done.stdout), (0, "all sessions of the user ended\n"), done.stderr)
        self.wait_until(visitor, "nobody")
        self.assertEqual(eve.get("/who"), (200, "eve"))
        self.assertRegex(command(self.url, "list", "--user", "bob").stdout, "^ended: the user's that began until ")
        self.assertRegex(command(self.url, "count").stdout, "[1-9][0-9]* users whose sessions ended")

    def test_an_operator_is_not_told_that_they_ended_while_the_feed_is_away(self):
        with stopped(self.SERVICE):
            done = command(self.url, "end", "--user", "ann")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertNotIn("not-a-secret", done.stderr)
