"""Random templates: chains of filters, methods and operators, in loops, macros and blocks, over the values of the grid."""

import itertools
import random
from collections.abc import Iterator

from tests.conformance import template_cases
from tests.conformance.template_cases import Case

# What changes nothing that it was given, so that no difference is one that docs/flask-compatibility.md names.
METHODS = [method for method in template_cases.METHODS
           if not method.startswith(("pop", "update", "append", "replace", "format", "nosuch"))]
FILTERS = [name for name in template_cases.FILTERS + [name.strip() for name in template_cases.WITH_ARGUMENTS]
           if name and "=1|" not in name and "is defined" not in name and "round(1" not in name]
TESTS = [name for name in template_cases.TESTS if "nosuch" not in name]
PARTS = ["[0]", "[-1]", "[1:]", "[:2]", "[::-1]", '["a"]', ".a", ".n", '["n"]', ".nosuch"]
OPERATORS = [operator for operator in template_cases.OPERATORS if operator != "%"]
ATOMS = ["x", "y", "x", "y", '"a<b"', "3", "0.5", "none", "[x, y]", "(x, 1)", '{"k": x}', "range(3)", '"%s"|format(x)', "nosuch"]


class Writer:
    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.names = ["x", "y"]

    def expression(self, depth: int) -> str:
        pick = self.chance.choice
        if depth <= 0:
            return pick(ATOMS + self.names)
        inner = self.expression(depth - 1)
        match self.chance.randrange(8):
            case 0 | 1 | 2:
                return f"({inner})|{pick(FILTERS)}"
            case 3:
                return f"({inner}).{pick(METHODS)}"
            case 4:
                return f"({inner}){pick(PARTS)}"
            case 5:
                return f"({inner}) {pick(OPERATORS)} ({self.expression(depth - 2)})"
            case 6:
                return f"({inner}) is {pick(TESTS)}"
            case _:
                return f"({inner}) if ({self.expression(0)}) else ({self.expression(depth - 2)})"

    def statement(self, depth: int) -> str:
        chance = self.chance
        printed = "{{ " + self.expression(chance.randint(0, 2)) + " }}"
        if depth <= 0:
            return printed
        body = "".join(self.statement(depth - 1) for _ in range(chance.randint(1, 2)))
        value = self.expression(chance.randint(0, 2))
        match chance.randrange(8):
            case 0:
                part = chance.choice(["index", "first", "last", "length", "revindex0", "previtem", "nextitem", "cycle('<', 1)"])
                return "{%% for i in %s %%}{{ i }}{{ loop.%s }}%s{%% else %%}-{%% endfor %%}" % (value, part, body)
            case 1:
                return "{%% if %s %%}%s{%% elif y %%}|{%% else %%}%s{%% endif %%}" % (value, body, printed)
            case 2:
                return "{%% set z = %s %%}{{ z }}%s" % (value, body)
            case 3:
                return "{%% set z %%}%s{%% endset %%}{{ z ~ 1 }}" % body
            case 4:
                return "{%% macro m(a, b=y) %%}{{ a }}{{ b }}%s{%% endmacro %%}{{ m(%s) }}" % (body, value)
            case 5:
                return "{%% filter %s %%}%s{%% endfilter %%}" % (chance.choice(["upper", "trim", "escape", "replace('a', '<')"]), body)
            case 6:
                return "{%% with w = %s %%}{{ w }}%s{%% endwith %%}" % (value, body)
            case _:
                return "{%% autoescape %s %%}%s{%% endautoescape %%}" % (chance.choice(["true", "false"]), body)


def cases(seed: int) -> Iterator[Case]:
    writer = Writer(seed)
    for number in itertools.count():
        source = "".join(writer.statement(writer.chance.randint(0, 2)) for _ in range(2))
        contexts = [{"x": writer.chance.choice(template_cases.VALUES), "y": writer.chance.choice(template_cases.VALUES)}
                    for _ in range(6)]
        yield Case(f"random/{seed}/{number}", {"main.html": source}, contexts=contexts)
