"""A real Flask application and a costrel application side by side: one login for both.

The environment variable LOGIN names the program of examples/login.
"""

import functools
import json
import time
import unittest

from tests import tally
from tests.interop import oracle
from tests.interop.client import Client, send
from tests.interop.server import start_costrel, start_flask

KEY = "a key that both applications have"
NOT_LOGGED_IN = "You are not logged in"
DAY = 24 * 60 * 60

NAMES = {
    "plain": "admin",
    "accented": "Zoë",
    "beyond the basic plane": "日本 😀",
    "markup": "<b>x</b> & \"y\" 'z'",
    "control characters": "tab\tnewline\nbell\x07",
    "empty": "",
    "long enough to be compressed": "costrel " * 100,
}


def both_ways(test):
    """The test takes the two applications in both orders, each time with a new client."""
    @functools.wraps(test)
    def run(self):
        for first, second in (self.costrel, self.flask), (self.flask, self.costrel):
            with self.subTest(f"{first.name}, then {second.name}"):
                test(self, first, second, Client())
    return run


class Pair(unittest.TestCase):
    """Both applications run while the tests of a class do."""

    costrel_config = flask_config = {"SECRET_KEY": KEY}
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.costrel = start_costrel(cls.costrel_config)
        cls.addClassCleanup(cls.costrel.stop)
        cls.flask = start_flask(cls.flask_config)
        cls.addClassCleanup(cls.flask.stop)

    def answers(self, *request, **more):
        """costrel's answer and Flask's to the same request, in the same second: what is signed
        carries the time."""
        for _ in range(20):
            start = int(time.time())
            answers = [send(server, *request, **more) for server in (self.costrel, self.flask)]
            if int(time.time()) == start:
                return answers
        self.fail("the two answers never fell into one second")

    def assert_same_answer(self, *request, **more):
        ours, flasks = self.answers(*request, **more)
        self.assertEqual(ours.comparable(), flasks.comparable())
        # The one addition to Flask's headers: shared caches keep out what sets a session.
        self.assertEqual(ours.all("Cache-Control"), ["private"] if ours.all("Set-Cookie") else [])
        return ours


class SharedLogin(Pair):
    @both_ways
    def test_who_logs_in_at_one_is_logged_in_at_the_other(self, first, second, client):
        client.log_in(first, "admin")
        self.assertIn("Logged in as admin", client.opening_page(first))
        self.assertIn("Logged in as admin", client.opening_page(second))

    @both_ways
    def test_a_name_changed_at_one_is_changed_at_the_other(self, first, second, client):
        client.log_in(first, "alice")
        client.log_in(second, "bob")
        self.assertIn("Logged in as bob", client.opening_page(first))

    @both_ways
    def test_who_logs_out_at_one_is_logged_out_at_the_other(self, first, second, client):
        client.log_in(first, "admin")
        client.log_out(second)
        self.assertIn(NOT_LOGGED_IN, client.opening_page(first))
        self.assertIsNone(client.cookie)

    @both_ways
    def test_every_name_is_read_as_it_was_written(self, first, second, client):
        for kind, name in NAMES.items():
            with self.subTest(kind):
                client.log_in(first, name)
                self.assertEqual(oracle.read(KEY, client.cookie)[0], {"username": name})
                self.assertEqual(client.opening_page(second), client.opening_page(first))


class SameCookie(Pair):
    def test_in_the_same_second_both_send_the_same_cookie(self):
        for kind, name in NAMES.items():
            with self.subTest(kind):
                ours, flasks = self.answers("POST", "/login", form={"username": name})
                self.assertEqual(ours.all("Set-Cookie"), flasks.all("Set-Cookie"))
                self.assertEqual(len(ours.all("Set-Cookie")), 1)

    def test_flasks_signer_gives_costrels_cookie_for_its_second(self):
        client = Client()
        client.log_in(self.costrel, "admin")
        session, second = oracle.read(KEY, client.cookie)
        self.assertEqual(client.cookie, oracle.sign(KEY, session, second))
        self.assertLess(abs(second - time.time()), 60)

    def test_both_delete_the_cookie_in_the_same_words(self):
        cookie = oracle.sign(KEY, {"username": "admin"}, int(time.time()))
        answer = self.assert_same_answer("GET", "/logout", cookie=cookie)
        self.assertEqual(answer.all("Set-Cookie"), [
            "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/"])

    def test_a_logout_keeps_what_else_the_session_holds(self):
        cookie = oracle.sign(KEY, {"cart": [1, 2], "username": "admin"}, int(time.time()))
        answer = self.assert_same_answer("GET", "/logout", cookie=cookie)
        self.assertEqual(len(answer.all("Set-Cookie")), 1)

    def test_a_permanent_session_is_sent_again_with_every_answer(self):
        cookie = oracle.sign(KEY, {"_permanent": True, "username": "admin"}, int(time.time()) - DAY)
        for path in "/", "/login", "/missing":
            with self.subTest(path):
                answer = self.assert_same_answer("GET", path, cookie=cookie)
                self.assertIn("; Expires=", answer.all("Set-Cookie")[0])

    def test_an_untouched_session_is_not_sent_again(self):
        cookie = oracle.sign(KEY, {"username": "admin"}, int(time.time()))
        answer = self.assert_same_answer("GET", "/login", cookie=cookie)
        self.assertEqual(answer.all("Set-Cookie"), [])
        self.assertEqual(answer.all("Vary"), [])


