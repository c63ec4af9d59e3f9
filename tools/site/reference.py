"""The pages of the reference: one for each public header, from its comments alone."""

import itertools
import re

from tools.site.comment import markdown
from tools.site.headers import Declaration, Group, Header, Type
from tools.site.names import Names, Place, anchor

FOLDERS = {  # of include/costrel, in the order in which they are shown
    "": ("Common", "What several parts share: the configuration, tasks, errors, limits."),
    "session": ("Sessions", "The session, its formats, stores, logins and revocations."),
    "web": ("Web framework", "The application, requests and responses, templates, the server, testing."),
    "stores": ("Stores", "Sessions in SQLite, Redis and PostgreSQL, each a library of its own."),
    "interop": ("Other frameworks", "Their sessions, read and written."),
    "signing": ("Signing", "itsdangerous' signers and serializers, and passwords."),
    "sealing": ("Sealing", "The keys of encrypted sessions."),
    "encoding": ("Encoding", "Values, JSON, HTML, cookies, dates."),
    "testing": ("Testing a store", "What a store of sessions promises, as tests."),
}


DOCUMENT = re.compile(r"(?<![\w`/])docs/((?:[\w-]+/)*[\w-]+\.md)")


def page_of(header: Header) -> str:
    return f"reference/{header.path.relative_to('costrel').with_suffix('.md')}"


def folder_of(header: Header) -> str:
    folder = str(header.path.parent.relative_to("costrel"))
    return "" if folder == "." else folder


def title(header: Header) -> str:
    """The name of what the header is about, when it is one type; otherwise its file's in words."""
    plain = header.path.stem.replace("_", "")
    for wanted in plain, f"session{plain}":
        for one in header.types:
            if last(one.name).lower() == wanted:
                return last(one.name)
    return header.path.stem.replace("_", " ").capitalize()


def add_names(names: Names, headers: list[Header]):
    for header in headers:
        for include in {header.include, str(header.path)}:
            names.headers[f"<{include}>"] = Place(page_of(header), "")
        types = {one.name for one in header.declarations() if isinstance(one, Type)}
        for one in header.declarations():
            owner = one.name.rpartition("::")[0]
            names.add(one.name, page_of(header), is_member=owner in types and not owner.endswith("Config"))


def last(name: str) -> str:
    return name.rsplit("::", 1)[-1]


