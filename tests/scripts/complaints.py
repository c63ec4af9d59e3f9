"""Each script says in one plain sentence what is wrong, and ends with 1, when it cannot do its work.

The scripts see a made-up system: a PATH with stand-ins for the programs that they ask.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLAIN_TOOLS = ["bash", "cat", "cmp", "cp", "dirname", "env", "flock", "grep", "mkdir", "nproc", "python3",
               "rm", "sleep"]
NOTHING_INSTALLED = "exit 1"
EVERYTHING_INSTALLED = """for word; do case $word in -*) ;; *) printf '%s:installed ' "$word";; esac; done"""


class MadeUpSystem(unittest.TestCase):
    def setUp(self):
        self.copy = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copytree(ROOT / "script", self.copy / "script")
        for folder in "interop", "browser":
            (self.copy / "tests" / folder).mkdir(parents=True)
        shutil.copy(ROOT / "tests/interop/requirements.txt", self.copy / "tests/interop")
        shutil.copy(ROOT / "tests/browser/package-lock.json", self.copy / "tests/browser")
        self.bin = self.copy / "bin"
        self.bin.mkdir()
        for tool in PLAIN_TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.has(dpkg_query=NOTHING_INSTALLED, apt_get="exit 100", id="echo 0",
                 g__="echo 12", node="exit 0", npm="exit 1")

    def has(self, **programs):
        """Stand-ins, by name ('_' for '-', and g__ for g++): the text of a shell script, or None
        for a program that is not there."""
        for name, text in programs.items():
            path = self.bin / ("g++" if name == "g__" else name.replace("_", "-"))
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(f"#!{shutil.which('sh')}\n{text}\n")
                path.chmod(0o755)

    def assert_complains(self, script, *arguments, about):
        done = subprocess.run([self.copy / "script" / script, *arguments], timeout=60, text=True,
                              env={"PATH": str(self.bin)}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertRegex(done.stderr, about)


class Complaints(MadeUpSystem):
    def test_packages_are_missing_and_the_user_is_not_root(self):
        self.has(id="echo 1000")
        for script in "server", "test", "setup":
            with self.subTest(script):
                self.assert_complains(script, about="only root can install them: apt-get install .*g\\+\\+")

    def test_packages_are_missing_and_the_network_too(self):
        for script in "server", "test", "setup":
            with self.subTest(script):
                self.assert_complains(script, about="is there a network\\?.* build/setup.log")

    def test_the_system_is_not_debian(self):
        self.has(apt_get=None, dpkg_query=None)
        for script in "server", "test", "setup":
            with self.subTest(script):
                self.assert_complains(script, about="this system is another one.* SKIP_SETUP=1: g\\+\\+")

    def test_the_compiler_is_too_old(self):
        self.has(dpkg_query=EVERYTHING_INSTALLED, g__="echo 10")
        for script in "server", "test", "setup":
            with self.subTest(script):
                self.assert_complains(script, about="needs g\\+\\+ 12 or newer, and g\\+\\+ is 10 here")

    def test_flask_cannot_be_fetched(self):
        self.has(dpkg_query=EVERYTHING_INSTALLED, python3="exit 1")
        setup = self.copy / "script/setup"  # which asks for Debian's Python by its path
        setup.write_text(setup.read_text().replace("/usr/bin/python3", "python3"))
        self.assert_complains("setup", "test", about="requirements.txt: is there a network\\?")

    def has_python_packages(self):
        self.has(dpkg_query=EVERYTHING_INSTALLED)
        (self.copy / "build/venv/bin").mkdir(parents=True)
        (self.copy / "build/venv/bin/python").symlink_to(shutil.which("python3"))
        shutil.copy(ROOT / "tests/interop/requirements.txt", self.copy / "build/venv")

    def test_the_source_of_flask_cannot_be_fetched(self):
        self.has_python_packages()
        self.assert_complains("setup", "test", about=r"the source of Flask 3\.[\d.]+: is there a network\?")

    def test_playwright_cannot_be_fetched(self):
        self.has_python_packages()
        flask = re.search(r"^Flask==(.*)$", (ROOT / "tests/interop/requirements.txt").read_text(), re.MULTILINE)
        (self.copy / f"build/flask-source/flask-{flask[1]}").mkdir(parents=True)
        self.assert_complains("setup", "test", about="tests/browser: is there a network\\?")

    def test_a_word_that_setup_does_not_know(self):
        self.assert_complains("setup", "everything", about="'bench' or 'frameworks', not 'everything'")

    def test_an_example_that_is_not_served(self):
        self.assert_complains("server", "beast", about="'login' or 'flaskr', not 'beast'")

    def test_clang_format_is_missing(self):
        self.assert_complains("format", about="clang-format is missing")


class Quiet(MadeUpSystem):
    def test_nothing_is_installed_twice(self):
        self.has(dpkg_query=EVERYTHING_INSTALLED, apt_get="echo apt-get was called; exit 1")
        done = subprocess.run([self.copy / "script/setup", "build"], env={"PATH": str(self.bin)},
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


if __name__ == "__main__":
    tally.main()
