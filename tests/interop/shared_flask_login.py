"""One login for examples/flaskr, whose login is login_user(), and a real Flask with Flask-Login.

The environment variable FLASKR names the program.
"""

import os
import pathlib
import sys
import tempfile
import unittest

from tests import tally
from tests.interop.server import Server
from tests.interop.shared_blog import KEY, Visitor, init_db, start_costrel
from tests.ports import free_port

APPLICATION = pathlib.Path(__file__).parent / "login_manager/app.py"


class SharedWithFlaskLogin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        database = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory())) / "flaskr.sqlite"
        init_db(database)
        cls.costrel = start_costrel(database)
        cls.addClassCleanup(cls.costrel.stop)
        Visitor().register(cls.costrel, "ann")

    def start_flask(self, protection: str) -> Server:
        port = free_port()
        server = Server("Flask-Login", [sys.executable, str(APPLICATION)], port, PORT=str(port),
                        FLASK_SECRET_KEY=KEY, FLASK_SESSION_PROTECTION=protection)
        self.addCleanup(server.stop)
        return server

    def entered(self) -> Visitor:
        visitor = Visitor()
        visitor.enter(self.costrel, "ann")
        self.assertIn("ann", visitor.sees(self.costrel))
        return visitor

    def test_basic_protection_knows_the_user_and_asks_again_where_a_fresh_login_is_needed(self):
        flask = self.start_flask("basic")
        visitor = self.entered()
        self.assertEqual(visitor.opening_page(flask), "user 1")
        self.assertEqual(visitor.send(flask, "GET", "/account").status, 401)
        self.assertIn("ann", visitor.sees(self.costrel))

    def test_strong_protection_refuses_a_session_that_it_did_not_begin(self):
        flask = self.start_flask("strong")
        visitor = self.entered()
        self.assertEqual(visitor.opening_page(flask), "nobody")
        self.assertEqual(visitor.send(flask, "GET", "/account").status, 401)

    def test_without_protection_the_login_is_fresh(self):
        flask = self.start_flask("")
        visitor = self.entered()
        self.assertEqual(visitor.opening_page(flask), "user 1")
        self.assertEqual(visitor.send(flask, "GET", "/account").body, "account of 1")

    def test_a_logout_at_costrel_is_one_at_flask(self):
        flask = self.start_flask("basic")
        visitor = self.entered()
        visitor.send(self.costrel, "GET", "/auth/logout")
        self.assertEqual(visitor.opening_page(flask), "nobody")


if __name__ == "__main__":
    tally.main()
