"""Statements of one template, and what they assign to."""

from jinja2 import nodes
from jinja2.compiler import find_undeclared
from markupsafe import escape

from costrel_templates.data import first_repeated, reject
from costrel_templates.frame import Frame, Function

TO_CONTEXT, EXPORTED = 1, 2


class Statements:
    def statements(self, body: list[nodes.Node], frame: Frame) -> list[int]:
        made = []
        for node in body:
            method = getattr(self, "visit_" + type(node).__name__, None)
            if method is None:
                reject(node, f"a template for costrel cannot have {type(node).__name__}")
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
        return self.folded_text(node)

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
                reject(name, "Can't assign to special loop variable in for-loop target")
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
                reject(node, "a template for costrel can turn autoescape on and off, but not compute it")
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
        if again := first_repeated(names):
            reject(node, f"duplicate argument {again!r} in the parameters")
        places = [inner.name(name) for name in names]
        caller = kwargs = varargs = None
        if "caller" in undeclared:
            if "caller" not in names:
                caller = inner.variable(inner.symbols.declare_parameter("caller"))
            elif names.index("caller") < len(names) - len(node.defaults):
                reject(node, "When defining macros or call blocks the special \"caller\" argument must be omitted or "
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
        if any(keyword.key == "caller" for keyword in node.call.kwargs):
            reject(node, "keyword argument repeated: caller")
        return self.node("call_block", node, macro, self.expression(node.call, frame), self.escapes)

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
        reject(node, f"can't assign to {type(node).__name__}")
