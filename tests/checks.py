"""What suites are made of: commands whose output is kept, and counts of the cases that passed and failed."""

import concurrent.futures
import json
import pathlib
import xml.etree.ElementTree
from collections.abc import Callable

from tests import tally
from tests.beside import ALL
from tests.commands import ROOT, Commands
from tests.tally import Count

BUILD = ROOT / "build"
LOGS = BUILD / "test-logs"
PYTHON = str(BUILD / "venv/bin/python")
JOBS = str(ALL)
# Seconds for a program of tests, so that one that hangs is a failure and not a run that hangs. It says nothing
# about speed, and what compiles has no limit: how long that takes is the machine's affair.
LONGEST = 1800
COMMANDS = Commands()


class Log:
    """The output of one suite, or of a part of it that runs beside others, and what its commands took of processors."""

    def __init__(self, name: str):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.path = LOGS / f"{name}.log"
        self.path.write_text("")
        self._own_seconds = 0.0
        self._parts: list[Log] = []

    def part(self, name: str) -> "Log":
        self._parts.append(Log(f"{self.name}-{name}"))
        return self._parts[-1]

    @property
    def processor_seconds(self) -> float:
        return self._own_seconds + sum(part.processor_seconds for part in self._parts)

    def run(self, *command: str, limit: float | None = LONGEST, even_when_over: bool = False,
            **environment: str) -> tuple[bool, str]:
        """Whether the command succeeded within `limit` seconds, and what it printed."""
        with self.path.open("a+", errors="replace") as log:
            start = log.tell()
            ran = COMMANDS.run(command, log, limit, environment=environment, even_when_over=even_when_over)
            self._own_seconds += ran.processor_seconds
            if ran.complaint:
                log.write(f"\n{ran.complaint}\n")
            log.flush()
            log.seek(start)
            return ran.status == 0, log.read()

    def write(self, text: str) -> None:
        with self.path.open("a") as log:
            log.write(text)

    def tail(self, lines: int = 200) -> str:
        return "\n".join(self.path.read_text(errors="replace").splitlines()[-lines:])


def one_check(log: Log, *command: str, limit: float | None = LONGEST) -> Count:
    """A command that is one case: it succeeds or fails."""
    succeeded, _ = log.run(*command, limit=limit)
    return Count(passed=1) if succeeded else Count(failed=1)


def program(log: Log, *command: str, count=tally.from_closing_line, limit: float | None = LONGEST,
            **environment: str) -> Count:
    """A test program that says how many cases passed and failed."""
    succeeded, output = log.run(*command, limit=limit, **environment)
    return tally.judged(count(output), succeeded)


def scripts_in(log: Log, package: str, *names: str, **environment: str) -> Count:
    """Test programs in Python, of one folder."""
    return sum((program(log, PYTHON, "-m", f"{package}.{name}", **environment) for name in names), Count())


def scripts_of(package: str) -> list[str]:
    """The names of the folder's files that end as test programs do."""
    folder = ROOT / package.replace(".", "/")
    return sorted(file.stem for file in folder.glob("*.py") if "tally.main()" in file.read_text())


def every_script_in(log: Log, package: str, **environment: str) -> Count:
    return tally.judged(scripts_in(log, package, *scripts_of(package), **environment), True)


def scripts_with(log: Log, services: list[str], package: str, *names: str, folder: str = "services",
                 **environment: str) -> Count:
    """Test programs in Python while script/services runs these services, in that folder below build/."""
    environment["SERVICES_FOLDER"] = str(BUILD / folder)
    try:
        started, _ = log.run("script/services", "start", *services, **environment)
        return scripts_in(log, package, *names, **environment) if started else Count(failed=1)
    finally:
        log.run("script/services", "stop", even_when_over=True, **environment)


def at_once(log: Log, parts: dict[str, Callable[[Log], Count]], most: int | None = None) -> Count:
    """Parts of a suite beside each other, so many at most; each has a log of its own."""
    logs = [log.part(name) for name in parts]
    with concurrent.futures.ThreadPoolExecutor(most or len(parts)) as pool:
        counts = list(pool.map(lambda part, own: part(own), parts.values(), logs))
    for own, count in zip(logs, counts):
        if count.failed:
            log.write(f"{own.name} failed:\n{own.tail()}\n")
    return sum(counts, Count())


def ctest(log: Log, preset: str, *options: str) -> Count:
    """Every test of ctest: a GoogleTest program counts its cases, another test is one case unless
    it ends with a line 'N passed, N failed'."""
    folder = BUILD / preset
    reports, junit = folder / "gtest-reports" / log.name, folder / f"ctest-{log.name}.xml"
    reports.mkdir(parents=True, exist_ok=True)
    for old in [*reports.iterdir(), junit]:
        old.unlink(missing_ok=True)

    command = ["ctest", "--test-dir", str(folder), *options]
    _, listing = log.run(*command, "--show-only=json-v1")
    succeeded, _ = log.run(
        *command, "--parallel", JOBS, "--output-on-failure", "--timeout", str(LONGEST),
        "--output-junit", str(junit), "--test-output-size-passed", "10000", "--test-output-truncation", "head",
        limit=None, GTEST_OUTPUT=f"json:{reports}/")
    if not junit.exists():
        return Count(failed=1)

    binaries = {test["name"]: pathlib.Path(test["command"][0]).name
                for test in json.loads(listing)["tests"] if "command" in test}
    total = Count()
    for case in xml.etree.ElementTree.parse(junit).iter("testcase"):
        passed = case.get("status") == "run"
        count = (tally.from_gtest(reports / f"{binaries.get(case.get('name'))}.json")
                 or tally.from_closing_line(case.findtext("system-out") or "")
                 or (Count(passed=1) if passed else None))
        total += tally.judged(count, passed)
    return tally.judged(total, succeeded)
