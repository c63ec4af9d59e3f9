"""A program is compiled and linked with what pkg-config says, and runs.

The environment says in BUILT where the libraries are built.
"""

import os
import shutil
import unittest

from tests import tally
from tests.consumer.installed import BUILD, ROOT, Programs, install, run

PREFIX = BUILD / "pkg-config"


class PkgConfig(Programs):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(PREFIX, ignore_errors=True)
        install(PREFIX)
        cls.folder = next(PREFIX.rglob("pkgconfig"))
        os.environ["PKG_CONFIG_PATH"] = str(cls.folder)
        os.environ["LD_LIBRARY_PATH"] = str(cls.folder.parent)

    @classmethod
    def tearDownClass(cls):
        del os.environ["PKG_CONFIG_PATH"], os.environ["LD_LIBRARY_PATH"]

    def flags(self, *words: str) -> list[str]:
        return run("pkg-config", *words).split()

    def build(self, name: str, *flags: str):
        program = PREFIX / f"{name}_program"
        run("g++", "-std=c++20", ROOT / "tests/consumer/session/main.cpp", "-o", program, *flags)
        return program

    def test_a_program_is_linked_with_the_shared_library(self):
        flags = self.flags("--cflags", "--libs", "costrel-session")
        self.assertNotIn("-lcrypto", flags)
        program = self.build("shared", *flags)
        self.assertIn("libcostrel_session.so.0.1", run("readelf", "--dynamic", program))
        self.check_session(program)

    def test_a_program_is_linked_with_the_archive(self):
        flags = self.flags("--static", "--cflags", "--libs", "costrel-session")
        program = self.build("static", *(flag.replace("-lcostrel_session", "-l:libcostrel_session.a") for flag in flags))
        self.assertNotIn("libcostrel", run("readelf", "--dynamic", program))
        self.check_session(program)

    def test_where_only_archives_are_built_nobody_has_to_ask_for_what_they_need(self):
        folder = BUILD / "archives"
        run("cmake", "-G", "Ninja", "-S", ROOT, "-B", folder,
            *(f"-DCOSTREL_BUILD_{part}=OFF" for part in ("TESTS", "EXAMPLES", "TOOLS", "BENCH")))
        self.assertIn("\nRequires: libcrypto zlib\n", (folder / "costrel-session.pc").read_text())

    def test_there_is_a_module_for_each_library(self):
        modules = sorted(path.stem for path in self.folder.glob("*.pc"))
        self.assertEqual(modules, ["costrel", *(f"costrel-{name}" for name in (
            "interop", "memcached", "postgresql", "redis", "session", "sqlite", "store_tests"))])
        for module in modules:
            with self.subTest(module):
                run("pkg-config", "--validate", module)
                flags = self.flags("--libs", module)
                self.assertIn("-lcostrel_session", flags)
                self.assertIn(f"-lcostrel_{module.removeprefix('costrel').removeprefix('-') or 'web'}", flags)


if __name__ == "__main__":
    tally.main()
