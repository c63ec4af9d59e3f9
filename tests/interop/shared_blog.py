"""examples/flaskr and a blog in Flask on one database file, with one secret key.

The environment variable FLASKR names the program.
"""

import concurrent.futures
import functools
import html
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from werkzeug.security import generate_password_hash

from tests import tally
from tests.interop import flaskr_twin, oracle
from tests.interop.client import Answer, Client
from tests.interop.server import Server
from tests.ports import free_port

KEY = "a key that both blogs have"
PASSWORDS = {
    "plain": "correct horse",
    "accented": "Zoë 日本 😀",
    "with a zero": "a\0b",
    "of one space": " ",
    "long": "costrel " * 500,
    "with what a hash has": "scrypt:32768:8:1$salt$00",
}


def init_db(database: pathlib.Path) -> None:
    subprocess.run([os.environ["FLASKR"], "init-db"], check=True, stdout=subprocess.DEVNULL,
                   env=os.environ | {"FLASKR_DATABASE": str(database)})


def start_costrel(database: pathlib.Path) -> Server:
    port = free_port()
    return Server("costrel", [os.environ["FLASKR"]], port, COSTREL_RUN_HOST="127.0.0.1",
                  COSTREL_RUN_PORT=str(port), COSTREL_RUN_THREADS="2", COSTREL_SECRET_KEY=KEY,
                  FLASKR_DATABASE=str(database))


def start_flask(database: pathlib.Path) -> Server:
    port = free_port()
    return Server("Flask", [sys.executable, flaskr_twin.__file__], port, PORT=str(port),
                  FLASK_SECRET_KEY=KEY, DATABASE=str(database))


class Visitor(Client):
    def submit(self, server: Server, path: str, form: dict, page: str = "") -> Answer:
        """Fills in the form that is on `page`, or else on `path`, with its token if it has one."""
        shown = self.send(server, "GET", page or path).body
        if token := re.search(r'name="csrf_token" value="([^"]*)"', shown):
            form = form | {"csrf_token": token[1]}
        return self.send(server, "POST", path, form=form)

    def register(self, server: Server, name: str, password: str = "test") -> Answer:
        return self.submit(server, "/auth/register", {"username": name, "password": password})

    def enter(self, server: Server, name: str, password: str = "test") -> Answer:
        return self.submit(server, "/auth/login", {"username": name, "password": password})

    def write(self, server: Server, title: str, body: str = "") -> Answer:
        return self.submit(server, "/create", {"title": title, "body": body})

    def sees(self, server: Server) -> str:
        """The opening page, as text that was not escaped."""
        return html.unescape(self.opening_page(server))


def both_ways(test):
    """The test takes the two blogs in both orders, each time with a new visitor and an empty file."""
    @functools.wraps(test)
    def run(self):
        for first, second in (self.costrel, self.flask), (self.flask, self.costrel):
            with self.subTest(f"{first.name}, then {second.name}"):
                self.empty()
                test(self, first, second, Visitor())
    return run


