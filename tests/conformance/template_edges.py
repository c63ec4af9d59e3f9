"""Templates for what a single rule does not show: where text meets markup, where numbers end, what changes on the way."""

import datetime

from tests.conformance.template_cases import UTC, Case

MARKUP = """'<script>x</script> b'|wordwrap(8, true, '<br>'|safe)  ('<b>bold</b> text'|safe)|wordwrap(6, true, '<br>'|safe)
    ''|wordwrap(6, true, '<br>'|safe)  'a b'|wordwrap(2, true, 5)  'a b'|wordwrap(2, true, [1])  'a b'|wordwrap(2, true, nosuch)
    ''|wordwrap(2, true, 5)  'a b'|wordwrap(2, true, {'join': 1})  'a b c'|wordwrap(1, true, '&')
    '<i>\\n<b>\\n'|indent('<br>'|safe)  '<i>\\n<b>\\n'|indent('<br>'|safe, true)  '<i>\\n<b>\\n'|indent('<br>'|safe, false, true)
    '<i>\\n\\n<b>\\n'|indent('<br>'|safe, true, true)  ('<i>\\n<b>'|safe)|indent('<br>')  ('<i>\\n<b>'|safe)|indent('<br>'|safe, true)
    '<i>'|indent('<br>', true)  '<b>'|truncate(2, true, '<'|safe, 0)  ('<b>'|safe)|truncate(2, true, '<', 0)
    ['<', '<b>'|safe]|join  ['<']|join('<br>'|safe)  ['<', 1]|join('<')  ['<']|map('safe')|join(1)
    '<'.join(['<b>'|safe])  ('<'|safe).join(['<'])  '<'|replace('<', '<b>'|safe)  ('<'|safe)|replace('<', '&')  '<b>'|replace('b'|safe, '<')
    ('<'|safe).center(5, '&')  ('<'|safe).zfill(4)  '<a>'|center(9)  ('%s'|safe) % '<'  '%s' % ('<'|safe)  ('{}'|safe).format('<')
    ('<b>'|safe) ~ '<'  ('<b>'|safe) + '<'  '<' + ('<b>'|safe)  ('<'|safe) * 2  ('<a> <b>'|safe).split()  ('<a>'|safe).partition('a')""".split("  ")

NUMBERS = """'abc'|truncate(9223372036854775807)  'abc'|truncate(9223372036854775807, true, '', 9223372036854775807)
    range(10)[::3]  range(10)[2:5]  range(10)[5:2]  range(10)[::-1]  range(1, 9, 3)[1:]  range(0)[::2]  range(10)[::4611686018427387904]
    'ab'.zfill(-9223372036854775808)  '+ab'.zfill(5)  '-5'.zfill(2)  'a\\tb'.expandtabs(9223372036854775807)  'a\\tb'.expandtabs(0)  'a\\tbc\\td\\n\\te'.expandtabs(4)
    'a\\tb'.expandtabs(-5)  'aXbXc'.split('X', -9223372036854775808)  'a b c'.rsplit(none, -9223372036854775808)  'aXbX'.replace('X', '-', -9223372036854775808)
    1e6 in range(3)  2.0 in range(3)  2.5 in range(3)  true in range(3)  'a' in range(3)  4 in range(0, 10, 3)  6 in range(0, 10, 3)  7 in range(9, 0, -2)  8 in range(9, 0, -2)
    (('nan' ~ n)|float) in range(3)  0 in range(0)  -1 in range(3)  ('nan' ~ n)|float in [1]  {'a': 1}[('nan' ~ n)|float] is defined
    '0.0000000000000000000000000000000000000000000001'|float  ('0.' ~ '0' * 400 ~ '1')|float  ('1' ~ '0' * 400)|float  ('1' ~ '0' * 400 ~ 'e-400')|float
    ('0.' ~ '0' * 400 ~ '1e402')|float  '1e-400'|float  '1e400'|float  '-1e400'|float  '1_000.5'|float  '1_e5'|float  '1e_5'|float  '1e1_0'|float  '_1'|float(7)  '1__0'|float(7)
    '1_.5'|float(7)  '1._5'|float(7)  'in_f'|float(7)  '1_0'|int  'f_f'|int(0, 16)  '1_000'|int  '1_'|int(7)  '0x_ff'|int(0, 16)  '0x__ff'|int(7, 16)  '٣'|int  '٣٤'|float  '१२.५'|float
    '٣_٤'|int  '𝟘𝟙𝟗'|int  '\\u2003 7\\u2003'|int  '²'|int(8)  '๙e๑'|float  'é'|float(7)  '-٣'|int  '٣'|int(0, 2)  ('inf' ~ n)|float|int(7)  'inf'|int(7)  ('nan' ~ n)|float|int(7)  'nan'|int(7)
    1180591620717411303424|filesizeformat  1180591620717411303424|filesizeformat(true)  1180591620717411303424|float
    '{:.1}'.format(2.5)  '{:.1}'.format(0.0)  '{:.2}'.format(25.0)  '{:.2}'.format(9.96)  '{:.3}'.format(2.5)  '{:.3}'.format(1e5)  '{:#.3}'.format(2.5)  '{:#.1}'.format(2.5)  '{:.1}'.format(0.25)
    '{:.17}'.format(0.1)  '{:.5}'.format(1e-5)  '{:.5}'.format(0.0001)  '{:#}'.format(1e22)  '{:#.0f}'.format(3.0)  '{:#.0e}'.format(3.0)  '{:#g}'.format(3.0)  '{:G}'.format(1e-9)  '{:E}'.format(0.0)
    '%#.0f'|format(3.0)  '%#.3g'|format(2.0)  '%#x'|format(255)  '%.0e'|format(15.0)  '%g'|format(1e15)  '%g'|format(123456789.0)  '%.3G'|format(1e-7)  '{:.0f}'.format(0.5)  '{:.0f}'.format(1.5)
    123.456|round(-350)  -123.456|round(-350)  350|round(-350)  123.456|round(-2)  150.0|round(-2)  250.0|round(-2)  50.0|round(-2)  51.0|round(-2)  49.0|round(-2)  -250.0|round(-2)  5.0|round(-1)
    15.0|round(-1)  2.675|round(2)  1.5e300|round(-300)  1.5e300|round(-299)  1.7976931348623157e308|round(-308)  1e22|round(-22)  0.0|round(-1)  -0.1|round(0)  1e-320|round(320)  5.5|round(400)
    '{:-7}'.format('a')  '{:-7}'.format(5)  '{:-}'.format(2.5)  '{:-c}'.format(65)  '{:+}'.format('a')  '{: }'.format('a')  '{:c}'.format(65)""".split("  ")

