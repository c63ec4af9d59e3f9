"""Conan builds its recipe without its remote, of the system's libraries, and programs find what it has made.

Without the web library, which would take as long as all others together: the port of vcpkg is tried with it. What Conan keeps
is in build/consumer, and so are its settings.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from tests import tally
from tests.consumer.installed import BUILD, ROOT, Programs, headers, run
from tests.consumer.packages import VERSION

RECIPE = ROOT / "packaging/conan"
HOME = BUILD / "conan"
CONAN = pathlib.Path(sys.executable).with_name("conan")
# As it is released, but not optimised: what is tried is the recipe. ccache knows the objects of another run, though Conan
# builds in a new folder each time.
QUICK = ("--conf", "tools.cmake.cmaketoolchain:generator=Ninja",
         "--conf", "tools.cmake.cmaketoolchain:extra_variables={'COSTREL_PRECOMPILE':'OFF','CMAKE_CXX_FLAGS_RELEASE':'-O0'}")
ASKED = ("--no-remote", "--profile", "default", "--profile", RECIPE / "debian-12",
         "--options", "costrel/*:web=False", "--options", "costrel/*:sqlite=True")


class ConanRecipe(Programs):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(HOME, ignore_errors=True)
        os.environ |= {"CONAN_HOME": str(HOME), "CCACHE_BASEDIR": str(HOME), "CCACHE_NOHASHDIR": "1"}
        run(CONAN, "profile", "detect")
        said = run(CONAN, "create", RECIPE, *ASKED, *QUICK)
        cls.package = pathlib.Path(re.findall(r"Package folder (\S+)", said)[-1])

    def build(self, project: str) -> pathlib.Path:
        folder = BUILD / f"{project}-of-conan"
        shutil.rmtree(folder, ignore_errors=True)
        # In a folder of its own: Conan names its presets in a CMakeUserPresets.json of the folder that it is called in.
        folder.mkdir()
        run(CONAN, "install", f"--requires=costrel/{VERSION}", *ASKED, "--generator", "CMakeToolchain", "--generator", "CMakeDeps",
            "--output-folder", folder, cwd=folder)
        run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer" / project, "-B", folder, "-DCMAKE_BUILD_TYPE=Release",
            f"-DCMAKE_TOOLCHAIN_FILE={folder}/conan_toolchain.cmake", "-DCMAKE_CXX_FLAGS_RELEASE=-O0",
            "-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON")
        run("cmake", "--build", folder)
        return folder / f"{project}_program"

    def test_the_package_has_the_headers_of_what_was_asked_for_and_the_licence(self):
        names = [str(name.relative_to("costrel")) for name in headers(self.package / "include")]
        self.assertIn("session_exchange.hpp", names)
        self.assertIn("stores/sqlite.hpp", names)
        self.assertEqual([name for name in names if name.startswith("web/") or "postgresql" in name], [])
        self.assertEqual(sorted(path.stem.removeprefix("libcostrel_") for path in (self.package / "lib").glob("*.a")),
                         ["interop", "memcached", "redis", "session", "sqlite", "store_tests"])
        self.assertEqual((self.package / "licenses/LICENSE").read_text(), (ROOT / "LICENSE").read_text())

    def test_a_program_finds_the_sessions_by_cmake(self):
        self.check_session(self.build("session"))
        self.assertFalse((ROOT / "CMakeUserPresets.json").exists())  # CMake would read it beside costrel's own

    def test_a_program_finds_the_store_that_is_an_option(self):
        program = self.build("store")
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run(program, f"sqlite:{folder}/sessions.db"), "kept\n")

    def test_a_compiler_that_is_told_an_older_standard_is_refused(self):
        refused = subprocess.run([CONAN, "install", RECIPE, *ASKED, "--settings", "compiler.cppstd=17"],
                                 text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertRegex(refused.stdout, r"cppstd \(17\) is lower than the required C\+\+ standard \(20\)")


if __name__ == "__main__":
    tally.main()
