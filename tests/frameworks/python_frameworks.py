"""Sessions shared with Starlette and Django, each of them running."""

import pathlib
import sqlite3
import tempfile
import unittest

from tests import tally
from tests.frameworks.shared import SharedSession
from tests.frameworks.sites import Browser, Costrel, python_site


class Starlette(SharedSession, unittest.TestCase):
    config = {"secret": "a secret of the site", "cookie_name": "session"}

    @classmethod
    def setUpClass(cls):
        cls.site = python_site("starlette", cls.config)
        cls.costrel = Costrel("starlette", cls.config)

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()


class Django(SharedSession):
    """A login holds a hash of the user's row, so costrel's site looks at that."""

    engine: str
    kind: str

    @classmethod
    def place(cls) -> dict:
        """Where the site in C++ finds the rows."""
        return {}

    user_entry = "_auth_user_id"

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.database = pathlib.Path(cls.folder.name) / "django.sqlite3"
        cls.config = {"secret": "django-insecure-of-a-test-0123456789-0123456789-0123456789",
                      "cookie_name": "sessionid", "engine": cls.engine}
        cls.site = python_site("django", cls.config, DATABASE=str(cls.database))
        cls.costrel = Costrel(cls.kind, cls.config | cls.place())

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()
        cls.folder.cleanup()

    @classmethod
    def sql(cls, statement: str, *values):
        with sqlite3.connect(cls.database, timeout=60) as connection:
            return connection.execute(statement, values).fetchall()

    def row(self, user: str) -> tuple[str, str]:
        number, password = self.sql("SELECT id, password FROM auth_user WHERE username = ?", user)[0]
        return str(number), password

    def name_of(self, user: str):
        return self.row(user)[0]

    def login_entries(self, user: str) -> dict:
        return {"django_login": list(self.row(user))}

    def test_a_changed_password_ends_a_login_of_costrel_there(self):
        browser = Browser()
        self.costrel.visit(browser, clear=True, **self.login_entries("bob"))
        self.assertEqual(browser.send(self.site, "GET", "/me")["user"], "bob")
        browser.send(self.site, "POST", "/password", user="bob", password="another")
        self.assertIsNone(browser.send(self.site, "GET", "/me")["user"])


class DjangoSignedCookies(Django, unittest.TestCase):
    engine, kind = "signed_cookies", "django"


class DjangoRows(Django, unittest.TestCase):
    engine, kind = "db", "django_db"

    @classmethod
    def place(cls):
        return {"sqlite": str(cls.database)}

    def test_a_session_that_ended_in_the_table_is_none(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        self.sql("UPDATE django_session SET expire_date = datetime('now', '-1 second') WHERE session_key = ?",
                 browser.cookies["sessionid"])
        self.assertIsNone(self.user_of(self.costrel.visit(browser)))

    def test_a_row_lasts_as_long_as_django_keeps_it(self):
        browser = Browser()
        self.costrel.visit(browser, clear=True, **self.login_entries("bob"))
        days = self.sql("SELECT julianday(expire_date) - julianday('now') FROM django_session WHERE session_key = ?",
                        browser.cookies["sessionid"])[0][0]
        self.assertAlmostEqual(days, 14, delta=0.1)


if __name__ == "__main__":
    tally.main()
