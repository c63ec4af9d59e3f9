"""The suites of tests: what each one runs, what it needs built, and what it takes of the machine."""

import functools

from tests import tally
from tests.beside import ALL, ALONE, Takes
from tests.checks import (
    BUILD, PYTHON, Log, at_once, ctest, every_script_in, one_check, program, scripts_in, scripts_of, scripts_with)
from tests.tally import Count

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


def deep(suite):
    """Marks a suite that takes long: `script/test deep` runs it, `script/test` does not. It runs alone."""
    suite.deep, suite.takes = True, ALONE
    return suite


def alone(suite):
    """Marks a suite that nothing runs beside."""
    suite.takes = ALONE
    return suite


def takes(processors: int, *things: str):
    """What others have to do without while this suite runs: so many processors, and things of which there is one. A suite
    that is not marked keeps one processor busy."""
    def decorate(suite):
        suite.takes = Takes(processors, frozenset(things))
        return suite
    return decorate


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


# The suites. Those that are not deep share the preset `test`, which is built at once. They begin in the order of SUITES:
# cheap ones, the build, and then those that wait, so that the others run meanwhile.

def format_(log: Log) -> Count:
    """clang-format would change nothing"""
    return one_check(log, "script/format", "--check")


def scripts(log: Log) -> Count:
    """the scripts say what is wrong when something is, and tests are counted rightly"""
    return scripts_in(log, "tests.scripts", "complaints", "counting", "ahead", "batches", "includes", "newer", "beside")


def layers(log: Log) -> Count:
    """includes point down the layers, and what two headers say of the same is the same"""
    return scripts_in(log, "tests.header_cost", "layers")


@deep
def headers(log: Log) -> Count:
    """public headers stand alone, are cheap to compile, and bear what other libraries' headers do, from g++ as from clang++"""
    return (program(log, PYTHON, "-m", "tests.header_cost.headers", limit=None)
            + program(log, PYTHON, "-m", "tests.docs.after_headers", limit=None)
            + program(log, PYTHON, "-m", "tests.docs.after_headers", "clang++", "libc++", limit=None))


@takes(ALL)
def compile_fail(log: Log) -> Count:
    """g++ and clang++ refuse what must not compile, in words that tell why"""
    return program(log, PYTHON, "-m", "tests.compile_fail.refused", limit=None)


@takes(ALL)
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


@alone
def build(log: Log) -> Count:
    """the library, the examples, the tools and the tests compile without a warning"""
    targets = {target: None for name in chosen([]) for target in getattr(SUITES[name], "builds", ())[1:]}
    return one_check(log, "script/build", "test", *targets, limit=None)


@takes(0)
@built("test", "test_programs")
def unit(log: Log) -> Count:
    """every test of ctest but those of wire and badinput"""
    return ctest(log, "test", "--exclude-regex", "^(wire|badinput)$")


@takes(0)
@built("test", "wire")
def wire(log: Log) -> Count:
    """a server on loopback, and clients that send it bytes as browsers do"""
    return ctest(log, "test", "--tests-regex", "^wire$")


@built("test", "badinput")
def badinput(log: Log) -> Count:
    """hostile requests are answered clearly, over sockets and however they are cut"""
    return ctest(log, "test", "--tests-regex", "^badinput$")


@takes(0)
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


@takes(0, "databases")
@built("test", "test_programs", "examples", "costrel_command")
def stores(log: Log) -> Count:
    """every store of sessions keeps what a store promises, on the real servers"""
    programs = {"LOGIN_HTTPLIB": LOGIN_HTTPLIB, "LOGIN_BEAST": LOGIN_BEAST, "LOGIN_POCO": LOGIN_POCO,
                "COSTREL_COMMAND": COSTREL_COMMAND}
    # They mostly wait until somebody notices that a service has gone, or stands still; each has one of its own.
    waiting = {"sentinel": "sentinel", "feeds_redis": "redis", "feeds_flask": "redis", "feeds_postgresql": "postgresql"}
    others = [name for name in scripts_of("tests.stores") if name not in waiting]
    services = ["redis", "rediss", "cluster", "rediss_cluster", "postgresql", "memcached"]
    parts = {"others": lambda own: scripts_with(own, services, "tests.stores", *others, **programs)}
    for name, service in waiting.items():
        parts[name] = lambda own, name=name, service=service: scripts_with(
            own, [service], "tests.stores", name, folder=f"services-{name}", **programs)
    return at_once(log, parts)


@deep
@built("test", "store_application")
def many_machines(log: Log) -> Count:
    """four processes and a cluster of six, while slots move and a primary dies"""
    return scripts_with(log, ["cluster"], "tests.stores.deep", "many_machines")


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
    _, listed = log.run("script/fuzz", "--list")
    targets = {target: lambda own, target=target: one_check(own, "script/fuzz", target, "3") for target in listed.split()}
    return at_once(log, targets, most=ALL) if targets else Count(failed=1)  # a target has one thread


@deep
@built("clang")
def clang(log: Log) -> Count:
    """clang++ compiles the library, too, and everything else, without a warning"""
    return one_check(log, "script/build", "clang", limit=None)


SUITES = {suite.__name__.rstrip("_"): suite
          for suite in (format_, scripts, layers, build, stores, unit, wire, stopping, docs, compile_fail, command, interop,
                        browser, badinput, operation, telemetry, differential, frameworks, templates, headers,
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


def taken_by(name: str) -> Takes | None:
    return getattr(SUITES[name], "takes", Takes())
