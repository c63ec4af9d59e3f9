"""Sessions in a real Redis, as a user whose access control list is the least that is documented."""

import subprocess
import unittest

from tests import tally
from tests.stores.servers import SERVICES, Visitor, application, conformance

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


if __name__ == "__main__":
    tally.main()
