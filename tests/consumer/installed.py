"""Another project finds the installed archives by CMake, links them, and its programs run.

The environment says in BUILT where it is built; build/release otherwise.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from tests import tally
from tests.interop.client import send
from tests.interop.server import Server
from tests.ports import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/consumer"
BUILT = pathlib.Path(os.environ.get("BUILT", ROOT / "build/release"))
PREFIX = BUILD / "prefix"


def run(*command, cwd: pathlib.Path | None = None) -> str:
    """What the command printed; its failure is the test's."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} failed:\n{done.stdout}")
    return done.stdout


def build(project: str, *, prefix: pathlib.Path = PREFIX, without: tuple[str, ...] = (), store: str = "",
          kind: str = "static") -> pathlib.Path:
    """The program of tests/consumer/PROJECT, on a system that lacks some packages."""
    folder = BUILD / f"{project}{store}-{kind}-of-{prefix.name}"
    run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer" / project, "-B", folder,
        f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCOSTREL_TEMPLATES_PYTHON={sys.executable}", "-DCMAKE_CXX_COMPILER=g++",
        f"-DCOSTREL_USE_STATIC_LIBS={'ON' if kind == 'static' else 'OFF'}",
        *([f"-DSTORE={store}"] if store else []),
        *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{package}=ON" for package in without))
    run("cmake", "--build", folder, "--parallel", os.cpu_count())
    return folder / f"{project}_program"


def install(prefix: pathlib.Path, *, folder: pathlib.Path = BUILT, component: str = "") -> None:
    run("cmake", "--install", folder, "--prefix", prefix, *(["--component", component] if component else []))


