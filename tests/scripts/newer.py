"""script/upstream names what is newer, and asks the tests that would notice."""

import importlib.util
import unittest

from tests import tally, upstream, versions


class Upstream(unittest.TestCase):
    def test_names_each_library_that_is_of_another_version(self):
        pinned = {"Flask": "3.1.3", "Jinja2": "3.1.6"}
        self.assertEqual(upstream.differences(pinned, dict(pinned)), [])
        self.assertEqual(upstream.differences(pinned, pinned | {"Jinja2": "3.2.0"}),
                         ["Jinja2 3.2.0 is there; costrel is tested with 3.1.6."])

    def test_each_library_that_is_followed_has_a_pinned_version(self):
        self.assertLessEqual(set(versions.FOLLOWED), versions.pinned().keys())

    def test_the_tests_that_it_asks_are_there(self):
        for module in upstream.TESTS:
            with self.subTest(module):
                self.assertIsNotNone(importlib.util.find_spec(module))


if __name__ == "__main__":
    tally.main()
