"""The costrel command, asked about cookies that Flask made.

The environment variables COSTREL_COMMAND and LOGIN name the program, and an application.
"""

import json
import os
import pathlib
import sqlite3
import re
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
import urllib.request

import flask

from tests import tally

KEY = "192b9bdd22ab9ed4d12e236c78afcb9a"
TEMPLATES_TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/templates/costrel-templates.py"
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
                          env=clean | environment, timeout=60, check=False)


class KeepsRedirects(urllib.request.HTTPErrorProcessor):
    def http_response(self, request, response):
        return response


class Secret(unittest.TestCase):
    def test_is_another_one_each_time(self):
        keys = {run("secret").stdout for _ in range(5)}
        self.assertEqual(len(keys), 5)
        for key in keys:
            self.assertRegex(key, r"^[0-9a-f]{64}\n$")


class Templates(unittest.TestCase):
    def test_lists_where_nothing_is_escaped(self):
        with tempfile.TemporaryDirectory() as folder:
            templates = pathlib.Path(folder, "templates")
            templates.mkdir()
            (templates / "a.html").write_text("{{ a }}\n{{ b|safe }}")
            tool = pathlib.Path(folder, "costrel-templates")  # as it is installed
            tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{TEMPLATES_TOOL}" "$@"\n')
            tool.chmod(0o755)
            listed = run("templates", str(templates), "--list-unescaped", PATH=f"{folder}:{os.environ['PATH']}")
            self.assertEqual((listed.stdout, listed.returncode), (f"{templates}/a.html:2: |safe\n", 0))

    def test_says_that_its_tool_is_not_there(self):
        done = run("templates", "folder", PATH="")
        self.assertEqual(done.returncode, 2)
        self.assertIn("costrel-templates cannot be started", done.stderr)


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


    def test_takes_what_was_pasted(self):
        value = cookie({"a": 1})
        for pasted in (f"session={value}; Path=/", f"session={value}; HttpOnly; Path=/\r\n", f"  {value} \n",
                       f"Set-Cookie: session={value}; Secure; Path=/; SameSite=Lax", f"{value}; Path=/",
                       f"Cookie: theme=dark; session={value}; remember=x", f"cookie:session={value}",
                       f"__Host-session={value}; Secure", f"theme=dark; __Host-session={value}", f"'{value}'",
                       f"shop={value}; Path=/"):
            self.assertEqual(run("cookie", "show", pasted).stdout, '{"a":1}\n', pasted)
        self.assertEqual(run("cookie", "show", "--name", "shop", f"session=x; shop={value}").stdout, '{"a":1}\n')
        verified = run("cookie", "verify", f"session={value}; Path=/", COSTREL_SECRET_KEY=KEY)
        self.assertEqual((verified.returncode, verified.stdout), (0, "good: the current key signed it\n"))

    def test_says_what_else_a_cookie_is(self):
        sealed = "AQ" + "a" * 130
        self.assertIn("costrel cookie explain --keys", run("cookie", "show", sealed).stderr)
        self.assertIn("the ID of a session in a store", run("cookie", "show", "a" * 43 + "." + "b" * 43).stderr)


