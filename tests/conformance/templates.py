"""Writes templates.jsonl: templates, what the real Jinja2 gives for them under Flask, and their data.

    build/venv/bin/python -m tests.conformance.templates --write
    build/venv/bin/python -m tests.conformance.templates --random 7 >random.jsonl   other templates, for script/conformance

Without --write it only says whether the file is as it would be written. Rows of kind `template` have the sources, the
data that costrel-templates makes of them, and for each context the text or the error; null where Python gives an
address, or what docs/flask-compatibility.md names as a difference.
"""

import argparse
import base64
import datetime
import json
import pathlib
import re
import sys

import flask
import flask.json.tag
import jinja2
import markupsafe

from tests.conformance import template_cases, template_random

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/templates"))
from costrel_templates.compiler import Compiler
from costrel_templates.data import Data, Rejected
from costrel_templates.folder import environment_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = ROOT / "tests/conformance/templates.jsonl"
# Flask's serializer has no secrets; it writes what costrel reads.
TAGS = flask.json.tag.TaggedJSONSerializer()
# What Python shows and C++ does not have.
ADDRESS = re.compile(r" at 0x[0-9a-f]+", re.IGNORECASE)
# Differences that docs/flask-compatibility.md names: integers beyond 64 bits, complex numbers.
BEYOND = re.compile(r"-?\d{19,}|\dj\)?")


class Options:
    filters, tests, extensions, label, folder = ["shout"], ["big"], ["do", "loopcontrols", "i18n"], "", pathlib.Path("")


def data_of(sources: dict[str, str]) -> str:
    data, environment = Data(), environment_of(Options)
    units = [Compiler(data, environment, name, source, Options, set(sources)).template()
             for name, source in sorted(sources.items())]
    data.node("set_of_templates", 0, "", list(data.filters), list(data.tests), units, data.url_uses)
    return base64.urlsafe_b64encode(data.bytes()).decode()


def application() -> flask.Flask:
    app = flask.Flask("templates")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.add_extension("jinja2.ext.loopcontrols")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters["shout"] = lambda text: text + "!"
    app.jinja_env.tests["big"] = lambda number: number > 100
    app.jinja_env.globals["site"] = "costrel"
    return app


def rendered(environment: jinja2.Environment, name: str, context: dict):
    try:
        text = environment.get_template(name).render(context)
    except jinja2.UndefinedError as error:
        return ["error", "UndefinedError", str(error)]
    except jinja2.TemplateNotFound as error:
        return ["error", "TemplateNotFound", str(error)]
    except Exception as error:
        if str(error).startswith("macro '"):
            return ["error", "TypeError", str(error)]
        return None if beyond_us(str(error)) else ["error", "another"]
    return None if beyond_us(text) else ["out", text]


def differs(case: template_cases.Case, context: dict) -> bool:
    """Whether docs/flask-compatibility.md names a difference."""
    value = context.get("x")
    if re.search(r"x\.(pop|update|append)\(", case.name):
        return isinstance(value, (dict, list))  # a template does not change what it was given
    if "x.replace(" in case.name:
        return isinstance(value, datetime.datetime)  # a method that costrel's have not
    if re.search(r'"\{:(5|\{\}|s)\}"', case.name):
        return isinstance(value, markupsafe.Markup)  # Python forgets to escape it
    if "range(x)" in case.name or "round(1" in case.name:
        return isinstance(value, int) and value > 2 ** 40
    return False


def beyond_us(text: str) -> bool:
    return bool(ADDRESS.search(text) or BEYOND.search(text))


def row_of(app: flask.Flask, case: template_cases.Case) -> dict:
    environment = app.jinja_env.overlay(loader=jinja2.DictLoader(case.sources))
    row = {"kind": "template", "name": case.name, "templates": case.sources, "main": case.main,
           "data": data_of(case.sources)}
    if case.contexts is None:
        contexts = [TAGS.dumps({"x": value}) for value in template_cases.VALUES]
    else:
        contexts = row["contexts"] = [TAGS.dumps(context) for context in case.contexts]
    row["want"] = [None if differs(case, TAGS.loads(context)) else
                   rendered(environment, case.main, TAGS.loads(context)) for context in contexts]
    return row


def rows() -> list[str]:
    app = application()
    made = [{"kind": "meta", "name": "meta", "python": sys.version.split()[0], "flask": "3.1.3", "jinja2":
             jinja2.__version__, "markupsafe": "3.0.4"},
            {"kind": "template_values", "name": "values", "values": [TAGS.dumps(v) for v in template_cases.VALUES]}]
    # Outside of an application context dicts keep their order.
    made += [row_of(app, case) for case in template_cases.all_cases()]
    return [json.dumps(row, ensure_ascii=True) for row in made]


def random_rows(seed: int, count: int) -> list[str]:
    """Random templates that put something out for one value at least, and a few that only fail."""
    app, made = application(), []
    for number, case in enumerate(template_random.cases(seed)):
        if len(made) == count:
            return made
        try:
            row = row_of(app, case)
        except (Rejected, jinja2.TemplateSyntaxError):
            continue
        if number % 10 == 0 or any(want and want[0] == "out" for want in row["want"]):
            made.append(json.dumps(row))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--random", type=int, metavar="SEED", help="print 300 random templates instead")
    options = parser.parse_args()
    if options.random is not None:
        print("\n".join(random_rows(options.random, 300)))
        return 0
    text = "\n".join(rows()) + "\n"
    if options.write:
        FILE.write_text(text)
        return 0
    same = FILE.read_text() == text
    print("1 passed, 0 failed" if same else "templates.jsonl differs\n0 passed, 1 failed")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