class SameAnswer(Pair):
    """Status, headers and body are Flask's, but for those headers that Answer.comparable() names."""

    def test_pages(self):
        for path in "/", "/login", "/logout", "/?page=2", "/login?next=/":
            with self.subTest(path):
                self.assert_same_answer("GET", path)

    def test_a_name_is_escaped(self):
        cookie = oracle.sign(KEY, {"username": NAMES["markup"]}, int(time.time()))
        answer = self.assert_same_answer("GET", "/", cookie=cookie)
        self.assertIn("&lt;b&gt;x&lt;/b&gt; &amp; &#34;y&#34; &#39;z&#39;", answer.body)

    def test_the_redirect_after_a_login(self):
        answer = self.assert_same_answer("POST", "/login", form={"username": "admin"})
        self.assertEqual((answer.status, answer.all("Location")), (302, ["/"]))

    def test_a_form_without_the_field_is_a_bad_request(self):
        for form in {}, {"user": "admin"}, {"Username": "admin"}:
            with self.subTest(form):
                answer = self.assert_same_answer("POST", "/login", form=form)
                self.assertEqual(answer.status, 400)

    def test_a_body_that_is_no_form_is_a_bad_request(self):
        for content_type in "application/json", "text/plain":
            with self.subTest(content_type):
                answer = self.assert_same_answer("POST", "/login", body="username=admin",
                                                 headers={"Content-Type": content_type})
                self.assertEqual(answer.status, 400)

    def test_unknown_paths(self):
        for path in "/missing", "/login/", "/Login", "/login/x", "/%6cogin/%20":
            for method in "GET", "HEAD", "POST", "OPTIONS", "DELETE":
                with self.subTest(method + " " + path):
                    self.assertEqual(self.assert_same_answer(method, path).status, 404)

    def test_an_encoded_path_is_the_path(self):
        self.assertEqual(self.assert_same_answer("GET", "/%6cogin").status, 200)

    def test_methods_that_a_path_does_not_have(self):
        for method, path in ("POST", "/"), ("PUT", "/login"), ("DELETE", "/logout"), ("PATCH", "/"):
            with self.subTest(method + " " + path):
                answer = self.assert_same_answer(method, path)
                self.assertEqual(answer.status, 405)
                self.assertEqual(len(answer.all("Allow")), 1)

    def test_head_is_get_without_the_body(self):
        for path in "/", "/login", "/logout":
            with self.subTest(path):
                self.assertEqual(self.assert_same_answer("HEAD", path).body, "")

    def test_options_names_the_methods(self):
        for path in "/", "/login", "/logout":
            with self.subTest(path):
                self.assertEqual(self.assert_same_answer("OPTIONS", path).status, 200)

    def test_a_cookie_that_does_not_hold_is_no_cookie(self):
        now = int(time.time())
        good = oracle.sign(KEY, {"username": "admin"}, now)
        payload, timestamp, signature = good.split(".")
        cookies = {
            "empty": "",
            "junk": "junk",
            "without a signature": f"{payload}.{timestamp}",
            "with another payload": f"e30.{timestamp}.{signature}",
            "with another time": f"{payload}.ZVPxAA.{signature}",
            "of another key": oracle.sign("another key", {"username": "admin"}, now),
            "32 days old": oracle.sign(KEY, {"username": "admin"}, now - 32 * DAY),
            "from tomorrow": oracle.sign(KEY, {"username": "admin"}, now + DAY),
        }
        for kind, cookie in cookies.items():
            with self.subTest(kind):
                answer = self.assert_same_answer("GET", "/", cookie=cookie)
                self.assertIn(NOT_LOGGED_IN, answer.body)
                self.assertEqual(answer.all("Set-Cookie"), [])

    def test_the_first_of_two_session_cookies_counts(self):
        now = int(time.time())
        alice, bob = (oracle.sign(KEY, {"username": name}, now) for name in ("alice", "bob"))
        answer = self.assert_same_answer(
            "GET", "/", headers={"Cookie": f"a=b; session={alice}; session={bob}"})
        self.assertIn("Logged in as alice", answer.body)


