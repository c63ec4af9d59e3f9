"""The templates of templates.jsonl: a grid of expressions over values, and templates for each rule."""

import dataclasses
import datetime
import uuid

from markupsafe import Markup

UTC = datetime.timezone.utc


@dataclasses.dataclass
class Case:
    name: str
    sources: dict[str, str]
    main: str = "main.html"
    contexts: list[dict] | None = None  # None: {"x": value} for each of VALUES


VALUES = [None, True, False, 0, 1, -7, 42, 9007199254740993, 2 ** 63 - 1, 0.0, 1.0, 2.5, -1.5, 0.1, 1e16, 1e22,
          1.5e-7, 123456789.125, "", "abc", "Hello World", 'a <b> & "c"', "it's", "Jörg ÄÖÜ straße ΣΑΣ ǆ", "日本語テキスト",
          "  pad  ", "1,2,3", "42", " 0x1f ", "3.7", "1_000", "x" * 300, "one two three four five six",
          "well-known state-of-the-art -- dashes--here", "line one\nline two\r\n\x85three\n\n", "%s %d", "{} {0}", "{a",
          Markup("<i>m & m</i>"), Markup(""), Markup("a&nbsp;&lt;b&gt; <!-- c --> &notit; &#x80;&#0;"), [], [1, 2, 3],
          ["b", "A", "c", "a"], [3, 1, 2.5], [[1, 2], [3, 4]], [{"n": "x", "v": 2}, {"n": "A", "v": 1}, {"n": "X", "v": 2}],
          [Markup("<b>"), "<c>"], [None, 0, "", "z"], (1, "a"), (), ("ab", "cd"), {}, {"b": 1, "a": 2}, {"k": "<v>"},
          {"items": 1, "get": 2, "a": {"b": [1]}}, uuid.UUID(int=0x1234567890abcdef),
          datetime.datetime(2024, 2, 29, 12, 30, 5, tzinfo=UTC), datetime.datetime(1999, 12, 31, tzinfo=UTC)]


FILTERS = """abs capitalize center count d default dictsort e escape filesizeformat first float forceescape format int items|list
    join last length list lower max min reject|list reverse|list round safe select|list sort string striptags sum title
    tojson trim truncate unique|list upper urlencode wordcount wordwrap xmlattr""".split()
WITH_ARGUMENTS = """attr("upper") is defined  attr("nosuch")  map("upper")|list  map(attribute="n")|list
    map(attribute="n",default="D")|list  map("nosuch")|list  map|list  select("odd")|list  reject("none")|list  select("string")|list
    selectattr("n","eq","x")|list  rejectattr("v","gt",1)|list  selectattr("v")|list  selectattr|list
    batch(2)|list  batch(2,"-")|list  batch(0)|list  slice(2)|list  slice(3,"-")|list  slice(0)|list  replace("a","<>")
    replace("a","<>",1)  replace("","-")  replace("b","<>"|safe)  default("D")  d("D",true)  indent  indent(2,true)
    indent("> ",false,true)  truncate(9)  truncate(9,true,"…")  truncate(5,False,"",0)  truncate(1)  round(2)
    round(1,"floor")  round(0,"ceil")  round(-1)  round(1,"up")  int(7)  int(0,16)  int(0,0)  float(1.5)  join(", ")
    join("<br>")  join("<br>"|safe)  join(attribute="n")  sort(reverse=true)  sort(attribute="v")  sort(attribute="n,v")
    sort(case_sensitive=true)  groupby("n")  groupby("v")  groupby("nosuch",default=1)  dictsort(by="value")  dictsort(true,"key",true)
    dictsort(by="other")  sum(attribute="v")  sum(start=10)  max(attribute="v")  min(attribute="n")  unique(attribute="n")|list
    center(12)  wordwrap(10)  wordwrap(7,false)  wordwrap(8,true,"|")  wordwrap(9,true,none,false)  wordwrap(0)
    tojson(2)  tojson(indent="--")  trim("x ")  filesizeformat(true)  xmlattr(false)  upper(1)  nosuch_argument=1|length
    list|tojson  string|length  escape|escape  first|upper  last|upper  map("int")|sum  map("length")|list
    center(-3)  truncate(length=10,end=" …"|safe)  reverse|first  items|first|list  shout""".split("  ")
