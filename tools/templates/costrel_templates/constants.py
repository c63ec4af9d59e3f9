"""What Jinja computes before a page is put out, where that is another result than that of the page would be."""

import math

from jinja2 import nodes
from markupsafe import Markup


class Constants:
    def context(self) -> nodes.EvalContext:
        context = nodes.EvalContext(self.environment, self.name)
        context.autoescape = self.escapes
        return context

    def is_constant(self, node: nodes.Expr) -> bool:
        try:
            node.as_const(self.context())
        except Exception:  # it is none, or an error that the page raises
            return False
        return True

    def negative_number(self, node: nodes.Expr) -> int | float | None:
        """The constant number that Jinja puts in the place of an expression, when it writes a minus before it."""
        if not self.is_constant(node):
            return None
        value = node.as_const(self.context())
        return value if isinstance(value, (int, float)) and repr(value).startswith("-") else None

    def has_no_parts(self, node: nodes.Expr) -> bool:
        """Whether it is a constant number, or none."""
        try:
            value = node.as_const(self.context())
        except Exception:  # it is no constant, or an error that the page raises
            return False
        return value is None or isinstance(value, (bool, int, float))

    def cuts_what_has_no_parts(self, node: nodes.Node) -> bool:
        """Whether a constant number, or none, is sliced: an error in a page, and undefined before it."""
        return any(isinstance(item.arg, nodes.Slice) and self.has_no_parts(item.node)
                   for item in [node, *node.find_all(nodes.Getitem)] if isinstance(item, nodes.Getitem))

    def folded(self, node: nodes.Expr) -> nodes.Const | None:
        """The constant that Jinja puts in the place of an expression."""
        if not self.cuts_what_has_no_parts(node):
            return None
        try:
            value = node.as_const(self.context())
        except Exception:  # of whatever its filters raise: the page raises it again
            return None
        return nodes.Const(value, lineno=node.lineno) if is_literal(value) else None

    def folded_text(self, node: nodes.Expr) -> str | None:
        """The text of an expression that is printed, which may be undefined."""
        if not self.cuts_what_has_no_parts(node):
            return None
        try:
            value = node.as_const(self.context())
            return str(Markup.escape(value)) if self.escapes else str(value)
        except Exception:
            return None


def is_literal(value) -> bool:
    if isinstance(value, (list, tuple)):
        return all(is_literal(item) for item in value)
    return value is None or isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value))
