"""Writes sources of tests one behind the other into one file, which compiles much faster than they do apart:
most of the time goes to headers, and these are read once.

    python3 tests/batch.py OUTPUT SOURCE...

The includes of all come first. Then each source stands in a namespace of its own; one that opens a named
namespace keeps that, and gets a namespace of its own in the place of each that has no name. So two sources
may use one name, as they may where they are compiled apart. Lines keep their numbers. A source that would not stay within a namespace comes last, as it is. CONTRIBUTING.md says what all this saves.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"].*$', re.MULTILINE)
NAMED = re.compile(r"^namespace \w[\w: ]* \{$", re.MULTILINE)
UNNAMED = re.compile(r"^namespace \{$", re.MULTILINE)
BOUNDLESS = re.compile(r'^\s*#\s*(?!include\b)\w+|\boperator new\b|\bextern "C"', re.MULTILINE)


def is_boundless(text: str) -> bool:
    """Whether it defines macros, or what is the whole program's."""
    return bool(BOUNDLESS.search(text))


def includes(source: pathlib.Path, text: str) -> list[str]:
    """The includes of a source, as a file in another folder has to write them."""
    lines = []
    for bracket, name in INCLUDE.findall(text):
        beside = (source.parent / name).resolve()
        if bracket == '"' and beside.exists():
            name = str(beside.relative_to(ROOT))
        lines.append(f"#include <{name}>" if bracket == "<" else f'#include "{name}"')
    return lines


def kept_apart(source: pathlib.Path, text: str) -> str:
    """A source without its includes, in a namespace of its own."""
    path = source.relative_to(ROOT)
    own = re.sub(r"\W", "_", str(path.with_suffix("")))
    body = f'#line 1 "{path}"\n{INCLUDE.sub("", text)}'
    if is_boundless(text):
        return body
    if NAMED.search(text):
        return UNNAMED.sub(f"namespace {own} {{", body)
    return f"namespace {own} {{\n{body}}} // namespace {own}\n"


def batch(sources: list[pathlib.Path]) -> str:
    texts = {source: source.read_text() for source in sources}
    lines = dict.fromkeys(line for source, text in texts.items() for line in includes(source, text))
    ordered = sorted(texts.items(), key=lambda item: is_boundless(item[1]))
    return "\n".join([*lines, *(kept_apart(source, text) for source, text in ordered)])


def write(output: pathlib.Path, sources: list[pathlib.Path]) -> bool:
    """Whether the batch was not there, or another one."""
    text = batch(sources)
    if output.exists() and output.read_text() == text:
        return False
    output.write_text(text)
    return True


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]), [pathlib.Path(source).resolve() for source in sys.argv[2:]])
