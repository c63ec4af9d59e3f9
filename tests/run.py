"""Builds and runs the suites of tests and adds up their cases. script/test calls it.

Each suite prints one line; the output of one that fails follows, and all of it is kept in
build/test-logs/.
"""

import argparse
import concurrent.futures
import functools
import json
import os
import pathlib
import resource
import subprocess
import sys
import time
import xml.etree.ElementTree

from tests import tally
from tests.ahead import BuiltAhead
from tests.tally import Count

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LOGS = BUILD / "test-logs"
PYTHON = str(BUILD / "venv/bin/python")
PROGRAMS = BUILD / "test"  # the preset that all suites share that are not deep
EXAMPLES = PROGRAMS / "examples"
FAULTS = str(PROGRAMS / "tests/faults/faults_application")
LOGIN = str(EXAMPLES / "login")
LOGIN_HTTPLIB = str(EXAMPLES / "login_httplib")
LOGIN_BEAST = str(EXAMPLES / "login_beast")
LOGIN_POCO = str(EXAMPLES / "login_poco")
COSTREL_COMMAND = str(PROGRAMS / "tools/costrel/costrel")
FLASKR = str(EXAMPLES / "flaskr/flaskr")
CONFORMANCE = str(PROGRAMS / "tools/conformance/costrel-conformance")
PROXIED = str(PROGRAMS / "tools/conformance/costrel-proxied")
JOBS = str(os.cpu_count() or 1)
# Seconds for a program of tests, so that one that hangs is a failure and not a run that hangs. It says nothing
# about speed, and what compiles has no limit: how long that takes is the machine's affair.
LONGEST = 1800


class Log:
    """The output of one suite."""

    def __init__(self, name: str):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.path = LOGS / f"{name}.log"
        self.path.write_text("")

    def run(self, *command: str, limit: float | None = LONGEST, **environment: str) -> tuple[bool, str]:
        """Whether the command succeeded within `limit` seconds, and what it printed."""
        with self.path.open("a+", errors="replace") as log:
            start = log.tell()
            try:
                status = subprocess.run(
                    command, cwd=ROOT, env=os.environ | environment, timeout=limit,
                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False,
                ).returncode
            except (OSError, subprocess.TimeoutExpired) as error:
                status = None
                log.write(f"\n{error}\n")
            log.flush()
            log.seek(start)
            return status == 0, log.read()

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


def every_script_in(log: Log, package: str, but: str = "", **environment: str) -> Count:
    """Those of the folder's files that end as test programs do, but for the one of that name."""
    folder = ROOT / package.replace(".", "/")
    names = sorted(file.stem for file in folder.glob("*.py")
                   if file.stem != but and "tally.main()" in file.read_text())
    return tally.judged(scripts_in(log, package, *names, **environment), True)


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


def deep(suite):
    """Marks a suite that takes long: `script/test deep` runs it, `script/test` does not."""
    suite.deep = True
    return suite


def built(*preset_and_targets: str):
    """The suite runs only when this is built; that it does not build is a failure."""
    def decorate(suite):
        @functools.wraps(suite)
        def run(log: Log) -> Count:
            succeeded, _ = log.run("script/build", *preset_and_targets, limit=None)
            return suite(log) if succeeded else Count(failed=1)
        run.builds = preset_and_targets
        return run
    return decorate


# The suites, cheap ones first. Those that are not deep share the preset `test`, which is built at once.

def format_(log: Log) -> Count:
    """clang-format would change nothing"""
    return one_check(log, "script/format", "--check")


def scripts(log: Log) -> Count:
    """the scripts say what is wrong when something is, and tests are counted rightly"""
    return scripts_in(log, "tests.scripts", "complaints", "counting", "ahead", "batches", "includes", "newer")


def layers(log: Log) -> Count:
    """includes point down the layers, and what two headers say of the same is the same"""
    return scripts_in(log, "tests.header_cost", "layers")


@deep
def headers(log: Log) -> Count:
    """public headers stand alone, are cheap to compile, and bear what other libraries' headers do, from g++ as from clang++"""
    return (program(log, PYTHON, "-m", "tests.header_cost.headers", limit=None)
            + program(log, PYTHON, "-m", "tests.docs.after_headers", limit=None)
            + program(log, PYTHON, "-m", "tests.docs.after_headers", "clang++", "libc++", limit=None))


def compile_fail(log: Log) -> Count:
    """g++ and clang++ refuse what must not compile, in words that tell why"""
    return program(log, PYTHON, "-m", "tests.compile_fail.refused", limit=None)


