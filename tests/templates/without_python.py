"""A program that was built for release puts out pages from templates and starts no other program, nor opens a template.

What it does to the system is what strace sees of it and of its threads. The environment variable FLASKR names it.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.request

from tests import tally
from tests.interop.server import Server
from tests.ports import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLASKR = pathlib.Path(os.environ.get("FLASKR", ROOT / "build/test/examples/flaskr/flaskr"))
TEMPLATES = ROOT / "examples/flaskr/templates"


def whole(trace: pathlib.Path) -> str:
    """What strace wrote, once it has seen the end of all."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (text := trace.read_text()).count(" +++ exited with ") == len(set(re.findall(r"^\d+", text, re.M))):
            return text
        time.sleep(0.05)
    raise TimeoutError("strace does not come to its end:\n" + text[-2000:])


class Traced(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        database, trace, port = folder / "flaskr.sqlite", folder / "trace", free_port()
        environment = {"FLASKR_DATABASE": str(database), "COSTREL_SECRET_KEY": "of a test that traces a program",
                       "COSTREL_RUN_HOST": "127.0.0.1", "COSTREL_RUN_PORT": str(port)}
        subprocess.run([FLASKR, "init-db"], check=True, stdout=subprocess.DEVNULL, env=os.environ | environment)
        # With --daemonize what is started here is the program, and strace its grandchild.
        server = Server("flaskr", ["strace", "--daemonize", "--follow-forks", "--quiet=attach,personality,thread-execve",
                                   "--string-limit=200", "--trace=execve,execveat,fork,vfork,open,openat,openat2",
                                   f"--output={trace}", str(FLASKR)], port, **environment)
        try:
            cls.pages = {path: urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read().decode()
                         for path in ("/", "/auth/login", "/auth/register")}
        finally:
            server.stop()
        cls.trace = whole(trace)

    def test_the_pages_are_those_of_the_templates(self):
        self.assertIn("<h1>", self.pages["/"])
        self.assertIn('name="csrf_token"', self.pages["/auth/login"])
        self.assertIn("Register", self.pages["/auth/register"])

    def test_it_starts_no_program(self):
        self.assertEqual(re.findall(r'(execve|execveat|v?fork)\((?:"([^"]*)")?', self.trace), [("execve", str(FLASKR))])

    def test_it_opens_no_template(self):
        opened = re.findall(r'open(?:at2?)?\([^"]*"([^"]*)"', self.trace)
        self.assertIn("flaskr.sqlite", {pathlib.Path(path).name for path in opened}, "the thread that answers is traced")
        self.assertEqual([path for path in opened if path.endswith(".html") or path.startswith(str(TEMPLATES))], [])

    def test_it_knows_neither_the_tool_nor_the_folder(self):
        program = FLASKR.read_bytes()
        self.assertTrue(b"auth/credentials.html" in program, "it has the templates' data")
        self.assertFalse(str(TEMPLATES).encode() in program)
        self.assertFalse(b"costrel-templates.py" in program)


if __name__ == "__main__":
    tally.main()
