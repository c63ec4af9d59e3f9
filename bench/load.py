"""Requests as fast as a server takes them: wrk on one core, for a bounded time."""

import pathlib
import re
import subprocess
import tempfile
from typing import NamedTuple

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


class Load(NamedTuple):
    requests: int
    per_second: float
    p50: float  # seconds
    p99: float
    errors: int


def script(method: str, path: str, cookie: str, body: str) -> str:
    lines = [f'wrk.method = "{method}"', f'wrk.path = "{path}"']
    if cookie:
        lines.append(f"wrk.headers['Cookie'] = [[{cookie}]]")
    if body:
        lines += ["wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'", f'wrk.body = "{body}"']
    return "\n".join(lines) + "\n"


def apply(port: int, seconds: int, connections: int, core: str, method: str, path: str,
          cookie: str = "", body: str = "") -> Load:
    with tempfile.TemporaryDirectory() as folder:
        lua = pathlib.Path(folder, "request.lua")
        lua.write_text(script(method, path, cookie, body))
        done = subprocess.run(
            ["taskset", "-c", core, "wrk", "--threads", "1", "--connections", str(connections),
             "--duration", f"{seconds}s", "--latency", "--script", str(lua), f"http://127.0.0.1:{port}{path}"],
            capture_output=True, text=True, timeout=seconds + 30, check=True)
    return parse(done.stdout)


def parse(output: str) -> Load:
    def seconds(percent: str) -> float:
        number, unit = re.search(rf"^ +{percent}% +([\d.]+)(\w+)", output, re.M).groups()
        return float(number) * UNITS[unit]

    requests = int(re.search(r"(\d+) requests in", output).group(1))
    rate = float(re.search(r"Requests/sec: +([\d.]+)", output).group(1))
    errors = sum(map(int, re.findall(r"(?:Non-2xx or 3xx responses|timeout|read|write|connect):? +(\d+)", output)))
    return Load(requests, rate, seconds("50"), seconds("99"), errors)
