"""The public names that the headers in include/costrel declare, with their comments, as clang reads them.

Runs under the Python that has Debian's python3-clang.
"""

import dataclasses
import pathlib
import re

from clang.cindex import AccessSpecifier, AvailabilityKind, Cursor, CursorKind, Index, TranslationUnit

from tests.header_cost.layers import HEIGHT, INCLUDE, forwarded, layer_of, public_headers

FUNCTIONS = {CursorKind.FUNCTION_DECL, CursorKind.CXX_METHOD, CursorKind.FUNCTION_TEMPLATE, CursorKind.CONSTRUCTOR,
             CursorKind.DESTRUCTOR, CursorKind.CONVERSION_FUNCTION}
CLASSES = {CursorKind.CLASS_DECL, CursorKind.STRUCT_DECL, CursorKind.CLASS_TEMPLATE}
FIELDS = {CursorKind.FIELD_DECL, CursorKind.ENUM_CONSTANT_DECL}
OTHERS = {CursorKind.VAR_DECL, CursorKind.TYPE_ALIAS_DECL, CursorKind.TYPE_ALIAS_TEMPLATE_DECL, CursorKind.USING_DECLARATION}
CONCEPT = re.compile(r"template <[^;{]*>\s*(?:concept|inline constexpr|constexpr)\b")


@dataclasses.dataclass
class Declaration:
    name: str  # without the namespace: Session::get
    text: str  # as the header has it, without a body
    line: int
    comment: str  # the one above it, without its slashes; empty when there is none
    remark: str = ""  # the one behind it
    is_field: bool = False
    deprecated: str = ""  # the sentence that says what to use


@dataclasses.dataclass
class Type(Declaration):
    """A class, an enumeration, or a template of one."""
    groups: list["Group"] = dataclasses.field(default_factory=list)
    types: list["Type"] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Group:
    """Declarations that stand together below one comment."""
    declarations: list[Declaration]

    @property
    def comment(self) -> str:
        return self.declarations[0].comment


@dataclasses.dataclass
class Header:
    path: pathlib.Path  # below include
    include: str  # what users write: the short one, when it stands for this one alone
    library: str
    groups: list[Group]
    types: list[Type]

    def declarations(self):
        """All that it declares, from outside in."""
        yield from (one for group in self.groups for one in group.declarations)
        waiting = list(self.types)
        while waiting:
            one = waiting.pop(0)
            yield one
            yield from (member for group in one.groups for member in group.declarations)
            waiting += one.types


class Source:
    """A header's text, and what stands where in it."""

    def __init__(self, path: pathlib.Path):
        self.text = path.read_bytes().decode("latin-1")  # clang counts bytes
        self.lines = path.read_text().splitlines()

    def declaration(self, cursor: Cursor, whole: bool) -> str:
        """From the start of the declaration to its semicolon, or, unless it is wanted whole, its body."""
        start = cursor.extent.start.offset
        depth, at = 0, start
        while at < len(self.text):
            char = self.text[at]
            depth += (char in "([") - (char in ")]")
            if depth == 0:
                if char == ";" or (char == "," and cursor.kind == CursorKind.ENUM_CONSTANT_DECL):
                    break
                if char == "{" and whole:
                    at = self._closing(at)
                elif char == "{" or (char == "}" and cursor.kind == CursorKind.ENUM_CONSTANT_DECL):
                    break
                elif cursor.kind in FUNCTIONS and re.match(r"\s:\s", self.text[at:at + 3]):
                    break
            at += 1
        text = re.sub(r"\s*//.*", "", self.text[start:at].encode("latin-1").decode()).strip()
        indent = start - self.text.rfind("\n", 0, start) - 1
        return re.sub(rf"\n {{0,{indent}}}", "\n", text)

    def _closing(self, at: int) -> int:
        depth = 0
        while True:
            depth += (self.text[at] == "{") - (self.text[at] == "}")
            if depth == 0:
                return at
            at += 1

    def above(self, line: int) -> list[str]:
        """The comment that ends above the line."""
        first = line - 1
        while re.match(r"\s*///(?!<)", self.lines[first - 1]):
            first -= 1
        return self.lines[first:line - 1]

    def behind(self, line: int) -> list[str]:
        """The comment that stands behind what ends in the line."""
        found = re.findall(r"///<.*", self.lines[line - 1])
        while found and re.match(r"\s*///<", self.lines[line]):
            found.append(self.lines[line])
            line += 1
        return found

    def deprecation(self, cursor: Cursor) -> str:
        if cursor.availability != AvailabilityKind.DEPRECATED:
            return ""
        before = self.text[max(0, cursor.extent.start.offset - 200):cursor.extent.end.offset]
        found = re.findall(r'\[\[deprecated\("([^"]*)"\)\]\]', before)
        return found[-1].removeprefix("costrel: ") if found else "deprecated"


def without_slashes(lines: list[str]) -> str:
    return "\n".join(re.sub(r"^\s*///<? ?", "", line) for line in lines).strip("\n")


def qualified(cursor: Cursor) -> str:
    """The name without costrel's own namespace, and without a template's arguments."""
    names = []
    while cursor is not None and cursor.kind != CursorKind.TRANSLATION_UNIT:
        names.append(re.sub(r"(?<!operator)<.*", "", cursor.spelling))
        cursor = cursor.semantic_parent
    return "::".join(name for name in reversed(names) if name not in ("costrel", "v1"))