VIEWS = """{'a': 1}.keys() == {'a': 2}.keys()  {'a': 1}.keys() == {'b': 1}.keys()  {'a': 1}.items() == {'a': 1}.items()  {'a': 1}.items() == {'a': 2}.items()
    {'a': 1, 'b': 2}.items() == {'b': 2, 'a': 1}.items()  {'a': 1}.values() == {'a': 1}.values()  {}.keys() == {}.items()  {'a': 1}.keys() == ['a']  {'a': [1]}.items() == {'a': [1]}.items()
    'a' in {'a': 1}.keys()  ('a', 1) in {'a': 1}.items()  ('a', 2) in {'a': 1}.items()  1 in {'a': 1}.values()  'a' in {'a': 1}.items()  { {'a': 1}.keys(): 1}
    {range(3): 1}[range(0, 3)]  {range(0, 4, 3): 1}[range(0, 6, 3)]  {range(0): 1}[range(5, 5)]  [{}, {}]|map('items')|map('list')|list""".split("  ")

# What Jinja computes before: undefined there, and an error where a name takes part.
SLICED = """3[1:]  (none)[::2]  [3[1:], 1]  3[1:]|length  [n, 3[1:]|length]  n ~ (0.5[:2]|list)  'a' if 3[1:] else 'b'  (-3)[:1] is defined
    'a' ~ (true[1:])  (3[1:])|default('<b>')  (3[1:])|default('<b>'|safe)  n if 3[1:] is undefined else 1  3[1:] ~ n  [n, 3[1:]]  3[1:].a  3[n:]
    (3[1:]|default(1.5)) + 1  (3[1:])|join ~ n  {'a': 3[1:]}  3[1:] == n  ((3) == (0.5))[::-1]  (0.5|abs)[:2]  ('a<b' is filter)[:2]
    (1 < 2)[1:]  (not 1)[1:]  (2 * 3)[1:]  ('ab'|length)[1:]  ('ab' ~ 'c')[1:]  ([1, 2]|first)[1:]  (n is defined)[1:]""".split("  ")

RANGES = """range(3).count(1)  range(3).count('a')  range(9, 0, -3).index(6)  range(3).index(7)  range(3).index(1.0)  range(3).__len__()  range(1, 9, 2).start  range(1, 9, 2).stop
    range(3).step  range(3).nosuch  range(3).count()  range(3).count  {'a': 1}.keys().isdisjoint(['b'])  {'a': 1}.keys().isdisjoint('a')  {'a': 1}.items().isdisjoint([('a', 1)])
    {'a': 1}.values().isdisjoint([])  {'a': 1}.values().__len__()  {'a': 1}.items().__len__()
    nosuch.__len__()  nosuch.__len__(1)  nosuch['__len__']()  nosuch|attr('__len__') is callable  nosuch.__nosuch__  nosuch.deep""".split("  ")

