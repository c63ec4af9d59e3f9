"""Sessions in a real Redis Cluster, as a user whose access control list is the least that is documented."""

import threading
import unittest

from tests import tally
from tests.stores import cluster_nodes
from tests.stores.servers import SERVICES, Visitor, application, conformance, start

URL = SERVICES["CLUSTER_URL"]
OTHER = f"{URL}&prefix=costrel%3Aother%3A"
WAITS = f"{URL}&replicas_for_logout=1"


class Browser:
    """A connection for each request, as a server ends one after some."""

    def __init__(self, port: int):
        self._port, self._cookie = port, ""

    def get(self, path: str) -> tuple[int, str]:
        with Visitor(self._port, self._cookie) as visitor:
            response = visitor.get(path)
            self._cookie = visitor.cookie
            return response


class Cluster(unittest.TestCase):
    def setUp(self):
        start("CLUSTER")

    def visitor(self, url: str = URL, **config: str) -> Browser:
        server = application(url, RUN_THREADS="1", **config)
        self.addCleanup(server.stop)
        return Browser(server.port)

    def test_keeps_what_a_store_promises(self):
        self.assertRegex(conformance(WAITS, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_keeps_it_in_an_event_loop(self):
        self.assertRegex(conformance("--loop", WAITS, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_finds_the_others_by_one_of_them(self):
        last = URL.partition("?")[0].rsplit(",", 1)[1]
        user = URL.rpartition("@")[0]
        visitors = [self.visitor(f"{user}@{last}?topology=cluster") for _ in range(4)]
        for expected in range(1, 4):
            for visitor in visitors:
                self.assertEqual(visitor.get("/count"), (200, str(expected)))

    def test_counts_on_while_slots_move(self):
        visitor = self.visitor(SESSION_STORE_TIMEOUT="10s")
        cluster_nodes.ready()
        self.assertEqual(visitor.get("/count"), (200, "1"))
        moved = []
        mover = threading.Thread(target=lambda: moved.append(cluster_nodes.move_some(1)))
        mover.start()
        expected = 1
        while mover.is_alive():
            expected += 1
            self.assertEqual(visitor.get("/count"), (200, str(expected)))
        mover.join()
        self.assertEqual(len(moved), 1, "the mover failed")

    def test_that_loses_a_primary_goes_on_by_itself(self):
        visitors = [self.visitor(SESSION_STORE_TIMEOUT="30s") for _ in range(3)]
        for visitor in visitors:
            self.assertEqual(visitor.get("/count"), (200, "1"))
        killer = threading.Thread(target=cluster_nodes.kill)
        killer.start()
        expected = 1
        while killer.is_alive():
            expected += 1
            for visitor in visitors:
                self.assertEqual(visitor.get("/count"), (200, str(expected)))
        killer.join()
        for visitor in visitors:
            self.assertEqual(visitor.get("/logout"), (200, "logged out"))
            self.assertEqual(visitor.get("/look"), (200, "0"))


if __name__ == "__main__":
    tally.main()
