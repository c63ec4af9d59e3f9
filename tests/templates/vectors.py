"""The recorded templates are what the real Jinja2 gives under Flask, and their data is what the tool makes today."""

import unittest

from tests import tally
from tests.conformance import templates


class Vectors(unittest.TestCase):
    def test_are_as_the_script_writes_them(self):
        # The first row names the versions, which may be newer ones here: script/upstream.
        recorded = templates.FILE.read_text().splitlines()[1:]
        made = templates.rows()[1:]
        self.assertEqual(len(recorded), len(made), "build/venv/bin/python -m tests.conformance.templates --write")
        for before, now in zip(recorded, made):
            with self.subTest(now[:80]):
                self.assertEqual(before, now)


if __name__ == "__main__":
    tally.main()
