"""Every C++ snippet of the documentation compiles or stands in a file; what it links to and the tests it
names are there.

The snippets of a page are one program, so a later one can use what an earlier one defines. A snippet stands
in the namespace `site`, as the pages say, or at global scope when it has main() or a namespace of its own,
unless an HTML comment before it says where it stands:

    <!-- in a handler -->   a function with `Request& request, Session& session` that returns Response
    <!-- in a test -->      a function with `App& app`
    <!-- not compiled -->   for the rare one that shows what does not compile

A snippet of any language below a line that is a link to a file and nothing else stands in that file line by
line, and is not compiled. A line of it that is only an ellipsis in a comment (`// …`, `/* … */`, `# …`) stands
for any lines.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tests import tally, versions

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILER = ["g++", "-std=c++20", "-Wall", "-Wextra", "-Wno-unused-variable", "-Wno-unused-but-set-variable",
            f"-I{ROOT / 'include'}", f"-I{ROOT / 'tests/docs/stand_ins'}"]  # the latter for what Debian does not have
START = """#include <costrel/costrel.hpp>
#include <costrel/cookie.hpp>
#include <costrel/json.hpp>
#include <costrel/secure_filename.hpp>
#include <costrel/session_exchange.hpp>
#include <costrel/signing/url_safe_serializer.hpp>
#include <costrel/tagged_json.hpp>
#include <costrel/testing.hpp>
#include <atomic>
#include <cassert>
#include <cstdlib>
#include <iostream>
using namespace costrel;
"""
# What stands around a snippet; {} is a number of its own.
PLACES = {
    "": ("", ""),
    "in a handler": ("Response handler_{}(Request& request, Session& session)\n{{\n"
                     "    (void)request, (void)session;\n", "\n    return Response(200);\n}}\n"),
    "in a test": ("void test_{}(App& app)\n{{\n    (void)app;\n", "\n}}\n"),
}
SNIPPET = re.compile(r"(?:<!-- (?P<place>[^>]*) -->\n+|^\[[^\]\n]+\]\((?P<file>[^)#\n]+)\):?\n+)?"
                     r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
ELLIPSIS = re.compile(r"^\s*(?://|/\*|#) …(?: \*/)?\n", re.MULTILINE)
OUTSIDE = re.compile(r"^(?:int main\(|namespace )", re.MULTILINE)
OWN_LINE = re.compile(r"^(#include.*|using namespace costrel;)$", re.MULTILINE)


def pages() -> list[pathlib.Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def parts(page: pathlib.Path) -> tuple[list[str], list[str]]:
    """The lines that include what the snippets of a page need, and the snippets where they stand."""
    text = page.read_text()
    includes, body = [], []
    for match in SNIPPET.finditer(text):
        place = match["place"] or ""
        if match["language"] != "cpp" or match["file"] or place == "not compiled":
            continue
        line = text.count("\n", 0, match.start("code")) + 1
        if place not in PLACES:
            raise ValueError(f"{page}:{line}: a snippet cannot stand '{place}'")
        before, after = (part.format(line) for part in PLACES[place])
        includes += re.findall(r"^#include.*$", match["code"], re.MULTILINE)
        code = OWN_LINE.sub("", match["code"])
        snippet = f'{before}#line {line} "{page.relative_to(ROOT)}"\n{code}{after}'
        body.append(snippet if OUTSIDE.search(code) else f"namespace site {{\n{snippet}\n}} // namespace site\n")
    return includes, body


def program(page: pathlib.Path) -> str:
    """The program that the snippets of a page are; empty when there are none."""
    includes, body = parts(page)
    return "\n".join(['#include "start.hpp"', *includes, *body]) if body else ""


def quotations(page: pathlib.Path) -> list[tuple[pathlib.Path, str]]:
    """The snippets of the page that stand in a file: its path, and the lines."""
    return [(page.parent / match["file"], match["code"])
            for match in SNIPPET.finditer(page.read_text()) if match["file"]]


def missing_lines(code: str, text: str) -> str:
    """The first piece of the snippet that does not stand in the text behind those before it."""
    at = 0
    text = "\n" + text
    for piece in ELLIPSIS.split(code):
        found = text.find("\n" + piece, at) if piece else at
        if found < 0:
            return piece
        at = found + len(piece)
    return ""


def precompile(folder: pathlib.Path):
    """What every page starts with, compiled once."""
    (folder / "start.hpp").write_text(START)
    subprocess.run([*COMPILER, "-x", "c++-header", folder / "start.hpp"], check=True)


def compile_(folder: pathlib.Path, source: str) -> str:
    return subprocess.run([*COMPILER, f"-I{folder}", "-fsyntax-only", "-x", "c++", "-"],
                          input=source, capture_output=True, text=True, check=False).stderr


def prose(page: pathlib.Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)


def anchors(page: pathlib.Path) -> set[str]:
    """What a link can name within the page: its headings, as GitHub and GitLab spell them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Documentation(unittest.TestCase):
    maxDiff = None

    def test_what_is_quoted_from_a_file_stands_there(self):
        self.assertTrue(quotations(ROOT / "docs/tutorial/application.md"))
        for page in pages():
            for file, code in quotations(page):
                with self.subTest(page=str(page.relative_to(ROOT)), file=file.name):
                    self.assertEqual(missing_lines(code, file.read_text()), "")

    def test_a_quotation_that_is_out_of_date_is_found(self):
        text = "int a;\n\nint b;\nint c;\n"
        for good in "int a;\n", "int b;\nint c;\n", "int a;\n// …\nint c;\n", "int a;\n\nint b;\n":
            self.assertEqual(missing_lines(good, text), "", good)
        for bad in "int d;\n", "a;\n", "int c;\n// …\nint a;\n", "int a;\nint b;\n", "int a;\n// …\nint d;\n":
            self.assertNotEqual(missing_lines(bad, text), "", bad)

    def test_every_link_leads_somewhere(self):
        for page in pages():
            for target, _, anchor in re.findall(r"\]\((?!https?://)([^)#]*)(#([^)]*))?\)", prose(page)):
                with self.subTest(page=str(page.relative_to(ROOT)), target=target, anchor=anchor):
                    linked = page.parent / target if target else page
                    self.assertTrue(linked.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(linked))

    def test_every_test_that_is_named_is_there(self):
        tests = {".".join(name) for path in (ROOT / "tests").rglob("*.cpp")
                 for name in re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", path.read_text(), re.MULTILINE)}
        for page in pages():
            for name in re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", prose(page)):
                with self.subTest(page=str(page.relative_to(ROOT)), test=name):
                    self.assertTrue(name in tests)


    def test_the_versions_that_it_names_are_those_it_is_tested_with(self):
        pinned = versions.pinned()
        for page in "README.md", "docs/flask-compatibility.md":  # others name those of the past, too
            named = versions.named((ROOT / page).read_text())
            self.assertTrue(named)
            for name, version in named:
                with self.subTest(page=page, library=name):
                    self.assertEqual(version, pinned[name])

    def test_the_recorded_cases_are_of_the_versions_it_is_tested_with(self):
        pinned = versions.pinned()
        recorded = set()
        for cases in "flask.jsonl", "templates.jsonl":
            with (ROOT / "tests/conformance" / cases).open() as file:
                meta = json.loads(file.readline())
            for name in versions.FOLLOWED:
                if name.lower() in meta:
                    recorded.add(name)
                    self.assertEqual(meta[name.lower()], pinned[name], cases)
        self.assertEqual(recorded, set(versions.FOLLOWED))


def page_test(result):
    return lambda self: self.assertEqual(result.result(), "")


if __name__ == "__main__":
    with (tempfile.TemporaryDirectory() as start,
          concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool):
        precompile(pathlib.Path(start))
        for page in pages():
            if source := program(page):
                name = re.sub(r"\W+", "_", str(page.relative_to(ROOT).with_suffix("")))
                setattr(Documentation, f"test_{name}_compiles",
                        page_test(pool.submit(compile_, pathlib.Path(start), source)))
        tally.main()