def docs(log: Log) -> Count:
    """every snippet of the documentation compiles, every link leads somewhere, every public name is described"""
    return (program(log, PYTHON, "-m", "tests.docs.snippets", limit=None)
            + program(log, PYTHON, "-m", "tests.docs.first_readme", limit=None)
            + program(log, PYTHON, "-m", "tests.docs.architecture", limit=None)
            + program(log, "/usr/bin/python3", "-m", "tests.docs.site", limit=None))


@deep
def site(log: Log) -> Count:
    """script/docs makes a site of the documents, and MkDocs finds nothing wrong"""
    return one_check(log, "script/docs", limit=None)


def build(log: Log) -> Count:
    """the library, the examples, the tools and the tests compile without a warning"""
    return one_check(log, "script/build", "test", "test_programs", "examples", limit=None)


@built("test", "test_programs")
def unit(log: Log) -> Count:
    """every test of ctest but those of the next two"""
    return ctest(log, "test", "--exclude-regex", "^(wire|badinput)$")


@built("test", "wire")
def wire(log: Log) -> Count:
    """a server on loopback, and clients that send it bytes as browsers do"""
    return ctest(log, "test", "--tests-regex", "^wire$")


@built("test", "badinput")
def badinput(log: Log) -> Count:
    """hostile requests are answered clearly, over sockets and however they are cut"""
    return ctest(log, "test", "--tests-regex", "^badinput$")


@built("test", "faults_application")
def stopping(log: Log) -> Count:
    """a server that is stopped while many clients send loses no request"""
    return scripts_in(log, "tests.faults", "terminations", FAULTS_APPLICATION=FAULTS)


@built("test", "login", "faults_application")
def operation(log: Log) -> Count:
    """it listens wherever it is told to, takes new certificates, runs as deploy/ says, and tells what is wrong"""
    return scripts_in(log, "tests.operation", "listening", "certificates", "session_keys", "deploying",
                      LOGIN=LOGIN, FAULTS_APPLICATION=FAULTS)


@built("test", "telemetry_application")
def telemetry(log: Log) -> Count:
    """access log, request ids, numbers and health of a running server, as an operator sees them"""
    return scripts_in(log, "tests.telemetry", "outside",
                      TELEMETRY_APPLICATION=str(PROGRAMS / "tests/telemetry/telemetry_application"))


@built("test", "costrel_command", "login")
def command(log: Log) -> Count:
    """the costrel command reads cookies, says what is wrong with them and with applications, and makes keys"""
    return scripts_in(log, "tests.command", "command", "foreign", COSTREL_COMMAND=COSTREL_COMMAND, LOGIN=LOGIN)


@deep
@built("test", "counts")
def counts(log: Log) -> Count:
    """a request takes no more instructions, allocations and system calls than budgeted"""
    folder = PROGRAMS / "tests/counts"
    return scripts_in(log, "tests.counts", "budget", "growth", COUNTS=str(folder / "counts"),
                      COUNTS_ROUTES=str(folder / "counts_routes"), COUNTS_TEMPLATES=str(folder / "counts_templates"),
                      COUNTS_GROWTH=str(folder / "counts_growth"))


@built("test", "costrel_conformance", "costrel_proxied")
def differential(log: Log) -> Count:
    """random sessions, cookies and requests, the same in Flask and here"""
    return scripts_in(log, "tests.differential", "live", "proxies", CONFORMANCE=CONFORMANCE, PROXIED=PROXIED)


@built("test", "examples")
def interop(log: Log) -> Count:
    """a login, a blog and files shared with the real Flask, over HTTP, here and on other servers"""
    return scripts_in(log, "tests.interop", "shared_login", "sealed_login", "other_servers", "shared_blog",
                      "shared_flask_login", "files",
                      LOGIN=LOGIN, FLASKR=FLASKR, FILES=str(EXAMPLES / "files"),
                      LOGIN_HTTPLIB=LOGIN_HTTPLIB, LOGIN_BEAST=LOGIN_BEAST, LOGIN_POCO=LOGIN_POCO,
                      COOKIE_READER=str(EXAMPLES / "cookie_reader"))


@built("test", "login", "flaskr")
def browser(log: Log) -> Count:
    """Chromium walks through the login and the blog"""
    walks = [f"tests/browser/{name}.test.mjs" for name in ("login", "flaskr", "sessions")]
    return sum((program(log, "node", "--test-reporter=tap", walk, count=tally.from_tap,
                        LOGIN=LOGIN, FLASKR=FLASKR) for walk in walks), Count())


