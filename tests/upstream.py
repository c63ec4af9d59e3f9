"""Runs the differential tests with newer releases of what costrel follows. script/upstream calls it."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from tests import tally, versions
from tests.tally import Count

ROOT = versions.ROOT
APART = ROOT / "build/upstream"
TOOLS = ROOT / "build/release/tools/conformance"
# Each module, and the program that it asks for, by the name of its variable; or it asks for none.
TESTS = {"tests.differential.live": {"CONFORMANCE": TOOLS / "costrel-conformance"},
         "tests.differential.proxies": {"PROXIED": TOOLS / "costrel-proxied"},
         "tests.templates.vectors": {}}


class NotDone(Exception):
    """In one sentence, why this cannot go on."""


def pip(*arguments: str) -> None:
    done = subprocess.run([APART / "bin/pip", "--disable-pip-version-check", "--quiet", *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["it said nothing"]
        raise NotDone(f"pip {arguments[0]} failed: {words[-1]}")


def make_apart() -> None:
    """An environment of its own, without a package in it."""
    python = "/usr/bin/python3" if pathlib.Path("/usr/bin/python3").exists() else sys.executable
    done = subprocess.run([python, "-m", "venv", "--clear", APART], capture_output=True, check=False)
    if done.returncode:
        raise NotDone(f"{python} could not make the environment {APART.relative_to(ROOT)}: is python3-venv there?")


def newest(wanted: list[str]) -> dict[str, str]:
    """What pip would install for these requirements beside any version of what costrel follows."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        pip("install", "--dry-run", "--report", report.name, *wanted, *versions.FOLLOWED)
        installed = json.load(report)["install"]
    found = {package["metadata"]["name"].lower(): package["metadata"]["version"] for package in installed}
    return {name: found[name.lower()] for name in versions.FOLLOWED}


def differences(pinned: dict[str, str], found: dict[str, str]) -> list[str]:
    """A line for each library of another version than the pinned one."""
    return [f"{name} {version} is there; costrel is tested with {pinned[name]}."
            for name, version in found.items() if version != pinned[name]]


def run_tests() -> Count:
    total = Count()
    programs = [path.name.replace("-", "_") for asked in TESTS.values() for path in asked.values()]
    subprocess.run(["script/build", "release", *programs], cwd=ROOT, check=True)
    for module, asked in TESTS.items():
        done = subprocess.run([APART / "bin/python", "-m", module], cwd=ROOT, text=True, check=False,
                              env=os.environ | {name: str(path) for name, path in asked.items()},
                              stdout=subprocess.PIPE)
        sys.stdout.write(done.stdout)
        total += tally.judged(tally.from_closing_line(done.stdout), done.returncode == 0)
    return total


def main(wanted: list[str]) -> int:
    try:
        make_apart()
        found = newest(wanted)
        lines = differences(versions.pinned(), found)
        print("\n".join(lines) or "Nothing is newer: " + ", ".join(map(" ".join, found.items())) + ".", flush=True)
        if not lines:
            return 0
        pip("install", *(f"{name}=={version}" for name, version in found.items()))
        count = run_tests()
    except NotDone as reason:
        sys.exit(str(reason))
    except subprocess.CalledProcessError:
        sys.exit("The programs that the tests ask for did not build: the compiler's words are above.")
    print(count)
    return 0 if count.passed and not count.failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