class Pair(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.database = pathlib.Path(folder) / "instance/flaskr.sqlite"
        init_db(cls.database)
        cls.costrel = start_costrel(cls.database)
        cls.addClassCleanup(cls.costrel.stop)
        cls.flask = start_flask(cls.database)
        cls.addClassCleanup(cls.flask.stop)

    def execute(self, sql: str, *values) -> list:
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def empty(self):
        self.execute("DELETE FROM post")
        self.execute("DELETE FROM user")
        self.execute("DELETE FROM sqlite_sequence")

    def assert_moved_on(self, answer: Answer, to: str = "/"):
        self.assertEqual((answer.status, answer.all("Location")), (302, [to]), answer.body)


class SharedUsers(Pair):
    @both_ways
    def test_who_registers_at_one_logs_in_at_the_other(self, first, second, visitor):
        for number, (kind, password) in enumerate(PASSWORDS.items()):
            with self.subTest(kind):
                name = f"user {number}"
                self.assert_moved_on(visitor.register(first, name, password), "/auth/login")
                self.assertIn("Incorrect password.", visitor.enter(second, name, password + "x").body)
                self.assert_moved_on(visitor.enter(second, name, password))

    @both_ways
    def test_a_name_is_taken_at_both(self, first, second, visitor):
        for name in "Zoë", "日本 😀", "<b>x</b>", "a\0b", "O'Neil":
            with self.subTest(name):
                self.assert_moved_on(visitor.register(first, name), "/auth/login")
                self.assertIn(f"User {name} is already registered.",
                              html.unescape(visitor.register(second, name).body))
                self.assert_moved_on(visitor.enter(second, name))

    @both_ways
    def test_one_cookie_is_a_login_at_both(self, first, second, visitor):
        visitor.register(first, "ann")
        visitor.enter(first, "ann")
        for server in second, first:
            self.assertIn("ann", visitor.sees(server))
        self.assertEqual(oracle.read(KEY, visitor.cookie)[0].get("user_id"), 1)
        visitor.send(second, "GET", "/auth/logout")
        self.assertNotIn("ann", visitor.sees(first))

    def test_every_kind_of_hash_that_werkzeug_writes_is_checked(self):
        self.empty()
        methods = ["scrypt", "scrypt:1024:8:2", "pbkdf2", "pbkdf2:sha1:1000", "pbkdf2:sha512"]
        for number, method in enumerate(methods, 1):
            with self.subTest(method):
                self.execute("INSERT INTO user (username, password) VALUES (?, ?)", method,
                             generate_password_hash("test", method))
                visitor = Visitor()
                self.assertIn("Incorrect password.", visitor.enter(self.costrel, method, "tesT").body)
                self.assert_moved_on(visitor.enter(self.costrel, method))
                session = oracle.read(KEY, visitor.cookie)[0]
                self.assertEqual((session["user_id"], session["_user_id"]), (number, str(number)))


class SharedPosts(Pair):
    @both_ways
    def test_a_post_of_one_is_shown_changed_and_deleted_by_the_other(self, first, second, visitor):
        visitor.register(first, "ann")
        visitor.enter(first, "ann")
        self.assert_moved_on(visitor.write(first, "<i>Title</i> & 日本", "two\nlines"))
        for server in second, first:
            self.assertIn("<i>Title</i> & 日本", visitor.sees(server))
            self.assertIn("two\nlines", visitor.sees(server))
            self.assertIn(time.strftime("%Y-%m-%d", time.gmtime()), visitor.sees(server))
        self.assert_moved_on(visitor.submit(second, "/1/update", {"title": "changed", "body": ""}))
        self.assertIn("changed", visitor.sees(first))
        self.assert_moved_on(visitor.submit(second, "/1/delete", {}, page="/1/update"))
        self.assertNotIn("changed", visitor.sees(first))

    @both_ways
    def test_the_posts_stand_in_the_same_order(self, first, second, visitor):
        visitor.register(first, "ann")
        visitor.enter(first, "ann")
        for number in range(6):
            visitor.write((first, second)[number % 2], f"post {number}")
        for server in first, second:
            self.assertEqual(re.findall(r"<h2>post (\d)</h2>", visitor.sees(server)), list("543210"))

    @both_ways
    def test_a_post_of_another_is_refused_alike(self, first, second, ann):
        ann.register(first, "ann")
        ann.enter(first, "ann")
        ann.write(first, "a post of ann")
        bob = Visitor()
        bob.register(second, "bob")
        bob.enter(second, "bob")
        for server in first, second:
            for path, status in ("/1/update", 403), ("/9/update", 404), ("/1/delete", 405):
                with self.subTest(path, server=server.name):
                    self.assertEqual(bob.send(server, "GET", path).status, status)
            for path, status in ("/1/update", 403), ("/1/delete", 403), ("/9/delete", 404):
                with self.subTest("POST " + path, server=server.name):
                    answer = bob.submit(server, path, {"title": "x", "body": ""}, page="/create")
                    self.assertEqual(answer.status, status)
        self.assertIn("a post of ann", bob.sees(first))

    @both_ways
    def test_a_stranger_is_sent_to_the_login_alike(self, first, second, stranger):
        for server in first, second:
            for path in "/create", "/1/update":
                self.assert_moved_on(stranger.send(server, "GET", path), "/auth/login")

    def test_both_write_at_once_and_nothing_is_lost(self):
        self.empty()
        Visitor().register(self.costrel, "ann")
        visitors = [(server, Visitor()) for server in (self.costrel, self.flask) * 2]
        for server, visitor in visitors:
            visitor.enter(server, "ann")

        def write_all(server, visitor, number):
            return [visitor.write(server, f"{server.name} {number} {post}").status for post in range(10)]

        with concurrent.futures.ThreadPoolExecutor(len(visitors)) as pool:
            writing = [pool.submit(write_all, *who, number) for number, who in enumerate(visitors)]
            self.assertEqual([done.result() for done in writing], [[302] * 10] * len(visitors))
        self.assertEqual(self.execute("SELECT COUNT(DISTINCT title) FROM post"), [(40,)])


class SharedSession(Pair):
    def test_a_message_flashed_by_flask_is_shown(self):
        visitor = Visitor()
        visitor.cookie = oracle.sign(KEY, {"_flashes": [("message", "<b>Hello</b>")]}, int(time.time()))
        self.assertIn("&lt;b&gt;Hello&lt;/b&gt;", visitor.opening_page(self.costrel))
        self.assertNotIn("Hello", visitor.opening_page(self.costrel))

    def test_the_token_of_the_forms_does_not_disturb_flask(self):
        visitor = Visitor()
        visitor.send(self.costrel, "GET", "/auth/login")
        self.assertIn("_csrf_token", oracle.read(KEY, visitor.cookie)[0])
        self.assertIn("nobody", visitor.sees(self.flask))

    def test_an_id_of_another_type_is_nobody(self):
        for id_ in "1", None, 1.5, [1], 2**70, True:
            with self.subTest(id_):
                visitor = Visitor()
                visitor.cookie = oracle.sign(KEY, {"user_id": id_}, int(time.time()))
                self.assertIn("Log in", visitor.sees(self.costrel))


class SharedFile(unittest.TestCase):
    """Each makes the file that the other then uses."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def tables(self, database: pathlib.Path) -> dict:
        connection = sqlite3.connect(database)
        try:
            return {table: (connection.execute(f"PRAGMA table_info({table})").fetchall(),
                            connection.execute(f"PRAGMA foreign_key_list({table})").fetchall())
                    for table in ("user", "post")}
        finally:
            connection.close()

    def test_without_a_file_it_does_not_start_and_says_what_to_do(self):
        done = subprocess.run([os.environ["FLASKR"]], capture_output=True, text=True, timeout=60, check=False,
                              env=os.environ | {"FLASKR_DATABASE": str(self.folder / "none.sqlite")})
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"there is no .*/none\.sqlite; 'flaskr init-db' makes it\n$")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_word_that_it_does_not_know_is_refused(self):
        done = subprocess.run([os.environ["FLASKR"], "initdb"], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (2, "usage: flaskr [init-db]\n"))

    def test_both_make_the_same_tables(self):
        init_db(self.folder / "costrel.sqlite")
        start_flask(self.folder / "flask.sqlite").stop()
        self.assertEqual(self.tables(self.folder / "costrel.sqlite"),
                         self.tables(self.folder / "flask.sqlite"))

    def test_costrel_serves_a_file_that_flask_made(self):
        database = self.folder / "flask.sqlite"
        flask = start_flask(database)
        self.addCleanup(flask.stop)
        costrel = start_costrel(database)
        self.addCleanup(costrel.stop)
        visitor = Visitor()
        visitor.register(costrel, "ann")
        visitor.enter(flask, "ann")
        visitor.write(costrel, "in Flask's file")
        self.assertIn("in Flask's file", visitor.sees(flask))
        # Nothing but the file: no journal that one of them would have to know of.
        self.assertEqual([path.name for path in self.folder.iterdir()], ["flask.sqlite"])


if __name__ == "__main__":
    tally.main()
