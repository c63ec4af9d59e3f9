"""People see where they are logged in, and an operator does: in each store that real servers keep."""

import os
import subprocess
import tempfile
import unittest

from tests import tally
from tests.stores.servers import SERVICES, Visitor, application, start


def command(url: str, *words: str) -> subprocess.CompletedProcess:
    """The costrel command, which learns of the store as the application does."""
    return subprocess.run([os.environ["COSTREL_COMMAND"], "sessions", *words], capture_output=True, text=True,
                          check=False, timeout=60,
                          env=os.environ | {"COSTREL_SESSION_STORE": url, "COSTREL_SESSION_SUMMARY_KEYS": '["device"]'})


class Users:
    def url(self) -> str:
        raise NotImplementedError

    def setUp(self):
        self.store = self.url()
        server = application(self.store, RUN_THREADS="1", SESSION_MAX_PER_USER="3")
        self.addCleanup(server.stop)
        self.server = server
        command(self.store, "end", "--user", "ann")

    def log_in(self, device: str, user: str = "ann") -> Visitor:
        visitor = Visitor(self.server.port)
        self.addCleanup(visitor.close)
        self.assertEqual(visitor.get(f"/login?user={user}&device={device}"), (200, "logged in"))
        return visitor

    def listed(self) -> list[str]:
        """A line for each session of hers."""
        done = command(self.store, "list", "--user", "ann")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_an_operator_sees_the_sessions_of_a_user_and_ends_one(self):
        laptop, phone = self.log_in("laptop"), self.log_in("phone")
        hers = self.log_in("laptop", "eve")
        lines = self.listed()
        self.assertEqual(len(lines), 2)
        handle = next(line.split()[0] for line in lines if '"phone"' in line)
        self.assertEqual(command(self.store, "end", "--user", "eve", "--handle", handle).returncode, 1)
        self.assertEqual(phone.get("/who"), (200, "ann"))
        self.assertEqual(command(self.store, "end", "--user", "ann", "--handle", handle).returncode, 0)
        self.assertEqual(phone.get("/who"), (200, "nobody"))
        self.assertEqual(laptop.get("/who"), (200, "ann"))
        self.assertEqual(hers.get("/who"), (200, "eve"))
        self.assertEqual(len(self.listed()), 1)

    def test_all_of_a_user_end_at_once(self):
        visitors = [self.log_in("laptop"), self.log_in("phone")]
        done = command(self.store, "end", "--user", "ann")
        self.assertEqual((done.returncode, done.stdout), (0, "all sessions of the user ended\n"))
        self.assertEqual({visitor.get("/who") for visitor in visitors}, {(200, "nobody")})
        self.assertEqual(self.listed(), [])
        self.assertEqual(self.log_in("phone").get("/who"), (200, "ann"))

    def test_the_oldest_ends_when_there_are_too_many(self):
        visitors = [self.log_in("laptop") for _ in range(5)]
        who = [visitor.get("/who")[1] for visitor in visitors]  # within one second none is older than another
        self.assertEqual((who.count("ann"), who[-1]), (3, "ann"))
        self.assertEqual(len(self.listed()), 3)

    def test_a_logout_is_not_listed(self):
        visitor = self.log_in("laptop")
        self.assertEqual(len(self.listed()), 1)
        visitor.get("/logout")
        self.assertEqual(self.listed(), [])

    def test_what_has_expired_is_forgotten_when_the_operator_says_so(self):
        self.assertRegex(command(self.store, "gc").stdout, r"^\d+ expired sessions forgotten\n$")


class Redis(Users, unittest.TestCase):
    def url(self) -> str:
        start("REDIS")
        return SERVICES["REDIS_URL"]


class PostgreSQL(Users, unittest.TestCase):
    def url(self) -> str:
        start("POSTGRESQL")
        return SERVICES["POSTGRESQL_URL"]


class Sqlite(Users, unittest.TestCase):
    def url(self) -> str:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return f"sqlite:{folder.name}/sessions.db"


if __name__ == "__main__":
    tally.main()