class Reader:
    def __init__(self):
        self.sources: dict[str, Source] = {}

    def source(self, cursor: Cursor) -> Source:
        name = cursor.location.file.name
        if name not in self.sources:
            self.sources[name] = Source(pathlib.Path(name))
        return self.sources[name]

    def read(self, cursor: Cursor, members: list[tuple[int, int, Declaration]], types: list[Type]):
        """Adds what the cursor declares; members with the lines where they begin and end."""
        if cursor.access_specifier in (AccessSpecifier.PRIVATE, AccessSpecifier.PROTECTED):
            return
        kind, source, line = cursor.kind, self.source(cursor), cursor.extent.start.line
        if kind in CLASSES or kind == CursorKind.ENUM_DECL:
            name = qualified(cursor)
            if cursor.is_definition() and cursor.spelling and not name.startswith("detail::"):
                found = self.type(cursor)
                if found.comment or cursor.lexical_parent.kind not in CLASSES:  # not a coroutine's promise_type
                    types.append(found)
            return
        is_concept = kind == CursorKind.UNEXPOSED_DECL
        if not is_concept and kind not in FUNCTIONS | FIELDS | OTHERS or is_defined_outside(cursor):
            return
        text = source.declaration(cursor, whole=kind not in FUNCTIONS)
        if is_concept and not CONCEPT.match(text):
            return
        above, behind = source.above(line), source.behind(cursor.extent.end.line)
        if not above and not behind and is_plumbing(cursor, text):
            return
        end = max(cursor.extent.end.line, line + text.count("\n")) + max(0, len(behind) - 1)
        members.append((line - len(above), end, Declaration(
            qualified(cursor), text, line, without_slashes(above), without_slashes(behind), kind in FIELDS,
            source.deprecation(cursor))))

    def type(self, cursor: Cursor) -> Type:
        source, line = self.source(cursor), cursor.extent.start.line
        found = Type(qualified(cursor), source.declaration(cursor, whole=False), line,
                     without_slashes(source.above(line)), deprecated=source.deprecation(cursor))
        members: list[tuple[int, int, Declaration]] = []
        for child in cursor.get_children():
            self.read(child, members, found.types)
        found.groups = grouped(members)
        return found


def is_defined_outside(cursor: Cursor) -> bool:
    """Whether it is a member that stands behind its class."""
    within, stands = cursor.semantic_parent, cursor.lexical_parent
    return bool(within and stands and within.kind in CLASSES and stands.kind not in CLASSES)


def is_plumbing(cursor: Cursor, text: str) -> bool:
    """What says nothing without a comment: copies and moves, destructors, what is deleted."""
    if cursor.kind == CursorKind.DESTRUCTOR or text.endswith("= delete"):
        return True
    own = cursor.semantic_parent.spelling
    return bool(re.search(rf"\b{own}(?:<\w+>)?&&? ?\w*\)(?: noexcept)?(?: = default)?$", text)) and (
        cursor.kind == CursorKind.CONSTRUCTOR or cursor.spelling == "operator=")


def grouped(members: list[tuple[int, int, Declaration]]) -> list[Group]:
    """By the blank lines and comments between them."""
    groups: list[Group] = []
    last = -1
    for first, end, one in sorted(members, key=lambda member: member[0]):
        head = groups[-1].declarations[0] if groups else None
        is_below = head is not None and first <= last + 1 and not one.comment and head.is_field == one.is_field
        if is_below and (not one.is_field or head.comment and not one.remark):
            groups[-1].declarations.append(one)
        else:
            groups.append(Group([one]))
        last = end
    return groups


def short_names() -> dict[pathlib.Path, str]:
    """The short header of each that one stands for."""
    return {there: str(header.relative_to(INCLUDE)) for header in public_headers()
            if (there := forwarded(header)) is not None}


def library(header: pathlib.Path) -> str:
    folder, stem = header.parent.name, header.stem
    if folder == "stores":
        return f"costrel::{stem}"
    if folder in ("interop", "testing", "web"):
        return {"interop": "costrel::interop", "testing": "costrel::store_tests", "web": "costrel::web"}[folder]
    layer = layer_of(header)
    return "costrel::session" if layer is None or HEIGHT[layer] <= HEIGHT["session"] else "costrel::web"


def is_public(header: pathlib.Path) -> bool:
    return "detail" not in header.parts and forwarded(header) is None


def parse() -> Cursor:
    headers = [header for header in public_headers() if "detail" not in header.parts]
    source = "".join(f"#include <{header.relative_to(INCLUDE)}>\n" for header in headers)
    unit = Index.create().parse("all.cpp", args=["-x", "c++", "-std=c++20", f"-I{INCLUDE}"],
                                unsaved_files=[("all.cpp", source)],
                                options=TranslationUnit.PARSE_SKIP_FUNCTION_BODIES)
    errors = [str(one) for one in unit.diagnostics if one.severity >= 3]
    if errors:
        raise RuntimeError("clang cannot read the headers: " + errors[0])
    return unit.cursor


def read() -> list[Header]:
    """The public headers that declare something, by their paths."""
    reader, found = Reader(), {}

    def walk(cursor: Cursor):
        for child in cursor.get_children():
            file = child.location.file
            header = pathlib.Path(file.name) if file else None
            if header is None or INCLUDE not in header.parents or not is_public(header):
                continue
            if child.kind == CursorKind.NAMESPACE:
                if child.spelling not in ("detail", "std", "boost"):
                    walk(child)
                continue
            members, types = found.setdefault(header, ([], []))
            reader.read(child, members, types)

    walk(parse())
    short = short_names()
    return [Header(header.relative_to(INCLUDE), short.get(header, str(header.relative_to(INCLUDE))), library(header),
                   grouped(members), types)
            for header, (members, types) in sorted(found.items()) if members or types]