@deep
@built("test", "costrel_libraries", "costrel_command")
def consumer(log: Log) -> Count:
    """another project finds the installed libraries, archives or shared ones, and runs with them"""
    return sum((program(log, PYTHON, "-m", f"tests.consumer.{name}", limit=None, BUILT=str(PROGRAMS))
                for name in ("installed", "shared", "pkg_config")), Count())


@deep
def elsewhere(log: Log) -> Count:
    """the sessions compile where there is no Linux, and call nothing of a system"""
    return program(log, PYTHON, "-m", "tests.consumer.elsewhere", limit=None, BUILT=str(PROGRAMS))


@deep
def big_endian(log: Log) -> Count:
    """the vectors of sessions give the same on a big-endian machine, which qemu runs"""
    installed, _ = log.run("script/setup", "s390x", limit=None)
    if not installed or not log.run("script/build", "s390x", "costrel_conformance", limit=None)[0]:
        return Count(failed=1)
    command = str(BUILD / "s390x/tools/conformance/costrel-conformance")
    return sum((program(log, "qemu-s390x", command, f"tests/conformance/{name}.jsonl")
                for name in ("flask", "sealed", "remember", "frameworks", "flask_session")), Count())


@deep
@built("test", "costrel_libraries", "costrel_command")
def packages(log: Log) -> Count:
    """the Debian packages hold what they should, ask for what they need, and lintian finds nothing wrong"""
    installed, _ = log.run("script/setup", "package", limit=None)
    return (program(log, PYTHON, "-m", "tests.consumer.packages", limit=None, BUILT=str(PROGRAMS))
            if installed else Count(failed=1))


@deep
@built("test", "costrel_libraries")
def recipes(log: Log) -> Count:
    """Conan builds its recipe of the system's libraries, and the port of vcpkg makes what it should"""
    installed, _ = log.run("script/setup", "conan", limit=None)
    return (sum((program(log, PYTHON, "-m", f"tests.consumer.{name}", limit=None, BUILT=str(PROGRAMS))
                 for name in ("vcpkg_port", "conan_recipe")), Count())
            if installed else Count(failed=1))


@built("test", "test_programs", "examples", "costrel_command")
def stores(log: Log) -> Count:
    """every store of sessions keeps what a store promises, on the real servers"""
    own = Log("stores-sentinel")
    try:
        started, _ = log.run("script/services", "start")
        if not started:
            return Count(failed=1)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            # It has servers of its own, and mostly waits until they notice that one is gone.
            beside = pool.submit(scripts_in, own, "tests.stores", "sentinel")
            count = every_script_in(log, "tests.stores", but="sentinel", LOGIN_HTTPLIB=LOGIN_HTTPLIB,
                                    LOGIN_BEAST=LOGIN_BEAST, LOGIN_POCO=LOGIN_POCO, COSTREL_COMMAND=COSTREL_COMMAND)
        if beside.result().failed:
            log.write(own.tail())
        return count + beside.result()
    finally:
        log.run("script/services", "stop")


@deep
@built("test", "store_application")
def many_machines(log: Log) -> Count:
    """four processes and a cluster of six, while slots move and a primary dies"""
    try:
        started, _ = log.run("script/services", "start", "cluster")
        return scripts_in(log, "tests.stores.deep", "many_machines") if started else Count(failed=1)
    finally:
        log.run("script/services", "stop", "cluster")


@built("test", "test_programs")
def frameworks(log: Log) -> Count:
    """sessions shared with the other frameworks, each of them running"""
    return every_script_in(log, "tests.frameworks")


@deep
@built("test", "framework_site")
def frameworks_compiled(log: Log) -> Count:
    """sessions shared with sites of Rails, Laravel, Play, Go and Rust, which are installed or built first"""
    installed, _ = log.run("script/setup", "frameworks", limit=None)
    return every_script_in(log, "tests.frameworks.deep") if installed else Count(failed=1)


@deep
@built("test", "costrel_conformance")
def wycheproof(log: Log) -> Count:
    """the ciphers and MACs of sessions give what Project Wycheproof's vectors say"""
    installed, _ = log.run("script/setup", "frameworks", limit=None)
    return program(log, PYTHON, "-m", "tests.conformance.wycheproof",
                   CONFORMANCE=CONFORMANCE) if installed else Count(failed=1)


@built("test", "test_programs", "flaskr")
def templates(log: Log) -> Count:
    """Flask's templates, the same text from Jinja and from here, where no Python runs"""
    return every_script_in(log, "tests.templates", FLASKR=FLASKR)


