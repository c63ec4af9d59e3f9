"""A folder of templates and its data."""

import pathlib
import sys

import jinja2

from costrel_templates.compiler import DEEPEST, ESCAPED, Compiler
from costrel_templates.data import Data, Rejected


def template_names(folder: pathlib.Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")
                  if path.is_file() and not path.name.startswith(".") and not path.name.endswith("~"))


def environment_of(options) -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext." + name for name in options.extensions])


class Problems:
    """Errors as compilers write them: file:line: error: sentence."""

    def __init__(self):
        self.count = 0

    def report(self, path: pathlib.Path, line: int, message: str):
        self.count += 1
        print(f"{path}:{line}: error: {message}", file=sys.stderr)


def read(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(path.read_bytes()[:error.start].count(b"\n") + 1, "the template is not UTF-8") from None
    except OSError as error:
        raise Rejected(1, f"the template cannot be read: {error.strerror}") from None


def mistaken_unit(data: Data, name: str, line: int, message: str) -> int:
    """A template that fails with its mistake."""
    return data.node("unit", 1, name, data.function(1, 0, [data.node("mistake", line, message)]),
                     name.endswith(ESCAPED), [])


def compile_folder(options, problems: Problems) -> bytes:
    data, environment = Data(), environment_of(options)
    names = template_names(options.folder)
    units = []
    for name in names:
        path = options.folder / name
        uses = len(data.url_uses)
        try:
            units.append(Compiler(data, environment, name, read(path), options, set(names)).template())
            continue
        except Rejected as rejected:
            mistake = rejected.line, rejected.message
        except jinja2.TemplateSyntaxError as error:
            mistake = error.lineno, error.message
        except RecursionError:
            mistake = 1, f"nested more than {DEEPEST} levels deep"
        problems.report(path, *mistake)
        del data.url_uses[uses:]
        units.append(mistaken_unit(data, name, *mistake))
    data.node("set_of_templates", 0, options.label or options.folder.name, list(data.filters), list(data.tests), units,
              data.url_uses)
    return data.bytes()
