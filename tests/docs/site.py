"""The pages that script/docs makes a site of: each public name has its place, each page is listed, each link and each
name of docs/api leads somewhere.

Runs under the Python that has Debian's python3-clang.
"""

import pathlib
import posixpath
import re
import unittest

from tests import tally
from tests.header_cost.layers import INCLUDE, public_headers
from tools.site import assembly, comment, headers, navigation, reference
from tools.site.names import Names, anchor
from tools.site.pages import ROOT, outside_fences

FUNCTION = re.compile(r"^(?:inline |constexpr |\[\[[^\]]*\]\] )*[A-Za-z_][\w:<>,&* ]* [&*]*(\w+)\(", re.MULTILINE)
TYPE = re.compile(r"^(?:class|struct|enum class) (\w+)(?: final)?(?: : [^{;]*)?\s*\{", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
CALL = re.compile(r"`([A-Za-z_][\w:]*(?:<[^<>`]*>)?\([^`]*\))`")
# Of the first column of docs/api: a function of the reader's, and one of the system's.
NO_NAMES = {"f", "fork"}


def declared(header: pathlib.Path) -> set[str]:
    """What stands at the left edge of a header's namespaces, as a plain search finds it."""
    text = re.sub(r"^namespace detail \{.*?^\} // namespace detail$", "", header.read_text(), flags=re.DOTALL | re.MULTILINE)
    return {name for pattern in (FUNCTION, TYPE) for name in pattern.findall(text)} - {"operator", "void"}


def links(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def collect(line: str) -> str:
        found.extend(LINK.findall(re.sub(r"(?<!\[)`[^`]*`", "", line)))
        return line

    outside_fences(text, collect)
    return found


class Pages(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.headers = headers.read()
        cls.site = assembly.pages(cls.headers)
        cls.names = cls.site.names
        cls.anchors = {path: set(re.findall(r'\{: #(\S+)|id="([^"]+)"', text)) for path, text in cls.site.pages.items()}
        cls.anchors = {path: {one or other for one, other in pairs} for path, pairs in cls.anchors.items()}

    def test_each_public_name_has_a_place(self):
        looked_at = 0
        for header in filter(headers.is_public, public_headers()):
            page = f"reference/{header.relative_to(INCLUDE / 'costrel').with_suffix('.md')}"
            for name in declared(header):
                looked_at += 1
                with self.subTest(header=str(header.relative_to(INCLUDE)), name=name):
                    here = [one for one, place in self.names.places.items()
                            if one.rsplit("::", 1)[-1] == name and place.page == page
                            or one == name]  # declared in two headers: described in one
                    self.assertTrue(here)
                    place = self.names.places[here[0]]
                    self.assertIn(place.anchor, self.anchors[place.page])
        self.assertGreater(looked_at, 200)

    def test_each_name_that_docs_api_lists_is_public(self):
        members = {name.rsplit("::", 1)[-1] for name in self.names.places}
        for page in sorted((ROOT / "docs/api").glob("*.md")):
            for line in page.read_text().splitlines():
                for call in CALL.findall(line[2:].partition(" | ")[0]) if line.startswith("| `") else ():
                    name = re.split(r"[<(]", call)[0].rsplit("::", 1)[-1]
                    with self.subTest(page=page.name, call=call):
                        self.assertIn(name, members | NO_NAMES)

    def test_each_page_is_listed_in_the_overview_of_its_folder(self):
        self.assertEqual(navigation.unlisted(), [])

    def test_each_page_but_a_files_own_is_in_the_navigation(self):
        shown = set(re.findall(r"[\w/.-]+\.md", str(navigation.navigation(self.site, self.headers))))
        self.assertEqual({path for path in self.site.pages if not path.startswith("source/")} - shown, set())

    def test_each_link_leads_somewhere(self):
        looked_at = 0
        for path, text in self.site.pages.items():
            if path.startswith("source/"):
                continue
            for target, name in links(text):
                looked_at += 1
                there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
                with self.subTest(page=path, target=target, anchor=name):
                    self.assertTrue(there in self.site.pages or (ROOT / "docs" / there).exists())
                    if name and there.startswith("reference/"):
                        self.assertIn(name, self.anchors[there])
        self.assertGreater(looked_at, 1_500)

    def test_what_two_overloads_say_stands_below_each(self):
        text = self.site.pages["reference/session/session.md"]
        get = text[text.index("### get {: #session-get }"):text.index("### find {: #session-find }")]
        self.assertLess(get.index("T get(std::string_view key) const;"), get.index("The value of `key` as a T."))
        self.assertLess(get.index("The value of `key` as a T."), get.index("T get(std::string_view key, T fallback) const;"))
        self.assertRegex(get, r"\nThrows \[`SessionKeyError`\]\(\S+\) when .*\n\{: \.throws \}\n")

    def test_nothing_private_and_nothing_of_detail_has_a_place(self):
        self.assertIsNone(self.names.find("Session::look_up"))
        self.assertEqual([name for name in self.names.places if name.startswith("detail::")], [])


class Comments(unittest.TestCase):
    def test_what_is_thrown_is_a_paragraph_of_its_own(self):
        self.assertEqual(comment.markdown("Reads it. Throws ConfigError when it cannot."),
                         ["Reads it.", "Throws `ConfigError` when it cannot.\n{: .throws }"])

    def test_an_example_is_code(self):
        self.assertEqual(comment.markdown("As in\n\n    a = 1;\n\n    b = 2;"), ["As in", "```cpp\na = 1;\n\nb = 2;\n```"])

    def test_names_are_code_and_signs_are_themselves(self):
        for text, shown in {
            "of a Config::secret_key or save()": "of a `Config::secret_key` or `save()`",
            "by session_max_record, std::string_view": "by `session_max_record`, `std::string_view`",
            "see <costrel/json.hpp>, a < b && a * c": r"see `<costrel/json.hpp>`, a &lt; b &amp;&amp; a \* c",
            "the text `a<b>` stays": "the text `a<b>` stays",
            'the entry "_user_id"': 'the entry "_user_id"',
            "a Session, and Flask": "a Session, and Flask",
        }.items():
            self.assertEqual(comment.markdown(text), [shown])

    def test_a_list_stays_one(self):
        self.assertEqual(comment.markdown("Throws\n- this, when\n  that;\n- those."), ["Throws\n\n- this, when that;\n- those."])


class Anchors(unittest.TestCase):
    def test_operators_have_different_ones(self):
        names = ["X::operator==", "X::operator=", "X::operator[]", "X::operator+=", "X::operator bool"]
        self.assertEqual(len({anchor(name) for name in names}), len(names))
        self.assertEqual(anchor("Session::get"), "session-get")

    def test_a_name_is_found_from_within_its_type(self):
        names = Names()
        names.add("Session::id", "reference/session.md", is_member=True)
        names.add("Session::Ref::get", "reference/session.md", is_member=True)
        for words, scope, found in [("id()", "Session", True), ("id()", "Session::Ref", True), ("id()", "", False),
                                    ("get<T>(x)", "Session::Ref", True), ("get()", "Session", False)]:
            self.assertEqual(names.find(words, scope) is not None, found, (words, scope))


class Titles(unittest.TestCase):
    def test_a_page_has_the_name_of_what_it_is_about(self):
        titles = {str(one.path): reference.title(one) for one in headers.read()}
        self.assertEqual(titles["costrel/session/exchange.hpp"], "SessionExchange")
        self.assertEqual(titles["costrel/web/multidict.hpp"], "MultiDict")
        self.assertEqual(titles["costrel/web/send_file.hpp"], "Send file")


if __name__ == "__main__":
    tally.main()
