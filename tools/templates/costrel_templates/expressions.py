"""Expressions of one template."""

import math
import struct

import jinja2
from jinja2 import nodes
from markupsafe import Markup

from costrel_templates.data import first_repeated, reject
from costrel_templates.frame import Frame

FILTERS = set("""abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape
    format groupby indent int items join last length list lower map max min reject rejectattr replace reverse round safe
    select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode wordcount wordwrap
    xmlattr""".split())
TESTS = set("""!= < <= == > >= boolean callable defined divisibleby eq equalto escaped even false filter float ge
    greaterthan gt in integer iterable le lessthan lower lt mapping ne none number odd sameas sequence string test true
    undefined upper""".split())
OPERATORS = {nodes.Add: "add", nodes.Sub: "subtract", nodes.Mul: "multiply", nodes.Div: "divide",
             nodes.FloorDiv: "floor_divide", nodes.Mod: "modulo", nodes.Pow: "power", nodes.And: "conjunction",
             nodes.Or: "disjunction"}
COMPARISONS = ("eq", "ne", "lt", "lteq", "gt", "gteq", "in", "notin")
LOOP_PARTS = ("index", "index0", "first", "last", "length", "revindex", "revindex0", "depth", "depth0", "previtem",
              "nextitem")


class Expressions:
    def expression(self, node: nodes.Node, frame: Frame) -> int:
        method = getattr(self, "visit_" + type(node).__name__, None)
        if method is None:
            reject(node, f"a template for costrel cannot have {type(node).__name__}")
        constant = self.folded(node)
        return method(node, frame) if constant is None else self.visit_Const(constant, frame)

    def load(self, name: str, at: nodes.Node, frame: Frame) -> int:
        if not frame.is_only_read(name):
            return self.node("local", at, frame.name(name), name)
        kept = frame.function.kept
        if name not in kept:
            kept[name] = frame.function.slot()
        return self.node("name", at, (0, kept[name]), name)

    def visit_Name(self, node: nodes.Name, frame: Frame) -> int:
        return self.load(node.name, node, frame)

    def visit_NSRef(self, node: nodes.NSRef, frame: Frame) -> int:
        return self.node("attribute", node, self.load(node.name, node, frame), node.attr)

    def visit_Const(self, node: nodes.Const, frame: Frame) -> int:
        value = node.value
        if value is None:
            return self.node("null", node)
        if value is True or value is False:
            return self.node("yes" if value else "no", node)
        if isinstance(value, str):
            return self.node("markup" if isinstance(value, Markup) else "text", node, str(value))
        if isinstance(value, int):
            if -2 ** 63 <= value < 2 ** 63:
                return self.node("integer", node, struct.unpack("<2I", struct.pack("<q", value)))
            return self.node("big", node, str(value))
        if isinstance(value, float):
            if not math.isfinite(value):
                reject(node, "a number that is not finite")
            return self.node("real", node, struct.unpack("<2I", struct.pack("<d", value)))
        if isinstance(value, (tuple, list)):
            items = [self.expression(nodes.Const(item, lineno=node.lineno), frame) for item in value]
            return self.node("tuple" if isinstance(value, tuple) else "list", node, items)
        reject(node, f"a constant of type {type(value).__name__}")

    def visit_TemplateData(self, node: nodes.TemplateData, frame: Frame) -> int:
        return self.node("markup" if self.escapes else "text", node, node.data)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> int:
        inner = node.node
        if isinstance(inner, nodes.Name) and inner.name == "loop" and node.attr in LOOP_PARTS \
                and frame.loop_name == frame.symbols.find_ref("loop"):
            return self.node("loop_part", node, frame.name("loop"), node.attr, LOOP_PARTS.index(node.attr))
        return self.node("attribute", node, self.expression(inner, frame), node.attr)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> int:
        value = self.expression(node.node, frame)
        if isinstance(node.arg, nodes.Slice):
            parts = [self.expression(part, frame) if part is not None else 0
                     for part in (node.arg.start, node.arg.stop, node.arg.step)]
            return self.node("slice", node, value, *parts)
        return self.node("item", node, value, self.expression(node.arg, frame))

    def arguments(self, node, frame: Frame) -> tuple:
        if again := first_repeated([keyword.key for keyword in node.kwargs]):
            reject(node, f"keyword argument repeated: {again}")
        positional = [self.expression(value, frame) for value in node.args]
        named = [(keyword.key, self.expression(keyword.value, frame)) for keyword in node.kwargs]
        rest = [self.expression(value, frame) if value is not None else 0
                for value in (node.dyn_args, node.dyn_kwargs)]
        return positional, named, tuple(rest)

    def visit_Call(self, node: nodes.Call, frame: Frame) -> int:
        callee = node.node
        if isinstance(callee, nodes.Name) and callee.name == "url_for" and frame.is_only_read("url_for") \
                and node.args and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str):
            names = [keyword.key for keyword in node.kwargs] + ["**"] * (node.dyn_kwargs is not None)
            self.data.url_uses.append(self.node("url_use", node, self.name, node.lineno, node.args[0].value, names))
        if isinstance(callee, nodes.Name) and callee.name == "lipsum" and frame.is_only_read("lipsum"):
            reject(node, "costrel has no function 'lipsum'")
        function = self.expression(callee, frame)
        return self.node("call", node, function, *self.arguments(node, frame))

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> int:
        if node.name not in FILTERS and node.name not in self.options.filters:
            known = node.name in jinja2.filters.FILTERS
            reject(node, f"costrel has no filter {node.name!r}" if known else
                   f"No filter named {node.name!r}: name one of the application's in FILTERS")
        value = self.expression(node.node, frame) if node.node is not None else 0
        number = self.data.number_of(self.data.filters, node.name)
        return self.node("filter", node, number, value, *self.arguments(node, frame))

    def visit_Test(self, node: nodes.Test, frame: Frame) -> int:
        if node.name not in TESTS and node.name not in self.options.tests:
            reject(node, f"No test named {node.name!r}: name one of the application's in TESTS")
        value = self.expression(node.node, frame)
        number = self.data.number_of(self.data.tests, node.name)
        return self.node("test", node, number, value, *self.arguments(node, frame))

    def binary(self, node: nodes.BinExpr, frame: Frame) -> int:
        left = self.expression(node.left, frame)
        return self.node(OPERATORS[type(node)], node, left, self.expression(node.right, frame))

    visit_Add = visit_Sub = visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = binary
    visit_And = visit_Or = binary

    def visit_Pow(self, node: nodes.Pow, frame: Frame) -> int:
        negative = self.negative_number(node.left)
        if negative is None or self.is_constant(node):
            return self.binary(node, frame)
        # Jinja writes (-2 ** x), which Python reads as -(2 ** x).
        positive = self.expression(nodes.Const(-negative, lineno=node.lineno), frame)
        return self.node("negative", node, self.node("power", node, positive, self.expression(node.right, frame)))

    def visit_Not(self, node: nodes.Not, frame: Frame) -> int:
        return self.node("negation", node, self.expression(node.node, frame))

    def visit_Neg(self, node: nodes.Neg, frame: Frame) -> int:
        return self.node("negative", node, self.expression(node.node, frame))

    def visit_Pos(self, node: nodes.Pos, frame: Frame) -> int:
        return self.node("positive", node, self.expression(node.node, frame))

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> int:
        first = self.expression(node.expr, frame)
        return self.node("comparison", node, first,
                         [(COMPARISONS.index(operand.op), self.expression(operand.expr, frame))
                          for operand in node.ops])

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> int:
        frame = frame.soft()
        test = self.expression(node.test, frame)
        then = self.expression(node.expr1, frame)
        if node.expr2 is not None:
            otherwise = self.expression(node.expr2, frame)
        else:
            otherwise = self.node("absent", node, f"the inline if-expression on line {node.lineno} in {self.name!r} "
                                                  "evaluated to false and no else section was defined.")
        return self.node("condition", node, test, then, otherwise)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> int:
        try:  # Jinja joins constants before it escapes
            return self.node("text", node, node.as_const(self.context()))
        except nodes.Impossible:
            pass
        return self.node("concatenation", node, self.escapes, [self.expression(part, frame) for part in node.nodes])

    def visit_List(self, node: nodes.List, frame: Frame) -> int:
        return self.node("list", node, [self.expression(item, frame) for item in node.items])

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> int:
        return self.node("tuple", node, [self.expression(item, frame) for item in node.items])

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> int:
        return self.node("dict", node, [(self.expression(pair.key, frame), self.expression(pair.value, frame))
                                        for pair in node.items])

    def visit_MarkSafe(self, node: nodes.MarkSafe, frame: Frame) -> int:
        return self.node("mark_safe", node, self.expression(node.expr, frame))

    def visit_MarkSafeIfAutoescape(self, node: nodes.MarkSafeIfAutoescape, frame: Frame) -> int:
        return self.node("mark_safe_if_escaping", node, self.expression(node.expr, frame))