def headers(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*.hpp"))


class Programs(unittest.TestCase):
    """What programs of tests/consumer do, whatever they are linked with."""

    def check_session(self, program: pathlib.Path):
        self.assertEqual(
            run(program),
            "session=eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA.1pJeQjtZo7U6CGxSLhPtlWWPqKw;"
            " HttpOnly; Path=/\n")

    def check_web(self, program: pathlib.Path):
        port = free_port()
        server = Server("web_program", [str(program)], port, COSTREL_RUN_PORT=str(port))
        self.addCleanup(server.stop)
        answer = send(server, "GET", "/hello/World")
        self.assertEqual((answer.status, answer.body), (200, "Hello, World!"))
        self.assertEqual(len(answer.all("Set-Cookie")), 1)
        self.assertEqual(send(server, "GET", "/page/%3CWorld%3E").body, "<p>&lt;World&gt;</p>")


class Installed(Programs):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(BUILD, ignore_errors=True)
        install(PREFIX)

    def test_the_headers_are_all_there(self):
        self.assertEqual(headers(PREFIX / "include"), headers(ROOT / "include"))

    def test_a_component_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(AssertionError, "library costrel::mongodb is not installed in"):
            build("store", store="mongodb")

    def test_sessions_alone_need_nothing_but_openssl_and_zlib(self):
        self.check_session(build("session", without=("Boost", "spdlog", "fmt", "Threads")))

    def test_a_store_is_there_where_its_header_is_included(self):
        with tempfile.TemporaryDirectory() as folder:
            printed = run(build("store", store="sqlite", without=("Boost", "spdlog", "fmt", "PostgreSQL")),
                          f"sqlite:{folder}/sessions.db")
        self.assertEqual(printed, "kept\n")

    def test_the_store_of_a_server_is_there_though_its_server_is_not(self):
        for store, other in (("redis", "PostgreSQL"), ("postgresql", "Boost"), ("memcached", "PostgreSQL")):
            program = build("store", store=store, without=("spdlog", "fmt", "SQLite3", other))
            path = "" if store == "memcached" else "/0"
            self.assertEqual(run(program, f"{store}://127.0.0.1:{free_port()}{path}"), "out of reach\n")

    def test_a_store_that_is_not_there_says_what_to_include(self):
        program = build("session", without=("Boost", "spdlog", "fmt", "Threads", "SQLite3"))
        for url, store in (("sqlite:sessions.db", "sqlite"), ("redis://host", "redis"), ("rediss://host", "redis"),
                           ("unix:///socket", "redis"), ("memcached://host", "memcached"),
                           ("postgresql://host", "postgresql")):
            refused = subprocess.run([program, url], capture_output=True, text=True, check=False)
            self.assertEqual(refused.returncode, 1)
            self.assertIn(f"include <costrel/stores/{store}.hpp> and link costrel::{store}", refused.stderr)

    def test_an_application_needs_no_boost_and_no_database(self):
        self.check_web(build("web", without=("Boost", "SQLite3", "PostgreSQL")))

    def test_a_program_with_an_event_loop_of_its_own_serves_beside_its_work(self):
        program = build("embedded")
        port = free_port()
        server = Server("embedded_program", [str(program)], port, COSTREL_RUN_PORT=str(port))
        self.addCleanup(server.stop)
        answer = send(server, "GET", "/ticks")
        self.assertEqual(answer.status, 200)
        self.assertGreater(int(answer.body), 0)


class SessionsAlone(Programs):
    """`cmake --install --component session`."""

    @classmethod
    def setUpClass(cls):
        cls.prefix = BUILD / "sessions"
        install(cls.prefix, component="session")

    def test_no_header_is_of_another_library_and_none_includes_one(self):
        include = self.prefix / "include"
        names = [str(header) for header in headers(include)]
        self.assertIn("costrel/session_exchange.hpp", names)
        for name in ("costrel/app.hpp", "costrel/request.hpp", "costrel/interop/django.hpp"):
            self.assertNotIn(name, names)
        missing = [f"{name} includes {included}" for name in names
                   for included in re.findall(r"#include <(costrel/[^>]+)>", (include / name).read_text())
                   if included not in names]
        self.assertEqual(missing, [])

    def test_a_program_links_and_runs(self):
        self.check_session(build("session", prefix=self.prefix, without=("Boost", "Threads")))


class Part(unittest.TestCase):
    """A project that has costrel's sources as a part of its own."""

    def test_it_is_built_without_the_stores_of_databases_that_are_not_there(self):
        folder = BUILD / "part-without-databases"
        run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer/part", "-B", folder, f"-DCOSTREL={ROOT}",
            "-DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_PostgreSQL=ON")
        files = [entry["file"] for entry in json.loads((folder / "compile_commands.json").read_text())]
        self.assertTrue(any("src/stores/redis/" in file for file in files))
        self.assertFalse([file for file in files if "src/stores/sqlite/" in file or "src/stores/postgresql/" in file])

    def test_it_decides_on_the_standard_the_warnings_and_what_is_installed(self):
        folder = BUILD / "part"
        run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer/part", "-B", folder, f"-DCOSTREL={ROOT}")
        commands = json.loads((folder / "compile_commands.json").read_text())
        costrel = [entry["command"] for entry in commands if str(ROOT / "src") in entry["file"]]
        self.assertTrue(costrel)
        for command in costrel:
            self.assertIn("-std=c++23", command.replace("-std=c++2b", "-std=c++23"))
            self.assertNotIn("-Werror", command)
        self.assertNotIn("libcostrel", (folder / "costrel/cmake_install.cmake").read_text())

    def test_it_gets_shared_libraries_where_its_own_are(self):
        folder = BUILD / "part-shared"
        run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer/part", "-B", folder, f"-DCOSTREL={ROOT}",
            "-DBUILD_SHARED_LIBS=ON")
        self.assertIn("libcostrel_web.so.0.1", (folder / "build.ninja").read_text())
        self.assertNotIn("libcostrel_web.a", (folder / "build.ninja").read_text())

    def test_it_is_fetched_while_configuring(self):
        folder = BUILD / "fetched"
        run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer/fetched", "-B", folder,
            f"-DFETCHCONTENT_SOURCE_DIR_COSTREL={ROOT}")
        ninja = (folder / "build.ninja").read_text()
        self.assertIn("libcostrel_session.a", ninja)
        self.assertNotIn("libcostrel_web.a", ninja)


if __name__ == "__main__":
    tally.main()