TESTS = """boolean callable defined escaped even false float integer iterable lower mapping none number odd sequence
    string true undefined upper filter test divisibleby(2) eq(1) ne("abc") ge(2) gt("a") le(2) lt([2]) sameas(true) in([1,"abc"]) big
    divisibleby(0) divisibleby nosuch_test_argument""".split()
OPERATORS = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", ">", "<=", ">=", "and", "or", "in", "not in"]
OPERANDS = ["2", "1.5", "0", "-3", '"a"', '("<p>"|safe)', "[1]", "(1,)", "none", "nosuch", "{}", "true"]
METHODS = """upper() lower() title() capitalize() swapcase() casefold() strip() lstrip("a") rstrip() split() split(",") split("") split(None,1)
    rsplit(None,1) split(sep=",",maxsplit=1) rsplit(",",1) splitlines() splitlines(true) replace("a","b") replace("a","<",1) startswith("a") startswith(("a","H"))
    endswith("c",1) endswith(1) find("b") find("o",5) rfind("o") index("b") count("a") count("") isdigit() isalpha() isalnum() isascii()
    isdecimal() isidentifier() isnumeric() isprintable() isspace() istitle() isupper() islower() zfill(6) zfill("6") center(9) center(9,"*")
    ljust(9) rjust(9,"*") rjust(9,"**") join(["1","<2>"]) join([1]) partition("b") rpartition("l") partition("") removeprefix("a")
    removesuffix("c") expandtabs() format(1) format_map({"a":1}) upper(1) items() keys() values() items()|length get("a") get("zz",5) get()
    copy() pop("a") update(a=1) append(4) index("A") count(1) index(99) strftime("%Y-%m-%d|%H:%M:%S|%j|%z|%Z|%f") isoformat() isoformat("_")
    timestamp() weekday() isoweekday() striptags() unescape() nosuch() year hex a items get __len__() _private""".split()
FORMATS = ['"%s|%r"|format(x,x)', '"%5.2f"|format(x)', '"%d %05d"|format(x,x)', '"%s" % x', '"%x %X %o %#x"|format(x,x,x,x)', '"%e %g %G"|format(x,x,x)',
           '"%+d % d"|format(x,x)', '"%-8s|%8s|%.2s"|format(x,x,x)', '"%c"|format(x)', '"%(a)s"|format(a=x)', '"%(a)s" % x', '"%s %s" % x', '"%"|format(x)',
           '"%y"|format(x)', '"%%"|format()', '"%*d"|format(6,x)', '"%s"|format(1,2)', '"%s"|format(x,a=1)', '("<b>%s</b>"|safe) % x', '("<b>%s %r</b>"|safe)|format(x,x)',
           '("<%d>"|safe) % x', '"{}".format(x)', '"{:>8}|{!r}|{!s}".format("a",x,x)', '"{0:.2f}".format(x)', '"{:,}".format(x)', '"{:_}".format(x)',
           '"{:08.3f}".format(x)', '"{:+}".format(x)', '"{:x}|{:#X}|{:b}|{:o}".format(x,x,x,x)', '"{:e}|{:g}|{:%}".format(x,x,x)', '"{:^9}|{:*<9}".format(x,x)',
           '"{:.3}".format(x)', '"{:5}".format(x)', '"{:c}".format(x)', '"{:012,}".format(x)', '"{a}{a[0]}".format(a=x)', '"{.nosuch}".format(x)', '"{0[a]}".format(x)',
           '"{:{}}".format(x,9)', '"{} {0}".format(x)', '"{".format(x)', '"}".format(x)', '"{1}".format(x)', '("<b>{}</b>"|safe).format(x)', '("<b>{:>5}</b>"|safe).format(x)',
           '"{!x}".format(x)', '"{:d}".format(x)', '"{:s}".format(x)', '"{:.1f}|{:.0f}".format(x,x)', '"{:n}".format(x)', '"{:=+7}".format(x)', '"{:zz}".format(x)']
