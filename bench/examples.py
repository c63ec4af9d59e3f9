"""The login on costrel's own server and, with the same sessions, on others that Debian has: what its file costs to
compile, and what its program costs to run.

The programs are those of examples/. A request is one with a verified session; servers take turns as in bench.processes,
with four connections, because cpp-httplib and POCO have a thread for each. Flask runs under gunicorn with gevent, if
script/bench servers has made it ready.
"""

import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from bench.peers import BUILT, ROOT, gunicorn
from bench.processes import BATCHES, CORE, TO_WARM_UP, Batches, spread
from bench.server_process import ServerProcess, free_port

PROGRAMS = ROOT / "build/release/examples"
CONNECTIONS, ROUNDS, COMPILATIONS = 4, 30, 3
EXAMPLES = {  # the program, its source, what pkg-config knows it by, its Debian package
    "costrel": ("login", "login/main.cpp", "", ""),
    "cpp-httplib": ("login_httplib", "httplib/main.cpp", "cpp-httplib", "libcpp-httplib-dev"),
    "Boost.Beast": ("login_beast", "beast/main.cpp", "", "libboost1.81-dev"),
    "POCO": ("login_poco", "poco/main.cpp", "", "libpoco-dev"),
}


class Turn(Batches):
    """With the threads that the server has by now, and whole responses, which some send in two pieces."""

    def __init__(self, label: str, server: ServerProcess, request: dict):
        self.server = server
        super().__init__(label, server, request, CONNECTIONS)

    def _ran(self) -> int:
        return sum(int(pathlib.Path("/proc", pid, "task", thread, "schedstat").read_text().split()[0])
                   for pid in self.server._family() for thread in os.listdir(f"/proc/{pid}/task"))

    def _response(self, connection: socket.socket) -> bytes:
        received = b""
        while not (head := re.match(rb"(?s)(.*?\r\n)\r\n", received)) or len(received) < head.end() + int(
                re.search(rb"(?i)\r\ncontent-length: *(\d+)\r\n", head[1])[1]):
            piece = connection.recv(65536)
            if not piece:
                raise RuntimeError(f"{self.label} has closed a connection")
            received += piece
        return received

    def run(self) -> float:
        before = self._ran()
        for connection in self.sockets:
            connection.send(self.request)
        responses = [self._response(connection) for connection in self.sockets]
        time.sleep(0.0003)  # until it waits again
        ran = self._ran() - before
        for at, response in enumerate(responses):
            if not response.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{self.label} does not do what it is measured for")
            if re.search(rb"(?i)\r\nconnection: close\r\n", response):
                self.sockets[at].close()
                self.sockets[at] = self._connect()
        return ran / len(self.sockets)


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def compiler(package: str) -> list[str]:
    flags = output("pkg-config", "--cflags", package).split() if package else []
    return ["g++", "-std=c++20", "-O2", f"-I{ROOT / 'include'}", *flags]


def lines(source: pathlib.Path, package: str) -> int:
    return output(*compiler(package), "-E", str(source)).count("\n")


def seconds(source: pathlib.Path, package: str) -> float:
    """User time of one compilation."""
    with tempfile.NamedTemporaryFile(suffix=".o") as made:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([*compiler(package), "-c", str(source), "-o", made.name], check=True)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def verified(server: ServerProcess) -> dict:
    """The page that shows who has logged in."""
    _, cookie, _ = server.request("POST", "/login", body="username=admin")
    if "Logged in as admin" not in server.request("GET", "/", cookie)[2]:
        raise RuntimeError("it does not log in as the others do")
    return {"method": "GET", "path": "/", "cookie": cookie}


def version(package: str) -> str:
    return output("dpkg-query", "--show", "--showformat", "${Version}", package)


def served() -> tuple[dict[str, Turn], dict[str, int]]:
    """What a request takes of each, and the memory of each afterwards."""
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    commands = {name: lambda port, program=program: [str(PROGRAMS / program)]
                for name, (program, *_) in EXAMPLES.items()}
    if (BUILT / "venv/bin/gunicorn").exists():
        commands["Flask"] = gunicorn
    servers, turns = {}, {}
    try:
        for name, command in commands.items():
            port = free_port()
            servers[name] = ServerProcess(command(port), port, str(CORE), COSTREL_KEEPALIVE_REQUESTS="1000000000")
            turns[name] = Turn(name, servers[name], verified(servers[name]))
        for number in range(ROUNDS + TO_WARM_UP):
            for turn in turns.values():
                batches = sorted(turn.run() for _ in range(BATCHES))
                if number >= TO_WARM_UP:
                    turn.times.append(batches[BATCHES // 10])
        return turns, {name: server.memory() for name, server in servers.items()}
    finally:
        for server in servers.values():
            server.end()


def main() -> int:
    load_before = os.getloadavg()[0]
    times: dict[str, list[float]] = {name: [] for name in EXAMPLES}
    for _ in range(COMPILATIONS):
        for name, (_, source, package, _) in EXAMPLES.items():
            times[name].append(seconds(ROOT / "examples" / source, package))
    affinity = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORE})
    turns, memory = served()
    os.sched_setaffinity(0, affinity)

    print(f"\n{CONNECTIONS} connections, {ROUNDS} rounds of {BATCHES} batches, {COMPILATIONS} compilations; load average "
          f"{load_before:.1f} before and {os.getloadavg()[0]:.1f} after. Ratios: medians of the rounds, and quartiles.\n")
    print("| server | lines of its file | after the preprocessor | seconds to compile | x costrel's CPU a request | "
          "quartiles | µs of CPU | resident MiB |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, turn in turns.items():
        compiled = "| | |"
        if name in EXAMPLES:
            source = ROOT / "examples" / EXAMPLES[name][1]
            written = sum(bool(line.strip()) and not line.strip().startswith("//")
                          for line in source.read_text().splitlines())
            compiled = (f"{written} | {lines(source, EXAMPLES[name][2]):,} | "
                        f"{min(times[name]):.2f} to {max(times[name]):.2f}")
        ratio = spread([time / base for time, base in zip(turn.times, turns["costrel"].times)])
        print(f"| {name} | {compiled} | {ratio} | {statistics.median(turn.times) / 1000:.1f} | {memory[name] / 2**20:.0f} |")
    versions = [f"{name} {version(package)}" for name, (*_, package) in EXAMPLES.items() if package]
    print(f"\n{'; '.join(versions)}; {output('g++', '--version').splitlines()[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
