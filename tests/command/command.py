"""The costrel command, asked about cookies that Flask made.

The environment variable COSTREL_COMMAND names the program.
"""

import os
import pathlib
import subprocess
import tempfile
import time
import unittest
import unittest.mock

import flask

from tests import tally

KEY = "192b9bdd22ab9ed4d12e236c78afcb9a"
OLD_KEY = "old-6d9b2f7c0a51e84d3b"
OLDEST_KEY = "oldest-5d1c0b7e9f2a4863"


def cookie(session: dict, key: str = KEY, age: float = 0) -> str:
    application = flask.Flask("command")
    application.secret_key = key
    serializer = application.session_interface.get_signing_serializer(application)
    with unittest.mock.patch("time.time", return_value=time.time() - age):
        return serializer.dumps(session)


def run(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COSTREL_")}
    return subprocess.run([os.environ["COSTREL_COMMAND"], *arguments], input=text, capture_output=True, text=True,
                          env=clean | environment, timeout=20, check=False)


class Secret(unittest.TestCase):
    def test_is_another_one_each_time(self):
        keys = {run("secret").stdout for _ in range(5)}
        self.assertEqual(len(keys), 5)
        for key in keys:
            self.assertRegex(key, r"^[0-9a-f]{64}\n$")


class Show(unittest.TestCase):
    def test_needs_no_key(self):
        shown = run("cookie", "show", cookie({"username": "admin", "roles": ("a", "b")}))
        self.assertEqual((shown.stdout, shown.returncode), ('{"roles":{" t":["a","b"]},"username":"admin"}\n', 0))

    def test_reads_a_compressed_cookie_from_standard_input(self):
        compressed = cookie({"text": "a" * 500})
        self.assertTrue(compressed.startswith("."))
        shown = run("cookie", "show", "-", text=compressed + "\n")
        self.assertEqual(shown.stdout, '{"text":"' + "a" * 500 + '"}\n')

    def test_steers_no_terminal(self):
        shown = run("cookie", "show", cookie({"a": "\x1b[2J\x9b\u202e"}))
        self.assertRegex(shown.stdout, r"^[ -~]+\n$")

    def test_of_something_else_says_so(self):
        for other in "nonsense", "a.b.c", "", ".", "-":
            shown = run("cookie", "show", other)
            self.assertEqual((shown.returncode, shown.stdout), (1, ""), other)
            self.assertIn("nothing that can be read", shown.stderr)


class Verify(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def key_file(self, name: str, key: str) -> str:
        path = self.folder / name
        path.write_text(key)
        return str(path)

    def said(self, status: int, cookie_text: str, *arguments: str, **environment: str) -> str:
        verified = run("cookie", "verify", *arguments, cookie_text, **environment)
        self.assertEqual(verified.returncode, status, verified)
        return verified.stdout + verified.stderr

    def test_takes_the_key_of_the_environment(self):
        self.assertEqual(self.said(0, cookie({"a": 1}), COSTREL_SECRET_KEY=KEY), "good: the current key signed it\n")

    def test_takes_a_key_from_a_file(self):
        for text in KEY, KEY + "\n", KEY + "\r\n":
            self.assertEqual(self.said(0, cookie({"a": 1}), "--key-file", self.key_file("key", text),
                                       COSTREL_SECRET_KEY="another key"), "good: the current key signed it\n")

    def test_says_which_key_signed(self):
        files = [word for name, key in (("a", KEY), ("b", OLD_KEY), ("c", OLDEST_KEY))
                 for word in ("--key-file", self.key_file(name, key))]
        self.assertEqual(self.said(0, cookie({}, OLD_KEY), *files), "good: fallback 1 signed it\n")
        self.assertEqual(self.said(0, cookie({}, OLDEST_KEY), *files), "good: fallback 2 signed it\n")
        self.assertEqual(self.said(0, cookie({}, OLD_KEY), COSTREL_SECRET_KEY=KEY,
                                   COSTREL_SECRET_KEY_FALLBACKS=f'["{OLDEST_KEY}","{OLD_KEY}"]'),
                         "good: fallback 1 signed it\n")

    def test_says_why_a_cookie_is_refused(self):
        keys = {"COSTREL_SECRET_KEY": KEY}
        day = 24 * 60 * 60
        self.assertIn("none of the keys signed it", self.said(1, cookie({}, "another"), **keys))
        self.assertIn("none of the keys signed it", self.said(1, "nonsense", **keys))
        self.assertIn("older than permanent_session_lifetime", self.said(1, cookie({}, age=32 * day), **keys))
        self.assertIn("good", self.said(0, cookie({}, age=32 * day), **keys,
                                        COSTREL_PERMANENT_SESSION_LIFETIME=str(40 * day)))
        self.assertIn("signed after now", self.said(1, cookie({}, age=-day), **keys))
        self.assertIn("holds no session", self.said(1, cookie([1]), **keys))
        self.assertIn("larger than", self.said(1, "a" * 10_000, **keys))
        self.assertIn("it is empty", self.said(1, "", **keys))

    def test_says_when_there_is_no_key(self):
        self.assertIn("there is no key", self.said(2, cookie({})))
        self.assertIn("cannot be read", self.said(2, cookie({}), "--key-file", "/no/such/file"))
        self.assertIn("is empty", self.said(2, cookie({}), "--key-file", self.key_file("empty", "\n")))

    def test_never_prints_a_key(self):
        for text in cookie({}), cookie({}, "another"), "":
            self.assertNotIn(KEY, self.said(0 if text == cookie({}) else 1, text, COSTREL_SECRET_KEY=KEY))


class Usage(unittest.TestCase):
    def test_is_told(self):
        self.assertIn("cookie", run("--help").stdout)
        for wrong in (), ("cookie",), ("cookie", "show"), ("cookie", "verify", "--key", KEY, "x"), ("nonsense",):
            self.assertEqual(run(*wrong).returncode, 2, wrong)


if __name__ == "__main__":
    tally.main()
