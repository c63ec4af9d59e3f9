"""Another project finds the shared libraries of costrel, and its programs run (COSTREL_BUILD_SHARED).

The environment says in BUILT where they are built.
"""

import pathlib
import re
import tempfile
import unittest

from tests import tally
from tests.consumer.installed import BUILD, Programs, build, install, run

PREFIX = BUILD / "shared"
COMPONENTS = ("session", "interop", "sqlite", "memcached", "redis", "postgresql", "store_tests", "web")


def dynamic(program) -> list[str]:
    """The libraries of ours that a program asks the loader for."""
    return re.findall(r"NEEDED.*\[(libcostrel\w*\.so[.\d]*)\]", run("readelf", "--dynamic", program))


def library(component: str) -> pathlib.Path:
    """Where it is installed: Debian has a folder for each architecture."""
    return next(PREFIX.rglob(f"libcostrel_{component}.so"))


def shown(component: str) -> list[str]:
    """What of costrel a library defines for others, but for what is compiled in many places."""
    symbols = run("nm", "--dynamic", "--defined-only", "--demangle", "--no-weak", library(component))
    return [line.split(" ", 2)[2] for line in symbols.splitlines() if "costrel::" in line]


class Shared(Programs):
    @classmethod
    def setUpClass(cls):
        install(PREFIX)

    def test_sessions_need_the_library_of_a_minor_version_and_no_other_to_be_built(self):
        program = build("session", prefix=PREFIX, kind="shared", without=("OpenSSL", "ZLIB", "Boost", "Threads"))
        self.assertEqual(dynamic(program), ["libcostrel_session.so.0.1"])
        self.check_session(program)

    def test_an_application_runs(self):
        program = build("web", prefix=PREFIX, kind="shared", without=("OpenSSL", "ZLIB", "Boost"))
        self.assertIn("libcostrel_web.so.0.1", dynamic(program))
        self.check_web(program)

    def test_a_store_is_found_by_its_url_though_the_program_calls_nothing_of_it(self):
        program = build("store", prefix=PREFIX, store="sqlite", kind="shared", without=("SQLite3", "PostgreSQL"))
        self.assertIn("libcostrel_sqlite.so.0.1", dynamic(program))
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run(program, f"sqlite:{folder}/sessions.db"), "kept\n")

    def test_all_that_is_shown_is_of_a_version(self):
        for component in COMPONENTS:
            with self.subTest(component):
                self.assertTrue(shown(component))
                self.assertEqual([name for name in shown(component) if "costrel::v1::" not in name], [])

    def test_what_only_the_sources_know_is_hidden(self):
        for component in COMPONENTS:
            with self.subTest(component):
                hidden = [name for name in shown(component) if re.match(r"costrel::v1::(net|routing|log)::", name)]
                self.assertEqual(hidden, [])


if __name__ == "__main__":
    tally.main()
