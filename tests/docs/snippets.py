"""Every C++ snippet of the documentation compiles; what it links to and the tests it names are there.

The snippets of a page are one program, so a later one can use what an earlier one defines. A snippet stands
at namespace scope unless an HTML comment before it says where it stands:

    <!-- in a handler -->   a function with `Request& request, Session& session` that returns Response
    <!-- in a test -->      a function with `App& app`
    <!-- not compiled -->   for the rare one that shows what does not compile
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILER = ["g++", "-std=c++20", "-Wall", "-Wextra", "-Wno-unused-variable", "-Wno-unused-but-set-variable",
            f"-I{ROOT / 'include'}"]
START = """#include <costrel/costrel.hpp>
#include <costrel/cookie.hpp>
#include <costrel/json.hpp>
#include <costrel/secure_filename.hpp>
#include <costrel/session_interface.hpp>
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
SNIPPET = re.compile(r"(?:<!-- (?P<place>[^>]*) -->\n+)?```cpp\n(?P<code>.*?)```", re.DOTALL)
OWN_LINE = re.compile(r"^(#include.*|using namespace costrel;)$", re.MULTILINE)


def pages() -> list[pathlib.Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def program(page: pathlib.Path) -> str:
    """The program that the snippets of a page are; empty when there are none."""
    text = page.read_text()
    includes, body = [], []
    for match in SNIPPET.finditer(text):
        place = match["place"] or ""
        if place == "not compiled":
            continue
        line = text.count("\n", 0, match.start("code")) + 1
        if place not in PLACES:
            raise ValueError(f"{page}:{line}: a snippet cannot stand '{place}'")
        before, after = (part.format(line) for part in PLACES[place])
        includes += re.findall(r"^#include.*$", match["code"], re.MULTILINE)
        code = OWN_LINE.sub("", match["code"])
        body.append(f'{before}#line {line} "{page.relative_to(ROOT)}"\n{code}{after}')
    return "\n".join(['#include "start.hpp"', *includes, *body]) if body else ""


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
