"""What holds for every framework: who logs in at one site is logged in at the other."""

import re

from tests.frameworks.sites import Browser, Costrel


class SharedSession:
    """Mixed into a test of one framework, which sets `site` and `costrel`."""

    site = None
    costrel: Costrel
    user_entry = "user"

    def login_entries(self, user: str) -> dict:
        """What the site in C++ puts into a session to log `user` in."""
        return {"set": {self.user_entry: user}}

    def user_of(self, session: dict):
        return session.get(self.user_entry)

    def kept(self, cart: list):
        """How a cart stands in the session."""
        return cart

    def cart_of(self, session: dict) -> list:
        return session["cart"]

    def test_who_logs_in_there_is_logged_in_here(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        self.assertEqual(self.user_of(self.costrel.visit(browser)), self.name_of("alice"))

    def test_who_logs_in_here_is_logged_in_there(self):
        browser = Browser()
        self.costrel.visit(browser, clear=True, **self.login_entries("bob"))
        self.assertEqual(browser.send(self.site, "GET", "/me")["user"], "bob")

    def test_what_one_changes_the_other_sees(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        browser.send(self.site, "POST", "/cart", item="Zoë's <tea> & 🍵")
        session = self.costrel.visit(browser)
        self.assertEqual(self.cart_of(session), ["Zoë's <tea> & 🍵"])
        self.costrel.visit(browser, set={"cart": self.kept([*self.cart_of(session), "rice"])})
        self.assertEqual(browser.send(self.site, "GET", "/me"),
                         {"user": "alice", "cart": ["Zoë's <tea> & 🍵", "rice"]})
        browser.send(self.site, "POST", "/cart", item="salt")
        self.assertEqual(self.cart_of(self.costrel.visit(browser))[-1], "salt")

    def test_who_logs_out_there_is_logged_out_here(self):
        browser = Browser()
        self.costrel.visit(browser, clear=True, **self.login_entries("bob"))
        browser.send(self.site, "POST", "/logout")
        self.assertIsNone(self.user_of(self.costrel.visit(browser)))

    def test_who_logs_out_here_is_logged_out_there(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        self.assertEqual(self.user_of(self.costrel.visit(browser)), self.name_of("alice"))
        self.costrel.visit(browser, clear=True)
        self.assertIsNone(browser.send(self.site, "GET", "/me")["user"])

    def test_nobody_is_logged_in_by_a_cookie_that_was_changed(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        for name, value in list(browser.cookies.items()):
            forged = Browser()
            forged.cookies = dict(browser.cookies)
            middle = len(value) // 2
            at = re.compile(r"[A-Za-z0-9]").search(value, middle).start()
            forged.cookies[name] = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1:]
            self.assertIsNone(self.user_of(self.costrel.visit(forged)))

    def name_of(self, user: str):
        """What stands for a user in the session."""
        return user
