#!/usr/bin/env python3
"""Turns a folder of Jinja templates into data that a costrel program puts out without Python.

Jinja2 itself parses them; what it rejects is an error with file and line here. The data is described in
src/template/node.hpp of costrel. CMake's costrel_add_templates() calls this program.
"""

import argparse
import math
import os
import pathlib
import re
import struct
import sys

try:
    import jinja2
    from jinja2 import nodes
    from jinja2.compiler import find_undeclared
    from jinja2.idtracking import (VAR_LOAD_ALIAS, VAR_LOAD_PARAMETER, VAR_LOAD_RESOLVE, VAR_LOAD_UNDEFINED,
                                   Symbols)
    from markupsafe import escape
except ImportError as missing:
    sys.exit(f"costrel-templates: error: {missing.name} is missing: install python3-jinja2")

VERSION = 1
KINDS = """- null yes no integer real big text markup local raw_local name attribute item slice call filter test negation
    conjunction disjunction condition absent add subtract multiply divide floor_divide modulo power negative positive
    comparison concatenation list tuple dict mark_safe mark_safe_if_escaping macro loop_part target_local target_tuple
    target_attribute data print branch loop recursive_loop set set_block filter_block with clear alias resolve set_self
    set_super fallback autoescape call_block extends block include import from_import evaluate leave proceed
    unless_extended function unit url_use set_of_templates""".split()
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
ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")  # as Flask does
NOTHING = 0xffffffff
DEEPEST = 200
TO_CONTEXT, EXPORTED, NOT_EXPORTED = 1, 2, 4
WITH_CONTEXT, IGNORE_MISSING, SELECTS, ONE_NAME = 1, 2, 4, 8


class Refused(Exception):
    def __init__(self, line: int, message: str):
        super().__init__(message)
        self.line, self.message = line, message


def refuse(node: nodes.Node, message: str):
    raise Refused(node.lineno or 1, message)


class Data:
    """The words and texts that are written."""

    def __init__(self):
        self.words = [0]  # so that no node is at 0
        self.pool = bytearray()
        self.texts: dict[bytes, tuple[int, int]] = {}
        self.filters: list[str] = []
        self.tests: list[str] = []
        self.url_uses: list[int] = []

    def text(self, text: str) -> tuple[int, int]:
        encoded = text.encode("utf-8", "surrogatepass")
        if encoded not in self.texts:
            self.texts[encoded] = len(self.pool), len(encoded)
            self.pool += encoded
        return self.texts[encoded]

    def node(self, kind: str, line: int, *parts) -> int:
        """Appends a node: its parts are words, texts, and tuples and lists of parts; a list says how many it has."""
        words: list[int] = []

        def add(part):
            if isinstance(part, str):
                words.extend(self.text(part))
            elif isinstance(part, tuple):
                for inner in part:
                    add(inner)
            elif isinstance(part, list):
                words.append(len(part))
                for inner in part:
                    add(inner)
            else:
                words.append(int(part))

        for part in parts:
            add(part)
        place = len(self.words)
        self.words += [KINDS.index(kind) | len(words) << 8, line or 0, *words]
        return place

    def number_of(self, names: list[str], name: str) -> int:
        if name not in names:
            names.append(name)
        return names.index(name)

    def bytes(self) -> bytes:
        return (b"costrelT" + struct.pack("<3I", VERSION, len(self.words), len(self.pool))
                + struct.pack(f"<{len(self.words)}I", *self.words) + bytes(self.pool))


class Function:
    """One that has variables of its own: a template's root, a block, a macro, a recursive loop."""

    def __init__(self, outer: "Function | None" = None):
        self.outer, self.slots, self.kept = outer, 0, {}

    def slot(self) -> int:
        self.slots += 1
        return self.slots - 1