class Programs(unittest.TestCase):
    """What an application says of itself."""

    LOGIN = os.environ["LOGIN"]

    def test_show_their_routes(self):
        shown = run("routes", self.LOGIN)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        rows = [line.split() for line in shown.stdout.splitlines()]
        self.assertEqual(rows[0], ["Endpoint", "Methods", "Rule"])
        self.assertEqual(rows[2], ["login", "GET,", "HEAD,", "POST,", "OPTIONS", "/login", "session"])

    def test_are_examined(self):
        good = {"COSTREL_ENV": "production", "COSTREL_SECRET_KEY": "e" + "0123456789abcdef" * 4,
                "COSTREL_SESSION_COOKIE_SECURE": "true", "COSTREL_SESSION_COOKIE_SAMESITE": "Lax",
                "COSTREL_PROXY_FIX_X_PROTO": "1", "COSTREL_TRUSTED_HOSTS": '["example.com"]'}
        found = run("doctor", self.LOGIN, **good)
        self.assertEqual(found.returncode, 0, found.stdout)
        for about in "keys", "hosts", "proxy", "environment":
            self.assertIn(f"good    {about}\n", found.stdout)
        self.assertIn("advice  cookie       session_cookie_name does not begin with __Host-", found.stdout)
        self.assertNotIn(good["COSTREL_SECRET_KEY"], found.stdout)

    def test_that_are_misconfigured_say_so(self):
        found = run("doctor", self.LOGIN, COSTREL_SESSION_COOKIE_HTTPONLY="false", COSTREL_SECRETKEY="x")
        self.assertEqual(found.returncode, 1, found.stdout)
        self.assertIn("WRONG   cookie       session_cookie_httponly is off", found.stdout)
        self.assertIn("WRONG   environment  costrel does not know COSTREL_SECRETKEY", found.stdout.replace("costrel: ", ""))
        failed = run("doctor", self.LOGIN, COSTREL_SESSION_COOKIE_SAMESITE="None")
        self.assertEqual(failed.returncode, 1)
        self.assertIn("session_cookie_secure must be true", failed.stdout + failed.stderr)

    def test_that_are_not_there_are_an_error(self):
        for command in "routes", "doctor":
            started = run(command, "/no/such/program")
            self.assertEqual(started.returncode, 2)
            self.assertIn("cannot start /no/such/program", started.stderr)


class Mistakes(unittest.TestCase):
    def test_are_told_with_the_name_of_the_command_once(self):
        refused = run("cookie", "explain", "--keys", "/no/such/file", "x")
        self.assertEqual(refused.returncode, 2)
        self.assertRegex(refused.stderr, r"^costrel: the key file /no/such/file cannot be opened: .*\n$")


class Version(unittest.TestCase):
    def test_is_that_of_the_library(self):
        shown = run("--version")
        self.assertEqual(shown.returncode, 0)
        self.assertRegex(shown.stdout, r"^costrel \d+\.\d+\.\d+\n$")


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


