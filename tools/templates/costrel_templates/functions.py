"""Functions: a template's root, its blocks, and how each of them begins and ends."""

from jinja2 import nodes
from jinja2.compiler import find_undeclared
from jinja2.idtracking import VAR_LOAD_ALIAS, VAR_LOAD_RESOLVE, VAR_LOAD_UNDEFINED

from costrel_templates.data import reject
from costrel_templates.frame import Frame, Function


class Functions:
    def template(self) -> int:
        escapes = self.escapes
        blocks: dict[str, nodes.Block] = {}
        for block in self.tree.find_all(nodes.Block):
            if block.name in blocks:
                reject(block, f"block {block.name!r} defined twice")
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
        return self.data.function(line, function.slots, body, parameters, special)

    def enter(self, frame: Frame) -> list[int]:
        made = []
        for target, (action, of) in frame.symbols.loads.items():
            if action == VAR_LOAD_RESOLVE and not frame.is_only_read(of):
                made.append(self.node("resolve", 0, frame.variable(target), of))
            elif action == VAR_LOAD_ALIAS:
                if (name := frame.name_only_read(of)) is not None:  # whose slot is empty
                    made.append(self.node("resolve", 0, frame.variable(target), name))
                else:
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