@deep
@built("test", "faults_application")
def faults(log: Log) -> Count:
    """killed, starved, without random bytes, at a wrong time: it goes on, and loses nobody"""
    return scripts_in(log, "tests.faults", "stopping", "keys", "clock", "shortage", "abuse", "terminations",
                      FAULTS_APPLICATION=FAULTS, TERMINATIONS="200")


@deep
@built("test", "crowd")
def crowd(log: Log) -> Count:
    """10,000 idle connections and 500 slow senders keep nobody waiting"""
    return program(log, str(PROGRAMS / "tests/crowd/crowd"))


@deep
@built("test", "siege")
def siege(log: Log) -> Count:
    """10,000 hostile connections of each kind take less than 1 GiB, and leave no trace"""
    return program(log, str(PROGRAMS / "tests/crowd/siege"))


@deep
@built("asan", "ctest_programs")
def asan(log: Log) -> Count:
    """the tests of ctest under AddressSanitizer and UndefinedBehaviorSanitizer"""
    return ctest(log, "asan")


@deep
@built("tsan", "ctest_programs")
def tsan(log: Log) -> Count:
    """the tests of ctest under ThreadSanitizer"""
    return ctest(log, "tsan")


@deep
@built("fuzz", "fuzz_targets")
def fuzz(log: Log) -> Count:
    """each fuzz target finds nothing in three seconds, from its corpus on"""
    _, targets = log.run("script/fuzz", "--list")
    logs = [Log(f"fuzz-{target}") for target in targets.split()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:  # a target has one thread
        counts = list(pool.map(lambda own: one_check(own, "script/fuzz", own.name.removeprefix("fuzz-"), "3"), logs))
    for own, count in zip(logs, counts):
        if count.failed:
            log.write(f"{own.name} failed:\n{own.tail(60)}\n")
    return sum(counts, Count(failed=0 if logs else 1))


@deep
@built("clang")
def clang(log: Log) -> Count:
    """clang++ compiles the library, too, and everything else, without a warning"""
    return one_check(log, "script/build", "clang", limit=None)


SUITES = {suite.__name__.rstrip("_"): suite
          for suite in (format_, scripts, layers, compile_fail, docs, build, unit, wire, badinput, stopping, operation,
                        telemetry, command, differential, interop, browser, stores, frameworks, templates, headers,
                        counts, site, consumer, elsewhere, big_endian, packages, recipes, frameworks_compiled, wycheproof,
                        many_machines, faults, crowd, siege, asan, tsan, fuzz, clang)}
DEEP = [name for name, suite in SUITES.items() if hasattr(suite, "deep")]
GROUPS = {"deep": DEEP, "all": list(SUITES)}


def chosen(names: list[str]) -> list[str]:
    """The suites that the words of the command line name, each once; those that are not deep for no word."""
    if not names:
        return [name for name in SUITES if name not in DEEP]
    return list(dict.fromkeys(suite for name in names for suite in GROUPS.get(name, [name])))


def to_build_ahead(names: list[str]) -> list[tuple[str, ...]]:
    """What the deep ones of these suites build, if anything, but for the preset that the suite `build` has built."""
    builds = [getattr(SUITES[name], "builds", None) for name in names if name in DEEP]
    return [build for build in builds if build and build[0] != "test"]


def processor_seconds(ahead: BuiltAhead) -> float:
    """What the commands that have ended took of all processors, without what was built ahead."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime - ahead.processor_seconds


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("suite", nargs="*",
                        help="which suites to run: names, 'deep' for those that take long, 'all' for both "
                             "(default: all but the deep ones)")
    parser.add_argument("--list", action="store_true", help="say which suites there are")
    arguments = parser.parse_args()
    if arguments.list:
        for name, suite in SUITES.items():
            print(f"{name:20}{'deep' if name in DEEP else '':6}{suite.__doc__}")
        return 0
    names = chosen(arguments.suite)
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        sys.exit(f"There is no suite '{unknown[0]}'; there are {', '.join([*SUITES, *GROUPS])}.")

    total, ahead = Count(), BuiltAhead()
    for name in names:
        log, start, used = Log(name), time.monotonic(), processor_seconds(ahead)
        count = SUITES[name](log)
        print(f"{name:20}{count}  ({time.monotonic() - start:.0f} s,"
              f" {processor_seconds(ahead) - used:.0f} s of processors)", flush=True)
        if count.failed:
            print(log.tail(), flush=True)
        total += count
        if name == "build":
            ahead.start(to_build_ahead(names))
    ahead.stop()
    print(total)
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    sys.exit(main())