class Frame:
    """What Jinja's compiler calls so; only the symbols know their function and slots, too."""

    def __init__(self, function: Function, parent: "Frame | None" = None):
        self.function, self.parent = function, parent
        self.symbols = Symbols(parent.symbols if parent else None)
        self.symbols.function, self.symbols.places = function, {}
        self.output_check = parent.output_check if parent else False
        self.toplevel = self.rootlevel = False
        self.loop_name: str | None = parent.loop_name if parent else None

    def inner(self, function: Function | None = None) -> "Frame":
        return Frame(function or self.function, self)

    def soft(self) -> "Frame":
        frame = object.__new__(Frame)
        frame.__dict__.update(self.__dict__)
        frame.symbols = self.symbols.copy()
        frame.rootlevel = False
        return frame

    def variable(self, identifier: str) -> tuple[int, int]:
        symbols = self.symbols
        while identifier not in symbols.refs.values():
            symbols = symbols.parent
        slot = symbols.places.get(identifier)
        if slot is None:
            slot = symbols.places[identifier] = symbols.function.slot()
        outwards, function = 0, self.function
        while function is not symbols.function:
            outwards, function = outwards + 1, function.outer
        return outwards, slot

    def name(self, name: str) -> tuple[int, int]:
        return self.variable(self.symbols.ref(name))

    def is_only_read(self, name: str) -> bool:
        """Whether the name is the context's alone."""
        symbols = self.symbols
        while name not in symbols.refs:
            symbols = symbols.parent
        return symbols.loads.get(symbols.refs[name], ("",))[0] == VAR_LOAD_RESOLVE and name not in symbols.stores


