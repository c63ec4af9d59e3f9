"""Measures sessions in a Redis: costrel beside Flask-Session and express-session, on one and the same Redis.

In each round the servers take turns on one core, with the load on the other, and each has a thousand sessions of its
own. What counts is the CPU time of a request, as the scheduler counts it for all processes of the server, and by how
much it differs between two servers of one round. Redis' own is told beside it.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import select
import signal
import socket
import statistics
import subprocess
import sys
import tempfile

from bench import chart, load, peers
from bench.compare import LOAD_CORE, SERVER_CORE, machine, ready_peers
from bench.server_process import ServerProcess, free_port

ROOT = peers.ROOT
PAGE = ROOT / "docs/performance.md"
CHART = ROOT / "docs/stores.svg"
RESULTS = ROOT / "bench/results/stores.json"
SESSIONS = 1_000
AIM = 10  # times less CPU than either of the others
P99_AIM = 5  # milliseconds, for who needs no session while others wait for the store
CASES = {
    "read": ("GET", "/", "a page that reads the session"),
    "change": ("GET", "/count", "a page that changes the session"),
    "untouched": ("GET", "/hello", "a page without a session"),
}
LABELS = {
    "costrel": "costrel",
    "express": "express-session + connect-redis",
    "flask": "Flask-Session + redis-py",
}


def services(*words: str) -> str:
    return subprocess.run([ROOT / "script/services", *words], check=True, capture_output=True, text=True).stdout


def command(peer, port: int) -> list[str]:
    return peers.ours("bench_redis_login") if peer.name == "costrel" else peer.command(port)


def scheduled(pids: list[str]) -> float:
    """The seconds that the threads of these processes ran."""
    nanoseconds = 0
    for pid in pids:
        for path in pathlib.Path("/proc", pid, "task").glob("*/schedstat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended meanwhile
                nanoseconds += int(path.read_text().split()[0])
    return nanoseconds / 1e9


def cookies_of(server: ServerProcess) -> list[str]:
    """A session for each of many clients; stops when they are not what is measured."""
    cookies = [server.request("POST", "/login", body="username=admin")[1] for _ in range(SESSIONS)]
    pages = [server.request("GET", "/", cookie)[2] for cookie in cookies[:2]]
    counts = [server.request("GET", "/count", cookie)[2] for cookie in (cookies[0], cookies[0], cookies[1])]
    if not all("Logged in as admin" in page for page in pages) or counts != ["1", "2", "1"]:
        raise RuntimeError("its sessions are not those of its clients")
    return cookies


def apply(port: int, seconds: int, connections: int, method: str, path: str, cookies: list[str]) -> load.Load:
    """Requests of all clients in turn."""
    quoted = ",".join(f"[[{cookie}]]" for cookie in cookies)
    with tempfile.TemporaryDirectory() as folder:
        lua = pathlib.Path(folder, "request.lua")
        lua.write_text(f"""local cookies, last, texts = {{{quoted}}}, 0, {{}}
function init()
  for i, cookie in ipairs(cookies) do texts[i] = wrk.format("{method}", "{path}", {{Cookie = cookie}}) end
end
function request()
  last = last % #texts + 1
  return texts[last]
