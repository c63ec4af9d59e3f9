"""The kind "route": which of some routes a path finds, and what its variables take."""

import random
import urllib.parse

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import FloatConverter, IntegerConverter, Map, RequestRedirect, Rule, UUIDConverter

METHODS = ["GET", "POST", "PUT"]
UUID = "12345678-1234-5678-1234-567812345678"
TEXTS = ["a", "b", "ab", "-", ".", "x", "1", "edit", "a.b"]
CONVERTERS = ["", "", "string:", "int:", "float:", "path:", "path:", "uuid:", "any(a,b):", "any(a,ab,x1):",
              'any("a-b",b):']
VALUES = ["a", "b", "ab", "1", "12", "1.5", "1.2.3", "-", "a-b", "a-1", "1-2", ".", "x", "edit", "aab", UUID, UUID + "1",
          "A", "-1", "a.b", "x1"]


class Untouched:
    """Variables as they stand in the path."""

    def to_python(self, value):
        return value


class Integer(Untouched, IntegerConverter):
    pass


class Float(Untouched, FloatConverter):
    pass


class Uuid(Untouched, UUIDConverter):
    pass


def _part(rng: random.Random, names) -> str:
    shape = rng.random()
    if shape < 0.4:
        return rng.choice(TEXTS)
    pieces = []
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        if rng.random() < 0.4:
            pieces.append(rng.choice(TEXTS))
        pieces.append(f"<{rng.choice(CONVERTERS)}{next(names)}>")
    if rng.random() < 0.3:
        pieces.append(rng.choice(TEXTS))
    return "".join(pieces)


def pattern(rng: random.Random) -> str:
    names = (f"v{number}" for number in range(100))
    parts = [_part(rng, names) for _ in range(rng.choice([0, 1, 1, 2, 2, 3]))]
    return "/" + "/".join(parts) + ("/" if parts and rng.random() < 0.25 else "")


def _path(rng: random.Random, patterns: list[str]) -> str:
    """Often one that looks like one of the patterns."""
    text, out = rng.choice(patterns), ""
    while text:
        if text.startswith("<"):
            variable, _, text = text.partition(">")
            out += "/".join(rng.choices(VALUES, k=rng.randint(1, 3) if "path:" in variable else 1))
        else:
            out, text = out + text[0], text[1:]
    while rng.random() < 0.3:
        at = rng.randint(1, len(out))
        out = out[:at] + rng.choice(["/", "/", "a", "1", "-", "/edit", "."]) + out[at + rng.choice([0, 0, 1]):]
    return out


def _find(routes: list, path: str, method: str) -> list:
    rules = [Rule(text, endpoint=str(number), methods=methods) for number, (text, methods) in enumerate(routes)]
    adapter = Map(rules, converters={"int": Integer, "float": Float, "uuid": Uuid}).bind("localhost")
    try:
        rule, values = adapter.match(path, method, return_rule=True)
    except NotFound:
        return ["none"]
    except MethodNotAllowed as error:
        return ["allows", ", ".join(method for method in METHODS if method in error.valid_methods)]
    except RequestRedirect as redirect:
        return ["redirect", urllib.parse.unquote(urllib.parse.urlsplit(redirect.new_url).path)]
    return ["route", int(rule.endpoint), *(values[name] for name in rule._converters)]


def route(rng: random.Random) -> dict:
    routes = [[pattern(rng), rng.sample(METHODS, rng.choice([1, 1, 2]))] for _ in range(rng.choice([1, 2, 4, 8]))]
    path, method = _path(rng, [text for text, _ in routes]), rng.choice(METHODS)
    return {"routes": routes, "path": path, "method": method, "expect": _find(routes, path, method)}