class Compiler:
    """One template; its methods are named as those of Jinja's code generator, whose order of work they keep."""

    def __init__(self, data: Data, environment: jinja2.Environment, name: str, source: str, options, names: set[str]):
        self.data, self.name, self.names, self.options = data, name, names, options
        self.environment = environment
        self.escapes = name.endswith(ESCAPED)
        self.tree = environment.parse(source, name)
        self.require_shallow(self.tree)
        self.known_extends = False
        self.extends_so_far = 0
        self.closures = self.tree.find((nodes.Macro, nodes.CallBlock)) is not None

    def require_shallow(self, tree: nodes.Node):
        level, depth = [tree], 0
        while level:
            depth += 1
            if depth > DEEPEST:
                refuse(level[0], f"nested more than {DEEPEST} levels deep")
            level = [child for node in level for child in node.iter_child_nodes()]

    def node(self, kind: str, at: nodes.Node | int, *parts) -> int:
        return self.data.node(kind, at if isinstance(at, int) else at.lineno, *parts)

    # Functions

    def template(self) -> int:
        escapes = self.escapes
        blocks: dict[str, nodes.Block] = {}
        for block in self.tree.find_all(nodes.Block):
            if block.name in blocks:
                refuse(block, f"block {block.name!r} defined twice")
            blocks[block.name] = block
        function = Function()
        frame = Frame(function)
        start = []
        if "self" in find_undeclared(self.tree.body, ("self",)):
            start.append(self.node("set_self", 1, frame.variable(frame.symbols.declare_parameter("self"))))
        frame.symbols.analyze_node(self.tree)
        frame.toplevel = frame.rootlevel = True
        frame.output_check = self.tree.find(nodes.Extends) is not None
        body = start + self.enter(frame) + self.statements(self.tree.body, frame)
        root = self.function(function, body, 1)
        made = []
        for name, block in blocks.items():
            self.escapes = escapes
            made.append((name, self.block_function(name, block)))
        return self.node("unit", 1, self.name, root, escapes, made)

    def block_function(self, name: str, block: nodes.Block) -> int:
        function = Function()
        frame = Frame(function)
        start = []
        undeclared = find_undeclared(block.body, ("self", "super"))
        if "self" in undeclared:
            start.append(self.node("set_self", block, frame.variable(frame.symbols.declare_parameter("self"))))
        if "super" in undeclared:
            start.append(self.node("set_super", block, frame.variable(frame.symbols.declare_parameter("super")), name))
        frame.symbols.analyze_node(block)
        return self.function(function, start + self.enter(frame) + self.statements(block.body, frame), block.lineno)

    def function(self, function: Function, body: list[int], line: int, parameters=(), special=()) -> int:
        special = [place or (NOTHING, NOTHING) for place in special or (None, None, None)]
        return self.node("function", line, function.slots, 0, list(parameters), tuple(special), body)

    def enter(self, frame: Frame) -> list[int]:
        made = []
        for target, (action, of) in frame.symbols.loads.items():
            if action == VAR_LOAD_RESOLVE and not frame.is_only_read(of):
                made.append(self.node("resolve", 0, frame.variable(target), of))
            elif action == VAR_LOAD_ALIAS:
                made.append(self.node("alias", 0, frame.variable(target), frame.variable(of)))
            elif action == VAR_LOAD_UNDEFINED:
                made.append(self.node("clear", 0, frame.variable(target)))
        return made

    def leave(self, frame: Frame) -> list[int]:
        """What only a macro that is called later could see."""
        if not self.closures:
            return []
        return [self.node("clear", 0, frame.variable(target)) for target in frame.symbols.loads
                if target in frame.symbols.places]

    # Statements

    def statements(self, body: list[nodes.Node], frame: Frame) -> list[int]:
        made = []
        for node in body:
            method = getattr(self, "visit_" + type(node).__name__, None)
            if method is None:
                refuse(node, f"a template for costrel cannot have {type(node).__name__}")
            result = method(node, frame)
            made += result if isinstance(result, list) else [result]
        return made

    def visit_Output(self, node: nodes.Output, frame: Frame) -> list[int]:
        if frame.output_check and self.known_extends:
            return []
        made, text, line = [], "", node.lineno
        for child in node.nodes:
            constant = self.constant_text(child)
            if constant is not None:
                text, line = text + constant, line if text else child.lineno
                continue
            if text:
                made.append(self.node("data", line, text))
                text = ""
            made.append(self.node("print", child, self.expression(child, frame), self.escapes))
        if text:
            made.append(self.node("data", line, text))
        if frame.output_check and made:
            return [self.node("unless_extended", node, made)]
        return made

    def constant_text(self, node: nodes.Node) -> str | None:
        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Const):
            return str(escape(node.value)) if self.escapes else str(node.value)
        return None

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Frame) -> int:
        return self.node("evaluate", node, self.expression(node.node, frame))

    def visit_If(self, node: nodes.If, frame: Frame) -> int:
        frame = frame.soft()
        branches = [(node, self.expression(node.test, frame), self.statements(node.body, frame))]
        for other in node.elif_:
            branches.append((other, self.expression(other.test, frame), self.statements(other.body, frame)))
        otherwise = self.statements(node.else_, frame)
        for at, test, body in reversed(branches):
            otherwise = [self.node("branch", at, test, body, otherwise)]
        return otherwise[0]

    def visit_For(self, node: nodes.For, frame: Frame) -> int:
        for name in node.find_all(nodes.Name):
            if name.ctx == "store" and name.name == "loop":
                refuse(name, "Can't assign to special loop variable in for-loop target")
        outer = frame
        function = Function(frame.function) if node.recursive else frame.function
        loop_frame, test_frame, else_frame = (outer.inner(function) for _ in range(3))
        has_loop = (node.recursive or "loop" in find_undeclared(node.iter_child_nodes(only=("body",)), ("loop",))
                    or any(block.scoped for block in node.find_all(nodes.Block)))
        loop_variable = (0, 0)
        if has_loop:
            loop_variable = loop_frame.variable(loop_frame.symbols.declare_parameter("loop"))
            loop_frame.loop_name = loop_frame.symbols.refs["loop"]
        loop_frame.symbols.analyze_node(node, for_branch="body")
        if node.else_:
            else_frame.symbols.analyze_node(node, for_branch="else")
        target = self.target(node.target, loop_frame)
        test, test_target = 0, 0
        if node.test:
            test_frame.symbols.analyze_node(node, for_branch="test")
            test_target = self.target(node.target, test_frame)
            test = self.expression(node.test, test_frame)
        else:
            test_target = self.node("target_tuple", node, [])
        if node.recursive:
            values_slot = function.slot()
            values = self.node("local", node, (0, values_slot), "")
        else:
            values = self.expression(node.iter, outer)
        body = self.enter(loop_frame) + self.statements(node.body, loop_frame)
        otherwise = self.enter(else_frame) + self.statements(node.else_, else_frame) if node.else_ else []
        if not has_loop and function.slots == 0:
            function.slot()
        made = self.node("loop", node, target, values, test, test_target, body, otherwise,
                         has_loop | bool(node.recursive) << 1 | self.escapes << 2, loop_variable)
        if not node.recursive:
            after = self.leave(loop_frame)
            return [made, *after]
        inner = self.function(function, [made], node.lineno, [("", (0, values_slot))])
        return self.node("recursive_loop", node, self.expression(node.iter, outer), inner)

    def visit_Break(self, node: nodes.Node, frame: Frame) -> int:
        return self.node("leave", node)

    def visit_Continue(self, node: nodes.Node, frame: Frame) -> int:
        return self.node("proceed", node)

    def visit_Assign(self, node: nodes.Assign, frame: Frame) -> int:
        value = self.expression(node.node, frame)
        return self.node("set", node, self.target(node.target, frame), value)

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> list[int]:
        inner = frame.inner()
        inner.output_check = False
        inner.symbols.analyze_node(node)
        body = self.enter(inner) + self.statements(node.body, inner)
        its_filter = self.expression(node.filter, inner) if node.filter is not None else 0
        made = self.node("set_block", node, self.target(node.target, frame), body, its_filter, self.escapes)
        return [made, *self.leave(inner)]

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> list[int]:
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        body = self.enter(inner) + self.statements(node.body, inner)
        made = self.node("filter_block", node, body, self.expression(node.filter, inner), self.escapes)
        return [made, *self.leave(inner)]

    def visit_With(self, node: nodes.With, frame: Frame) -> list[int]:
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        start = self.enter(inner)
        values = [(self.target(target, inner), self.expression(value, frame))
                  for target, value in zip(node.targets, node.values)]
        return [*start, self.node("with", node, values, self.statements(node.body, inner)), *self.leave(inner)]

    def visit_Scope(self, node: nodes.Scope, frame: Frame) -> list[int]:
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        return self.enter(inner) + self.statements(node.body, inner) + self.leave(inner)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> int:
        before = self.escapes
        for option in node.options:
            if option.key != "autoescape" or not isinstance(option.value, nodes.Const):
                refuse(node, "a template for costrel can turn autoescape on and off, but not compute it")
            self.escapes = bool(option.value.value)
        made = self.node("autoescape", node, self.escapes, self.statements(node.body, frame))
        self.escapes = before
        return made

    def macro(self, node: nodes.Macro | nodes.CallBlock, frame: Frame) -> int:
        function = Function(frame.function)
        inner = frame.inner(function)
        inner.output_check = False
        inner.symbols.analyze_node(node)
        names = [argument.name for argument in node.args]
        undeclared = find_undeclared(node.body, ("caller", "kwargs", "varargs"))
        places = [inner.name(name) for name in names]
        caller = kwargs = varargs = None
        if "caller" in undeclared:
            if "caller" not in names:
                caller = inner.variable(inner.symbols.declare_parameter("caller"))
            elif names.index("caller") < len(names) - len(node.defaults):
                refuse(node, "When defining macros or call blocks the special \"caller\" argument must be omitted or "
                             "be given a default.")
        if "kwargs" in undeclared and "kwargs" not in names:
            kwargs = inner.variable(inner.symbols.declare_parameter("kwargs"))
        if "varargs" in undeclared and "varargs" not in names:
            varargs = inner.variable(inner.symbols.declare_parameter("varargs"))
        inner.symbols.analyze_node(node)
        body = self.enter(inner)
        for index, argument in enumerate(node.args):
            from_end = index - len(node.args)
            if -from_end <= len(node.defaults):
                value = self.expression(node.defaults[from_end], inner)
            else:
                value = self.node("absent", argument, f"parameter {argument.name!r} was not provided")
            body.append(self.node("fallback", argument, places[index], value))
        body += self.statements(node.body, inner)
        how = ("caller" in undeclared) | (kwargs is not None) << 1 | (varargs is not None) << 2
        made = self.function(function, body, node.lineno, list(zip(names, places)), (caller, kwargs, varargs))
        return self.node("macro", node, made, getattr(node, "name", None) or "", how)

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> int:
        macro = self.macro(node, frame)
        return self.node("set", node, self.target_name(node.name, node, frame), macro)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> int:
        macro = self.macro(node, frame)
        return self.node("call_block", node, macro, self.expression(node.call, frame), self.escapes)

    # Other templates

    def visit_Extends(self, node: nodes.Extends, frame: Frame) -> int:
        if not frame.toplevel:
            refuse(node, "cannot use extend from a non top-level scope")
        if self.known_extends:
            refuse(node, "extended multiple times")
        made = self.node("extends", node, self.template_name(node, frame))
        if frame.rootlevel:
            self.known_extends = True
        self.extends_so_far += 1
        return made

    def template_name(self, node, frame: Frame, may_be_missing: bool = False) -> int:
        name = node.template
        if isinstance(name, nodes.Const) and isinstance(name.value, str) and not may_be_missing \
                and name.value not in self.names:
            refuse(node, f"there is no template {name.value!r}")
        return self.expression(name, frame)

    def locals(self, frame: Frame) -> list[tuple]:
        stores = frame.symbols.dump_stores()
        return [(name, self.node("raw_local", 0, frame.variable(target))) for name, target in stores.items()]

    def visit_Block(self, node: nodes.Block, frame: Frame) -> list[int] | int:
        if frame.toplevel and self.known_extends:
            return []
        unless_extended = frame.toplevel and self.extends_so_far > 0
        how = bool(node.scoped) | bool(node.required) << 1 | unless_extended << 2
        return self.node("block", node, node.name, how, self.locals(frame) if node.scoped else [])

    def visit_Include(self, node: nodes.Include, frame: Frame) -> int:
        name = self.template_name(node, frame, node.ignore_missing)
        how = bool(node.with_context) | bool(node.ignore_missing) << 1
        if isinstance(node.template, (nodes.Tuple, nodes.List)) or \
                isinstance(node.template, nodes.Const) and isinstance(node.template.value, (tuple, list)):
            how |= SELECTS
        return self.node("include", node, name, how, self.locals(frame) if node.with_context else [])

    def visit_Import(self, node: nodes.Import, frame: Frame) -> int:
        name = self.template_name(node, frame)
        target = self.target_name(node.target, node, frame, TO_CONTEXT | NOT_EXPORTED)
        return self.node("import", node, target, name, bool(node.with_context),
                         self.locals(frame) if node.with_context else [])

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> int:
        name = self.template_name(node, frame)
        place = f"line {node.lineno} in {self.name!r}"
        names = []
        for item in node.names:
            exported, alias = item if isinstance(item, tuple) else (item, item)
            names.append((exported, self.target_name(alias, node, frame, TO_CONTEXT | NOT_EXPORTED), place))
        return self.node("from_import", node, name, bool(node.with_context),
                         self.locals(frame) if node.with_context else [], names)

    # Targets

    def target_name(self, name: str, at: nodes.Node, frame: Frame, how: int | None = None) -> int:
        if how is None:
            how = TO_CONTEXT | (0 if name.startswith("_") else EXPORTED)
        return self.node("target_local", at, frame.name(name), name, how if frame.toplevel else 0)

    def target(self, node: nodes.Node, frame: Frame) -> int:
        if isinstance(node, nodes.Name):
            return self.target_name(node.name, node, frame)
        if isinstance(node, nodes.NSRef):
            return self.node("target_attribute", node, self.load(node.name, node, frame), node.attr)
        if isinstance(node, (nodes.Tuple, nodes.List)):
            return self.node("target_tuple", node, [self.target(item, frame) for item in node.items])
        refuse(node, f"can't assign to {type(node).__name__}")

    # Expressions

    def expression(self, node: nodes.Node, frame: Frame) -> int:
        method = getattr(self, "visit_" + type(node).__name__, None)
        if method is None:
            refuse(node, f"a template for costrel cannot have {type(node).__name__}")
        return method(node, frame)

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
            return self.node("text", node, value)
        if isinstance(value, int):
            if -2 ** 63 <= value < 2 ** 63:
                return self.node("integer", node, struct.unpack("<2I", struct.pack("<q", value)))
            return self.node("big", node, str(value))
        if isinstance(value, float):
            if not math.isfinite(value):
                refuse(node, "a number that is not finite")
            return self.node("real", node, struct.unpack("<2I", struct.pack("<d", value)))
        if isinstance(value, (tuple, list)):
            items = [self.expression(nodes.Const(item, lineno=node.lineno), frame) for item in value]
            return self.node("tuple" if isinstance(value, tuple) else "list", node, items)
        refuse(node, f"a constant of type {type(value).__name__}")

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
        function = self.expression(callee, frame)
        return self.node("call", node, function, *self.arguments(node, frame))

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> int:
        if node.name not in FILTERS and node.name not in self.options.filters:
            known = node.name in jinja2.filters.FILTERS
            refuse(node, f"costrel has no filter {node.name!r}" if known else
                   f"No filter named {node.name!r}: name one of the application's in FILTERS")
        value = self.expression(node.node, frame) if node.node is not None else 0
        number = self.data.number_of(self.data.filters, node.name)
        return self.node("filter", node, number, value, *self.arguments(node, frame))

    def visit_Test(self, node: nodes.Test, frame: Frame) -> int:
        if node.name not in TESTS and node.name not in self.options.tests:
            refuse(node, f"No test named {node.name!r}: name one of the application's in TESTS")
        value = self.expression(node.node, frame)
        number = self.data.number_of(self.data.tests, node.name)
        return self.node("test", node, number, value, *self.arguments(node, frame))

    def binary(self, node: nodes.BinExpr, frame: Frame) -> int:
        left = self.expression(node.left, frame)
        return self.node(OPERATORS[type(node)], node, left, self.expression(node.right, frame))

    visit_Add = visit_Sub = visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = visit_Pow = binary
    visit_And = visit_Or = binary

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
            context = nodes.EvalContext(self.environment, self.name)
            context.autoescape = self.escapes
            return self.node("text", node, node.as_const(context))
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
        raise Refused(path.read_bytes()[:error.start].count(b"\n") + 1, "the template is not UTF-8") from None


