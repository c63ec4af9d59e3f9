"""Sessions shared with sites of Rails and Laravel, which script/setup frameworks installs."""

import base64
import json
import pathlib
import tempfile
import unittest

from tests import tally
from tests.frameworks.shared import SharedSession
from tests.frameworks.sites import Browser, Costrel
from tests.interop.server import Server
from tests.ports import free_port

HERE = pathlib.Path(__file__).parent


class SharedFlash:
    """A message that one site leaves for the next page, and the other shows."""

    category: str

    def test_a_message_of_there_is_shown_here_once(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        browser.send(self.site, "POST", "/flash", message="Zoë <bought> tea")
        self.assertEqual(self.costrel.flashes(browser), [[self.category, "Zoë <bought> tea"]])
        self.assertEqual(self.costrel.flashes(browser), [])
        self.assertFalse(browser.send(self.site, "GET", "/flash")["flash"])
        self.assertEqual(browser.send(self.site, "GET", "/me")["user"], "alice")

    def test_a_message_of_here_is_shown_there_once(self):
        browser = Browser()
        self.costrel.visit(browser, set={"user": "bob"}, flash=[self.category, "Bob <sold> tea"])
        self.assertIn("Bob <sold> tea", str(browser.send(self.site, "GET", "/flash")["flash"]))
        self.assertFalse(browser.send(self.site, "GET", "/flash")["flash"])
        self.assertEqual(browser.send(self.site, "GET", "/me")["user"], "bob")


class Rails(SharedSession, SharedFlash, unittest.TestCase):
    config = {"secret": "0123456789abcdef" * 8, "cookie_name": "_shop_session", "digest": "SHA1"}
    category = "notice"

    @classmethod
    def setUpClass(cls):
        port = free_port()
        cls.site = Server("Rails", ["ruby", str(HERE / "rails_site.rb")], port, PORT=str(port),
                          CONFIG=json.dumps(cls.config))
        cls.costrel = Costrel("rails", cls.config)

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()


class Laravel(SharedSession, SharedFlash):
    """The records are those that Laravel's own store keeps."""

    category = "status"
    storage: str
    cipher = "AES-256-CBC"
    key_size = 32

    @classmethod
    def place(cls) -> dict:
        """Where the site in C++ finds the rows: nowhere, when it is brought them."""
        return {}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        cls.database = cls.path / "sessions.sqlite3"
        cls.database.touch()
        key = base64.b64encode(b"k" * cls.key_size).decode()
        cls.config = {"cookie_name": "laravel_session", "key": f"base64:{key}", "cipher": cls.cipher,
                      "storage": cls.storage}
        port = free_port()
        cls.site = Server("Laravel", ["php", "-S", f"127.0.0.1:{port}", str(HERE / "laravel_site.php")], port,
                          CONFIG=json.dumps(cls.config), FOLDER=cls.folder.name)
        cls.costrel = Costrel("laravel", cls.config | cls.place(), None if cls.place() else cls)

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()
        cls.folder.cleanup()


class LaravelFiles(Laravel, unittest.TestCase):
    storage = "file"

    @classmethod
    def load(cls, key: str):
        record = cls.path / key
        return record.read_bytes().decode() if record.exists() else None

    @classmethod
    def save(cls, key: str, record: str) -> None:
        (cls.path / key).write_text(record)


class LaravelRows(Laravel, unittest.TestCase):
    storage = "database"
    cipher, key_size = "AES-128-CBC", 16

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Browser().send(cls.site, "GET", "/me")  # makes the table

    @classmethod
    def place(cls):
        return {"sqlite": str(cls.database)}


if __name__ == "__main__":
    tally.main()
