"""Builds and runs the suites of tests and adds up their cases. script/test calls it.

Each suite prints one line; the output of one that fails follows, and all of it is kept in
build/test-logs/.
"""

import argparse
import functools
import json
import os
import pathlib
import subprocess
import sys
import time
import xml.etree.ElementTree

from tests import tally
from tests.tally import Count

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LOGS = BUILD / "test-logs"
PYTHON = str(BUILD / "venv/bin/python")
EXAMPLES = BUILD / "release/examples"
LOGIN = str(EXAMPLES / "login")
FLASKR = str(EXAMPLES / "flaskr/flaskr")
CONFORMANCE = str(BUILD / "release/tools/conformance/costrel-conformance")
PROXIED = str(BUILD / "release/tools/conformance/costrel-proxied")
JOBS = str(os.cpu_count() or 1)
LONGEST = 1200  # seconds for one command: a hanging test is a failure, not a hanging run


class Log:
    """The output of one suite."""

    def __init__(self, name: str):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.path = LOGS / f"{name}.log"
        self.path.write_text("")

    def run(self, *command: str, **environment: str) -> tuple[bool, str]:
        """Whether the command succeeded, and what it printed."""
        with self.path.open("a+", errors="replace") as log:
            start = log.tell()
            try:
                status = subprocess.run(
                    command, cwd=ROOT, env=os.environ | environment, timeout=LONGEST,
                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False,
                ).returncode
            except (OSError, subprocess.TimeoutExpired) as error:
                status = None
                log.write(f"\n{error}\n")
            log.flush()
            log.seek(start)
            return status == 0, log.read()

    def tail(self, lines: int = 200) -> str:
        return "\n".join(self.path.read_text(errors="replace").splitlines()[-lines:])


def one_check(log: Log, *command: str) -> Count:
    """A command that is one case: it succeeds or fails."""
    succeeded, _ = log.run(*command)
    return Count(passed=1) if succeeded else Count(failed=1)


def program(log: Log, *command: str, count=tally.from_closing_line, **environment: str) -> Count:
    """A test program that says how many cases passed and failed."""
    succeeded, output = log.run(*command, **environment)
    return tally.judged(count(output), succeeded)


