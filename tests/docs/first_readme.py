"""The snippets of the README as it was when costrel was first shown compile still: old names are deprecated, not gone."""

import pathlib
import re
import tempfile
import unittest

from tests import tally
from tests.docs import snippets

README = pathlib.Path(__file__).with_name("first_readme.md")


class FirstReadme(unittest.TestCase):
    def test_compiles_with_warnings_about_deprecated_names_alone(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "start.hpp").write_text(snippets.START)
            words = snippets.compile_(folder, snippets.program(README))
        self.assertEqual(re.findall(r"error: .*", words), [])
        kinds = set(re.findall(r"warning: .*\[(-W[\w-]+)\]", words))
        self.assertEqual(kinds, {"-Wdeprecated-declarations"}, words)


if __name__ == "__main__":
    tally.main()