class Page:
    def __init__(self, header: Header, names: Names, guide: str = ""):
        self.header, self.names, self.guide = header, names, guide
        self.path = page_of(header)
        self.given: set[str] = set()  # anchors
        self.lines: list[str] = []

    def text(self) -> str:
        header = self.header
        guide = f" · [told by subject]({'../' * self.path.count('/')}{self.guide})" if self.guide else ""
        self.lines = [f"# {title(header)}", "",
                      f"`#include <{header.include}>` · library `{header.library}`{guide}", "{: .header }", ""]
        parts: list[Group | Type] = [*header.groups, *header.types]
        parts.sort(key=lambda part: part.line if isinstance(part, Type) else part.declarations[0].line)
        parts.sort(key=lambda part: not (isinstance(part, Type) and last(part.name) == title(header)))
        for is_type, row in itertools.groupby(parts, key=lambda part: isinstance(part, Type)):
            if is_type:
                for one in row:
                    self.type(one)
            else:
                self.groups(list(row), "", 2)
        return "\n".join(self.lines).rstrip() + "\n"

    def anchor(self, name: str) -> str:
        """One that no other place of the page has; the first has the name's own."""
        first = anchor(name)
        found = next(one for one in itertools.chain([first], (f"{first}_{n}" for n in itertools.count(2)))
                     if one not in self.given)
        self.given.add(found)
        return found

    def comment(self, comment: str, scope: str, indent: str = "", others: frozenset[str] = frozenset()):
        for block in markdown(comment):
            is_code = block.startswith("```")
            for line in block.split("\n"):
                if not is_code:
                    line = DOCUMENT.sub(lambda match: f"[{match[1]}]({'../' * self.path.count('/')}{match[1]})", line)
                    line = self.names.linked(line, self.path, scope, others)
                self.lines.append(indent + line if line else "")
            self.lines.append("")

    def heading(self, level: int, names: list[str], label: str):
        self.lines += [f"{'#' * level} {label} {{: #{self.anchor(names[0])} }}", ""]
        also = [f'<a id="{self.anchor(name)}"></a>' for name in names[1:]]
        if also:
            self.lines += ["".join(also), ""]

    def deprecated(self, one: Declaration, indent: str = ""):
        if one.deprecated:
            self.lines += [f"{indent}Deprecated: {self.names.linked(one.deprecated, self.path)}",
                           indent + "{: .deprecated }", ""]

    def type(self, one: Type):
        self.heading(2, [one.name], one.name)
        self.lines += ["```cpp", re.sub(r"(?:private )?detail::[^,{]*$", "", one.text).rstrip(" :,"), "```", ""]
        self.deprecated(one)
        self.comment(one.comment, one.name)
        self.groups(one.groups, one.name, 3)
        for within in one.types:
            self.type(within)

    def groups(self, groups: list[Group], scope: str, level: int):
        """Fields in a row are a list; other groups in a row with the same names stand below one heading."""
        for is_field, row in itertools.groupby(groups, key=lambda group: group.declarations[0].is_field):
            if is_field:
                for group in row:
                    self.fields(group, scope)
            else:
                for names, same in itertools.groupby(row, key=heading_names):
                    self.functions(list(same), list(names), scope, level)

    def fields(self, group: Group, scope: str):
        for one in group.declarations:
            self.lines.append(f'`{one.text.replace("{}", "").rstrip()}`{{: #{self.anchor(one.name)} .field }}')
        start = len(self.lines)
        for one in group.declarations:
            self.deprecated(one, "    ")
        self.comment(group.comment or group.declarations[0].remark, scope, "    ")
        if len(self.lines) > start:
            self.lines[start] = ":   " + self.lines[start].lstrip()
        else:
            self.lines.append("")

    def functions(self, groups: list[Group], names: list[str], scope: str, level: int):
        self.heading(level, names, ", ".join(last(name) for name in names).replace("*", r"\*"))
        for group in groups:
            self.lines += ["```cpp", *(code(one) for one in group.declarations), "```", ""]
            for one in group.declarations:
                self.deprecated(one)
            self.comment(group.comment, scope, others=parameters(group))


def parameters(group: Group) -> frozenset[str]:
    """The names of all parameters."""
    return frozenset(name for one in group.declarations
                     for name in re.findall(r"(\w+)(?=\s*(?:,|\)|=|\{))", one.text.partition("(")[2]))


def heading_names(group: Group) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in group.declarations))


def code(one: Declaration) -> str:
    text = re.sub(r"\s*= default$", "", one.text) + ";"
    remark = re.sub(r"\s*\n\s*", " ", one.remark)
    return f"{text} // {remark}" if remark else text


def overview(headers: list[Header]) -> str:
    """The page that lists all others."""
    lines = ["# Reference", "",
             "Each public header, as its comments describe it. The [API](../api/README.md) tells the same by subject, with "
             "examples. `<costrel/costrel.hpp>` includes what an application uses.", ""]
    for folder, (name, about) in FOLDERS.items():
        lines += [f"## {name}", "", about, "", "| header | what |", "| --- | --- |"]
        for header in sorted((one for one in headers if folder_of(one) == folder), key=title):
            link = page_of(header).removeprefix("reference/")
            lines.append(f"| [{title(header)}]({link}) | {listed(header)} |")
        lines.append("")
    return "\n".join(lines)


def listed(header: Header) -> str:
    """Its types and functions; of a header with many the first."""
    types = {one.name for one in header.types}
    names = [one.name for one in header.types if one.name.rpartition("::")[0] not in types]
    names += [name for group in header.groups for name in heading_names(group) if "operator" not in name]
    names = list(dict.fromkeys(names))
    shown = ", ".join(f"[`{last(name)}`]({page_of(header).removeprefix('reference/')}#{anchor(name)})"
                      for name in names[:6])
    return shown + (", …" if len(names) > 6 else "")
