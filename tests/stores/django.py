"""The rows of a Django site in PostgreSQL: tests/frameworks has those in SQLite."""

import unittest

from tests import tally
from tests.frameworks.python_frameworks import Django
from tests.frameworks.sites import Browser, Costrel, python_site
from tests.stores.postgresql import psql
from tests.stores.servers import SERVICES


class DjangoRows(Django, unittest.TestCase):
    engine, kind = "db", "django_db"

    @classmethod
    def setUpClass(cls):
        url = SERVICES["POSTGRESQL_URL"]
        cls.config = {"secret": "django-insecure-of-a-test-0123456789-0123456789-0123456789",
                      "cookie_name": "sessionid", "engine": cls.engine}
        psql("drop schema public cascade; create schema public")
        cls.site = python_site("django", cls.config, DATABASE=url)
        cls.costrel = Costrel(cls.kind, cls.config | {"postgresql": url})

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()

    def row(self, user: str) -> tuple[str, str]:
        number, password = psql(f"select id, password from auth_user where username = '{user}'").split("|")
        return number, password

    def test_a_session_that_ended_in_the_table_is_none(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        psql("update django_session set expire_date = now() - interval '1 second' "
             f"where session_key = '{browser.cookies['sessionid']}'")
        self.assertIsNone(self.user_of(self.costrel.visit(browser)))

    def test_a_row_lasts_as_long_as_django_keeps_it(self):
        browser = Browser()
        self.costrel.visit(browser, clear=True, **self.login_entries("bob"))
        self.assertEqual(psql("select expire_date - now() between interval '13 days 23 hours' and interval '14 days' "
                              f"from django_session where session_key = '{browser.cookies['sessionid']}'"), "t")


if __name__ == "__main__":
    tally.main()
