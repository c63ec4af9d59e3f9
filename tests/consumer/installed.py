"""Another project finds the installed library by CMake, links it, and its programs run.

The environment says in BUILT where it is built; build/release otherwise.
"""

import os
import pathlib
import shutil
import subprocess
import unittest

from tests import tally
from tests.interop.client import send
from tests.interop.server import Server, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/consumer"
PREFIX = BUILD / "prefix"


def run(*command) -> str:
    """What the command printed; its failure is the test's."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} failed:\n{done.stdout}")
    return done.stdout


def build(project: str, *, without: tuple[str, ...] = ()) -> pathlib.Path:
    """The program of tests/consumer/PROJECT, on a system that lacks some packages."""
    folder = BUILD / project
    run("cmake", "-G", "Ninja", "-S", ROOT / "tests/consumer" / project, "-B", folder,
        f"-DCMAKE_PREFIX_PATH={PREFIX}", "-DCMAKE_CXX_COMPILER=g++",
        *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{package}=ON" for package in without))
    run("cmake", "--build", folder, "--parallel", os.cpu_count())
    return folder / f"{project}_program"


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(BUILD, ignore_errors=True)
        run("cmake", "--install", os.environ.get("BUILT", ROOT / "build/release"), "--prefix", PREFIX)

    def test_the_headers_are_all_there(self):
        def headers(folder):
            return sorted(path.relative_to(folder) for path in folder.rglob("*.hpp"))
        self.assertEqual(headers(PREFIX / "include"), headers(ROOT / "include"))

    def test_sessions_alone_need_nothing_but_openssl_and_zlib(self):
        program = build("session", without=("Boost", "spdlog", "fmt", "Threads"))
        self.assertEqual(
            run(program),
            "session=eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA.1pJeQjtZo7U6CGxSLhPtlWWPqKw;"
            " HttpOnly; Path=/\n")

    def test_an_application_needs_no_boost(self):
        program = build("web", without=("Boost",))
        port = free_port()
        server = Server("web_program", [str(program)], port, COSTREL_RUN_PORT=str(port))
        self.addCleanup(server.stop)
        answer = send(server, "GET", "/hello/World")
        self.assertEqual((answer.status, answer.body), (200, "Hello, World!"))
        self.assertEqual(len(answer.all("Set-Cookie")), 1)

    def test_a_program_with_an_event_loop_of_its_own_serves_beside_its_work(self):
        program = build("embedded")
        port = free_port()
        server = Server("embedded_program", [str(program)], port, COSTREL_RUN_PORT=str(port))
        self.addCleanup(server.stop)
        answer = send(server, "GET", "/ticks")
        self.assertEqual(answer.status, 200)
        self.assertGreater(int(answer.body), 0)


if __name__ == "__main__":
    tally.main()
