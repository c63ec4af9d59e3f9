"""Sessions in a real Redis that is reached by TLS alone: no other server is taken for it."""

import pathlib
import subprocess
import unittest

from tests import tally
from tests.stores.servers import SERVICES, Visitor, application, conformance, start

URL = SERVICES["REDISS_URL"]
FOLDER = pathlib.Path(SERVICES["REDISS_PIDFILE"]).parent
PORT = URL.partition("?")[0].rsplit(":", 1)[1]


def redis(*words: str) -> None:
    """As the administrator."""
    subprocess.run(["redis-cli", "-h", "localhost", "-p", PORT, "--tls", "--cacert", FOLDER / "ca.pem", "--cert",
                    FOLDER / "client.pem", "--key", FOLDER / "client-key.pem", *words],
                   check=True, capture_output=True, timeout=60)


class Tls(unittest.TestCase):
    def setUp(self):
        start("REDISS")

    def asked(self, url: str, times: int = 3) -> tuple[int, str]:
        """The last response, and the log."""
        server = application(url, RUN_THREADS="1")
        self.addCleanup(server.stop)
        with Visitor(server.port) as visitor:
            for _ in range(times):
                status, _ = visitor.get("/count")
        self.assertNotIn("not-a-secret", server.log)
        return status, server.log

    def test_keeps_what_a_store_promises(self):
        self.assertRegex(conformance(URL, f"{URL}&prefix=costrel%3Aother%3A"), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_keeps_it_in_an_event_loop(self):
        self.assertRegex(conformance("--loop", URL), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_is_reached_by_its_address_as_well(self):
        self.assertEqual(self.asked(URL.replace("localhost", "127.0.0.1"))[0], 200)

    def test_is_for_no_other_host(self):
        status, log = self.asked(URL.replace("localhost", "127.0.0.2"))  # the same server
        self.assertEqual(status, 503)
        self.assertIn("the certificate of Redis is for another host", log)

    def test_is_trusted_only_by_its_authority(self):
        status, log = self.asked(URL.partition("?")[0])
        self.assertEqual(status, 503)
        self.assertIn("the certificate of Redis is not trusted", log)

    def test_a_server_without_tls_is_not_asked(self):
        start("REDIS")
        port = SERVICES["REDIS_URL"].rsplit(":", 1)[1]
        self.assertEqual(self.asked(URL.replace(PORT, port))[0], 503)

    def test_asks_for_a_certificate_and_gets_one(self):
        redis("CONFIG", "SET", "tls-auth-clients", "yes")
        self.addCleanup(redis, "CONFIG", "SET", "tls-auth-clients", "optional")
        status, log = self.asked(URL)
        self.assertEqual(status, 503)
        self.assertIn("it may want a certificate", log)
        shown = f"&certificate_file={FOLDER}/client.pem&key_file={FOLDER}/client-key.pem"
        self.assertEqual(self.asked(URL + shown)[0], 200)


class ClusterByTls(unittest.TestCase):
    """Its nodes name each other's ports with TLS."""

    def setUp(self):
        start("REDISS_CLUSTER")

    def test_keeps_what_a_store_promises(self):
        url = SERVICES["REDISS_CLUSTER_URL"]
        self.assertRegex(conformance(url, f"{url}&prefix=costrel%3Aother%3A"), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_finds_the_others_by_one_of_them(self):
        server = application(SERVICES["REDISS_CLUSTER_URL"])
        self.addCleanup(server.stop)
        for _ in range(10):  # keys of all three
            with Visitor(server.port) as visitor:
                self.assertEqual([visitor.get("/count") for _ in range(2)], [(200, "1"), (200, "2")])


if __name__ == "__main__":
    tally.main()
