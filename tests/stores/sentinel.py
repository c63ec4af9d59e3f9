"""Sessions in a Redis whose primary Redis Sentinels choose."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from tests import tally
from tests.stores.servers import ROOT, SERVICES, Visitor, application, conformance
from tests.stores.standstill import stand_still_between_rounds

URL = SERVICES["SENTINEL_URL"]
OTHER = f"{URL}&prefix=costrel%3Aother%3A"
HOME = pathlib.Path(SERVICES["SENTINEL_FOLDER"]).parent
HAMMER = ROOT / "build/test/tools/hammer/store_hammer"


def port(name: str) -> str:
    return (HOME / f"{name}.port").read_text().strip()


def redis(name: str, *words: str) -> str:
    return subprocess.run(["redis-cli", "-p", port(name), *words], capture_output=True, text=True, check=False,
                          timeout=60).stdout.strip()


def pid(name: str) -> int:
    return int((HOME / name / "redis.pid").read_text())


def primary() -> str:
    """As a sentinel says."""
    at = redis("sentinel-1", "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "sessions").splitlines()[1]
    return next(name for name in ("watched-1", "watched-2") if port(name) == at)


def start() -> None:
    subprocess.run([ROOT / "script/services", "start", "sentinel"], check=True, timeout=120)


def wait_until(is_so, what: str) -> None:
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError(f"it does not come to that: {what}")


def ready() -> str:
    """The primary, when its replica could take over."""
    start()
    wait_until(lambda: "state=online" in redis(primary(), "INFO", "replication"), "a replica is in step")
    name = primary()
    wait_until(lambda: "num-slaves\n1" in redis("sentinel-1", "SENTINEL", "MASTER", "sessions"),
               "the sentinels know the replica")
    return name


def stop(seconds: float) -> None:
    """The primary, until another one has taken over and so long; then it goes on."""
    name = ready()
    stand_still_between_rounds(pid(name))
    try:
        wait_until(lambda: primary() != name, "a replica takes over")
        time.sleep(seconds)
    finally:
        os.kill(pid(name), signal.SIGCONT)


def kill() -> None:
    name = ready()
    stand_still_between_rounds(pid(name))
    os.kill(pid(name), signal.SIGKILL)
    wait_until(lambda: primary() != name, "a replica takes over")


class Sentinel(unittest.TestCase):
    def setUp(self):
        ready()
        self.addCleanup(start)

    def visitor(self, url: str = URL, **config: str) -> Visitor:
        server = application(url, **config)
        self.addCleanup(server.stop)
        visitor = Visitor(server.port)
        self.addCleanup(visitor.close)
        return visitor

    def test_keeps_what_a_store_promises(self):
        self.assertRegex(conformance(URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_keeps_it_in_an_event_loop(self):
        self.assertRegex(conformance("--loop", URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_goes_on_by_itself_when_the_primary_dies(self):
        visitor = self.visitor(SESSION_STORE_TIMEOUT="30s")
        self.assertEqual(visitor.get("/count"), (200, "1"))
        os.kill(pid(ready()), signal.SIGKILL)
        self.assertEqual(visitor.get("/count"), (200, "2"))
        self.assertEqual(visitor.get("/logout"), (200, "logged out"))

    def test_a_replica_is_taken_for_none(self):
        replica = {"watched-1": "watched-2", "watched-2": "watched-1"}[ready()]
        visitor = self.visitor(URL.replace("master=sessions", "master=nobody"))
        self.assertEqual(visitor.get("/count")[0], 503)
        visitor = self.visitor(URL.replace(port("sentinel-1"), port(replica)))  # the other two reply
        self.assertEqual(visitor.get("/count"), (200, "1"))

    def test_nothing_is_lost_when_a_primary_that_was_replaced_goes_on(self):
        self.check_good("stop")

    def test_nothing_is_lost_when_a_primary_is_killed(self):
        self.check_good("kill")

    def check_good(self, what: str) -> None:
        done = subprocess.run([HAMMER, f"{URL}&replicas_for_logout=1", "--threads", "8", "--requests", "8000", "--sessions",
                               "32", "--crash", "--unnoticed", "--crash-with",
                               f"{sys.executable} -m tests.stores.sentinel {what}"],
                              cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout, done.returncode), ("lost 0 doubled 0 resurrected 0 gave_up 0\n", 0), done.stderr)


if __name__ == "__main__":
    if sys.argv[1:] == ["kill"]:
        kill()
    elif sys.argv[1:] == ["stop"]:
        stop(1)
    else:
        tally.main()
