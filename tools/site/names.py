"""Where in the site each public name is described, and the words of a text that are such names."""

import dataclasses
import re

# A whole link, or code between backquotes.
LINK_OR_CODE = re.compile(r"(\[(?:[^\]\[]|\[[^\]]*\])*\]\([^)]*\))|`([^`\n]+)`")
NAME = re.compile(r"(?:costrel::)?(~?[A-Za-z_]\w*(?:::~?[A-Za-z_]\w*)*)(?:<[^<>]*>)?(?:\(.*\))?")


def anchor(name: str) -> str:
    """What stands behind the # of a link: session-get for Session::get."""
    words = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-").lower()
    if "operator" not in name:
        return words
    signs = name[name.index("operator") + len("operator"):]
    return words + "".join(f"-{ord(sign):x}" for sign in signs if not (sign.isalnum() or sign in " _"))


@dataclasses.dataclass(frozen=True)
class Place:
    page: str  # below the site's pages, as sources: reference/session.md
    anchor: str


class Names:
    """All public names, whole and, where only one has it, by their last word."""

    def __init__(self):
        self.places: dict[str, Place] = {}
        self.short: dict[str, set[str]] = {}
        self.headers: dict[str, Place] = {}  # by what is included: <costrel/session.hpp>

    def add(self, name: str, page: str, is_member: bool):
        if name in self.places:  # an overload, or another configuration's
            return
        self.places[name] = Place(page, anchor(name))
        if not is_member:
            self.short.setdefault(name.rsplit("::", 1)[-1], set()).add(name)

    def find(self, words: str, scope: str = "") -> Place | None:
        """The place of a name as it stands in a text: `get()` within Session is Session::get."""
        match = NAME.fullmatch(words)
        if not match:
            return None
        name = match[1]
        while scope:
            if place := self.places.get(f"{scope}::{name}"):
                return place
            scope = scope.rpartition("::")[0]
        if place := self.places.get(name):
            return place
        candidates = self.short.get(name, set())
        return self.places[next(iter(candidates))] if len(candidates) == 1 else None

    def linked(self, text: str, here: str, scope: str = "", others: frozenset[str] = frozenset()) -> str:
        """The line of Markdown with its code that is a public name linked to its place; `others` are none."""

        def link(match: re.Match[str]) -> str:
            if match[1]:
                return match[1]
            place = None if match[2] in others else self.find(match[2], scope) or self.headers.get(match[2])
            return f"[`{match[2]}`]({relative(place, here)})" if place else match[0]

        return LINK_OR_CODE.sub(link, text)


def relative(place: Place, here: str) -> str:
    if place.page == here and place.anchor:
        return "#" + place.anchor
    return "../" * here.count("/") + place.page + ("#" + place.anchor if place.anchor else "")
