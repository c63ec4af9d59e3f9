"""The programs of the documentation compile after the headers that a program is likely to include, too.

POSIX has an index(), C a remove(), and OpenSSL, Asio or GoogleTest have names of many kinds: a page whose
program works alone can fail in a real one. All pages and examples are one translation unit, so that this
costs little; a macro gives each its own namespace `site`, and its own main().

The arguments are compilers: g++, clang++, or clang++ with libc++ as "libc++".
"""

import pathlib
import subprocess
import sys
import unittest

from tests import tally
from tests.docs import snippets

ROOT = snippets.ROOT
COMPILERS = {"g++": ["g++"], "clang++": ["clang++"], "libc++": ["clang++", "-stdlib=libc++"]}
OPTIONS = ["-std=c++20", "-w", f"-I{ROOT / 'include'}", f"-I{ROOT / 'tests/docs/stand_ins'}",
           f"-I{ROOT}", "-fsyntax-only", "-x", "c++", "-"]
HEADERS = """
cstring string.h strings.h cstdio stdio.h cstdlib stdlib.h ctime time.h cmath math.h signal.h unistd.h fcntl.h
sys/stat.h sys/socket.h netdb.h pthread.h gtest/gtest.h gmock/gmock.h spdlog/spdlog.h fmt/format.h fmt/chrono.h
openssl/ssl.h openssl/evp.h openssl/err.h zlib.h sqlite3.h boost/asio.hpp boost/asio/ssl.hpp costrel/asio.hpp
"""
EXAMPLES = "login", "files", "reader"  # those without headers of their own


def renamed(name: str, text: str) -> str:
    """A program beside others: with a main() and a namespace of its own."""
    return (f"#define main main_of_{name}\n#define site site_of_{name}\n{text}\n"
            "#undef main\n#undef site\n")


def everything() -> str:
    includes = [f"#include <{header}>" for header in HEADERS.split()] + [snippets.START]
    bodies = []
    for number, page in enumerate(snippets.pages()):
        needed, body = snippets.parts(page)
        includes += needed
        bodies.append(renamed(f"page_{number}", "\n".join(body)))
    bodies += [renamed(f"example_{name}", f'#include "examples/{name}/main.cpp"') for name in EXAMPLES]
    return "\n".join(includes + bodies)


def errors(compiler: str, source: str) -> str:
    done = subprocess.run([*COMPILERS[compiler], *OPTIONS], input=source, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


class AfterHeaders(unittest.TestCase):
    compilers = ["g++"]

    def test_every_program_compiles(self):
        for compiler in self.compilers:
            with self.subTest(compiler):
                self.assertEqual(errors(compiler, everything()), "")

    def test_a_program_whose_handlers_stand_in_no_namespace_does_not(self):
        page = "#include <strings.h>\n#include <costrel/costrel.hpp>\nusing namespace costrel;\n" \
               'Response index() { return "x"; }\nint main() { App app; app.get<index>("/"); }\n'
        for compiler in self.compilers:
            with self.subTest(compiler):
                self.assertIn("one_function_not_an_overload_set", errors(compiler, page))


if __name__ == "__main__":
    AfterHeaders.compilers = sys.argv[1:] or AfterHeaders.compilers
    del sys.argv[1:]
    tally.main()
