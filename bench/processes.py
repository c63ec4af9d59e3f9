"""What a request takes of whole servers, by the scheduler's own accounting, on a machine that does other work, too.

The client sends one request on each of its connections, waits for all responses, and reads how long the server's
threads ran meanwhile (/proc/PID/task/*/schedstat). Client and servers share one core, where none of them takes it from
another before that one waits (SCHED_BATCH): so a server finds the whole batch. Servers take turns, a few batches each;
a round gives one ratio to the bare epoll loop and to nginx, of the batches that were disturbed least.
"""

import argparse
import os
import pathlib
import socket
import statistics
import sys
import time

from bench.compare import ready_peers, requests_of
from bench.server_process import ServerProcess, free_port

CORE = 0
BATCHES, TO_WARM_UP = 20, 2
CASES = ("verified", "untouched", "refresh", "login")


class Batches:
    """One case of one server."""

    def __init__(self, label: str, server: ServerProcess, request: dict, connections: int):
        self.label, self.times = label, []
        self.threads = [thread / "schedstat" for pid in server._family()
                        for thread in pathlib.Path("/proc", pid, "task").iterdir()]
        body = request.get("body", "")
        lines = [f"{request['method']} {request['path']} HTTP/1.1", "Host: 127.0.0.1:5000"]
        if request.get("cookie"):
            lines.append(f"Cookie: {request['cookie']}")
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.request = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
        self.port = server.port
        self.sockets = [self._connect() for _ in range(connections)]

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _ran(self) -> int:
        return sum(int(thread.read_text().split()[0]) for thread in self.threads)

    def run(self) -> float:
        """Nanoseconds a request."""
        before = self._ran()
        for connection in self.sockets:
            connection.send(self.request)
        for at, connection in enumerate(self.sockets):
            response = connection.recv(65536)
            if not response:
                raise RuntimeError(f"{self.label} has closed a connection")
            if not response.startswith((b"HTTP/1.1 200", b"HTTP/1.1 302", b"HTTP/1.1 303")):
                raise RuntimeError(f"{self.label} does not do what it is measured for")
            if b"\r\nConnection: close" in response:
                connection.close()
                self.sockets[at] = self._connect()
        time.sleep(0.0003)  # until it waits again
        return (self._ran() - before) / len(self.sockets)


def spread(values: list[float]) -> str:
    first, middle, third = statistics.quantiles(values, n=4)
    return f"{middle:.2f} | {first:.2f} to {third:.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench processes", description=__doc__)
    parser.add_argument("peer", nargs="*", help="which servers beside epoll and nginx (default: costrel)")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--connections", type=int, default=32)
    arguments = parser.parse_args()
    peers = ready_peers(["epoll", "nginx", *(arguments.peer or ["costrel"])])
    if [peer.name for peer in peers[:2]] != ["epoll", "nginx"]:
        sys.exit("script/bench processes needs nginx, which script/setup bench installs.")

    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))  # of the servers, too: they inherit it
    os.sched_setaffinity(0, {CORE})
    servers, cases = [], []
    try:
        for peer in peers:
            port = free_port()
            servers.append(ServerProcess(peer.command(port), port, str(CORE),
                                         COSTREL_KEEPALIVE_REQUESTS="1000000000"))
            if peer.sessions:
                found = requests_of(servers[-1])
                asked = {f"{peer.label}, {case}": found[case] for case in CASES}
            else:
                asked = {peer.label: {"method": "GET", "path": "/", "cookie": "session=" + "x" * 62}}
            for label, request in asked.items():
                cases.append(Batches(label, servers[-1], request, arguments.connections))
        load_before = os.getloadavg()[0]
        for number in range(arguments.rounds + TO_WARM_UP):
            for case in cases:
                batches = sorted(case.run() for _ in range(BATCHES))
                if number >= TO_WARM_UP:
                    case.times.append(batches[BATCHES // 10])
    finally:
        for server in servers:
            server.end()

    print(f"\n{arguments.connections} connections, {arguments.rounds} rounds of {BATCHES} batches, load average "
          f"{load_before:.1f} before and {os.getloadavg()[0]:.1f} after; medians of the rounds, and their quartiles.\n")
    print("| server | x bare epoll loop | quartiles | x nginx | quartiles | ns of CPU a request |\n"
          "| --- | --- | --- | --- | --- | --- |")
    floor, nginx = cases[0].times, cases[1].times
    for case in cases:
        to = [spread([time / base for time, base in zip(case.times, bases)]) for bases in (floor, nginx)]
        print(f"| {case.label} | {to[0]} | {to[1]} | {statistics.median(case.times):,.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
