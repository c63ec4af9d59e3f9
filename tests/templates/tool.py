"""What costrel-templates makes of folders: data that is the same each time, and errors with file and line."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from tests import tally

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/templates/costrel-templates.py"
REFUSED = {
    "{{ 1|nosuch }}": "1: error: No filter named 'nosuch'",
    "\n{{ 1 is nosuch }}": "2: error: No test named 'nosuch'",
    "\n{% if x %}\n{% endfor %}": "3: error: Encountered unknown tag 'endfor'",
    "{% nosuch %}": "1: error: Encountered unknown tag 'nosuch'",
    "{{ 1 + }}": "1: error: unexpected 'end of print statement'",
    "{{ 'a'|urlize }}": "1: error: costrel has no filter 'urlize'",
    "{{ 'a'|pprint }}": "1: error: costrel has no filter 'pprint'",
    "{{ [1]|random }}": "1: error: costrel has no filter 'random'",
    "{{ lipsum(2) }}": "1: error: costrel has no function 'lipsum'",
    "{% autoescape x %}{% endautoescape %}": "1: error: a template for costrel can turn autoescape on and off",
    "{% block a %}{% endblock %}\n{% block a %}{% endblock %}": "2: error: block 'a' defined twice",
    "{% block a %}{% extends 'a.html' %}{% endblock %}": "1: error: cannot use extend from a non top-level scope",
    "{% macro a() %}{% extends 'a.html' %}{% endmacro %}": "1: error: cannot use extend from a non top-level scope",
    "\n{% extends 'nosuch.html' %}": "2: error: there is no template 'nosuch.html'",
    "{% include 'nosuch.html' %}": "1: error: there is no template 'nosuch.html'",
    "{% import 'nosuch.html' as m %}": "1: error: there is no template 'nosuch.html'",
    "{{ " + "(" * 90 + "1" + ",)" * 90 + "}}{{ " + "[" * 201 + "]" * 201 + " }}": "1: error: nested more than 200 levels",
    "{{ 1e999 + 1 }}": "1: error: a number that is not finite",
    "{% for loop in x %}{% endfor %}": "1: error: Can't assign to special loop variable in for-loop target",
    "{% macro m(caller) %}{{ caller() }}{% endmacro %}": "1: error: When defining macros or call blocks the special",
    "{{ f(a=1, b=2, a=3) }}": "1: error: keyword argument repeated: a",
    "{{ x|default(default_value=1, default_value=2) }}": "1: error: keyword argument repeated: default_value",
    "\n{% call m(caller=1) %}{% endcall %}": "2: error: keyword argument repeated: caller",
    "{% macro m(a, a) %}{% endmacro %}": "1: error: duplicate argument 'a' in the parameters",
    "{% call(a, a) m() %}{% endcall %}": "1: error: duplicate argument 'a' in the parameters",
    "{% trans %}x{% endtrans %}": "1: error: Encountered unknown tag 'trans'",
    "{% extends 'a.html' %}\n{% extends 'a.html' %}": "2: error: extended multiple times",
}


class Folder(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)

    def write(self, **sources: str):
        for name, source in sources.items():
            (self.folder / name.replace("_html", ".html")).write_text(source)

    def run_tool(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, TOOL, self.folder, *arguments], capture_output=True, text=True,
                              check=False, env=os.environ | environment)


class Errors(Folder):
    def test_name_the_file_and_the_line(self):
        for source, error in REFUSED.items():
            with self.subTest(source[:60]):
                self.write(a_html=source)
                done = self.run_tool()
                self.assertEqual(done.returncode, 1)
                self.assertTrue(done.stderr.startswith(f"{self.folder}/a.html:{error}"), done.stderr)

    def test_are_told_of_all_templates_at_once(self):
        self.write(a_html="{{ 1|nosuch }}", b_html="{% nosuch %}")
        self.assertEqual(self.run_tool().stderr.count(": error: "), 2)

    def test_a_template_that_is_not_utf8(self):
        (self.folder / "a.html").write_bytes(b"one\ntwo \xff")
        self.assertIn("a.html:2: error: the template is not UTF-8", self.run_tool().stderr)

    def test_what_may_be_missing_is_no_error(self):
        self.write(a_html="{% include 'nosuch.html' ignore missing %}{% include ['nosuch.html', 'b.html'] %}")
        self.assertEqual(self.run_tool().returncode, 0)

    def test_a_function_of_the_templates_own_may_have_any_name(self):
        self.write(a_html="{% macro lipsum() %}{% endmacro %}{{ lipsum() }}")
        self.assertEqual(self.run_tool().returncode, 0)

    def test_a_folder_or_extension_that_is_not_there(self):
        self.assertEqual(self.run_tool("--extensions", "nosuch").returncode, 2)
        self.folder = self.folder / "nosuch"
        self.assertEqual(self.run_tool().returncode, 2)


    def test_what_cannot_be_written_is_named(self):
        self.write(a_html="x")
        for arguments in (["--data", "nosuch/data.bin"], ["--source", "nosuch/data.cpp", "--name", "pages"]):
            with self.subTest(arguments[0]):
                done = self.run_tool(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, r"\Acostrel-templates: error: cannot write nosuch/data\.[a-z]+: No such file")

    def test_a_source_without_the_name_of_a_variable(self):
        for name in ([], ["--name", "1st"]):
            done = self.run_tool("--source", str(self.folder / "data.cpp"), *name)
            self.assertEqual((done.returncode, done.stderr),
                             (2, "costrel-templates: error: --source needs the name of a C++ variable in --name\n"))

    def test_a_template_that_cannot_be_read(self):
        (self.folder / "a.html").symlink_to("/proc/self/mem")  # whose first byte is nowhere
        for arguments in ([], ["--list-unescaped"]):
            done = self.run_tool(*arguments)
            self.assertEqual((done.returncode, done.stderr), (
                1, f"{self.folder}/a.html:1: error: the template cannot be read: Input/output error\n"))


class Data(Folder):
    def data(self, *arguments: str, **environment: str) -> bytes:
        done = self.run_tool("--data", str(self.folder.parent / "data.bin"), *arguments, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.addCleanup((self.folder.parent / "data.bin").unlink, missing_ok=True)
        return (self.folder.parent / "data.bin").read_bytes()

    def test_is_the_same_whatever_the_seed_of_hashes(self):
        self.write(a_html="{% trans %}{{ a }} {{ bb }} {{ ccc }} {{ d4 }}{% endtrans %}{% set x, y = 1, 2 %}{{ y }}",
                   b_html="{% for k in a %}{% include 'a.html' %}{% endfor %}")
        self.assertEqual(len({self.data("--extensions", "i18n", PYTHONHASHSEED=seed) for seed in "123"}), 1)

    def test_takes_the_filters_tests_and_extensions_that_it_is_told(self):
        self.write(a_html="{{ 1|money }}{{ 1 is even_page }}{% do x.y() %}{% for i in x %}{% break %}{% endfor %}")
        data = self.data("--filters", "money", "--tests", "even_page", "--extensions", "do,loopcontrols")
        self.assertIn(b"money", data)
        self.assertIn(b"even_page", data)

    def test_leaves_out_hidden_files(self):
        self.write(a_html="x")
        (self.folder / ".hidden.html").write_text("{{")
        (self.folder / "a.html~").write_text("{{")
        self.data()


class Unescaped(Folder):
    def test_places_are_listed(self):
        self.write(a_html="{{ a }}\n{{ b|safe }}\n\n{% autoescape false %}{{ c }}{% endautoescape %}")
        (self.folder / "mail.txt").write_text("{{ name }}")
        self.assertEqual(self.run_tool("--list-unescaped").stdout.splitlines(), [
            f"{self.folder}/a.html:2: |safe",
            f"{self.folder}/a.html:4: {{% autoescape false %}}",
            f"{self.folder}/mail.txt:1: a file whose name turns escaping off",
        ])

    def test_in_the_order_of_lines_and_of_filters_that_map_applies(self):
        self.write(a_html="{% if x %}\n{{ [b|safe]|map('safe')|join }}\n{% endif %}\n{{ a|map(f)|join }}{{ a|map('upper')|join }}\n"
                          "{% filter safe %}{% endfilter %}")
        self.assertEqual(self.run_tool("--list-unescaped").stdout.splitlines(), [
            f"{self.folder}/a.html:2: |map('safe')", f"{self.folder}/a.html:2: |safe",
            f"{self.folder}/a.html:4: |map with a filter that is computed", f"{self.folder}/a.html:5: |safe"])

    def test_are_listed_of_other_templates_when_one_cannot_be_read(self):
        self.write(b_html="\n{% nosuch %}", c_html="{{ c|safe }}")
        (self.folder / "a.html").write_bytes(b"one\ntwo \xff")
        done = self.run_tool("--list-unescaped")
        self.assertEqual((done.stdout, done.returncode), (f"{self.folder}/c.html:1: |safe\n", 1))
        self.assertIn(f"{self.folder}/a.html:2: error: the template is not UTF-8", done.stderr)
        self.assertIn(f"{self.folder}/b.html:2: error: Encountered unknown tag 'nosuch'", done.stderr)

    def test_are_listed_behind_a_template_that_is_nested_too_deep(self):
        self.write(a_html="{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}", b_html="{{ b|safe }}")
        done = self.run_tool("--list-unescaped")
        self.assertEqual((done.stdout, done.returncode), (f"{self.folder}/b.html:1: |safe\n", 1))
        self.assertIn("a.html:1: error: nested more than 200 levels deep", done.stderr)

    def test_nothing_is_listed_where_all_is_escaped(self):
        self.write(a_html="{{ a }}{% autoescape true %}{% endautoescape %}")
        self.assertEqual(self.run_tool("--list-unescaped").stdout, "")


if __name__ == "__main__":
    tally.main()
