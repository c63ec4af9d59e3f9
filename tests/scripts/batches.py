"""Tests that are compiled in one file keep their names, their lines, and what they define for themselves."""

import pathlib
import subprocess
import tempfile
import unittest

from tests import batch, tally

PLAIN = """#include "part.hpp"

#include <string>

using namespace std;

namespace {
string name() { return "plain"; }
} // namespace
"""
NAMED = """#include "part.hpp"

namespace library {
namespace {

int name() { return part(); }
int line() { return __LINE__; }

} // namespace
} // namespace library
"""
MACRO = "#include <vector>\n#define NAME 1\nstd::vector<int> name(NAME);\n"


class Batches(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(dir=batch.ROOT / "build")))
        (self.folder / "part.hpp").write_text("#pragma once\nnamespace library { inline int part() { return 7; } }\n")

    def source(self, name: str, text: str) -> pathlib.Path:
        file = self.folder / name
        file.write_text(text)
        return file

    def compiled(self, text: str) -> str:
        return subprocess.run(["g++", "-std=c++20", f"-I{batch.ROOT}", "-fsyntax-only", "-x", "c++", "-"],
                              input=text, capture_output=True, text=True, check=False).stderr

    def test_sources_that_use_one_name_compile_as_one(self):
        sources = [self.source(f"{name}_test.cpp", text)
                   for name, text in (("macro", MACRO), ("plain", PLAIN), ("other", PLAIN), ("named", NAMED),
                                      ("named2", NAMED))]
        self.assertEqual(self.compiled(batch.batch(sources)), "")

    def test_the_compiler_names_the_line_of_the_source(self):
        wrong = self.source("wrong_test.cpp", PLAIN.replace('"plain"', "undeclared"))
        first = self.source("first_test.cpp", NAMED)
        self.assertRegex(self.compiled(batch.batch([first, wrong])),
                         rf"{wrong.relative_to(batch.ROOT)}:8:\d+: error: .*undeclared")

    def test_what_defines_macros_stands_behind_the_others_as_it_is(self):
        text = batch.batch([self.source("macro_test.cpp", MACRO), self.source("plain_test.cpp", PLAIN)])
        self.assertGreater(text.index("#define NAME"), text.index('return "plain"'))
        self.assertNotIn("namespace build", text[text.index("macro_test.cpp"):])

    def test_a_batch_that_would_be_the_same_is_not_written_again(self):
        source, output = self.source("plain_test.cpp", PLAIN), self.folder / "batch.cpp"
        self.assertTrue(batch.write(output, [source]))
        self.assertFalse(batch.write(output, [source]))
        source.write_text(PLAIN + "// changed\n")
        self.assertTrue(batch.write(output, [source]))


if __name__ == "__main__":
    tally.main()
