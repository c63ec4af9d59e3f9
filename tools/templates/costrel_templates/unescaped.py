"""Where templates put out what is not escaped: for review."""

import jinja2
from jinja2 import nodes

from costrel_templates.compiler import DEEPEST, ESCAPED
from costrel_templates.data import Rejected
from costrel_templates.folder import Problems, environment_of, read, template_names


def what_turns_off(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.MarkSafe):
        return "marked as safe"
    if isinstance(node, nodes.ScopedEvalContextModifier):
        off = any(not getattr(option.value, "value", False) for option in node.options)
        return "{% autoescape false %}" if off else None
    if node.name == "safe":
        return "|safe"
    if node.name == "map" and node.args:
        name = getattr(node.args[0], "value", None)
        return "|map('safe')" if name == "safe" else "|map with a filter that is computed" if name is None else None
    return None


def unescaped_places(options, problems: Problems):
    """Path, line and reason, in the order of the files; what cannot be read is a problem."""
    environment = environment_of(options)
    for name in template_names(options.folder):
        path = options.folder / name
        if not name.endswith(ESCAPED):
            yield path, 1, "a file whose name turns escaping off"
        try:
            tree = environment.parse(read(path), name)
            found = list(tree.find_all((nodes.Filter, nodes.ScopedEvalContextModifier, nodes.MarkSafe)))
        except Rejected as rejected:
            problems.report(path, rejected.line, rejected.message)
            continue
        except jinja2.TemplateSyntaxError as error:
            problems.report(path, error.lineno, error.message)
            continue
        except RecursionError:
            problems.report(path, 1, f"nested more than {DEEPEST} levels deep")
            continue
        places = [(node.lineno, reason) for node in found if (reason := what_turns_off(node))]
        for line, reason in sorted(places):
            yield path, line, reason
