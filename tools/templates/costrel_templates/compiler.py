"""One template, from its text to its nodes."""

import jinja2
from jinja2 import nodes

from costrel_templates.constants import Constants
from costrel_templates.data import Data, reject
from costrel_templates.expressions import Expressions
from costrel_templates.functions import Functions
from costrel_templates.other_templates import OtherTemplates
from costrel_templates.statements import Statements
from costrel_templates.underscore import Underscore

ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")  # as Flask does
DEEPEST = 200


class Compiler(Functions, Statements, OtherTemplates, Expressions, Constants):
    """Its methods are named as those of Jinja's code generator, whose order of work they keep."""

    def __init__(self, data: Data, environment: jinja2.Environment, name: str, source: str, options, names: set[str]):
        self.data, self.name, self.names, self.options = data, name, names, options
        self.environment = environment
        self.escapes = name.endswith(ESCAPED)
        self.tree = environment.parse(source, name)
        self.require_shallow(self.tree)
        if "i18n" in options.extensions:
            self.tree = Underscore().visit(self.tree)
        self.known_extends = False
        self.extends_so_far = 0
        self.closures = self.tree.find((nodes.Macro, nodes.CallBlock)) is not None

    def require_shallow(self, tree: nodes.Node):
        level, depth = [tree], 0
        while level:
            depth += 1
            if depth > DEEPEST:
                reject(level[0], f"nested more than {DEEPEST} levels deep")
            level = [child for node in level for child in node.iter_child_nodes()]

    def node(self, kind: str, at: nodes.Node | int, *parts) -> int:
        return self.data.node(kind, at if isinstance(at, int) else at.lineno, *parts)
