"""Four processes of an application, the cluster of six, and browsers that go to any of them, while slots move and a
primary dies: no acknowledged change is lost or done twice, and no session that ended comes back.

script/services has started the cluster."""

import random
import threading
import unittest

from tests import tally
from tests.stores import cluster_nodes
from tests.stores.servers import SERVICES, Visitor, application

SERVERS = 4
BROWSERS = 32
THREADS = 8
URL = f"{SERVICES['CLUSTER_URL']}&replicas_for_logout=1"


class Browser:
    """Some of its requests may have been done though nobody knows."""

    def __init__(self):
        self.cookie = ""
        self.acknowledged = 0
        self.in_doubt = 0

    def get(self, port: int, path: str) -> tuple[int, str]:
        with Visitor(port, self.cookie) as visitor:
            response = visitor.get(path)
            self.cookie = visitor.cookie
            return response

    def count(self, port: int) -> None:
        if self.get(port, "/count")[0] == 200:
            self.acknowledged += 1
        else:
            self.in_doubt += 1


class ManyMachines(unittest.TestCase):
    def setUp(self):
        cluster_nodes.start()
        cluster_nodes.ready()
        self.addCleanup(cluster_nodes.start)
        self.ports = []
        for _ in range(SERVERS):
            server = application(URL, RUN_THREADS="1", SECRET_KEY="the secret of four processes, 0123456789",
                                 SESSION_STORE_TIMEOUT="10s")
            self.addCleanup(server.stop)
            self.ports.append(server.port)

    def browse(self, browsers: list[Browser], trouble) -> int:
        """Until the trouble is over, and a while longer; how many requests that were."""
        troubling = threading.Thread(target=trouble)
        requests = [0] * THREADS

        def run(number: int) -> None:
            own = browsers[number::THREADS]
            after = 100
            while after > 0:
                after -= not troubling.is_alive()
                random.choice(own).count(random.choice(self.ports))
                requests[number] += 1

        threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
        troubling.start()
        for thread in threads:
            thread.start()
        for thread in [troubling, *threads]:
            thread.join()
        return sum(requests)

    def test_nothing_is_lost_and_what_ended_stays_ended(self):
        browsers = [Browser() for _ in range(BROWSERS)]
        for browser in browsers:
            browser.count(random.choice(self.ports))
        moved = []
        self.browse(browsers, lambda: moved.append(cluster_nodes.move_some(2)))
        self.assertGreater(moved[0][1], 0, "nothing moved")
        self.browse(browsers, cluster_nodes.kill)
        self.assertGreater(sum(browser.acknowledged for browser in browsers), 1_000)
        for browser in browsers:
            status, views = browser.get(random.choice(self.ports), "/look")
            self.assertEqual(status, 200)
            self.assertIn(int(views), range(browser.acknowledged, browser.acknowledged + browser.in_doubt + 1))
        for browser in browsers:
            before = browser.cookie
            self.assertEqual(browser.get(random.choice(self.ports), "/logout"), (200, "logged out"))
            for port in self.ports:
                browser.cookie = before
                self.assertEqual(browser.get(port, "/look"), (200, "0"))


if __name__ == "__main__":
    tally.main()
