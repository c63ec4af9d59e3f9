"""Flask's login shared with servers that are neither Flask nor costrel's: examples/httplib,
examples/beast and examples/poco, which have the session alone; and examples/reader, which has no
server at all.

The environment variables LOGIN_HTTPLIB, LOGIN_BEAST, LOGIN_POCO and COOKIE_READER name the programs.
Those that were not built, because their library is not there, are left out.
"""

import http.client
import os
import pathlib
import socket
import subprocess
import time
import unittest
import urllib.parse

from tests import tally
from tests.interop import oracle, shared_login
from tests.interop.client import Client, send
from tests.interop.server import Server, start_flask
from tests.interop.shared_login import DAY, KEY, NOT_LOGGED_IN, both_ways
from tests.ports import free_port


def program(variable: str) -> str:
    path = os.environ[variable]
    if not pathlib.Path(path).exists():
        raise unittest.SkipTest(f"{path} was not built")
    return path


def start(name: str, variable: str, config: dict[str, str]) -> Server:
    port = free_port()
    return Server(name, [program(variable)], port, COSTREL_RUN_HOST="127.0.0.1",
                  COSTREL_RUN_PORT=str(port),
                  **{"COSTREL_" + key: value for key, value in config.items()})


class OtherServer:
    """A server that shares its login with Flask. `costrel` is the server, which the tests of
    shared_login call so."""

    variable: str
    config = {"SECRET_KEY": KEY}

    @classmethod
    def setUpClass(cls):
        cls.costrel = start(cls.variable.lower(), cls.variable, cls.config)
        cls.addClassCleanup(cls.costrel.stop)
        cls.flask = start_flask(cls.config | {"PAGES": "plain"})
        cls.addClassCleanup(cls.flask.stop)