end
""")
        done = subprocess.run(
            ["taskset", "-c", LOAD_CORE, "wrk", "--threads", "1", "--connections", str(connections), "--duration",
             f"{seconds}s", "--latency", "--script", str(lua), f"http://127.0.0.1:{port}{path}"],
            capture_output=True, text=True, timeout=seconds + 30, check=True)
    return load.parse(done.stdout)


def measure(peer, url: str, redis: list[str], seconds: int, connections: int) -> dict[str, dict]:
    port, found = free_port(), {}
    where = {"COSTREL_SESSION_STORE": url} if peer.name == "costrel" else {"REDIS_URL": url}
    with ServerProcess(command(peer, port), port, SERVER_CORE, **where) as server:
        cookies = cookies_of(server)
        for case, (method, path, _) in CASES.items():
            apply(port, 1, connections, method, path, cookies)  # to warm up
            family = server._family()
            before, before_redis = scheduled(family), scheduled(redis)
            result = apply(port, seconds, connections, method, path, cookies)
            cpu, cpu_redis = scheduled(family) - before, scheduled(redis) - before_redis
            if result.errors > result.requests / 1000:
                raise RuntimeError(f"{result.errors} of {result.requests} requests went wrong")
            found[case] = {"cpu_us": cpu / result.requests * 1e6, "redis_us": cpu_redis / result.requests * 1e6,
                           "requests_per_second": result.per_second, "p99_us": result.p99 * 1e6}
    return found


def p99_while_stopped(url: str, redis: list[str]) -> float:
    """Of costrel's page without a session, in milliseconds, while many requests wait for a Redis that stands still."""
    port = free_port()
    with ServerProcess(peers.ours("bench_redis_login"), port, SERVER_CORE, COSTREL_SESSION_STORE=url,
                       COSTREL_SESSION_STORE_TIMEOUT="20s") as server, contextlib.ExitStack() as stack:
        cookies = cookies_of(server)
        waiting = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in cookies]
        os.kill(int(redis[0]), signal.SIGSTOP)
        stack.callback(os.kill, int(redis[0]), signal.SIGCONT)
        for connection, cookie in zip(waiting, cookies):
            connection.sendall(f"GET /count HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        result = load.apply(port, 5, 4, LOAD_CORE, "GET", "/hello")
        if result.errors or select.select(waiting, [], [], 0)[0]:
            raise RuntimeError("they did not all wait")
    return result.p99 * 1e3


def ratios(rounds: list[dict], name: str, case: str) -> list[float]:
    """How many times costrel's CPU the other one took, of each round."""
    return sorted(one[name][case]["cpu_us"] / one["costrel"][case]["cpu_us"] for one in rounds
                  if name in one and "costrel" in one)


def median(rounds: list[dict], name: str, case: str, what: str) -> float:
    return statistics.median(one[name][case][what] for one in rounds if name in one)


def table(report: dict) -> str:
    made = report["machine"]
    lines = [f"{report['date']}, {made['cores']} cores of {made['cpu']}, {made['system']}, load average "
             f"{report['load_before']} before and {report['load_after']} after; medians of {len(report['rounds'])} rounds "
             f"of {report['seconds']} s, {report['connections']} connections, {SESSIONS:,} sessions; in parentheses the "
             "least and the most of the rounds.", ""]
    for case, (_, _, title) in CASES.items():
        lines += [f"**{title[0].upper()}{title[1:]}**", "",
                  "| server | CPU µs a request | times costrel's | Redis' CPU µs | requests/s | p99 µs |",
                  "| --- | --- | --- | --- | --- | --- |"]
        for name in report["names"]:
            found = {what: median(report["rounds"], name, case, what)
                     for what in ("cpu_us", "redis_us", "requests_per_second", "p99_us")}
            times = ratios(report["rounds"], name, case)
            ratio = "1" if name == "costrel" else f"{statistics.median(times):.1f} ({times[0]:.1f} to {times[-1]:.1f})"
            lines.append(f"| {LABELS[name]} | {found['cpu_us']:.1f} | {ratio} | {found['redis_us']:.1f} | "
                         f"{found['requests_per_second']:,.0f} | {found['p99_us']:,.0f} |")
        lines.append("")
    lines += [f"While {SESSIONS:,} requests waited for a Redis that stood still (SIGSTOP), costrel's page without a "
              f"session had a p99 of {report['stopped_ms']:.2f} ms (aim: {P99_AIM}).", ""]
    return "\n".join([*lines, "Versions: " + "; ".join(report["versions"].values()) + ".", ""])


def write(report: dict) -> None:
    RESULTS.write_text(json.dumps(report, indent=1) + "\n")
    page = PAGE.read_text()
    head, _, rest = page.partition("<!-- stores -->\n")
    _, mark, tail = rest.partition("<!-- end of stores -->")
    PAGE.write_text(f"{head}<!-- stores -->\n{table(report)}{mark}{tail}")
    CHART.write_text(chart.draw_bars(
        [(median(report["rounds"], name, "change", "cpu_us"), LABELS[name], name) for name in report["names"]],
        "CPU time for a request that changes its session in Redis", report["date"]))


def versions(ready: list) -> dict[str, str]:
    redis = peers.first_line("redis-server", "--version").split("v=")[1].split()[0]
    return {"redis": f"Redis {redis}"} | {
        peer.name: {"costrel": lambda: f"costrel: this tree, {peers.first_line('g++', '--version')}",
                    "express": lambda: peers.package_versions("express", "express", "express-session", "connect-redis",
                                                              "redis"),
                    "flask": lambda: peers.pinned("Flask", "Flask-Session", "redis", "gunicorn", "gevent") + ", " +
                    peers.first_line(str(peers.BUILT / "venv/bin/python"), "--version")}[peer.name]()
        for peer in ready}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench stores", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="for each case of a round")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--keep", action="store_true", help="write into docs what came out")
    arguments = parser.parse_args()
    if (os.cpu_count() or 1) < 2:
        sys.exit("script/bench stores needs two cores: one for the server, one for the load.")

    places = dict(line.split("=", 1) for line in services("env").splitlines())
    # As its user without a name, who may do what each of them does.
    url, redis = f"redis://{places['REDIS_URL'].rpartition('@')[2]}", [pathlib.Path(places["REDIS_PIDFILE"]).read_text().split()[0]]
    ready = ready_peers(list(LABELS))
    load_before, rounds = os.getloadavg()[0], []
    for number in range(arguments.rounds):
        one: dict[str, dict] = {}
        for peer in ready:
            print(f"Round {number + 1} of {arguments.rounds}: {LABELS[peer.name]}", flush=True)
            try:
                one[peer.name] = measure(peer, url, redis, arguments.seconds, arguments.connections)
            except Exception as why:  # one server's failure is not the others'
                print(f"{LABELS[peer.name]} is left out of this round: {why}")
        rounds.append(one)
    names = [name for name in LABELS if any(name in one for one in rounds)]
    report = {"date": datetime.date.today().isoformat(), "machine": machine(), "load_before": round(load_before, 2),
              "load_after": round(os.getloadavg()[0], 2), "seconds": arguments.seconds,
              "connections": arguments.connections, "names": names,
              "stopped_ms": round(p99_while_stopped(url, redis), 2), "versions": versions(ready), "rounds": rounds}
    print(table(report))
    if arguments.keep:
        write(report)
    missed = [f"{LABELS[name]}, {CASES[case][2]}" for name in names if name != "costrel" for case in ("read", "change")
              if statistics.median(ratios(rounds, name, case)) < AIM]
    if report["stopped_ms"] >= P99_AIM:
        missed.append("p99 while the store stands still")
    print(f"The aims, {AIM} times less CPU than either and p99 below {P99_AIM} ms while the store stands still: " + ("held." if not missed else f"missed by {'; '.join(missed)}."))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
