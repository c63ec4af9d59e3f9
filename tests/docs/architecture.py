"""The picture of the floors in docs/architecture.md is that of the sources."""

import unittest

from tests import tally
from tools import architecture


class Picture(unittest.TestCase):
    def test_shows_the_includes_of_now(self):
        self.assertEqual(architecture.PICTURE.read_text(), architecture.draw(),
                         "run python3 -m tools.architecture")

    def test_an_arrow_that_follows_from_others_is_left_out(self):
        floors = {"a": set(), "b": {"a"}, "c": {"a", "b"}}
        self.assertEqual(architecture.arrows(floors), [("b", "a"), ("c", "b")])


if __name__ == "__main__":
    tally.main()
