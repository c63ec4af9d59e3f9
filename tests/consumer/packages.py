"""The Debian packages of script/package: what is in them, what they ask for, and what lintian says of them.

The environment says in BUILT which preset they are made of.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tests import tally
from tests.consumer.installed import BUILT, ROOT, headers, run

FOLDER = ROOT / "build/packages"
VERSION = re.search(r"^  VERSION ([\d.]+)$", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE)[1]
LIBRARIES = ("interop", "memcached", "postgresql", "redis", "session", "sqlite", "store_tests", "web")


def package(name: str) -> pathlib.Path:
    return next(FOLDER.glob(f"{name}_{VERSION}_*.deb"))


def field(name: str, key: str) -> str:
    return run("dpkg-deb", "--field", package(name), key).strip()


def files(name: str) -> set[str]:
    """The files and links of a package, from the root on, but for what Debian wants of each: its copyright and changes."""
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "--extract", package(name), folder)
        found = [path.relative_to(folder) for path in pathlib.Path(folder).rglob("*") if not path.is_dir() or path.is_symlink()]
    return {str(path) for path in found if not re.match(r"usr/share/(doc|lintian)/", str(path))}


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.said = run(ROOT / "script/package", BUILT.name)
        cls.enterClassContext(cls.tools())
        cls.architecture = run("dpkg-architecture", "--query", "DEB_HOST_MULTIARCH").strip()

    @classmethod
    def tools(cls) -> tempfile.TemporaryDirectory:
        folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(folder.name)
        for name in "costrel-tools", "libcostrel0.1":
            run("dpkg-deb", "--extract", package(name), cls.root)
        return folder

    def test_lintian_finds_no_error_and_nothing_to_warn_of(self):
        self.assertEqual([line for line in self.said.splitlines() if re.match("[EW]: ", line)], [])

    def test_the_libraries_are_in_a_package_of_their_interface(self):
        places = {f"usr/lib/{self.architecture}/libcostrel_{name}.so.{version}"
                  for name in LIBRARIES for version in (VERSION, VERSION.rpartition(".")[0])}
        self.assertEqual(files("libcostrel0.1"), places)
        needs = field("libcostrel0.1", "Depends")
        for library in "libssl3", "zlib1g", "libpq5", "libsqlite3-0", "libstdc++6":
            self.assertRegex(needs, rf"(^|, ){re.escape(library)}(t64)? ")
        self.assertNotIn("boost", needs)
        self.assertEqual(field("libcostrel0.1", "Multi-Arch"), "same")

    def test_the_development_files_are_all_there_and_of_the_same_build(self):
        found = files("libcostrel-dev")
        self.assertEqual({file for file in found if file.endswith(".hpp")},
                         {f"usr/include/{header}" for header in headers(ROOT / "include")})
        for name in LIBRARIES:
            module = "costrel" if name == "web" else f"costrel-{name}"
            for file in (f"libcostrel_{name}.a", f"libcostrel_{name}.so", f"pkgconfig/{module}.pc",
                         f"cmake/costrel/costrel-{name}-shared.cmake", f"cmake/costrel/costrel-{name}-static.cmake"):
                self.assertIn(f"usr/lib/{self.architecture}/{file}", found)
        needs = field("libcostrel-dev", "Depends")
        self.assertIn(f"libcostrel0.1 (= {VERSION})", needs)
        for package_of_an_archive in "libssl-dev", "zlib1g-dev", "libpq-dev", "libsqlite3-dev":
            self.assertIn(package_of_an_archive, needs)

    def test_the_commands_run_as_they_are_packed(self):
        self.assertEqual({file for file in files("costrel-tools") if "/costrel_templates/" not in file},
                         {"usr/bin/costrel", "usr/bin/costrel-templates", "usr/share/man/man1/costrel.1.gz",
                          "usr/share/man/man1/costrel-templates.1.gz", "usr/share/bash-completion/completions/costrel"})
        environment = os.environ | {"LD_LIBRARY_PATH": str(self.root / "usr/lib" / self.architecture)}
        said = subprocess.run([self.root / "usr/bin/costrel", "--version"], env=environment, text=True, check=True,
                              capture_output=True).stdout
        self.assertIn(VERSION, said)
        self.assertIn("usage: costrel-templates", run(self.root / "usr/bin/costrel-templates", "--help"))

    def test_the_manual_has_each_command(self):
        page = run("zcat", self.root / "usr/share/man/man1/costrel.1.gz").replace("\\-", "-")
        for command in "cookie show", "keys add", "sessions end", "doctor":
            self.assertIn(f"\n.SS costrel {command}\n", page)

    def complete(self, *words: str) -> list[str]:
        """What bash offers after these words, the last of which is not yet whole."""
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _costrel; printf "%s\\n" "${COMPREPLY[@]}"')
        return run("env", f"LD_LIBRARY_PATH={self.root}/usr/lib/{self.architecture}", "bash", "-c", script, "bash",
                   self.root / "usr/share/bash-completion/completions/costrel", self.root / "usr/bin/costrel", *words).split()

    def test_bash_completes_commands_and_options(self):
        self.assertIn("keys", self.complete("k"))
        self.assertIn("add", self.complete("keys", ""))
        self.assertIn("--version", self.complete("--"))
        self.assertEqual(self.complete("keys", "nothing-of-ours"), [])


if __name__ == "__main__":
    tally.main()