def compile_folder(options, problems: Problems) -> bytes:
    data, environment = Data(), environment_of(options)
    names = template_names(options.folder)
    units = []
    for name in names:
        path = options.folder / name
        try:
            units.append(Compiler(data, environment, name, read(path), options, set(names)).template())
        except Refused as refused:
            problems.report(path, refused.line, refused.message)
        except jinja2.TemplateSyntaxError as error:
            problems.report(path, error.lineno, error.message)
        except RecursionError:
            problems.report(path, 1, f"nested more than {DEEPEST} levels deep")
    data.node("set_of_templates", 0, options.label or options.folder.name, list(data.filters), list(data.tests), units,
              data.url_uses)
    return data.bytes()


def unescaped_places(options):
    """Where what is put out is not escaped: for review."""
    environment = environment_of(options)
    for name in template_names(options.folder):
        path = options.folder / name
        if not name.endswith(ESCAPED):
            yield path, 1, "a file whose name turns escaping off"
        tree = environment.parse(read(path), name)
        for node in tree.find_all((nodes.Filter, nodes.ScopedEvalContextModifier, nodes.MarkSafe)):
            if isinstance(node, nodes.Filter):
                if node.name == "safe":
                    yield path, node.lineno, "|safe"
            elif isinstance(node, nodes.MarkSafe):
                yield path, node.lineno, "marked as safe"
            elif any(not getattr(option.value, "value", False) for option in node.options):
                yield path, node.lineno, "{% autoescape false %}"


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


