"""The data as a C++ source, with a header that declares it."""

import pathlib
import sys


def literal(data: bytes) -> str:
    """As pieces of a string literal."""
    lines = []
    for start in range(0, len(data), 48):
        line = ""
        for byte in data[start:start + 48]:
            if byte in b'"\\?' or not 32 <= byte < 127:
                line += f"\\{byte:03o}"
            else:
                line += chr(byte)
        lines.append(f'    "{line}"')
    return "\n".join(lines)


def write_if_new(path: pathlib.Path, text: str):
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def text(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def reload_command(options) -> list[str]:
    """What makes the data of the same folder anew, and writes it to standard output."""
    return [sys.executable, str(pathlib.Path(sys.argv[0]).resolve()), str(options.folder.resolve()),
            "--label", options.label or options.folder.name, "--filters=" + ",".join(options.filters),
            "--tests=" + ",".join(options.tests), "--extensions=" + ",".join(options.extensions),
            "--keep-going", "--data", "-"]


def write_source(options, data: bytes):
    name = options.name
    command, reload = "", ""
    if options.reload:
        command = ("static const char* const command[] = {\n"
                   + "".join(f"    {text(word)},\n" for word in reload_command(options)) + "    nullptr};\n\n")
        reload = f", {text(str(options.folder.resolve()))}, command"
    write_if_new(options.source.with_suffix(".hpp"),
                 "#pragma once\n\n#include <costrel/templates.hpp>\n\n"
                 f"extern const costrel::Templates {name}; ///< of {options.label or options.folder.name}\n")
    write_if_new(options.source,
                 f'#include "{options.source.with_suffix(".hpp").name}"\n\n'
                 "#if defined(__clang__)\n"
                 '#pragma clang diagnostic ignored "-Woverlength-strings"\n'
                 "#endif\n\n"
                 f"{command}const costrel::Templates {name} = {{\n{literal(data)},\n    {len(data)}{reload}}};\n")
