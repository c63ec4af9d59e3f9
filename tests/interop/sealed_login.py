"""One login for a costrel application and a real Flask, in sealed cookies.

The environment variable LOGIN names the program of examples/login.
"""

import json
import os
import random
import re
import time
import unittest
from typing import Optional

from tests import tally
from tests.interop import sealed
from tests.interop.client import Client
from tests.interop.server import Server, start_costrel, start_flask

KEY = "a key that both applications have, 0123456789abcdef"
CONFIG = {"SECRET_KEY": KEY, "SESSION_FORMAT": "sealed"}
NOT_LOGGED_IN = "You are not logged in"
BOX = sealed.Box(KEY, "session")


def random_value(numbers: random.Random, depth: int):
    """Something that JSON has, at most so deep."""
    kind = numbers.randrange(8 if depth else 6)
    if kind < 3:
        return (None, True, False)[kind]
    if kind == 3:
        return numbers.randrange(-2**63, 2**63)
    if kind == 4:
        return numbers.uniform(-1e9, 1e9)
    if kind == 5:
        return "".join(numbers.choice("abc \"\\\n\0é日😀") for _ in range(numbers.randrange(20)))
    if kind == 6:
        return [random_value(numbers, depth - 1) for _ in range(numbers.randrange(4))]
    return {f"key {index}": random_value(numbers, depth - 1) for index in range(numbers.randrange(4))}


class SealedLogin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.costrel = start_costrel(CONFIG)
        cls.addClassCleanup(cls.costrel.stop)
        cls.flask = start_flask(CONFIG)
        cls.addClassCleanup(cls.flask.stop)

    @staticmethod
    def greeting(client: Client, server: Server) -> Optional[str]:
        """Both say it in the same words, costrel within a page."""
        found = re.search(r"Logged in as .*</b>", client.opening_page(server), re.DOTALL)
        return found and found.group()

    def test_each_reads_what_the_other_sealed(self):
        for first, second in (self.costrel, self.flask), (self.flask, self.costrel):
            for name in "admin", "Zoë", "日本 😀", "<b>x</b>", "tab\t", "x" * 1500:
                with self.subTest(f"{first.name}, then {second.name}: {name[:10]}"):
                    client = Client()
                    client.log_in(first, name)
                    greeting = self.greeting(client, second)
                    self.assertIsNotNone(greeting)
                    self.assertEqual(self.greeting(client, first), greeting)
                    client.log_out(second)
                    self.assertIsNone(client.cookie)
                    self.assertIn(NOT_LOGGED_IN, client.opening_page(first))

    def test_a_session_goes_on_with_its_beginning_and_handle(self):
        client = Client()
        client.log_in(self.costrel, "admin")
        first = BOX.open(client.cookie)
        client.log_in(self.flask, "other")
        client.log_in(self.costrel, "third")
        last = BOX.open(client.cookie)
        self.assertEqual((last.created, last.handle), (first.created, first.handle))
        self.assertEqual(last.content, b'{"username":"third"}')

    def test_thousands_of_sessions_go_there_and_back(self):
        now = int(time.time())
        client = Client()
        numbers = random.Random(12)
        for number in range(10_000):
            others = {f"entry {index}": random_value(numbers, 3) for index in range(numbers.randrange(4))}
            content = json.dumps({"username": "before", **others}).encode()
            before = sealed.Session(now, 0, os.urandom(16), content)
            client.cookie = BOX.seal(before)
            client.log_in(self.costrel, f"user {number}")
            after = BOX.open(client.cookie)
            self.assertEqual((after.created, after.handle), (before.created, before.handle), content)
            self.assertEqual(json.loads(after.content), {"username": f"user {number}", **others})

    def test_what_is_changed_or_of_another_name_is_nobodys(self):
        client = Client()
        client.log_in(self.costrel, "admin")
        good = client.cookie
        other = sealed.Box(KEY, "other").seal(BOX.open(good))
        for bad in good[:-1], good[:60] + ("A" if good[60] != "A" else "B") + good[61:], other:
            client.cookie = bad
            self.assertIn(NOT_LOGGED_IN, client.opening_page(self.costrel))


if __name__ == "__main__":
    tally.main()
