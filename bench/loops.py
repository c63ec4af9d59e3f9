"""How many more requests two loops on two cores carry than one, when the handler is what costs.

wrk needs a part of the same two cores, some 5 %, and two loops leave it less of them.
"""

import os
import statistics

from bench import load
from bench.peers import ours
from bench.server_process import ServerProcess, free_port

ROUNDS, SECONDS = 7, 3


def rate(threads: int) -> float:
    with ServerProcess(ours("bench_login"), free_port(), "0,1", COSTREL_RUN_THREADS=str(threads)) as server:
        return load.apply(server.port, SECONDS, 32, "0,1", "GET", "/work").per_second


def main() -> None:
    pairs = [(rate(1), rate(2)) for _ in range(ROUNDS)]
    times = [two / one for one, two in pairs]
    one, two = (statistics.median(side) for side in zip(*pairs))
    print(f"one loop {one:,.0f} requests/s, two loops {two:,.0f}: {statistics.median(times):.2f} times as many "
          f"({min(times):.2f} to {max(times):.2f}); load of the machine {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
