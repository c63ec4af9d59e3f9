"""Sessions shared with Flask-Session, both sites on one Redis."""

import concurrent.futures
import random
import string
import unittest

from tests import tally
from tests.frameworks.node_frameworks import Redis
from tests.frameworks.shared import SharedSession
from tests.frameworks.sites import Browser, Costrel, python_site


def random_value(numbers: random.Random, depth: int = 3):
    """What JSON holds as it is, and MessagePack too."""
    kind = numbers.randrange(8 if depth else 6)
    if kind == 0:
        return None
    if kind == 1:
        return numbers.random() < 0.5
    if kind == 2:
        return numbers.randrange(-2 ** numbers.randrange(1, 64), 2 ** numbers.randrange(1, 64))
    if kind == 3:
        return numbers.uniform(-1, 1) * 10 ** numbers.randrange(-300, 300)
    if kind in (4, 5):
        return "".join(numbers.choice(string.printable + "äß\u2028🍵\x00") for _ in range(numbers.randrange(40)))
    many = range(numbers.randrange(20))
    if kind == 6:
        return [random_value(numbers, depth - 1) for _ in many]
    return {f"k{i}": random_value(numbers, depth - 1) for i in many}


class FlaskSession(SharedSession):
    """In one of its two formats."""

    format: str
    more: dict = {}

    @classmethod
    def setUpClass(cls):
        cls.redis = Redis()
        cls.addClassCleanup(cls.redis.stop)
        cls.config = {"format": cls.format, "redis": cls.redis.url, **cls.more}
        cls.site = python_site("flask_session", cls.config)
        cls.addClassCleanup(cls.site.stop)
        cls.costrel = Costrel("flask_session", cls.config)
        cls.addClassCleanup(cls.costrel.stop)

    def test_two_hundred_values_go_there_and_back(self):
        numbers = random.Random(14)
        for _ in range(200):
            browser, value = Browser(), random_value(numbers)
            self.costrel.visit(browser, set={"value": value})
            shown = browser.send(self.site, "GET", "/all")["session"]  # and writes it again
            self.assertEqual(eval(shown, {"__builtins__": {}}, {"nan": None}), {"value": value})  # our own repr()
            self.assertEqual(self.costrel.visit(browser)["value"], value)

    def write_at_once(self, browser: Browser, *, writers: int, writes: int, beside=lambda: None) -> int:
        """Each of so many processes puts so many entries of its own into the session; how many are there."""
        sites = [Costrel("flask_session", self.config) for _ in range(writers)]
        with concurrent.futures.ThreadPoolExecutor(writers + 1) as pool:
            def write(site: Costrel, number: int):
                own = Browser()
                own.cookies = dict(browser.cookies)
                for index in range(writes):
                    site.visit(own, set={f"{number}.{index}": 1})
                site.stop()
            other = pool.submit(beside)
            for done in [pool.submit(write, site, number) for number, site in enumerate(sites)]:
                done.result()
            other.result()
        return sum("." in name for name in self.costrel.visit(browser))

    def test_processes_of_costrel_lose_nothing_of_each_other(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        self.assertEqual(self.write_at_once(browser, writers=4, writes=25), 100)

    def test_costrel_loses_nothing_that_flask_writes_meanwhile(self):
        browser = Browser()
        browser.send(self.site, "POST", "/login", user="alice")
        flask = Browser()
        flask.cookies = dict(browser.cookies)

        def fill_the_cart():
            for item in range(50):
                flask.send(self.site, "POST", "/cart", item=str(item))

        kept = self.write_at_once(browser, writers=4, writes=25, beside=fill_the_cart)
        print(f"{100 - kept} of 100 entries overwritten by Flask-Session ...", end=" ")
        self.assertEqual(self.costrel.visit(browser)["cart"], [str(item) for item in range(50)])

    def test_a_message_that_was_flashed_there_is_shown_here(self):
        browser = Browser()
        browser.send(self.site, "POST", "/flash", message="Saved")
        self.assertEqual(self.costrel.flashes(browser), [["good", "Saved"]])

    def test_a_message_that_was_flashed_here_is_shown_there(self):
        browser = Browser()
        self.costrel.visit(browser, flash=["good", "Saved"])
        self.assertEqual(browser.send(self.site, "GET", "/all")["flashes"], [["good", "Saved"]])


class InMessagePack(FlaskSession, unittest.TestCase):
    format = "msgpack"


class InJson(FlaskSession, unittest.TestCase):
    format = "json"


class Signed(FlaskSession, unittest.TestCase):
    format = "msgpack"
    more = {"signer_key": "a key of the site"}


if __name__ == "__main__":
    tally.main()
