"""Measures costrel beside what a user would pick instead, and writes what came out.

Each round starts every server in turn on one core, with the load on the other, and gives it each case;
the medians of the rounds count. Everything is bounded in time, listens on 127.0.0.1 only, and only what
was started here is ended.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import sys

from bench import chart, load, table
from bench.peers import PEERS, ROOT, NotReady
from bench.server_process import ServerProcess, free_port

RESULTS = ROOT / "bench/results/latest.json"
CHART = ROOT / "docs/performance.svg"
CASES = {
    "verified": "GET / with a verified session",
    "refresh": "the same, and the session is signed anew",
    "login": "POST /login, which signs a session",
    "untouched": "a page that does not touch the session",
}
SERVER_CORE, LOAD_CORE = "1", "0"


def ready_peers(wanted: list[str]) -> list:
    ready = []
    for peer in PEERS:
        if wanted and peer.name not in wanted:
            continue
        if peer.tool and not shutil.which(peer.tool):
            print(f"{peer.label} is left out: there is no {peer.tool} here.")
            continue
        try:
            print(f"Making {peer.label} ready", flush=True)
            peer.prepare()
            ready.append(peer)
        except NotReady as why:
            print(f"{peer.label} is left out: {why}")
    return ready


def requests_of(server: ServerProcess) -> dict[str, dict]:
    """How each case is asked for; stops when a server does not do what it is measured for."""
    form = "username=admin"
    status, cookie, _ = server.request("POST", "/login", body=form)
    _, _, page = server.request("GET", "/", cookie)
    refreshed, again, _ = server.request("GET", "/refresh", cookie)
    if status not in (302, 303) or "Logged in as admin" not in page or refreshed != 200 or not again:
        raise RuntimeError("it does not log in as the others do")
    return {
        "verified": {"method": "GET", "path": "/", "cookie": cookie},
        "refresh": {"method": "GET", "path": "/refresh", "cookie": again},
        "login": {"method": "POST", "path": "/login", "body": form},
        "untouched": {"method": "GET", "path": "/login", "cookie": cookie},
    }


def measure(peer, seconds: int, connections: int) -> dict[str, dict]:
    port, found = free_port(), {}
    with ServerProcess(peer.command(port), port, SERVER_CORE) as server:
        if peer.sessions:
            requests = requests_of(server)
        else:
            requests = {"verified": {"method": "GET", "path": "/", "cookie": "session=" + "x" * 62}}
        for case, request in requests.items():
            load.apply(port, 1, connections, LOAD_CORE, **request)  # to warm up
            before = server.cpu_seconds()
            result = load.apply(port, seconds, connections, LOAD_CORE, **request)
            cpu = server.cpu_seconds() - before
            if result.errors > result.requests / 1000:
                raise RuntimeError(f"{result.errors} of {result.requests} requests went wrong")
            found[case] = {
                "requests_per_second": result.per_second,
                "cpu_us": cpu / result.requests * 1e6,
                "p50_us": result.p50 * 1e6, "p99_us": result.p99 * 1e6,
                "memory_mib": server.memory() / 2**20, "errors": result.errors}
    return found


def medians(rounds: list[dict]) -> dict:
    return {key: round(statistics.median(one[key] for one in rounds), 2) for key in rounds[0]}


def print_table(results: dict, labels: dict[str, str]) -> None:
    for case, title in CASES.items():
        print(f"\n{title}\n{'':32}{'requests/s':>11}{'CPU us':>9}{'p50 us':>9}{'p99 us':>9}{'MiB':>7}{'errors':>8}")
        for name, cases in results.items():
            if case in cases:
                row = cases[case]
                print(f"{labels[name]:32}{row['requests_per_second']:>11,.0f}{row['cpu_us']:>9.1f}"
                      f"{row['p50_us']:>9.0f}{row['p99_us']:>9.0f}{row['memory_mib']:>7.0f}{row['errors']:>8.0f}")


def machine() -> dict:
    cpu = next((line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return {"cpu": cpu, "cores": os.cpu_count(), "system": system, "kernel": platform.release()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench servers", description=__doc__)
    parser.add_argument("peer", nargs="*", help="which servers (default: all)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="for each case of a round")
    parser.add_argument("--connections", type=int, default=32)
    arguments = parser.parse_args()
    if (os.cpu_count() or 1) < 2:
        sys.exit("script/bench needs two cores: one for the server, one for the load.")

    peers = ready_peers(arguments.peer)
    rounds: dict[str, dict[str, list]] = {}
    load_before = os.getloadavg()[0]
    for number in range(arguments.rounds):
        for peer in peers:
            print(f"Round {number + 1} of {arguments.rounds}: {peer.label}", flush=True)
            try:
                for case, row in measure(peer, arguments.seconds, arguments.connections).items():
                    rounds.setdefault(peer.name, {}).setdefault(case, []).append(row)
            except Exception as why:  # one server's failure is not the others'
                print(f"{peer.label} is left out of this round: {why}")
    results = {name: {case: medians(rows) for case, rows in cases.items()} for name, cases in rounds.items()}
    print_table(results, {peer.name: peer.label for peer in peers})

    report = {
        "date": datetime.date.today().isoformat(), "machine": machine(),
        "load_before": round(load_before, 2), "load_after": round(os.getloadavg()[0], 2),
        "rounds": arguments.rounds, "seconds": arguments.seconds, "connections": arguments.connections,
        "versions": {peer.name: peer.version() for peer in peers},
        "labels": {peer.name: peer.label for peer in peers}, "results": results}
    if arguments.peer:
        return 0  # not all of it: the kept results stay
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=1) + "\n")
    CHART.write_text(chart.draw(report))
    table.write(report, CASES)
    print(f"\nWritten: {RESULTS.relative_to(ROOT)}, docs/performance.md, {CHART.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
