"""What `_('text')` calls with Jinja's extension i18n: gettext, unless the context has a `_` of its own."""

from jinja2 import nodes
from jinja2.visitor import NodeTransformer


class Underscore(NodeTransformer):
    def visit_Call(self, call: nodes.Call) -> nodes.Call:
        self.generic_visit(call)
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            own, line = call.node, call.node.lineno
            is_own = nodes.Test(own, "defined", [], [], None, None, lineno=line)
            call.node = nodes.CondExpr(is_own, own, nodes.Name("gettext", "load", lineno=line), lineno=line)
        return call
