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
TESTS = [name for name in template_cases.TESTS if "nosuch" not in name and name != "big"]
PARTS = ["[0]", "[-1]", "[1:]", "[:2]", "[::-1]", '["a"]', ".a", ".n", '["n"]', ".nosuch"]
OPERATORS = [operator for operator in template_cases.OPERATORS if operator != "%"]
LOOP_PARTS = ["index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem", "depth", "depth0",
              "cycle('<', 1)", "changed(i)"]
ATOMS = ["x", "y", "x", "y", '"a<b"', "3", "0.5", "none", "[x, y]", "(x, 1)", '{"k": x}', "range(3)", '"%s"|format(x)', "nosuch"]
OTHERS = {
    "part.html": "[{{ x }}{{ z }}{{ i }}{{ loop.index }}{% set z = 1 %}{% block part %}{{ y }}{% endblock %}]",
    "mail.txt": "[{{ x }}<{{ y|e }}{% set z %}<{% endset %}{{ z }}]",
    "macros.html": "{% set kept = x %}{% set _hidden = 1 %}{% macro show(a, b=kept) %}{{ a }}{{ b }}{{ y }}{{ kwargs }}{% endmacro %}",
}


def in_function(body: str) -> str:
    """Without what Jinja makes a generator of that nobody runs."""
    return body.replace("'part.html' without context", "'part.html'")


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
        match chance.randrange(20):
            case 0 | 1:
                return self.loop(value, body)
            case 2:
                return "{%% if %s %%}%s{%% elif y %%}|{%% else %%}%s{%% endif %%}" % (value, body, printed)
            case 3:
                name = self.target()
                return "{%% set %s = %s %%}{{ %s }}%s" % (name, value, name, body)
            case 4:
                name = self.target()
                return "{%% set %s%s %%}%s{%% endset %%}{{ %s ~ 1 }}" % (name, chance.choice(["", " | upper", " | trim | e"]), body, name)
            case 5:
                return "{%% macro m(a, b=y) %%}{{ a }}{{ b }}%s%s{%% endmacro %%}{{ m(%s) }}" % (self.set_context(), in_function(body), value)
            case 6:
                return "{%% filter %s %%}%s{%% endfilter %%}" % (chance.choice(["upper", "trim", "escape", "replace('a', '<')"]), body)
            case 7:
                name = self.target()
                return "{%% with %s = %s %%}{{ %s }}%s%s{%% endwith %%}" % (name, value, name, self.set_context(), body)
            case 8:
                return "{%% autoescape %s %%}%s{%% endautoescape %%}" % (chance.choice(["true", "false"]), body)
            case 9:
                return ("{%% macro c(a) %%}<{{ a }}{{ caller(%s) if a else caller(a, 1) }}{{ varargs }}{{ kwargs }}>{%% endmacro %%}"
                        "{%% call(i, j=y) c(%s) %%}{{ i }}{{ j }}%s{%% endcall %%}" % (self.expression(1), value, in_function(body)))
            case 10:
                return ("{%% set ns = namespace(n=0, v=%s) %%}{%% for i in [1, 2, y] %%}{%% set ns.n = ns.n + 1 %%}%s{%% endfor %%}"
                        "{{ ns.n }}{{ ns.v }}" % (value, body))
            case 11:
                return "{%% set r = range(3) %%}{%% for i in r recursive %%}{{ i }}{{ loop.depth }}" \
                       "{%% if i > loop.depth0 %%}{{ loop([i - 1, %s]) }}{%% endif %%}{%% endfor %%}%s" % (chance.choice("012"), in_function(body))
            case 12:
                return "{%% include %s %%}" % chance.choice([
                    "'part.html'", "'part.html' without context", "['nosuch.html', 'part.html']", "'nosuch.html' ignore missing",
                    "x ignore missing", "'mail.txt'"])
            case 13:
                return "{%% import 'macros.html' as f%s %%}{{ f.show(%s) }}{{ f.kept }}%s" % (self.context(), value, body)
            case 14:
                return "{%% from 'macros.html' import show, kept as k%s %%}{{ show(%s, b=1) }}{{ k }}%s" % (self.context(), value, body)
            case 15:
                return "{%- if true -%} \n {{- y -}} \n{%+ endif %} \n{#- c -#}\n " + body
            case 16:
                name = self.target()
                return "{%% set a, %s = (%s, y) %%}{{ a }}{{ %s }}%s" % (name, value, name, body)
            case 17:
                return "{%% do [1].append(%s) %%}%s" % (value, body)
            case 18:
                return "{%% raw %%}{{ x }}{%% endraw %%}{%% block b%d%s %%}%s{{ self.a is defined }}{%% endblock %%}" % (
                    next(self.numbers), chance.choice(["", " scoped"]), body)
            case _:
                return "{{ joiner('<')() }}{%% set t = cycler('<', %s) %%}{{ t.next() }}{{ t.current }}{{ t.next() }}%s" % (value, body)

    def target(self) -> str:
        """What is assigned: a name of the template's own, or one that the context has."""
        return self.chance.choice(["z", "z", "x", "y"])

    def set_context(self) -> str:
        """Most often nothing, or a name of the context that is read, and then assigned in this scope."""
        name = self.chance.choice("xy")
        return self.chance.choice(["", "", "{{ %s }}{%% set %s = '<' %%}{{ %s }}" % (name, name, name)])

    def context(self) -> str:
        return self.chance.choice(["", " with context", " without context"])

    def loop(self, value: str, body: str) -> str:
        chance = self.chance
        condition = chance.choice(["", "", " if i", " if i is string", " if i != y"])
        leaves = chance.choice(["", "", "{% if loop.index > 1 %}{% break %}{% endif %}", "{% if not i %}{% continue %}{% endif %}"])
        shown = "{{ i }}{{ loop.%s }}{{ loop.%s }}" % (chance.choice(LOOP_PARTS), chance.choice(LOOP_PARTS))
        return "{%% for i in %s%s %%}%s%s%s%s{%% else %%}-{%% endfor %%}" % (
            value, condition, leaves, shown, self.set_context(), body)

    def inherited(self) -> dict[str, str]:
        """A page on a layout, which may be on another one."""
        above = "{%% block body %%}%s{%% endblock %%}" % self.statement(1)
        return {"layout.html": "<{%% block head required %%}{%% endblock %%}>%s{%% for i in [1, 2] %%}{%% block row scoped %%}{{ i }}"
                               "{%% endblock %%}{%% endfor %%}{{ self.body() }}" % above,
                "main.html": "{%% extends %s %%}{%% set top = %s %%}%s{%% block head %%}{{ top }}{{ super() }}{%% endblock %%}"
                             "{%% block body %%}%s{{ super() }}{%% endblock %%}{%% block row %%}{{ super()|upper }}{{ i }}{%% endblock %%}"
                             % (self.chance.choice(["'layout.html'", "'layout.html' if y else 'middle.html'"]), self.expression(1),
                                self.statement(1), self.statement(1)),
                "middle.html": "{% extends 'layout.html' %}{% block body %}m{{ super() }}{{ super.super is defined }}{% endblock %}"}

    def sources(self) -> dict[str, str]:
        """A page and the files that it may name."""
        self.numbers = itertools.count()
        page = self.inherited() if self.chance.random() < 0.2 else {
            "main.html": "".join(self.statement(self.chance.randint(0, 2)) for _ in range(2))}
        return page | {name: source for name, source in OTHERS.items() if any(name in text for text in page.values())}


def cases(seed: int) -> Iterator[Case]:
    writer = Writer(seed)
    for number in itertools.count():
        sources = writer.sources()
        contexts = [{"x": writer.chance.choice(template_cases.VALUES), "y": writer.chance.choice(template_cases.VALUES)}
                    for _ in range(6)]
        yield Case(f"random/{seed}/{number}", sources, contexts=contexts)