REALS = """(2.5).is_integer()  (2.0).is_integer()  ('inf' ~ n)|float is number  (('inf' ~ n)|float).is_integer()  (0.1).hex()  (-1.5).hex()  (0.0).hex()  (-0.0).hex()  1e-320.hex()  1e22.hex()  (('-inf' ~ n)|float).hex()
    (0.1).as_integer_ratio()  (2.5).as_integer_ratio()  (-8.0).as_integer_ratio()  (0.0).as_integer_ratio()  (('nan' ~ n)|float).as_integer_ratio()  (7).as_integer_ratio()  true.as_integer_ratio()
    (255).bit_length()  (-256).bit_length()  (0).bit_length()  (255).bit_count()  (-3).bit_count()  true.bit_length()  (7).conjugate()  true.conjugate()  (1.5).conjugate()  (7).real  true.real  (1.5).real
    (7).imag  (1.5).imag  (7).numerator  true.denominator  (1.5).numerator  (7).is_nosuch  (7).bit_length(1)  (1.5).hex(1)""".split("  ")

# Of `when`, `since`, a day, 3 hours and 4 seconds before it, and `there`, which is as late as `when`.
DATES = """when - since  since - when  when - when  when - there  (when - since).days  (when - since).seconds  (since - when).days  (since - when).seconds  (when - since).microseconds  (when - since).total_seconds()
    [when - since, since - when, when - when]  (when - since) * 2  2 * (when - since)  (when - since) * 0.5  -1.5 * (when - since)  (when - since) / 2  (when - since) / 7  (when - since) / -3  (when - since) / 0.3  (since - when) / 1e9
    (when - since) // 7  (since - when) // 7  (when - since) / (since - when)  (when - since) // (when - since)  (when - since) % ((when - since) / 7)  (since - when) % ((when - since) / 7)  -(when - since)  +(when - since)
    (since - when)|abs  when + (when - since)  (when - since) + when  when - (when - since)  there + (when - since)  (when - since) + (when - since)  (when - since) - (when - since)  when + 1  when + since  when - 1  1 - when
    (when - since) + 1  1 + (when - since)  (when - since) / 0  (when - since) / 0.0  (when - since) // 0.5  (when - since) % 2  2 / (when - since)  (when - since) * 'a'  (when - since) ** 2  (when - since) * (when - since)
    (when - since) < (since - when)  (when - since) >= (when - since)  (when - since) == (when - since)  (when - since) == 1  (when - since) != (since - when)  (when - since) < 1  (when - since) < when  when > since  when <= there
    'old' if when - since else 'new'  'old' if when - when else 'new'  (when - since)|string  (when - since)|length  (when - since)|tojson  (when - since)|int(7)  (when - since)|round  [when - since, since - when]|sort  [when - since, since - when]|max
    { (when - since): 'a'}[when - since]  {when: 'a'}[there]  [when, there, since]|unique|list|length  (when - since).nosuch  (when - since).nosuch.deep  (when - since).total_seconds(1)  (when - since) is number
    '{}'.format(when - since)  '{:>30}'.format(when - since)  '%s'|format(when - since)  '%d'|format(when - since)  when - nosuch  nosuch - when  (when - since) - nosuch  (when - since) * 1e300  (when - since) / 1e-300
    (when - since) * ('nan' ~ n)|float  when + (when - since) * 1000000  when - (when - since) * 1000000  (when - since) * 100000000000  (when - since)|e  (when - since) ~ '<'  (when - since) is callable
    ('{:' ~ 'Ω}').format(n)  ('{!' ~ 'Ω}').format(n)  ('{:5' ~ 'é}').format('a')  ('{:,' ~ 'é}').format(n)
    '%Ω' % when.year  'é%5y' % n  ('%' ~ 'y')|format(1)  ('é%-' ~ '漢')|format(1)  ('%' ~ '~')|format(1)  ('%(a)' ~ 'ä')|format(a=1)
    '' * 9007199254740993  (nosuch|string) * 9007199254740993  [when][:0] * 9007199254740993  [] * 9007199254740993  9007199254740993 * ()  ('' | safe) * 9007199254740993""".split("  ")
APART = {"when": datetime.datetime(2024, 3, 1, 1, 2, 3, tzinfo=UTC), "since": datetime.datetime(2024, 2, 28, 22, 1, 59, tzinfo=UTC),
         "there": datetime.datetime(2024, 3, 1, 1, 2, 3, tzinfo=UTC)}

