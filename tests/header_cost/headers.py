"""What the public headers promise: each stands alone, none drags in a library that is private to
costrel, a user's file stays cheap to compile, and no include points up the layers."""

import concurrent.futures
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE, SRC = ROOT / "include", ROOT / "src"
LOGIN = ROOT / "examples/login/main.cpp"
# Bottom-up; those of one row know nothing of each other.
LAYERS = [["encoding"], ["signing"], ["sealing"], ["formats"], ["session"], ["stores", "interop"],
          ["log"], ["http"], ["routing", "net", "template"], ["telemetry"], ["app"], ["files", "testing"]]
# What a layer above `sealing` implements or is given, so that an including file may be of any of these.
SEAMS = {INCLUDE / "costrel/session" / f"{name}.hpp"
         for name in ("config", "format", "handle", "origin", "record_format", "revocation", "store")}
# The layers of those public headers that no source has the name of. What includes nothing, or only what does not, is at
# the bottom.
FLOORS = {
    "encoding": "config_error encoding/cookie encoding/text limits proxy_fix result task detail/constant_array detail/function "
                "detail/pimpl detail/real_number detail/shared detail/shared_dict detail/short_list detail/task_loop "
                "detail/event_loop detail/loop_thread web/template_error web/templates",
    "formats": "detail/remembered_login",
    "session": "session_exchange session_interface sync_wait detail/session_content",
    "http": "web/detail/body_source web/detail/number_text web/detail/reply web/detail/signature",
    "routing": "web/detail/checked_pattern web/detail/converter web/detail/variable_text",
    "template": "web/template_context web/template_fields web/template_value web/detail/kept",
    "net": "asio",
    "app": "costrel web/blueprint web/server web/template web/testing web/url_options web/detail/endpoint web/detail/hook "
           "web/detail/url_value",
}
HEADERS = {INCLUDE / "costrel" / f"{name}.hpp": layer for layer, names in FLOORS.items() for name in names.split()}
HEIGHT = {layer: height for height, row in enumerate(LAYERS) for layer in row}
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


def public_headers() -> list[pathlib.Path]:
    return sorted(INCLUDE.rglob("*.hpp"))


DEFINED = re.compile(r"(?:class|struct) (\w+)(?: final)?(?: : [^{;]*)?\s*\{")
DECLARED = re.compile(r"(?:class|struct) (\w+);")


def classes(source: str, pattern: re.Pattern[str]) -> set[str]:
    """Those at the left edge that the pattern finds, each with its namespace. Namespaces stand at the left edge, too."""
    found = set()
    for part in re.split(r"^namespace ", source, flags=re.MULTILINE)[1:]:
        namespace, _, text = part.partition(" {")
        for line in re.finditer(r"^(?=class |struct )", text, re.MULTILINE):
            if match := pattern.match(text, line.start()):
                found.add(f"{namespace}::{match[1]}")
    return found


def includes(file: pathlib.Path) -> list[str]:
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', file.read_text(), re.MULTILINE)


def forwarded(header: pathlib.Path) -> pathlib.Path | None:
    """The header that a short one stands for: <costrel/session.hpp> for <costrel/session/session.hpp>."""
    words = header.read_text().split() if header.parent == INCLUDE / "costrel" and header.exists() else []
    return INCLUDE / words[3].strip("<>") if len(words) == 4 and words[2] == "#include" else None


def layer_of(file: pathlib.Path) -> str | None:
    """The layer of the sources of a public header's name, if these are of one; otherwise the folder below src
    or include/costrel."""
    if file in SEAMS:
        return "sealing"
    if file in HEADERS:
        return HEADERS[file]
    if (there := forwarded(file)) is not None:
        return layer_of(there)
    base = SRC if SRC in file.parents else INCLUDE / "costrel"
    folders = file.relative_to(base).parts[:-1] if base in file.parents else ()
    if base != SRC:
        sources = {layer_of(source) for source in SRC.rglob(f"{file.stem}.cpp")}
        if len(sources) == 1:
            return sources.pop()
    return next((folder for folder in reversed(folders) if folder in HEIGHT), None)


def points_up(here: str | None, there: str | None) -> bool:
    """Whether a file of the layer `here` may not include one of `there`."""
    return bool(here and there) and here != there and HEIGHT[there] >= HEIGHT[here]


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

    def test_no_source_declares_a_class_of_theirs_before_they_do(self):
        # g++ would hide it: a class is as visible as its first declaration.
        shown = {name for header in public_headers() for name in classes(header.read_text(), DEFINED)}
        self.assertIn("costrel::inline v1::Session", shown)
        declared = [f"{file.relative_to(ROOT)}: {name}" for file in sorted(SRC.rglob("*.[ch]pp"))
                    for name in classes(file.read_text(), DECLARED) if name in shown]
        self.assertEqual(declared, [])

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


def members(header: pathlib.Path, name: str) -> list[str]:
    """The data members of an options aggregate, each with its type, in their order."""
    text = re.sub(r"//.*", "", header.read_text())
    body = re.search(rf"^struct {name} {{\n(.*?)^}};", text, re.MULTILINE | re.DOTALL)[1]
    found = re.findall(r"^    (?!static|operator)(\w[^;=({]*?)\s+(\w+)(?:\{[^;]*\}| =[^;]*);", body,
                       re.MULTILINE)
    return [f"{' '.join(kind.split())} {member}" for kind, member in found]


class ConfigurationOfSessions(unittest.TestCase):
    """SessionConfig is for those who have a server, and the application's Config converts to it."""

    def setUp(self):
        self.ours = members(INCLUDE / "costrel/session/config.hpp", "SessionConfig")
        self.assertGreater(len(self.ours), 25)

    def test_config_has_each_of_its_members_in_the_same_order(self):
        theirs = members(INCLUDE / "costrel/config.hpp", "Config")
        self.assertEqual([member for member in theirs if member in self.ours], self.ours)

    def test_config_gives_each_of_its_members(self):
        given = re.findall(r"^\s+\.(\w+) = (\w+),$",
                           (SRC / "session/session_config.cpp").read_text(), re.MULTILINE)
        names = [member.split()[-1] for member in self.ours]
        self.assertEqual(given, [(name, name) for name in names])


class Layers(unittest.TestCase):
    def test_every_file_is_of_a_layer(self):
        files = [*SRC.rglob("*.[ch]pp"), *public_headers()]
        self.assertEqual([str(file.relative_to(ROOT)) for file in files
                          if layer_of(file) is None and file.parent != SRC], [])

    def test_no_include_points_up(self):
        upward = []
        for file in [*SRC.rglob("*.[ch]pp"), *public_headers()]:
            for name in includes(file):
                included = INCLUDE / name if name.startswith("costrel/") else SRC / name
                here, there = layer_of(file), layer_of(included)
                if points_up(here, there):
                    upward.append(f"{file.relative_to(ROOT)} ({here}) includes {name} ({there})")
        self.assertEqual(upward, [])

    def test_the_session_library_knows_no_sockets(self):
        for file in SRC.rglob("*.[ch]pp"):
            if HEIGHT.get(layer_of(file), HEIGHT["http"]) < HEIGHT["stores"]:
                with self.subTest(str(file.relative_to(ROOT))):
                    self.assertEqual([name for name in includes(file)
                                      if re.match(r"boost/asio|sys/socket|spdlog/", name)], [])


if __name__ == "__main__":
    tally.main()
