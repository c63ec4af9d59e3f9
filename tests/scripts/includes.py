"""Each source includes what it names of the standard headers that the library's precompiled header brings.

Behind a precompiled header, and in a batch of sources, a missing include goes unnoticed; a project that has
costrel as a part of its own compiles each source by itself. Another header of this project may bring it.
"""

import functools
import pathlib
import re
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.MULTILINE)
# Comments and literals, which name things that nobody has to include.
WORDS = re.compile(r"""//[^\n]*|'(?:[^'\\]|\\.)'|"(?:[^"\\\n]|\\.)*\"""")
NAMES = {header: re.compile(rf"\bstd::(?:{names})\b") for header, names in {
    "algorithm": r"sort|find_if|any_of|all_of|lower_bound|clamp|ranges::(?:sort|find|find_if|any_of|all_of|none_of|equal"
                 r"|copy|fill|min|max|count|count_if|lower_bound|upper_bound|reverse|transform|for_each|contains)",
    "array": "array|to_array",
    "chrono": "chrono",
    "cstdint": r"u?int(?:8|16|32|64)_t",
    "functional": "function|hash",
    "map": r"map|multimap",
    "memory": r"unique_ptr|shared_ptr|weak_ptr|make_unique|make_shared|enable_shared_from_this",
    "optional": r"optional|nullopt",
    "span": "span",
    "string": r"string|to_string",
    "string_view": "string_view",
    "variant": r"variant|visit|get_if|holds_alternative|monostate",
    "vector": "vector",
}.items()}
# What a standard header has to bring of another one, by its own synopsis, or does with every library there is.
BRINGS = {"string": {"string_view"}, "functional": {"array", "vector"}}


def resolved(source: pathlib.Path, bracket: str, name: str) -> pathlib.Path | None:
    places = [ROOT / "include"] if bracket == "<" else [source.parent, ROOT / "src"]
    return next((place / name for place in places if (place / name).is_file()), None)


@functools.cache
def includes(source: pathlib.Path) -> list[tuple[pathlib.Path | None, str]]:
    """What it includes: a file of this project, or nothing and the name of a header of another one."""
    return [(resolved(source, bracket, name), name) for bracket, name in INCLUDE.findall(source.read_text())]


def brought(source: pathlib.Path) -> set[str]:
    """The standard headers that a source includes, itself or by headers of this project."""
    found, seen, left = set(), set(), [source]
    while left:
        seen.add(file := left.pop())
        for inner, name in includes(file):
            if inner is None:
                found |= {name, *BRINGS.get(name, ())}
            elif inner not in seen:
                left.append(inner)
    return found


def missing(source: pathlib.Path) -> list[str]:
    text = WORDS.sub("", source.read_text())
    named = {header for header, names in NAMES.items() if names.search(text)}
    return sorted(named - brought(source))


class Includes(unittest.TestCase):
    def test_each_source_includes_what_it_names(self):
        sources = [path for folder in ("include", "src") for path in (ROOT / folder).rglob("*.[ch]pp")]
        self.assertGreater(len(sources), 300)
        self.assertEqual({}, {str(path.relative_to(ROOT)): headers for path in sorted(sources)
                              if (headers := missing(path))})


if __name__ == "__main__":
    tally.main()
