"""The words and texts that are written: src/template/node.hpp of costrel describes them."""

import struct

from jinja2 import nodes

VERSION = 1
KINDS = """- null yes no integer real big text markup local raw_local name attribute item slice call filter test negation
    conjunction disjunction condition absent add subtract multiply divide floor_divide modulo power negative positive
    comparison concatenation list tuple dict mark_safe mark_safe_if_escaping macro loop_part target_local target_tuple
    target_attribute data print branch loop recursive_loop set set_block filter_block with clear alias resolve set_self
    set_super fallback autoescape call_block extends block include import from_import evaluate leave proceed
    unless_extended function unit url_use set_of_templates mistake""".split()
NOTHING = 0xffffffff


class Rejected(Exception):
    def __init__(self, line: int, message: str):
        super().__init__(message)
        self.line, self.message = line, message


def first_repeated(names: list[str]) -> str | None:
    return next((name for name in names if names.count(name) > 1), None)


def reject(node: nodes.Node, message: str):
    raise Rejected(node.lineno or 1, message)


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

    def function(self, line: int, slots: int, body: list[int], parameters=(), special=()) -> int:
        special = [place or (NOTHING, NOTHING) for place in special or (None, None, None)]
        return self.node("function", line, slots, 0, list(parameters), tuple(special), body)

    def number_of(self, names: list[str], name: str) -> int:
        if name not in names:
            names.append(name)
        return names.index(name)

    def bytes(self) -> bytes:
        return (b"costrelT" + struct.pack("<3I", VERSION, len(self.words), len(self.pool))
                + struct.pack(f"<{len(self.words)}I", *self.words) + bytes(self.pool))
