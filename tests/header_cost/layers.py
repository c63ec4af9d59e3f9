"""What is seen without a compiler: no include points up the layers, and what stands twice is the same."""

import pathlib
import re
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE, SRC = ROOT / "include", ROOT / "src"
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


class Declarations(unittest.TestCase):
    def test_no_source_declares_a_class_of_theirs_before_they_do(self):
        # g++ would hide it: a class is as visible as its first declaration.
        shown = {name for header in public_headers() for name in classes(header.read_text(), DEFINED)}
        self.assertIn("costrel::inline v1::Session", shown)
        declared = [f"{file.relative_to(ROOT)}: {name}" for file in sorted(SRC.rglob("*.[ch]pp"))
                    for name in classes(file.read_text(), DECLARED) if name in shown]
        self.assertEqual(declared, [])


if __name__ == "__main__":
    tally.main()
