"""What one template takes from another: its layout, blocks, includes and imports."""

from jinja2 import nodes

from costrel_templates.data import reject
from costrel_templates.frame import Frame
from costrel_templates.statements import TO_CONTEXT

NOT_EXPORTED = 4
SELECTS = 4  # from a list of names


class OtherTemplates:
    def visit_Extends(self, node: nodes.Extends, frame: Frame) -> int:
        if not frame.toplevel:
            reject(node, "cannot use extend from a non top-level scope")
        if self.known_extends:
            reject(node, "extended multiple times")
        made = self.node("extends", node, self.template_name(node, frame))
        if frame.rootlevel:
            self.known_extends = True
        self.extends_so_far += 1
        return made

    def template_name(self, node, frame: Frame, may_be_missing: bool = False) -> int:
        name = node.template
        if isinstance(name, nodes.Const) and isinstance(name.value, str) and not may_be_missing \
                and name.value not in self.names:
            reject(node, f"there is no template {name.value!r}")
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