class Walk(OtherServer):
    def test_the_tutorials_walk(self):
        client, server = Client(), self.costrel
        self.assertIn(NOT_LOGGED_IN, client.opening_page(server))
        self.assertIn("<form method=\"post\">", client.send(server, "GET", "/login").body)
        answer = client.log_in(server, "admin")
        self.assertEqual((answer.status, answer.all("Location")), (302, ["/"]))
        self.assertIn("Logged in as admin", client.opening_page(server))
        answer = client.log_out(server)
        self.assertEqual((answer.status, answer.all("Location")), (302, ["/"]))
        self.assertIn(NOT_LOGGED_IN, client.opening_page(server))

    @both_ways
    def test_logged_in_at_one_changed_at_the_other_logged_out_at_either(self, first, second, client):
        client.log_in(first, "alice")
        self.assertIn("Logged in as alice", client.opening_page(second))
        client.log_in(second, "bob")
        self.assertIn("Logged in as bob", client.opening_page(first))
        client.log_out(first)
        self.assertIn(NOT_LOGGED_IN, client.opening_page(second))
        self.assertIsNone(client.cookie)

    def test_the_pages_are_flasks(self):
        cookie = oracle.sign(KEY, {"username": "<b>Zoë</b>"}, int(time.time()))
        for path in "/", "/login":
            for more in {}, {"cookie": cookie}:
                with self.subTest(path, **more):
                    ours, flasks = (send(server, "GET", path, **more)
                                    for server in (self.costrel, self.flask))
                    self.assertEqual((ours.status, ours.body), (flasks.status, flasks.body))
                    self.assertEqual(ours.all("Vary"), flasks.all("Vary"))
                    self.assertEqual(ours.all("Content-Type"), flasks.all("Content-Type"))

    def test_an_answer_with_the_cookie_is_kept_from_shared_caches(self):
        answer = send(self.costrel, "POST", "/login", form={"username": "admin"})
        self.assertEqual(answer.all("Cache-Control"), ["private"])
        self.assertEqual(answer.all("Vary"), ["Cookie"])

    def test_a_permanent_session_is_sent_again_with_every_answer(self):
        cookie = oracle.sign(KEY, {"_permanent": True, "username": "admin"}, int(time.time()) - DAY)
        for path in "/", "/login", "/missing":
            with self.subTest(path):
                ours = send(self.costrel, "GET", path, cookie=cookie)
                self.assertEqual(len(ours.all("Set-Cookie")), 1)
                self.assertIn("; Expires=", ours.all("Set-Cookie")[0])

    def test_several_cookie_fields_are_one(self):
        cookie = oracle.sign(KEY, {"username": "admin"}, int(time.time()))
        connection = http.client.HTTPConnection("127.0.0.1", self.costrel.port, timeout=60)
        self.addCleanup(connection.close)
        connection.putrequest("GET", "/")
        for field in "a=b", f"session={cookie}", "c=d":
            connection.putheader("Cookie", field)
        connection.endheaders()
        self.assertIn("Logged in as admin", connection.getresponse().read().decode())

    def test_a_name_that_is_not_utf8_becomes_a_session_that_flask_reads(self):
        client = Client()
        client.send(self.costrel, "POST", "/login",
                    body="username=" + urllib.parse.quote(b"a\xffb\xe2\x82"),
                    headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(oracle.read(KEY, client.cookie)[0], {"username": "a\ufffdb\ufffd"})

    def test_a_form_without_the_field_is_a_bad_request(self):
        answer = send(self.costrel, "POST", "/login", form={"user": "admin"})
        self.assertEqual((answer.status, answer.all("Set-Cookie")), (400, []))

    def test_a_connection_serves_many_requests(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.costrel.port, timeout=60)
        self.addCleanup(connection.close)
        connection.connect()
        here = connection.sock.getsockname()
        for _ in range(20):
            connection.request("GET", "/")
            self.assertEqual(connection.getresponse().read().decode()[:15], NOT_LOGGED_IN[:15])
            self.assertEqual(connection.sock.getsockname(), here)

    def test_what_is_no_request_does_not_end_the_server(self):
        for bytes_ in b"", b"\r\n\r\n", b"junk\r\n\r\n", b"GET / HTTP/1.1\r\nHost", b"\0" * 100_000:
            with self.subTest(bytes_[:20]):
                with socket.create_connection(("127.0.0.1", self.costrel.port), timeout=60) as peer:
                    peer.sendall(bytes_)
                self.assertIn(NOT_LOGGED_IN, Client().opening_page(self.costrel))


class WithoutKey(OtherServer):
    config = {"SECRET_KEY": ""}

    def test_a_login_is_a_server_error_and_the_log_says_what_to_do(self):
        self.assertIn(NOT_LOGGED_IN, Client().opening_page(self.costrel))
        answer = send(self.costrel, "POST", "/login", form={"username": "admin"})
        self.assertEqual((answer.status, answer.all("Location")), (500, []))
        self.assertIn("no secret key was set", self.costrel.log)
        self.assertNotIn("secret key", answer.body)


class HttplibSharedLogin(OtherServer, shared_login.SharedLogin):
    variable = "LOGIN_HTTPLIB"


class HttplibWalk(Walk, unittest.TestCase):
    variable = "LOGIN_HTTPLIB"


class HttplibWithoutKey(WithoutKey, unittest.TestCase):
    variable = "LOGIN_HTTPLIB"


class BeastSharedLogin(OtherServer, shared_login.SharedLogin):
    variable = "LOGIN_BEAST"


class BeastWalk(Walk, unittest.TestCase):
    variable = "LOGIN_BEAST"


class BeastWithoutKey(WithoutKey, unittest.TestCase):
    variable = "LOGIN_BEAST"


class PocoSharedLogin(OtherServer, shared_login.SharedLogin):
    variable = "LOGIN_POCO"


class PocoWalk(Walk, unittest.TestCase):
    variable = "LOGIN_POCO"


class PocoWithoutKey(WithoutKey, unittest.TestCase):
    variable = "LOGIN_POCO"


class Reader(unittest.TestCase):
    def read(self, *fields: str, **config: str) -> list[str]:
        environment = {"COSTREL_" + key: value for key, value in ({"SECRET_KEY": KEY} | config).items()}
        result = subprocess.run([program("COOKIE_READER")], input="".join(f"{field}\n" for field in fields),
                                env=os.environ | environment, capture_output=True, text=True,
                                timeout=60, check=True)
        return result.stdout.splitlines()

    def test_says_what_each_session_holds_or_why_there_is_none(self):
        now = int(time.time())
        sign = lambda session, second=now, key=KEY: "session=" + oracle.sign(key, session, second)
        fields = {
            "a=b; " + sign({"username": "admin"}): 'the session is good: {"username":"admin"}',
            sign({"tuple": (1, 2)}): 'the session is good: {"tuple":{" t":[1,2]}}',
            "": "there is no session cookie",
            "a=b": "there is no session cookie",
            "session=junk": "the cookie is not signed by a key of ours",
            sign({}, key="another key"): "the cookie is not signed by a key of ours",
            sign({"a": 1}, now - 32 * DAY): "the session is too old",
            sign({"a": 1}, now + DAY): "the cookie was signed later than now; is a clock wrong?",
            sign([1]): "the cookie is rightly signed, but holds no session",
            "session=" + "a" * 9000: "the cookie is too large",
        }
        self.assertEqual(self.read(*fields), list(fields.values()))

    def test_says_which_old_key_signed(self):
        field = "session=" + oracle.sign("old", {"a": 1}, int(time.time()))
        self.assertEqual(self.read(field, SECRET_KEY_FALLBACKS='["older", "old"]'),
                         ['the session is good, by fallback key 1: {"a":1}'])

    def test_says_that_there_is_no_key(self):
        self.assertEqual(self.read("session=x", SECRET_KEY=""),
                         ["there is no secret key to check it with; set COSTREL_SECRET_KEY"])


if __name__ == "__main__":
    tally.main()
