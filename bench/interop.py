"""What opening a small session costs in each format of another framework, and in the framework itself, in its own
language: CPU time, of which the fastest of three rounds counts, in which all take turns.

    python3 -m bench.interop build/release/bench/bench_interop
"""

import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS = 3
# The other language's reader of what is in the Cookie field, and the programs that run it.
PEERS = {
    "Python": [str(ROOT / "build/venv/bin/python"), str(ROOT / "bench/interop_peers.py")],
    "Node.js": ["node", str(ROOT / "tests/frameworks/opening_speed.mjs")],
    "Ruby": ["ruby", str(ROOT / "bench/interop_peers.rb")],
    "Go": [str(ROOT / "build/frameworks/opening_speed")],
}


def costrel(program: str) -> dict[str, float]:
    """Nanoseconds of each format."""
    ran = subprocess.run([program, "--benchmark_filter=^open/", "--benchmark_min_time=0.05", "--benchmark_format=json"],
                         capture_output=True, text=True, check=True)
    return {run["name"].removeprefix("open/"): run["cpu_time"] for run in json.loads(ran.stdout)["benchmarks"]}


def peer(command: list[str], cookies: str) -> dict[str, float]:
    ran = subprocess.run(command, input=cookies, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"left out: {' '.join(command)}: {ran.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return {}
    return json.loads(ran.stdout)


def go_peer() -> None:
    folder = ROOT / "tests/frameworks/deep/gorilla"
    own = ROOT / "build/venv/bin/go"
    go = str(own) if own.exists() else shutil.which("go")
    if go:
        subprocess.run([go, "build", "-o", PEERS["Go"][0], "./opening_speed"], cwd=folder, check=False)


def main(program: str) -> None:
    cookies = subprocess.run([program, "--cookies"], capture_output=True, text=True, check=True).stdout
    go_peer()
    ours: dict[str, float] = {}
    theirs: dict[str, tuple[float, str]] = {}
    for _ in range(ROUNDS):
        for name, time in costrel(program).items():
            ours[name] = min(time, ours.get(name, time))
        for language, command in PEERS.items():
            if shutil.which(command[0]):
                for name, time in peer(command, cookies).items():
                    theirs[name] = min((time, language), theirs.get(name, (time, language)))
    print("| format | costrel, µs | itself, µs | in | times |")
    print("| --- | --- | --- | --- | --- |")
    for name, time in sorted(ours.items()):
        real, language = theirs.get(name, (None, "–"))
        columns = ("–", "–", "–") if real is None else (f"{real / 1000:.1f}", language, f"{real / time:.1f}")
        print(f"| {name} | {time / 1000:.2f} | {' | '.join(columns)} |")


if __name__ == "__main__":
    main(sys.argv[1])
