"""What the public headers promise the compiler: each stands alone, none drags in a library that is private to
costrel, and a user's file stays cheap to compile."""

import concurrent.futures
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import unittest

from tests import tally
from tests.header_cost.layers import INCLUDE, ROOT, forwarded, includes, public_headers

LOGIN = ROOT / "examples/login/main.cpp"
# Lines of the login application after the preprocessor, beside those of <chrono>: 31,617 in the library of g++ 12, with
# which that makes 60,000, and 63,426 in the library of g++ 14.
MOST_LINES = 28_383

PRIVATE_LIBRARIES = re.compile(r"/(boost|openssl|spdlog|fmt|llhttp|gtest|zlib\.h|llhttp\.h)\b")
# The costly ones of the standard library: see what each adds with `g++ -E | wc -l`.
COSTLY = {"memory", "functional", "iostream", "regex", "map", "sstream"}
# What brings Asio and costrel together, for who has Boost already.
BRIDGE = INCLUDE / "costrel/asio.hpp"
COMPILER = ["g++", "-std=c++20", f"-I{INCLUDE}"]


def compiler(*arguments) -> str:
    """What the compiler printed; its failure is the test's."""
    done = subprocess.run([*COMPILER, *map(str, arguments)], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


def lines_of(*source) -> int:
    """How many lines the preprocessor makes of it."""
    return sum(1 for line in compiler("-E", *source).splitlines() if not line.startswith("#"))


class Precompiled:
    """Sets of headers that many of ours include, each compiled once. One may stand before a header that includes all of
    it: nothing comes with it that the header would not bring itself, so what compiles behind it compiles alone."""

    SETS = ["costrel/web/request.hpp", "costrel/web/response.hpp", "costrel/session/store.hpp", "costrel/session/session.hpp",
            "costrel/session/config.hpp", "costrel/session/format.hpp", "costrel/encoding/value.hpp chrono",
            "costrel/encoding/value.hpp", "costrel/task.hpp", "chrono string", "chrono", "vector string", "string", "string_view"]

    def __init__(self, headers: list[pathlib.Path], options: list[str]):
        self.included = {header: self._all(header) for header in headers}
        self.options = options

    def __enter__(self):
        self._place = tempfile.TemporaryDirectory()
        self.files = {one: pathlib.Path(self._place.name, f"{number}.hpp") for number, one in enumerate(self.SETS)}

        def compile(one):
            self.files[one].write_text("".join(f"#include <{name}>\n" for name in one.split()))
            compiler(*self.options, "-x", "c++-header", self.files[one], "-o", f"{self.files[one]}.gch")

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(compile, self.SETS))
        return self

    def __exit__(self, *_):
        self._place.cleanup()

    def before(self, header: pathlib.Path) -> list[str]:
        """The first of the sets that it includes all of; the largest come first."""
        its = next((one for one in self.SETS if set(one.split()) <= self.included[header]), None)
        return ["-Winvalid-pch", "-include", str(self.files[its])] if its else []

    @staticmethod
    def _all(header: pathlib.Path) -> set[str]:
        found, new = set(), [header]
        while new:
            for name in includes(new.pop()):
                if name not in found:
                    found.add(name)
                    if name.startswith("costrel/"):
                        new.append(INCLUDE / name)
        return found


class PublicHeaders(unittest.TestCase):
    def test_each_compiles_alone(self):
        # Ours, and those that users turn on and that reach into headers.
        warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-Wsign-conversion",
                    "-Wnon-virtual-dtor", "-Woverloaded-virtual", "-Wold-style-cast", "-Wcast-qual", "-Wextra-semi",
                    "-Wundef", "-Wredundant-decls", "-Wdouble-promotion"]

        def alone(header):
            # Included by a source: compiled itself, "#pragma once in main file" is a warning.
            return subprocess.run([*COMPILER, *warnings, *precompiled.before(header), "-fsyntax-only", "-x", "c++", "-"],
                                  input=f"#include <{header.relative_to(INCLUDE)}>\n",
                                  capture_output=True, text=True, check=False).stderr

        headers = [header for header in public_headers() if forwarded(header) is None]
        with Precompiled(headers, warnings) as precompiled, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for header, errors in zip(headers, pool.map(alone, headers)):
                with self.subTest(str(header.relative_to(INCLUDE))):
                    self.assertEqual(errors, "")

    def test_all_compile_beside_the_words_that_qt_defines(self):
        words = ["-Demit=", "-Dslots=", "-Dsignals=public", "-Dforeach=for", "-Dforever=for(;;)"]
        compiler(*words, "-fsyntax-only", "-x", "c++", os.devnull,
                 *(f"-include{header}" for header in public_headers()))

    def test_what_each_declares_is_visible_in_a_shared_library(self):
        shown = "#pragma GCC visibility push(default)\n\n"
        for header in public_headers():
            text = header.read_text()
            opened = re.search(r"^(?:// .*\n)*namespace costrel::inline v1", text, re.MULTILINE)
            with self.subTest(str(header.relative_to(INCLUDE))):
                self.assertEqual(re.findall(r"^namespace costrel(?!::inline v1).*", text, re.MULTILINE), [])
                if opened:
                    self.assertTrue(text[:opened.start()].endswith(shown))
                    self.assertIn("\n#pragma GCC visibility pop\n", text)

    def test_using_all_of_it_hides_no_namespace_that_others_have(self):
        others = {"testing": "namespace testing", "asio": "namespace boost::asio", "http": "namespace boost::beast::http",
                  "json": "namespace nlohmann::json", "net": "namespace boost::net", "log": "namespace boost::log"}
        source = "".join(f"{namespace} {{ struct Theirs {{}}; }}\n" for namespace in others.values())
        source += "".join(f"namespace {name} = {namespace.removeprefix('namespace ')};\n"
                          for name, namespace in others.items() if "::" in namespace)
        source += "using namespace costrel;\n" + "".join(f"{name}::Theirs {name}_;\n" for name in others)
        done = subprocess.run([*COMPILER, "-fsyntax-only", "-x", "c++", *(f"-include{header}" for header in public_headers()
                               if header != BRIDGE), "-"], input=source, capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")

    def test_none_includes_a_private_library(self):
        everything = compiler("-M", LOGIN, *(f"-include{header}" for header in public_headers()
                                             if header != BRIDGE))
        self.assertIn("costrel/app.hpp", everything)
        self.assertEqual(PRIVATE_LIBRARIES.findall(everything), [])

    def test_none_of_a_small_application_includes_what_is_costly(self):
        # Formats, stores and lists of one's own are written in files of their own.
        reached = compiler("-M", LOGIN)
        for header in public_headers():
            if str(header) not in reached:
                continue
            with self.subTest(str(header.relative_to(INCLUDE))):
                self.assertEqual(COSTLY & set(includes(header)), set())

    def test_the_login_application_stays_cheap(self):
        lines, of_chrono = lines_of(LOGIN), lines_of("-include", "chrono", "-x", "c++", os.devnull)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        compiler("-O2", "-c", LOGIN, "-o", os.devnull)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        print(f"{lines} lines after the preprocessor, {of_chrono} of them of <chrono>, {seconds:.1f} s of user time to"
              " compile ...", end=" ")
        self.assertLess(lines - of_chrono, MOST_LINES)


if __name__ == "__main__":
    tally.main()
