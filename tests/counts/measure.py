"""Counts what a request takes of the server: user instructions, calls of operator new, system calls.

Each figure is the difference of two runs of different length, so what starting costs drops out.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNTS = os.environ.get("COUNTS", str(ROOT / "build/release/tests/counts/counts"))
ROUTES = os.environ.get("COUNTS_ROUTES", str(ROOT / "build/release/tests/counts/counts_routes"))
TEMPLATES = os.environ.get("COUNTS_TEMPLATES", str(ROOT / "build/release/tests/counts/counts_templates"))
PAGES = ("table", "fields", "index")
CASES = ("verified", "untouched", "browser", "task", "login", "refresh", "logged", "counted")
SHORT, LONG = 100, 600
IDLE = 200


def _run(*command: str) -> dict:
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True,
                          stdin=subprocess.DEVNULL)
    return json.loads(done.stdout.splitlines()[-1])


def _look_ups(routes: int, times: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "callgrind")
        _run("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", ROUTES, str(routes), str(times))
        return int(re.search(r"^totals: (\d+)", out.read_text(), re.M).group(1))


def look_up(routes: int) -> float:
    """Instructions that finding one of so many routes takes."""
    return (_look_ups(routes, 2100) - _look_ups(routes, 700)) / 1400


def _pages(page: str, times: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "callgrind")
        _run("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", TEMPLATES, page, str(times))
        return int(re.search(r"^totals: (\d+)", out.read_text(), re.M).group(1))


def page(name: str) -> float:
    """Instructions that putting out a page from its template takes."""
    return (_pages(name, 60) - _pages(name, 10)) / 50


def _instructions(case: str, times: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "callgrind")
        _run("valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={out}",
             COUNTS, case, str(times))
        # The client is the program's first thread, the server its second.
        return int(re.search(r"^totals: (\d+)", pathlib.Path(f"{out}-02").read_text(), re.M).group(1))


def instructions(case: str) -> float:
    """The least of three runs for the log, of which some is done each second, however many requests fit into it."""
    return min((_instructions(case, LONG) - _instructions(case, SHORT)) / (LONG - SHORT)
               for _ in range(3 if case == "logged" else 1))


def calls(case: str, times: int = LONG) -> dict[str, float]:
    """System calls and allocations a request."""
    return {name: count / times for name, count in _run(COUNTS, case, str(times)).items()}


def idle_bytes() -> float:
    """User memory that an idle connection holds."""
    return _run(COUNTS, "idle", str(IDLE))["bytes"] / IDLE


def measure() -> dict[str, dict[str, float]]:
    found = {}
    for case in CASES:
        found[case] = calls(case) | {"instructions": instructions(case)}
    pipelined = calls("pipelined", 200)
    found["pipelined"] = {name: count / 16 for name, count in pipelined.items()}
    found["idle"] = {"bytes": idle_bytes()}
    return found


if __name__ == "__main__":
    for routes in (10, 100, 1000):
        print(f"{routes:5} routes: {look_up(routes):,.0f} instructions to find one")
    for name in PAGES:
        print(f"page {name}: {page(name):,.0f} instructions")
    for case, row in measure().items():
        print(f"{case:12}" + ", ".join(f"{value:,.2f} {name.replace('_', ' ')}" for name, value in row.items()))