SINGLE = {
    "macro/escaped_sibling": "{% set kept = [] %}{% macro o() %}{% macro a() %}A{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{% do kept.append(a) %}{% endmacro %}{{ o() }}{{ kept[0]() }}",
    "macro/escaped_twice": "{% set kept = [] %}{% macro o(x) %}{% macro a() %}{{ x }}{{ b() }}{% endmacro %}{% macro b() %}{{ x }}{% endmacro %}{% do kept.append(a) %}{% endmacro %}{{ o(1) }}{{ o(2) }}"
                            "{% for k in kept %}{{ k() }}{% endfor %}",
    "macro/190_deep": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% else %}end{% endif %}{% endmacro %}{{ m(190) }}",
    "loop/length_of_rest": "{% for i in [1,2,3]|map('string') %}{% if i == '2' %}{{ loop.length }}{% endif %}{{ loop.index }}{{ i }}{% endfor %}",
    "loop/length_after_next": "{% for i in [1,2,3]|map('string') %}{{ loop.nextitem }}{{ loop.revindex }}{{ loop.length }}{{ i }}{% endfor %}",
    "loop/length_of_items": "{% for k, v in {'a': 1, 'b': 2}|items %}{{ loop.length }}{{ loop.last }}{{ k }}{% endfor %}",
    "loop/last_of_filtered": "{% for i in [1, 0, 2, '', ()] if i %}{{ i }}{{ loop.last }}{{ loop.nextitem is defined }}{% endfor %}",
    "loop/generator_in_itself": "{% set l = [[1]] %}{% set x = l|map('first') %}{% set g = [1]|select('in', x) %}{% do l.append(g) %}{{ g|list }}",
    "text/many_keys": "{% set d = {} %}{% for i in range(20) %}{% do d.update({i: i}) %}{% endfor %}{{ d[('nan' ~ n)|float] is defined }}{{ d[3.0] }}{{ d[true] }}",
    "text/ranges_as_keys": "{% set d = {} %}{% for i in range(20) %}{% do d.update({range(i): i}) %}{% endfor %}{{ d[range(0, 3, 1)] }}{{ d[range(7, 7)] }}{{ d|length }}",
    "text/keys_of_different_kinds": "{% set d = {} %}{% for i in range(20) %}{% do d.update({i: i, i ~ '': i, (i,): i}) %}{% endfor %}{{ d[3] }}{{ d['3'] }}{{ d[(3,)] }}{{ d|length }}",
    "text/unhashable_part": "{{ ([1], 1) in {'k': 1} }}", "text/unhashable_part_of_a_part": "{{ (1, ({}, 1)) in {} }}",
    "text/unhashable_name": "{{ ([1], 1) is filter }}", "text/hashable_part": "{{ ((1, 2), 1) in {((1, 2), 1): 1} }}",
    "text/unhashable_view": "{{ { {}.keys(): 1} }}", "text/unhashable_items": "{{ { {}.items(): 1} }}", "text/hashable_values": "{{ { {}.values(): 1}|length }}",
}

FILES = {
    "escape/join_module": {"main.html": "{% import 'm.html' as m %}{{ [1, '<']|join(m) }}{{ [m, '<']|join }}{{ ['<', m]|join('<br>'|safe) }}", "m.html": "<b>"},
    "escape/concatenate_module": {"main.html": "{% import 'm.html' as m %}{{ m ~ '<' }}{{ '<' ~ m }}{{ m|safe }}{{ m|string }}{{ m|replace('b', '<') }}{{ '<'|replace('<', m) }}", "m.html": "<b>"},
    "inherit/self_kept": {"main.html": "{% extends 'base.html' %}{% block b %}{% for i in l %}{{ i }}{% block c scoped %}{{ i }}{{ loop.index }}{% endblock %}{% endfor %}{% endblock %}", "base.html": "{% block b %}{% endblock %}"},
}


def cases(contexts: list[dict]) -> list[Case]:
    made = [Case(f"edge/{source.strip()}", {"main.html": "{{ %s }}" % source.strip()}, contexts=contexts)
            for source in MARKUP + NUMBERS + VIEWS + SLICED + RANGES + REALS if source.strip()]
    made += [Case(f"dates/{source.strip()}", {"main.html": "{{ %s }}" % source.strip()}, contexts=[APART])
             for source in DATES if source.strip()]
    made += [Case(name, {"main.html": source}, contexts=contexts) for name, source in SINGLE.items()]
    return made + [Case(name, sources, "main.html", contexts) for name, sources in FILES.items()]