def write_source(options, data: bytes):
    name = options.name
    write_if_new(options.source.with_suffix(".hpp"),
                 "#pragma once\n\n#include <costrel/templates.hpp>\n\n"
                 f"extern const costrel::Templates {name}; ///< of {options.label or options.folder.name}\n")
    write_if_new(options.source,
                 f'#include "{options.source.with_suffix(".hpp").name}"\n\n'
                 "#if defined(__clang__)\n"
                 '#pragma clang diagnostic ignored "-Woverlength-strings"\n'
                 "#endif\n\n"
                 f"const costrel::Templates {name} = {{\n{literal(data)},\n    {len(data)}}};\n")


def names_of(text: str) -> list[str]:
    return [name for name in re.split(r"[,;\s]+", text) if name]


def options_of(arguments: list[str]):
    parser = argparse.ArgumentParser(prog="costrel-templates", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="of the templates")
    parser.add_argument("--filters", type=names_of, default=[], help="the application's own, with commas between them")
    parser.add_argument("--tests", type=names_of, default=[], help="the application's own")
    parser.add_argument("--extensions", type=names_of, default=[], help="of Jinja: do, loopcontrols, i18n")
    parser.add_argument("--label", help="what stands before a template's name in messages; default: the folder's name")
    parser.add_argument("--data", type=pathlib.Path, help="write the data to this file")
    parser.add_argument("--source", type=pathlib.Path, help="write it as this C++ source, and a header beside it")
    parser.add_argument("--name", help="of the variable in the source")
    parser.add_argument("--list-unescaped", action="store_true",
                        help="print where templates put out what is not escaped, and nothing else")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    if not options.folder.is_dir():
        print(f"costrel-templates: error: there is no folder {options.folder}", file=sys.stderr)
        return 2
    unknown = set(options.extensions) - {"do", "loopcontrols", "i18n"}
    if unknown:
        print(f"costrel-templates: error: costrel does not know the extension {sorted(unknown)[0]}", file=sys.stderr)
        return 2
    problems = Problems()
    if options.list_unescaped:
        try:
            for path, line, what in unescaped_places(options):
                print(f"{path}:{line}: {what}")
        except jinja2.TemplateSyntaxError as error:
            problems.report(options.folder / error.name, error.lineno, error.message)
        return 1 if problems.count else 0
    if "i18n" in options.extensions and os.environ.get("PYTHONHASHSEED") != "0":
        # Jinja keeps the variables of {% trans %} in a set: without this two builds would differ.
        os.execve(sys.executable, [sys.executable, os.path.abspath(__file__), *arguments],
                  os.environ | {"PYTHONHASHSEED": "0"})
    data = compile_folder(options, problems)
    if problems.count:
        return 1
    if options.data:
        options.data.write_bytes(data)
    if options.source:
        write_source(options, data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