class DifferentKeys(Pair):
    flask_config = {"SECRET_KEY": "a key that only Flask has"}

    @both_ways
    def test_a_login_at_one_is_none_at_the_other_and_no_error(self, first, second, client):
        client.log_in(first, "admin")
        cookie = client.cookie
        self.assertIn(NOT_LOGGED_IN, client.opening_page(second))
        self.assertEqual(client.cookie, cookie)  # nor is the cookie taken away


class RotatedKey(Pair):
    """costrel has the new key already, Flask does not yet."""

    costrel_config = {"SECRET_KEY": "the new key", "SECRET_KEY_FALLBACKS": json.dumps(["older", KEY])}

    def test_a_login_under_the_old_key_is_still_read(self):
        client = Client()
        client.log_in(self.flask, "admin")
        self.assertIn("Logged in as admin", client.opening_page(self.costrel))

    def test_what_costrel_signs_is_signed_by_the_new_key(self):
        client = Client()
        client.log_in(self.flask, "admin")
        client.log_in(self.costrel, "bob")
        self.assertEqual(oracle.read("the new key", client.cookie)[0], {"username": "bob"})


class ConfiguredCookie(Pair):
    costrel_config = flask_config = {
        "SECRET_KEY": KEY,
        "SESSION_COOKIE_DOMAIN": "example.com",
        "SESSION_COOKIE_PATH": "/a b",
        "SESSION_COOKIE_HTTPONLY": "false",
        "SESSION_COOKIE_SECURE": "true",
        "SESSION_COOKIE_SAMESITE": "lax",
        "PERMANENT_SESSION_LIFETIME": "60",
        "SESSION_REFRESH_EACH_REQUEST": "false",
    }

    def test_every_attribute_is_spelled_as_flask_spells_it(self):
        ours, flasks = self.answers("POST", "/login", form={"username": "admin"})
        self.assertEqual(ours.all("Set-Cookie"), flasks.all("Set-Cookie"))
        self.assertTrue(ours.all("Set-Cookie")[0].endswith(
            "; Domain=example.com; Secure; Path=/a%20b; SameSite=Lax"), ours)

    def test_a_deletion_has_the_same_attributes(self):
        cookie = oracle.sign(KEY, {"username": "admin"}, int(time.time()))
        answer = self.assert_same_answer("GET", "/logout", cookie=cookie)
        self.assertIn("Max-Age=0; Secure; Path=/a%20b", answer.all("Set-Cookie")[0])

    def test_the_lifetime_is_counted_alike(self):
        now = int(time.time())
        for age, seen in (30, "Logged in as admin"), (100, NOT_LOGGED_IN):
            with self.subTest(f"{age} s old"):
                cookie = oracle.sign(KEY, {"username": "admin"}, now - age)
                self.assertIn(seen, self.assert_same_answer("GET", "/", cookie=cookie).body)

    def test_a_permanent_session_is_not_sent_again(self):
        cookie = oracle.sign(KEY, {"_permanent": True, "username": "admin"}, int(time.time()))
        answer = self.assert_same_answer("GET", "/", cookie=cookie)
        self.assertEqual(answer.all("Set-Cookie"), [])


class NoSecretKey(Pair):
    costrel_config = flask_config = {"SECRET_KEY": ""}

    def test_an_empty_session_can_be_read(self):
        self.assertIn(NOT_LOGGED_IN, self.assert_same_answer("GET", "/").body)

    def test_a_login_is_a_server_error_and_the_log_says_what_to_do(self):
        answer = self.assert_same_answer("POST", "/login", form={"username": "admin"})
        self.assertEqual(answer.status, 500)
        for server in self.costrel, self.flask:
            self.assertIn("The session is unavailable because no secret key was set.  Set the"
                          " secret_key on the application to something unique and secret.",
                          server.log)


if __name__ == "__main__":
    tally.main()
