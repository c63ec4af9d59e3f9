"""The nodes of the cluster that script/services started, and what happens to them.

    python3 -m tests.stores.cluster_nodes kill            a primary is killed, and its replica takes over; the one before comes back
    python3 -m tests.stores.cluster_nodes stop SECONDS    a primary stands still for so long, and goes on
    python3 -m tests.stores.cluster_nodes move SECONDS    slots with sessions move from node to node for so long
"""

import contextlib
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.stores.standstill import stand_still_between_rounds

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = pathlib.Path(os.environ.get("SERVICES_FOLDER") or ROOT / "build/services")
PATIENCE = 60  # seconds for what has to happen some time


class Node:
    def __init__(self, number: int):
        self.folder = HOME / f"cluster-{number}"
        self.port = (HOME / f"cluster-{number}.port").read_text().strip()

    def redis(self, *words: str | bytes) -> str:
        """As the administrator. Of an array each item is a line."""
        return subprocess.run(["redis-cli", "-p", self.port, *words], capture_output=True, check=True,
                              timeout=PATIENCE).stdout.decode("latin-1").strip()

    def pid(self) -> int:
        return int((self.folder / "redis.pid").read_text())

    def runs(self) -> bool:
        with contextlib.suppress(OSError):
            os.kill(self.pid(), 0)
            return True
        return False

    def owns_slots(self) -> bool:
        myself = next(line for line in self.redis("cluster", "nodes").splitlines() if "myself" in line)
        return len(myself.split()) > 8  # behind its name, address, flags and times

    def is_well(self) -> bool:
        try:
            return "cluster_state:ok" in self.redis("cluster", "info")
        except (subprocess.SubprocessError, OSError):
            return False


NUMBERS = range(1, 7)


def nodes() -> list[Node]:
    return [Node(number) for number in NUMBERS]


def primaries() -> list[Node]:
    return [node for node in nodes() if node.owns_slots()]


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def has_replica(node: Node) -> bool:
    info = node.redis("info", "replication")
    return "connected_slaves:1" in info and "state=online" in info


def ready() -> list[Node]:
    """The primaries, once each has a replica that would take over."""
    wait_until(lambda: all(node.is_well() for node in nodes()), "the cluster is well")
    wait_until(lambda: all(has_replica(node) for node in primaries()), "every primary has a replica")
    return primaries()


def took_over(others: list[Node]) -> bool:
    return sum(node.owns_slots() for node in others) == 3 and all(node.is_well() for node in others)


def start() -> None:
    subprocess.run([ROOT / "script/services", "start", "cluster"], check=True, timeout=120)


def kill() -> None:
    if not all(node.runs() for node in nodes()):
        start()  # that of the time before
    one = random.choice(ready())
    others = [node for node in nodes() if node.port != one.port]
    stand_still_between_rounds(one.pid())
    os.kill(one.pid(), signal.SIGKILL)
    wait_until(lambda: took_over(others), "a replica took over")


def stop(seconds: float) -> None:
    one = random.choice(ready())
    stand_still_between_rounds(one.pid())
    try:
        time.sleep(seconds)
    finally:
        os.kill(one.pid(), signal.SIGCONT)


def slots_with_sessions(source: Node, most: int) -> list[int]:
    """Each key as redis-cli quotes it; the slot is asked for by a script, which takes any bytes."""
    script = ("local found = {} for _, key in ipairs(redis.call('SCAN', 0, 'MATCH', 'costrel:*', 'COUNT', 1000)[2]) do "
              "found[#found + 1] = redis.call('CLUSTER', 'KEYSLOT', key) end return found")
    return sorted({int(line) for line in source.redis("EVAL", script, "0").split()})[:most]


def move(slot: int, source: Node, target: Node) -> int:
    """Moves a slot, key by key, and says how many it moved."""
    names = {node.port: node.redis("cluster", "myid") for node in (source, target)}
    target.redis("cluster", "setslot", str(slot), "importing", names[source.port])
    source.redis("cluster", "setslot", str(slot), "migrating", names[target.port])
    one = (f"local keys = redis.call('CLUSTER', 'GETKEYSINSLOT', {slot}, 1) if #keys == 0 then return 0 end "
           f"redis.call('MIGRATE', '127.0.0.1', {target.port}, keys[1], 0, 5000) return 1")
    moved = 0
    time.sleep(0.02)  # in between, what is changed lies here and there
    while source.redis("EVAL", one, "0") == "1":
        moved += 1
        time.sleep(0.02)
    for node in (target, source, *primaries()):
        node.redis("cluster", "setslot", str(slot), "node", names[target.port])
    return moved


def move_some(seconds: float) -> tuple[int, int]:
    """Slots and keys that moved: for so long, and until at least one did."""
    end = time.monotonic() + seconds
    slots = keys = 0
    while time.monotonic() < end or not keys:
        if time.monotonic() > end + PATIENCE:
            raise TimeoutError("a session is there to move")
        owners = primaries()
        found = {source.port: slots_with_sessions(source, 2) for source in owners}
        source = random.choice([node for node in owners if found[node.port]] or owners)
        target = random.choice([node for node in owners if node.port != source.port])
        for slot in found[source.port]:
            keys += move(slot, source, target)
            slots += 1
    return slots, keys


def main() -> None:
    match sys.argv[1:]:
        case ["kill"]:
            kill()
        case ["stop", seconds]:
            stop(float(seconds))
        case ["move", seconds]:
            print("%d slots with %d keys moved" % move_some(float(seconds)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