def ctest(log: Log, preset: str, *options: str) -> Count:
    """Every test of ctest: a GoogleTest program counts its cases, another test is one case unless
    it ends with a line 'N passed, N failed'."""
    folder = BUILD / preset
    reports, junit = folder / "gtest-reports", folder / "ctest.xml"
    reports.mkdir(exist_ok=True)
    for old in [*reports.iterdir(), junit]:
        old.unlink(missing_ok=True)

    command = ["ctest", "--test-dir", str(folder), *options]
    _, listing = log.run(*command, "--show-only=json-v1")
    succeeded, _ = log.run(
        *command, "--parallel", JOBS, "--output-on-failure", "--timeout", str(LONGEST // 2),
        "--output-junit", str(junit), "--test-output-size-passed", "10000", "--test-output-truncation", "head",
        GTEST_OUTPUT=f"json:{reports}/")
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


def built(*preset_and_targets: str):
    """The suite runs only when this is built; that it does not build is a failure."""
    def decorate(suite):
        @functools.wraps(suite)
        def run(log: Log) -> Count:
            succeeded, _ = log.run("script/build", *preset_and_targets)
            return suite(log) if succeeded else Count(failed=1)
        return run
    return decorate


# The suites, cheap ones first.

def format_(log: Log) -> Count:
    """clang-format would change nothing"""
    return one_check(log, "script/format", "--check")


def scripts(log: Log) -> Count:
    """the scripts say what is wrong when something is, and tests are counted rightly"""
    return (program(log, PYTHON, "-m", "tests.scripts.complaints")
            + program(log, PYTHON, "-m", "tests.scripts.counting"))


def headers(log: Log) -> Count:
    """public headers stand alone, are cheap, and includes point down the layers"""
    return program(log, PYTHON, "-m", "tests.header_cost.headers")


def compile_fail(log: Log) -> Count:
    """g++ and clang++ refuse what must not compile, in words that tell why"""
    return program(log, PYTHON, "-m", "tests.compile_fail.refused")


def docs(log: Log) -> Count:
    """every snippet of the documentation compiles, and every link leads somewhere"""
    return program(log, PYTHON, "-m", "tests.docs.snippets")


@built("dev")
def unit(log: Log) -> Count:
    """every test of ctest but those of bad input, with assertions"""
    return ctest(log, "dev", "--exclude-regex", "^badinput$")


@built("dev", "badinput")
def badinput(log: Log) -> Count:
    """hostile requests are answered clearly, over sockets and however they are cut"""
    return ctest(log, "dev", "--tests-regex", "^badinput$")


@built("dev", "faults_application")
def faults(log: Log) -> Count:
    """killed, starved, without random bytes, at a wrong time: it goes on, and loses nobody"""
    application = str(BUILD / "dev/tests/faults/faults_application")
    return sum((program(log, PYTHON, "-m", f"tests.faults.{script}", FAULTS_APPLICATION=application)
                for script in ("stopping", "keys", "clock", "shortage", "abuse")), Count())


@built("dev", "login")
def operation(log: Log) -> Count:
    """it listens wherever it is told to, takes new certificates, and says what is wrong"""
    login = str(BUILD / "dev/examples/login")
    return sum((program(log, PYTHON, "-m", f"tests.operation.{script}", LOGIN=login)
                for script in ("listening", "certificates")), Count())


@built("dev", "crowd")
def crowd(log: Log) -> Count:
    """10,000 idle connections and 500 slow senders keep nobody waiting"""
    return program(log, str(BUILD / "dev/tests/crowd/crowd"))


@built("dev", "siege")
def siege(log: Log) -> Count:
    """10,000 hostile connections of each kind take less than 1 GiB, and leave no trace"""
    return program(log, str(BUILD / "dev/tests/crowd/siege"))


@built("dev", "telemetry_application")
def telemetry(log: Log) -> Count:
    """access log, request ids, numbers and health of a running server, as an operator sees them"""
    return program(log, PYTHON, "-m", "tests.telemetry.outside",
                   TELEMETRY_APPLICATION=str(BUILD / "dev/tests/telemetry/telemetry_application"))


@built("dev", "costrel_command")
def command(log: Log) -> Count:
    """the costrel command reads Flask's cookies, says what is wrong with them, and makes keys"""
    return program(log, PYTHON, "-m", "tests.command.command",
                   COSTREL_COMMAND=str(BUILD / "dev/tools/costrel/costrel"))


@built("release", "counts")
def counts(log: Log) -> Count:
    """a request takes no more instructions, allocations and system calls than budgeted"""
    return program(log, PYTHON, "-m", "tests.counts.budget")


@built("release", "costrel_conformance", "costrel_proxied")
def differential(log: Log) -> Count:
    """random sessions, cookies and requests, the same in Flask and here"""
    return (program(log, PYTHON, "-m", "tests.differential.live", CONFORMANCE=CONFORMANCE)
            + program(log, PYTHON, "-m", "tests.differential.proxies", PROXIED=PROXIED))


@built("release", "examples")
def interop(log: Log) -> Count:
    """a login, a blog and files shared with the real Flask, over HTTP, here and on other servers"""
    return (program(log, PYTHON, "-m", "tests.interop.shared_login", LOGIN=LOGIN)
            + program(log, PYTHON, "-m", "tests.interop.other_servers",
                      LOGIN_HTTPLIB=str(EXAMPLES / "login_httplib"),
                      LOGIN_BEAST=str(EXAMPLES / "login_beast"),
                      COOKIE_READER=str(EXAMPLES / "cookie_reader"))
            + program(log, PYTHON, "-m", "tests.interop.shared_blog", FLASKR=FLASKR)
            + program(log, PYTHON, "-m", "tests.interop.files", FILES=str(EXAMPLES / "files")))


@built("release", "login", "flaskr")
def browser(log: Log) -> Count:
    """Chromium walks through the login and the blog"""
    walks = "tests/browser/login.test.mjs", "tests/browser/flaskr.test.mjs"
    return sum((program(log, "node", "--test-reporter=tap", walk, count=tally.from_tap,
                        LOGIN=LOGIN, FLASKR=FLASKR) for walk in walks), Count())


@built("release")
def consumer(log: Log) -> Count:
    """another project finds the installed library and runs with it"""
    return program(log, PYTHON, "-m", "tests.consumer.installed")


@built("asan")
def asan(log: Log) -> Count:
    """the tests of ctest under AddressSanitizer and UndefinedBehaviorSanitizer"""
    return ctest(log, "asan")


@built("tsan")
def tsan(log: Log) -> Count:
    """the tests of ctest under ThreadSanitizer"""
    return ctest(log, "tsan")


@built("fuzz", "fuzz_targets")
def fuzz(log: Log) -> Count:
    """each fuzz target finds nothing in three seconds, from its corpus on"""
    _, targets = log.run("script/fuzz", "--list")
    checks = (one_check(log, "script/fuzz", target, "3") for target in targets.split())
    return sum(checks, Count(failed=0 if targets.split() else 1))


def clang(log: Log) -> Count:
    """clang++ compiles everything without a warning"""
    return one_check(log, "script/build", "clang")


SUITES = {suite.__name__.rstrip("_"): suite
          for suite in (format_, scripts, headers, compile_fail, docs, unit, badinput, faults, operation, telemetry,
                        command, crowd, siege, counts, differential, interop, browser, consumer, asan, tsan, fuzz, clang)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("suite", nargs="*", help="which suites to run (default: all)")
    parser.add_argument("--list", action="store_true", help="say which suites there are")
    arguments = parser.parse_args()
    if arguments.list:
        for name, suite in SUITES.items():
            print(f"{name:14}{suite.__doc__}")
        return 0
    unknown = [name for name in arguments.suite if name not in SUITES]
    if unknown:
        sys.exit(f"There is no suite '{unknown[0]}'; there are {', '.join(SUITES)}.")

    total = Count()
    for name in arguments.suite or SUITES:
        log, start = Log(name), time.monotonic()
        count = SUITES[name](log)
        print(f"{name:14}{count}  ({time.monotonic() - start:.0f} s)", flush=True)
        if count.failed:
            print(log.tail(), flush=True)
        total += count
    print(total)
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    sys.exit(main())