class Keys(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "keys.json"

    def keys(self, *arguments: str, status: int = 0) -> str:
        command, *rest = arguments
        done = run("keys", command, str(self.file), *rest)
        self.assertEqual(done.returncode, status, done)
        for key in self.ring():
            self.assertNotIn(key["secret"], done.stdout + done.stderr)
        return done.stdout + done.stderr

    def ring(self) -> list[dict]:
        return json.loads(self.file.read_text())["keys"] if self.file.exists() else []

    def ids(self) -> list[str]:
        return [line.split()[0] for line in self.keys("list").splitlines()]

    def test_the_first_key_seals_at_once_and_others_in_an_hour_or_when_told(self):
        self.assertIn("seals", self.keys("add"))
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.keys("add")
        self.keys("add", "--from", "2099-01-01T00:00:00Z")
        first, second, third = self.ring()
        self.assertNotIn("not_before", first)
        self.assertGreater(second["not_before"], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3500)))
        self.assertEqual(third["not_before"], "2099-01-01T00:00:00Z")
        self.assertIn("seals and opens", self.keys("list").splitlines()[0])
        self.assertIn("not yet", self.keys("list").splitlines()[2])
        self.assertIn("must be a time", self.keys("add", "--from", "tomorrow", status=2))

    def test_comments_and_the_mode_stay(self):
        self.keys("add")
        document = json.loads(self.file.read_text()) | {"comment": "of the shop"}
        self.file.write_text(json.dumps(document))
        self.file.chmod(0o640)
        self.keys("add")
        self.assertEqual(json.loads(self.file.read_text())["comment"], "of the shop")
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o640)

    def test_a_key_is_revoked_and_the_last_one_only_by_force(self):
        self.keys("add")
        [only] = self.ids()
        self.assertIn("--force", self.keys("revoke", only, status=2))
        self.assertNotIn("revoked", self.ring()[0])
        self.keys("revoke", only, "--force")
        self.assertTrue(self.ring()[0]["revoked"])
        self.assertIn("seals and opens", self.keys("list").splitlines()[1])
        self.assertIn("there is no key", self.keys("revoke", "00000000", status=2))

    def test_the_only_key_that_seals_now_is_revoked_only_by_force(self):
        self.keys("add")
        self.keys("add")  # seals in an hour, until when nobody could save a session
        first, second = self.ids()
        self.assertIn("the only one that seals now", self.keys("revoke", first, status=2))
        self.keys("revoke", second)
        self.keys("add", "--from", "2020-01-01T00:00:00Z")
        self.keys("revoke", first)
        self.assertEqual([key.get("revoked") for key in self.ring()], [True, True, None])

    def test_add_makes_one_that_seals_at_once_where_no_other_does_for_an_hour(self):
        def when(hours: float) -> str:
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + hours * 3600))
        for window in {"not_after": when(0.5)}, {"not_after": when(-1)}, {"not_before": when(2)}:
            self.file.write_text(json.dumps({"keys": [{"secret": KEY} | window]}))
            self.file.chmod(0o600)
            self.keys("add")
            self.assertLessEqual(self.ring()[1]["not_before"], when(0), window)

    def test_prune_drops_what_nobody_can_have_a_session_of(self):
        self.keys("add")
        self.keys("add", "--from", "2020-01-01T00:00:00Z")
        self.keys("add", "--from", "2099-01-01T00:00:00Z")
        self.keys("prune")
        self.assertEqual([key["not_before"][:4] for key in self.ring()], ["2020", "2099"])
        self.keys("prune")
        self.assertEqual(len(self.ring()), 2)

    def test_two_at_once_lose_nothing(self):
        self.keys("add")
        commands = [subprocess.Popen([os.environ["COSTREL_COMMAND"], "keys", "add", str(self.file)],
                                     stdout=subprocess.DEVNULL) for _ in range(10)]
        self.assertEqual([command.wait(60) for command in commands], [0] * 10)
        self.assertEqual(len(self.ring()), 11)

    def test_a_file_that_is_none_stays_as_it_is(self):
        self.file.write_text("{")
        self.file.chmod(0o600)
        for arguments in ("add",), ("list",), ("prune",), ("revoke", "00000000"):
            done = run("keys", arguments[0], str(self.file), *arguments[1:])
            self.assertEqual(done.returncode, 2, arguments)
        self.assertEqual(self.file.read_text(), "{")

    def test_explain_names_each_check_up_to_the_one_that_fails(self):
        self.keys("add")
        explained = run("cookie", "explain", "--keys", str(self.file), "A" * 119)
        self.assertEqual(explained.returncode, 1)
        lines = explained.stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["good", "good", "FAILED"])
        self.assertIn("version 1", lines[-1])

    def test_verify_and_explain_take_the_settings_of_the_environment(self):
        self.file.write_text(json.dumps({"keys": [{"secret": KEY}]}))
        self.file.chmod(0o600)
        site = {"COSTREL_SECRET_KEY": KEY, "COSTREL_SESSION_FORMAT": "sealed",
                "COSTREL_SESSION_COOKIE_NAME": "shop", "COSTREL_SESSION_APPLICATION": "the shop"}
        sealed = self.login_cookie(**site)
        self.assertTrue(sealed.startswith("shop="), sealed)
        verified = run("cookie", "verify", sealed, **site)
        self.assertEqual((verified.returncode, verified.stdout), (0, "good: the current key signed it\n"))
        explained = run("cookie", "explain", "--keys", str(self.file), sealed, **site)
        self.assertEqual((explained.returncode, "FAILED" in explained.stdout), (0, False), explained)
        del site["COSTREL_SESSION_COOKIE_NAME"], site["COSTREL_SESSION_APPLICATION"]
        refused = run("cookie", "explain", "--keys", str(self.file), sealed, **site)
        self.assertIn("FAILED commitment and tag", refused.stdout)
        explained = run("cookie", "explain", "--keys", str(self.file), "--name", "shop", "--application", "the shop",
                        sealed, **site)
        self.assertEqual(explained.returncode, 0, explained)

    def login_cookie(self, **environment: str) -> str:
        """The pair that somebody gets who logs in at an application with these settings."""
        server = subprocess.Popen([os.environ["LOGIN"]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                  env=os.environ | environment | {"COSTREL_RUN_PORT": "0"})
        try:
            port = next(found[1] for line in server.stderr if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
            form = urllib.request.Request(f"http://127.0.0.1:{port}/login", b"username=admin")
            with urllib.request.build_opener(KeepsRedirects).open(form, timeout=60) as response:
                return response.headers["Set-Cookie"].partition(";")[0]
        finally:
            server.kill()
            server.communicate()


class Sessions(unittest.TestCase):
    def test_end_of_a_user_or_of_everybody_is_a_line_of_the_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run("sessions", "end", "--revocations", folder, "--user", "42 a").returncode, 0)
            self.assertEqual(run("sessions", "end", "--revocations", folder, "--all").returncode, 0)
            lines = "".join(file.read_text() for file in pathlib.Path(folder).glob("ended-*"))
            self.assertRegex(lines, r"u \d+ 42%20a\n")
            self.assertRegex(lines, r"a \d+\n")

    def test_a_folder_says_which_sessions_have_ended(self):
        handle, other = "A" * 22, "B" * 21 + "A"
        with tempfile.TemporaryDirectory() as folder:
            def said(command: str, *arguments: str, status: int = 0) -> str:
                done = run("sessions", command, "--revocations", folder, *arguments)
                self.assertEqual(done.returncode, status, done.stderr)
                return done.stdout
            self.assertEqual(said("list", "--user", "42"), "")
            said("end", "--user", "42", "--handle", handle)
            self.assertRegex(said("show", "--user", "42", "--handle", handle), "^ended: the session, at ")
            self.assertEqual(said("show", "--user", "42", "--handle", other, status=1),
                             "the session is not on the list\n")
            self.assertEqual(said("end-user", "42"), "all sessions of the user ended\n")
            self.assertRegex(said("list", "--user", "42"), r"^ended: the user's that began until [0-9T:-]+Z\n$")
            self.assertEqual(said("list", "--user", "43"), "")
            said("end", "--all")
            self.assertRegex(said("list", "--user", "43"), r"^ended: everybody's that began until [0-9T:-]+Z\n$")
            self.assertEqual(said("count"), "1 ended sessions, 1 users whose sessions ended, 0 remembered logins\n")
            pathlib.Path(folder, "ended-19000").write_text("u 1 43\n")
            self.assertEqual(said("gc"), "1 files of days that are over removed\n")
            self.assertFalse(pathlib.Path(folder, "ended-19000").exists())
            self.assertEqual(run("sessions", "end", "--revocations", folder, "--user", "42", "--handle", "x").returncode, 2)

    def test_a_store_says_which_sessions_there_are(self):
        with tempfile.TemporaryDirectory() as folder:
            store = {"COSTREL_SESSION_STORE": f"sqlite:{folder}/sessions.db"}
            self.assertEqual(run("sessions", "count", **store).stdout, "0 records\n")
            shown = run("sessions", "show", "--user", "42", "--handle", "A" * 22, **store)
            self.assertEqual((shown.returncode, shown.stdout), (1, "the user has no such session\n"))
            self.assertEqual(run("sessions", "show", "--user", "42", "--handle", "x", **store).returncode, 2)
            self.assertEqual(run("sessions", "end-user", "42", **store).stdout, "all sessions of the user ended\n")
            self.assertEqual(run("sessions", "list", **store).returncode, 2)  # of everybody

    def test_end_says_whose_and_where(self):
        with tempfile.TemporaryDirectory() as folder:
            for arguments in (["--revocations", folder], ["--user", "42"],
                              ["--revocations", folder + "/none", "--user", "42"],
                              ["--revocations", folder, "--user", "42", "--all"]):
                self.assertEqual(run("sessions", "end", *arguments).returncode, 2, arguments)


    def test_schema_is_the_sql_that_the_store_takes(self):
        printed = run("sessions", "schema", "sqlite:")
        self.assertEqual(printed.returncode, 0)
        with sqlite3.connect(":memory:") as database:
            database.executescript(printed.stdout)
            columns = [row[1] for row in database.execute("pragma table_info(costrel_session)")]
        self.assertEqual(columns, ["key", "version", "user_key", "expires", "record"])
        printed = run("sessions", "schema", "postgresql:")
        self.assertEqual(printed.returncode, 0)
        self.assertIn("create table if not exists costrel_session (\n  key bytea primary key", printed.stdout)
        refused = run("sessions", "schema", "memory:")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("sqlite:", refused.stderr)


class Usage(unittest.TestCase):
    def test_is_told(self):
        self.assertIn("cookie", run("--help").stdout)
        for wrong in (), ("cookie",), ("cookie", "show"), ("cookie", "verify", "--key", KEY, "x"), ("nonsense",):
            self.assertEqual(run(*wrong).returncode, 2, wrong)


if __name__ == "__main__":
    tally.main()
