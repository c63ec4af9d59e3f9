"""People see where they are logged in, and an operator does: in each store that real servers keep."""

import concurrent.futures
import http.client
import http.cookies
import os
import subprocess
import tempfile
import unittest

from tests import tally
from tests.stores.servers import SERVICES, Visitor, application, start


SECRET = "the secret of the tests of users in real stores, 0123456789"


def command(url: str, *words: str) -> subprocess.CompletedProcess:
    """The costrel command, which learns of the store as the application does."""
    return subprocess.run([os.environ["COSTREL_COMMAND"], "sessions", *words], capture_output=True, text=True,
                          check=False, timeout=60,
                          env=os.environ | {"COSTREL_SESSION_STORE": url, "COSTREL_SESSION_SUMMARY_KEYS": '["device"]'})


class Browser:
    """Keeps each cookie that a response sets, by its name."""

    def __init__(self, port: int, **cookies: str):
        self._port = port
        self.cookies = cookies

    def get(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        field = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request("GET", path, headers={"Cookie": field} if field else {})
        response = connection.getresponse()
        text = response.read().decode()
        for field in response.headers.get_all("Set-Cookie", []):
            for name, cookie in http.cookies.SimpleCookie(field).items():
                self.cookies[name] = cookie.value
        connection.close()
        return text

    def comes_back(self) -> str:
        """Whom the site takes it for when the session's cookie is gone."""
        del self.cookies["session"]
        return self.get("/who")


class Users:
    @classmethod
    def url(cls) -> str:
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.store = cls.url()
        cls.server = application(cls.store, RUN_THREADS="1", SESSION_MAX_PER_USER="3", SECRET_KEY=SECRET)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        for user in "ann", "eve":
            command(self.store, "end", "--user", user)

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

    def test_an_operator_sees_all_entries_of_one_session(self):
        self.log_in("phone")
        handle = self.listed()[0].split()[0]
        shown = command(self.store, "show", "--user", "ann", "--handle", handle)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        lines = dict(line.split(maxsplit=1) for line in shown.stdout.splitlines())
        self.assertEqual(lines["handle"], handle)
        self.assertIn('"_user_id": "ann"', lines["entries"])
        others = command(self.store, "show", "--user", "eve", "--handle", handle)
        self.assertEqual((others.returncode, others.stdout), (1, "the user has no such session\n"))

    def test_an_operator_counts_the_sessions_of_everybody(self):
        def counted() -> int:
            done = command(self.store, "count")
            self.assertRegex(done.stdout, r"^\d+ records\n$", done.stderr)
            return int(done.stdout.split()[0])
        before = counted()
        visitor = self.log_in("laptop", "eve")
        self.log_in("phone")
        self.assertEqual(counted(), before + 2)
        visitor.get("/logout")
        self.assertEqual(counted(), before + 1)
        self.assertEqual(command(self.store, "end-user", "ann").returncode, 0)
        self.assertEqual(counted(), before)

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

    def remembered(self) -> Browser:
        browser = Browser(self.server.port)
        self.assertEqual(browser.get("/login?user=ann&remember=yes"), "logged in")
        return browser

    def test_a_remembered_login_begins_a_session_as_often_as_it_has_to(self):
        browser = self.remembered()
        self.assertEqual([browser.comes_back() for _ in range(3)], ["ann"] * 3)
        browser.get("/logout")
        self.assertEqual((browser.cookies["remember"], browser.get("/who")), ("", "nobody"))

    def test_two_requests_at_once_with_one_remembered_login_are_no_theft(self):
        first = self.remembered()
        beside = [Browser(self.server.port, remember=first.cookies["remember"]) for _ in range(3)]
        with concurrent.futures.ThreadPoolExecutor() as threads:
            self.assertEqual(list(threads.map(lambda one: one.get("/who"), beside)), ["ann"] * 3)
        self.assertEqual([one.comes_back() for one in beside], ["ann"] * 3)

    def test_a_copy_of_an_older_one_ends_all_that_the_user_has(self):
        browser, elsewhere = self.remembered(), self.log_in("phone")
        thief = Browser(self.server.port, remember=browser.cookies["remember"])
        self.assertEqual([browser.comes_back() for _ in range(2)], ["ann"] * 2)
        self.assertEqual(thief.get("/who"), "nobody")
        self.assertEqual([browser.get("/who"), elsewhere.get("/who")[1], browser.comes_back()], ["nobody"] * 3)
        self.assertEqual(self.listed(), [])

    def test_an_operator_ends_remembered_logins_without_the_key(self):
        browser = self.remembered()
        command(self.store, "end", "--user", "ann")
        self.assertEqual(browser.comes_back(), "nobody")

    def test_what_has_expired_is_forgotten_when_the_operator_says_so(self):
        self.assertRegex(command(self.store, "gc").stdout, r"^\d+ expired sessions forgotten\n$")


class Redis(Users, unittest.TestCase):
    @classmethod
    def url(cls) -> str:
        start("REDIS")
        return SERVICES["REDIS_URL"]


class Cluster(Users, unittest.TestCase):
    @classmethod
    def url(cls) -> str:
        start("CLUSTER")
        return SERVICES["CLUSTER_URL"]


class PostgreSQL(Users, unittest.TestCase):
    @classmethod
    def url(cls) -> str:
        start("POSTGRESQL")
        return SERVICES["POSTGRESQL_URL"]


class Sqlite(Users, unittest.TestCase):
    @classmethod
    def url(cls) -> str:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        return f"sqlite:{folder.name}/sessions.db"


if __name__ == "__main__":
    tally.main()
