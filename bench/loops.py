"""How many more requests two loops on two cores carry than one, when the handler is what costs."""

import os
import statistics

from bench import load
from bench.peers import ours
from bench.server_process import ServerProcess, free_port

ROUNDS, SECONDS = 3, 3


def rate(threads: int) -> float:
    os.environ["COSTREL_RUN_THREADS"] = str(threads)
    port = free_port()
    with ServerProcess(ours("bench_login"), port, "0,1") as server:
        return load.apply(server.port, SECONDS, 32, "0,1", "GET", "/work").per_second


def main() -> None:
    pairs = [(rate(1), rate(2)) for _ in range(ROUNDS)]
    one, two = (statistics.median(side) for side in zip(*pairs))
    print(f"one loop {one:,.0f} requests/s, two loops {two:,.0f}: {two / one:.2f} times as many; "
          f"load of the machine {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
