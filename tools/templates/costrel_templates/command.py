"""The command costrel-templates."""

import argparse
import os
import pathlib
import re
import sys

from costrel_templates.folder import Problems, compile_folder
from costrel_templates.source import write_source
from costrel_templates.unescaped import unescaped_places

DESCRIPTION = ("Turns a folder of Jinja templates into data that a costrel program puts out without Python. "
               "Without --data and --source it only says what is wrong with them.")


def names_of(text: str) -> list[str]:
    return [name for name in re.split(r"[,;\s]+", text) if name]


def options_of(arguments: list[str]):
    parser = argparse.ArgumentParser(prog="costrel-templates", description=DESCRIPTION)
    parser.add_argument("folder", type=pathlib.Path, nargs="?", default="templates",
                        help="of the templates; default: templates")
    parser.add_argument("--filters", type=names_of, default=[], help="the application's own, with commas between them")
    parser.add_argument("--tests", type=names_of, default=[], help="the application's own")
    parser.add_argument("--extensions", type=names_of, default=[], help="of Jinja: do, loopcontrols, i18n")
    parser.add_argument("--label", help="what stands before a template's name in messages; default: the folder's name")
    parser.add_argument("--data", type=pathlib.Path, help="write the data to this file; -: to standard output")
    parser.add_argument("--source", type=pathlib.Path, help="write it as this C++ source, and a header beside it")
    parser.add_argument("--name", help="of the variable in the source")
    parser.add_argument("--reload", action="store_true",
                        help="let the program make the data anew when a template changes: for development")
    parser.add_argument("--keep-going", action="store_true",
                        help="a template with a mistake becomes one that fails with it")
    parser.add_argument("--list-unescaped", action="store_true",
                        help="print where templates put out what is not escaped, and nothing else")
    return parser.parse_args(arguments)


def complaint_about(options) -> str | None:
    """What is wrong with the arguments."""
    if not options.folder.is_dir():
        return f"there is no folder {options.folder}"
    if unknown := set(options.extensions) - {"do", "loopcontrols", "i18n"}:
        return f"costrel does not know the extension {sorted(unknown)[0]}"
    if options.source and not (options.name or "").isidentifier():
        return "--source needs the name of a C++ variable in --name"
    return None


def write(options, data: bytes):
    if options.data == pathlib.Path("-"):
        sys.stdout.buffer.write(data)
    elif options.data:
        options.data.write_bytes(data)
    if options.source:
        write_source(options, data)


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    if complaint := complaint_about(options):
        print(f"costrel-templates: error: {complaint}", file=sys.stderr)
        return 2
    problems = Problems()
    if options.list_unescaped:
        for path, line, what in unescaped_places(options, problems):
            print(f"{path}:{line}: {what}")
        return 1 if problems.count else 0
    if "i18n" in options.extensions and os.environ.get("PYTHONHASHSEED") != "0":
        # Jinja keeps the variables of {% trans %} in a set: without this two builds would differ.
        os.execve(sys.executable, [sys.executable, os.path.abspath(sys.argv[0]), *arguments],
                  os.environ | {"PYTHONHASHSEED": "0"})
    data = compile_folder(options, problems)
    if problems.count and not options.keep_going:
        return 1
    try:
        write(options, data)
    except OSError as error:
        print(f"costrel-templates: error: cannot write {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return 0