STATEMENTS = ["{{ x }}", "{{ -x }}", "{{ +x }}", "{{ not x }}", "{{ x[0] }}", "{{ x[-1] }}", '{{ x["a"] }}', "{{ x.a }}", "{{ x.a.b }}", "{{ x[1:] }}", "{{ x[:2] }}",
              "{{ x[::-1] }}", "{{ x[::2] }}", "{{ x[-3:-1] }}", '{{ x["a":] }}', "{{ x[::0] }}", "{{ x[x] }}", "{{ x[nosuch] }}", "{{ x[:nosuch] }}", "{{ x.nosuch }}", "{{ x.nosuch.deep }}", "{{ x() }}",
              "{% for i in x %}{{ i }},{% else %}none{% endfor %}",
              '{% for i in x %}{{ loop.index }}/{{ loop.length }}/{{ loop.revindex }}{{ loop.cycle("a","b") }}{{ loop.previtem }}|{{ loop.nextitem }}{{ loop.last }}{{ loop.changed(i) }}{% endfor %}',
              "{% for a,b in x %}{{ a }}={{ b }};{% endfor %}", "{% if x %}T{% else %}F{% endif %}", '{{ "y" if x }}', "{{ [x,x] }}", "{{ (x,) }}", '{{ {"k":x} }}', '{{ {x:1} }}',
              '{{ {"k":x}|tojson }}', "{% set y = x %}{{ y ~ y }}", "{% set y %}{{ x }}{% endset %}{{ y }}{{ y|length }}", "{% filter upper %}{{ x }}{% endfilter %}",
              "{% macro m(a,b=x) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }}{{ m(1,2,3,k=4) }}", "{{ range(x) }}", "{{ range(x)|list if x is number and x < 50 }}", "{{ x == x }}", "{{ x < x }}",
              "{{ dict(x) }}", "{{ dict(x, a=1) }}", "{{ x is mapping and x.items()|list }}", "{{ x ~ none ~ 1.0 }}", "{{ 2 ** x if x is number and x < 50 }}", "{{ x ** 2 }}", "{{ x ** 0.5 }}", "{{ x * 3 }}", "{{ 3 * x }}",
              "{{ x > 1 > 0 }}", "{{ 1 < x < 3 }}", '{{ namespace(a=x).a }}', '{{ namespace(x) }}', "{{ joiner(x)() }}", "{{ cycler(x, 1).next() }}", "{{ x in x }}", "{{ [x] == [x] }}",
              "{% with a = x %}{{ a }}{% endwith %}", "{% set a, b = x %}{{ a }}{{ b }}", "{{ m(*x) if m }}", "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(*x) }}",
              "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(**x) }}", "{{ x|list|sort == x|sort|list }}", "{% include x %}", "{% include x ignore missing %}", "{% import x as m %}",
              "{% extends x %}", "{% autoescape false %}{{ x }}{% endautoescape %}", "{% autoescape false %}{{ x ~ '<' }}{{ [x]|join('<') }}{{ x|replace('a','<') }}{% endautoescape %}", "{{ site }}{{ x|shout }}"]


def grid() -> list[Case]:
    expressions = [f"x|{name}" for name in FILTERS] + [f"x|{name.strip()}" for name in WITH_ARGUMENTS if name.strip() and "=1|" not in name]
    expressions += [f"x is {name}" for name in TESTS if "nosuch" not in name]
    expressions += [f"x {operator} {operand}" for operator in OPERATORS for operand in OPERANDS]
    expressions += [f"{operand} {operator} x" for operator in OPERATORS for operand in OPERANDS if operand not in ("0", "-3")]
    expressions += [f"x.{method}" for method in METHODS] + FORMATS
    return [Case(f"grid/{source}", {"main.html": source}) for source in ["{{ %s }}" % e for e in expressions] + STATEMENTS]


def all_cases() -> list[Case]:
    from tests.conformance import template_edges, template_rules
    return grid() + template_rules.cases() + template_edges.cases(template_rules.contexts())
