"""Sessions in a real Redis, as a user whose access control list is the least that is documented."""

import re
import subprocess
import unittest

from tests import tally
from tests.stores.servers import ROOT, SERVICES, Visitor, application, conformance
from tests.stores.users import SECRET, Browser, command

URL = SERVICES["REDIS_URL"]
OTHER = f"{URL}?prefix=costrel%3Aother%3A"
PORT = URL.rsplit(":", 1)[1]


def redis(*words: str) -> str:
    """As the administrator."""
    return subprocess.run(["redis-cli", "-p", PORT, *words], capture_output=True, text=True, check=True).stdout.strip()


class Redis(unittest.TestCase):
    def test_keeps_what_a_store_promises(self):
        self.assertRegex(conformance(URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_keeps_it_in_an_event_loop(self):
        self.assertRegex(conformance("--loop", URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_is_reached_by_its_socket_in_the_file_system(self):
        url = SERVICES["REDIS_SOCKET_URL"]
        self.assertRegex(conformance(url, f"{url}?prefix=costrel%3Aother%3A"), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_forgets_its_scripts_and_is_told_them_again(self):
        server = application(URL)
        self.addCleanup(server.stop)
        with Visitor(server.port) as visitor:
            for expected in range(1, 6):
                self.assertEqual(visitor.get("/count"), (200, str(expected)))
                redis("SCRIPT", "FLUSH")

    def test_that_is_full_says_so_and_logs_out_all_the_same(self):
        server = application(URL)
        self.addCleanup(server.stop)
        with Visitor(server.port) as visitor:
            self.assertEqual(visitor.get("/count"), (200, "1"))
            redis("CONFIG", "SET", "maxmemory", "1")
            self.addCleanup(redis, "CONFIG", "SET", "maxmemory", "0")
            self.assertEqual(visitor.get("/count")[0], 503)
            self.assertEqual(visitor.get("/look"), (200, "1"))
            self.assertEqual(visitor.get("/logout"), (200, "logged out"))
            self.assertEqual(visitor.get("/look"), (200, "0"))

    def test_keeps_nothing_for_ever(self):
        server = application(URL)
        self.addCleanup(server.stop)
        with Visitor(server.port) as visitor:
            self.assertEqual(visitor.get("/count"), (200, "1"))
        kept, endless = redis("EVAL", "local all = redis.call('KEYS', 'costrel:s:*') local endless = 0 "
                              "for _, key in ipairs(all) do "
                              "if redis.call('PTTL', key) < 0 then endless = endless + 1 end end "
                              "return {#all, endless}", "0").splitlines()
        self.assertGreater(int(kept), 0)
        self.assertEqual(endless, "0")


class LeastRights(unittest.TestCase):
    """What docs/api/stores.md says of the rights of a user, with the line that stands there: the services of the tests
    give theirs a few more."""

    def setUp(self):
        line = re.search(r"^user (shop on >password .*)$", (ROOT / "docs/api/stores.md").read_text(), re.MULTILINE)[1]
        redis("ACL", "SETUSER", *line.split())
        self.addCleanup(redis, "ACL", "DELUSER", "shop")
        redis("ACL", "LOG", "RESET")
        redis("SCRIPT", "FLUSH")  # so that they have to be told
        self.url = f"redis://shop:password@127.0.0.1:{PORT}/1"

    def operator(self, *words: str) -> str:
        done = command(self.url, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def was_refused(self) -> bool:
        return "shop" in redis("ACL", "LOG").splitlines()

    def test_are_enough_for_an_application_and_for_who_operates_it(self):
        server = application(self.url, SECRET_KEY=SECRET, SESSION_MAX_PER_USER="2", SESSION_RENEW_AFTER="0")
        self.addCleanup(server.stop)
        tablet, laptop, phone = (Browser(server.port) for _ in range(3))
        for browser in tablet, laptop, phone:
            self.assertEqual(browser.get("/login?user=sue&remember=yes"), "logged in")
        self.assertEqual(len(self.operator("list", "--user", "sue").splitlines()), 2)
        self.assertEqual([phone.get(path) for path in ("/count", "/blocking", "/elsewhere")],
                         ["1", "2", "logged out elsewhere"])
        self.assertEqual((laptop.get("/who"), phone.get("/who")), ("nobody", "sue"))
        self.assertEqual(phone.comes_back(), "sue")
        self.assertEqual((phone.get("/logout"), phone.get("/who")), ("logged out", "nobody"))
        self.operator("end-user", "sue")  # who has the session without its cookie yet
        self.assertEqual(self.operator("list", "--user", "sue"), "")
        self.assertRegex(self.operator("gc"), "expired sessions forgotten")
        self.assertFalse(self.was_refused(), redis("ACL", "LOG"))

    def test_are_not_enough_to_count_the_sessions_of_everybody(self):
        self.assertNotEqual(command(self.url, "count").returncode, 0)
        self.assertTrue(self.was_refused())
        redis("ACL", "SETUSER", "shop", "+scan")
        self.assertRegex(self.operator("count"), r"^\d+ records\n$")


if __name__ == "__main__":
    tally.main()
