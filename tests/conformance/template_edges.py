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

# Jinja writes a constant on the left as it is, so that Python raises before it negates.
POWERS = """-2 ** l[1]  (-2) ** l[1]  (-2.5) ** l[1]  (1 - 3) ** l[1]  -2 ** l[1] ** 2  2 ** -l[1]  -2 ** 2  (-2) ** 2 ** l[1]  -0.0 ** l[1]  (0 - 2)|int ** l[1]
    (-l[1]) ** l[1]  (-2|int) ** l[1]  -(-2) ** l[1]  (-true) ** l[1]  1 - 2 ** l[1]  ((-2)) ** (l[1] + 1)  [-2][0] ** l[1]  (-2 if yes else 1) ** l[1]""".split("  ")

# Formats whose fields have brackets, and the minus of a zero that z takes away.
FIELDS = """'{0[x}y]}'.format({'x}y': 1})  '{0[x{y]}'.format({'x{y': 1})  '{0[a:b]:>3}'.format({'a:b': 1})  '{0[a!b]!r}'.format({'a!b': 'c'})  '{0[a}'.format({'a': 1})
    '{0[a]}{{}}'.format({'a': 1})  '{0[[]}'.format({'[': 1})  '{0[a][b}]}'.format({'a': {'b}': 2}})  '{0[a}]!x}'.format({'a}': 1})  '{0]}'.format(1)  '{0[}'.format(1)
    '{:z.1f}|{:z}|{:+z.0f}|{:z.1f}'.format(-0.01, -0.0, -0.1, -0.06)  '{:z.1e}|{:z%}|{:zg}|{: z.2f}'.format(-0.0, -0.0, -0.0, -0.001)  '{:z.1f}'.format(0)  '{:z}'.format(1)
    '{:zd}'.format(1)  '{:z}'.format('a')  '{:z>3}'.format(1)  '{:zz.1f}'.format(-0.01)  '{:z#.0f}'.format(-0.1)  '{:#z.0f}'.format(-0.1)  '{:z.1e}'.format(-1e-9)
    '{:z08.1f}'.format(-0.01)  '{:z,.1f}'.format(-0.01)  '{:z.2}'.format(-0.001)  '{:zF}|{:zE}|{:zG}|{:zn}'.format(-0.0, -0.0, -0.0, -0.0)""".split("  ")

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
# Numbers and texts are equal across their types, lists and tuples are not; the sign of zero; what folds beside ASCII.
EQUALITY = """1 == 1.0 == true  'a' == ('a'|safe)  ('a'|safe) == 'a'  [1] == (1,)  (1,) == (1.0,)  {1: 'a'} == {1.0: 'a'}  {'a': 1}[('a'|safe)]  {('a'|safe): 1}['a']  {1: 'a'}[true]  {1.0: 'a'}[1]  'a' in [('a'|safe)]  [1, 1.0, true, 'a', 'a'|safe]|unique|list
    0.0 % -3  -0.0 % 3  6.0 % -3  -6 % 3.0  0.0 // -1  -0.0 // 1  0.0 * -1  7 // -0.5  -7 // 2.0  1e300 // 1e-300  5 % -3  -5 % 3  5.5 % -2  -5.5 % 2  -7 // -2  (-7) ** 3  2 ** -1  0 ** 0  (-8) ** -1  7 / 2  6 / 3  9007199254740993 / 1  9007199254740993 / 3
    true + true  true * 1.5  -true  true // 2  '{:,}'.format(true)  '{:d}'.format(true)  '%d' % true  true < 2  [true, 2, 0.5]|sort  [true, 1]|unique|list  true|abs  true|round  true|int  true|float
    ['ä', 'Z', 'Ä', 'a', 'z']|sort  ['ä', 'Z', 'Ä', 'a', 'z']|unique|list  ['ä', 'Ä']|groupby(0)|length  ['ä', 'Z']|max  ['Ä', 'b', 'ä']|min  {'Ä': 1, 'b': 2, 'a': 3}|dictsort  'ÄÖ'|lower  'straße'|upper  'ŉx'|capitalize  'ÉCOLE élève'|title  'ß'|length  '日本'|center(6)
    '日本語テ'|truncate(3, true, '', 0)  '日本語'|reverse  '日本語'[1]  '日本語'[::-1]  '日本語'[-2:]  'é'.isalpha()  '²'.isdigit()  'Ⅷ'.isnumeric()  'ǅ'.istitle()  'ſ'.swapcase()  'ı'|upper  'ς'|upper  '日本'.partition('本')  'ÄÖ'.zfill(5)  'ä,ö'.split(',')""".split("  ")

# What takes its arguments as Python does: numbers that are no flags, what is undefined, names that are given.
ARGUMENTS = """l|sort(none)  l|sort('x')  l|sort(2.5)  l|sort(1)  l|sort(nosuch)  l|sort(reverse=[])  d|dictsort(reverse=none)  d|dictsort(false, 'key', 1)  [3, 1].sort(true)  [3, 1].sort(key=none)  [3, 1].sort(reverse='a')
    name.splitlines(none)  name.splitlines('a')  name.splitlines(2)  name.splitlines(nosuch)  name.center(nosuch)  name.count(nosuch)  name.endswith(nosuch)  name.endswith(['a'], 0, nosuch)  name.strip(nosuch)  name|trim(nosuch)
    name|center(nosuch)  5|indent(nosuch)  5|indent(2)  nosuch|indent(2)  2.5|round(nosuch)  name|truncate(nosuch)  name|wordwrap(nosuch)  l|batch(2, nosuch)|list  l|batch(nosuch, 1)|list  l|slice(nosuch)|list  l.count(nosuch)
    nosuch + other  1 + nosuch  other - nosuch  [1, 2]|sum(0, nosuch)  dict(nosuch)  namespace(nosuch)  {}.update(nosuch)  {}.update({}, {})  {}.update([], a=1)  l|map('')|list  []|map('')|list  l|select('')|list  l|selectattr('a', '')|list  l|reject('', 1)|list
    l|groupby('<b>'|safe)  l|sum('<b>'|safe)  ['a']|sort(attribute='<b>,c'|safe)  name[('<b>'|safe)].x  name|tojson([])  name|tojson(nosuch)  l|tojson(nosuch)  l|tojson([])  5|tojson('a')  ['"', ['"'], {'"': '"'}]|tojson('<i>'|safe)
    ''|wordwrap(none)  ''|wordwrap(0)  'a b'|wordwrap(none)  'ab cd'|wordwrap(2.5)  'ab cde'|wordwrap(2.5)  'ab cde'|wordwrap(2.5, false)  'ab c'|wordwrap(0.5, false)  'ab c'|wordwrap(0.5)  'ab'|wordwrap(-0.5)  'ab cd'|wordwrap(('inf' ~ n)|float)
    'a-b'.partition('-'|safe)  'a-b'.rpartition('-'|safe)  ('a-b'|safe).partition('-')  ('a-b'|safe).removesuffix(suffix='b')  'a-b'.removesuffix(suffix='b')  ('a-b'|safe).removeprefix(prefix='a')
    [1, 2, 1].index(1, 1)  [1, 2, 1].index(1, true, 2)  (1, 2, 1).index(1, -1)  [1, 2].index(1, 1)  [1, 2].index(1, nosuch)  [1, 2].index(2, -9, 9)  'abc'.format_map(none)  '{a}'.format_map(none)  '{a}'.format_map(nosuch)  '{a}'.format_map('a')
    '{0}'.format_map([1])  ('{a}'|safe).format_map(5)  'abc' % range(3)  '%s' % range(3)  'abc' % {}.keys()  'abc' % 5  ('<i>'|safe).upper  ('<i>'|safe)['center']  ('<i>'|safe).escape  ('<i>'|safe).find is callable
    '%a'|format('é"漢\U0001f600')  '{!a:>12}'.format('é')  ('%a'|safe)|format('é<')  '{!a}'.format(['é'])""".split("  ")

SPECS = """'{:<05}'.format(7)  '{:>05}'.format(-7)  '{:^05}'.format(7)  '{:=05}'.format(-7)  '{:*<05}'.format(7)  '{:05}'.format('a')  '{:>05}'.format('a')  '{:^05s}'.format('a')  '{:=5}'.format('a')  '{:0=5}'.format('a')  '{:=012,}'.format(1234)
    '{:=-012_.1f}'.format(1234.5)  '{:<012,.1f}'.format(1234.5)  '{:,n}'.format(5)  '{:_n}'.format(5)  '{:,n}'.format(2.5)  '{:,c}'.format(65)  '{:_c}'.format(65)  '{:_s}'.format('a')  '{:,}'.format('a')  '{:<#012x}'.format(255)  '{:5c}'.format(65)  '{:<5c}'.format(65)  '{:05c}'.format(65)  '%(a)%' % {'a': 1}  '%5%' % 1  '%-5%' % ()  '%l%' % 1  '%%%%' % ()  '%s%%%s' % (1, 2)  '%' % ()  '%5' % 1""".split("  ")

# `when` has a day, and so has what an hour more or less makes of it.
DAYS = """when.date()  [when.date()]  when.date().year  when.date().month  when.date().day  when.date().hour  when.date().hour.x  when.date().isoformat()  when.date().isoformat(' ')  when.date().strftime('%d.%m.%Y|%H|%z|%Z|%f|%j')  when.date().strftime(5)
    when.date().strftime(format='%Y')  when.date().ctime()  when.ctime()  when.date().weekday()  when.date().isoweekday()  when.date().toordinal()  when.toordinal()  when.tzname()  when.utcoffset()  when.dst()  when.date(1)  when.date().date
    when.date() == there.date()  when.date() == since.date()  when.date() == when  when == when.date()  when.date() < since.date()  when.date() > since.date()  when.date() < when  when.date() <= there.date()  when.date() - since.date()  since.date() - when.date()
    (when.date() - since.date()).days  when.date() - when  when - when.date()  when.date() + (when - since)  (when - since) + when.date()  when.date() - (when - since)  (when - since) - when.date()  when.date() + (since - when)  when.date() - (since - when)
    when.date() + 1  when.date() * 2  when.date() + when  when.date() + nosuch  -when.date()  (when - since) * 500000 + when.date()  when.date() - (when - since) * 1000000  [when, since]|map('string')|list  [when.date(), since.date(), when.date()]|sort
    [when.date(), there.date(), since.date()]|unique|list|length  {when.date(): 1}[there.date()]  {when.date(): 1}[when] is defined  when.date() in [there]  when.date() in [there.date()]  [when, since]|groupby('day')|length  '{}'.format(when.date())  '{:%Y}'.format(when.date())
    '{:>12}'.format(when.date())  '%s'|format(when.date())  '%d'|format(when.date())  when.date()|tojson  {'a': when.date()}|tojson  when.date()|string  when.date()|e  when.date() ~ '<'  when.date()|length  when.date()|int(7)  when.date() is number  'y' if when.date() else 'n'
    when.date()|list  when.date()[0] is defined  when.date() is sameas(when.date())  when.date().nosuch.deep  [when.date(), since.date()]|max  [when, since.date()]|min""".split("  ")
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
    "order/left_to_right": "{% set c = cycler(*range(20)) %}{{ [c.next(), c.next()] }}{{ c.next() - c.next() }}{{ {c.next(): c.next()} }}{{ c.next() == c.next() }}{{ c.next() < c.next() < c.next() }}{{ (c.next(), dict(a=c.next(), b=c.next())) }}"
                           "{{ c.next()|default(c.next()) }}{{ c.next() ~ c.next() }}{% set a, b = c.next(), c.next() %}{{ a }}{{ b }}",
    "order/star_before_names": "{% set c = cycler(*range(20)) %}{% macro m(a, b, p) %}{{ a }}{{ b }}{{ p }}{% endmacro %}{{ m(c.next(), *[c.next()], p=c.next()) }}{{ m(p=c.next(), *[c.next(), c.next()]) }}{{ m(p=c.next(), **{'a': c.next(), 'b': c.next()}) }}",
    "globals/arguments_of_next": "{{ cycler(1, 2).next(1) }}", "globals/arguments_of_reset": "{{ cycler(1, 2).reset(a=1) }}", "globals/arguments_of_joiner": "{{ joiner('a')(1) }}", "loop/arguments_of_loop": "{% for i in [1] recursive %}{{ loop([], 1) if i }}{% endfor %}",
    "loop/arguments_of_cycle": "{% for i in [1] %}{{ loop.cycle(a=1) }}{% endfor %}", "loop/arguments_of_changed": "{% for i in [1] %}{{ loop.changed(a=1) }}{% endfor %}", "inherit/arguments_of_self": "{% block b %}{% endblock %}{{ self.b(1) }}",
    "order/first_error_left": "{{ a.x == b.x }}", "order/first_error_argument": "{{ range(a.x, b.x) }}", "order/first_error_callee": "{{ a.x(b.x) }}", "order/first_error_filter": "{{ a.x|default(b.x) }}", "order/first_error_item": "{{ l[a.x][b.x] }}",
    "order/first_error_dict": "{{ {a.x: b.x} }}", "order/first_error_if": "{{ a.x if b.x else c.x }}", "order/first_error_keyword": "{{ dict(p=a.x, *b.x) }}",
    "order/only_what_is_needed": "{{ 1 or nosuch.x }}{{ 0 and nosuch.x }}{{ 1 if yes else nosuch.x }}{{ nosuch.x if no else 2 }}{{ 3 < 1 < nosuch.x }}{{ yes or nosuch.x and nosuch.y }}{% if yes %}a{% elif nosuch.x %}{% endif %}",
    "scope/set_in_call_block": "{% macro m() %}{{ caller() }}{% endmacro %}{% set v = 1 %}{% call m() %}{% set v = 2 %}{% set w = 3 %}{{ v }}{{ w }}{% endcall %}{{ v }}{{ w }}",
    "scope/set_in_macro": "{% set v = 1 %}{% macro m() %}{% set v = 2 %}{% set w = 3 %}{{ v }}{{ w }}{% endmacro %}{{ m() }}{{ v }}{{ w }}", "scope/set_in_with": "{% set v = 1 %}{% with %}{% set v = 2 %}{% set w = 3 %}{{ v }}{% endwith %}{{ v }}{{ w }}",
    "scope/read_before_set_in_loop": "{% set v = 'o' %}{% for i in [1, 2] %}{{ v }}{% if i == 2 %}{% set v = i %}{% endif %}{{ v }}{% endfor %}{{ v }}", "scope/read_before_set_in_block": "{% set v = 'o' %}{% block b %}{{ v }}{% set v = 'i' %}{{ v }}{% endblock %}{{ v }}",
    "macro/arguments_in_messages": "{% macro m(a) %}{% endmacro %}{{ m(1, 2, 3) }}", "macro/keyword_in_messages": "{% macro m(a) %}{% endmacro %}{{ m(b=1, c=2) }}", "macro/no_arguments": "{% macro m() %}{% endmacro %}{{ m(1) }}",
    "macro/keyword_beside_rest": "{% macro m(a) %}{{ varargs }}{% endmacro %}{{ m(1, 2, b=1) }}", "macro/kwargs_beside_too_many": "{% macro m(a) %}{{ kwargs }}{% endmacro %}{{ m(1, 2, b=1) }}", "macro/caller_to_another": "{% macro m(a) %}{% endmacro %}{% call m(1) %}{% endcall %}",
    "macro/parameters_of_caller": "{% macro m() %}{{ caller(1, 2) }}{% endmacro %}{% call(a) m() %}{{ a }}{% endcall %}", "macro/default_reads_outer": "{% set o = 'O' %}{% macro m(a=o, b=a ~ o) %}{{ a }}{{ b }}{% endmacro %}{{ m() }}{{ m(1) }}",
    "filter/indent_of_a_list": "{% set l = ['a'] %}{% set x = l|indent %}", "filter/default_of_false": "{{ 0|default('d') }}{{ 0|default('d', true) }}{{ ''|d('d', true) }}{{ none|default('d') }}{{ nosuch|default('d') }}{{ nosuch|default }}",
    "filter/selection_of_nothing": "{{ 0|map('upper')|list }}{{ none|select|list }}{{ ''|rejectattr('a')|list }}{{ false|reject('odd')|list }}{{ nosuch|selectattr('a')|list }}", "filter/truncate_of_a_list": "{{ range(9)|list|truncate(20) }}{{ [1]|truncate(3) }}",
    "text/objects_are_true": "{{ 1 if when }}{{ 1 if loop is undefined }}{{ 1 if joiner() }}{{ 1 if namespace() }}{{ 1 if range }}{{ 0 if range(0) else 1 }}{{ 0 if {}.items() else 1 }}{% macro m() %}{% endmacro %}{{ 1 if m }}",
    "text/types_of_functions": "{{ range }}{{ dict }}{{ namespace }}{{ cycler }}{{ joiner }}",
    "text/unhashable_view": "{{ { {}.keys(): 1} }}", "text/unhashable_items": "{{ { {}.items(): 1} }}", "text/hashable_values": "{{ { {}.values(): 1}|length }}",
}

# With the extension i18n: `_` is gettext, wherever that comes from.
GETTEXT = "{% macro gettext(x) %}[{{ x }}]{% endmacro %}{% macro ngettext(a, b, n) %}<{{ a if n == 1 else b }}>{% endmacro %}"
TRANSLATED = {
    "i18n/alias": GETTEXT + "{{ _('a') }}{{ _('<b>') ~ gettext('c') }}{{ _('d')|upper }}{{ [_('e')] }}", "i18n/alias_without_gettext": "{{ _('a') }}",
    "i18n/alias_of_a_loop": GETTEXT + "{% for _ in [1] %}{{ _ }}{% endfor %}{{ _('x') }}", "i18n/own_underscore": GETTEXT + "{% macro _(y) %}own{{ y }}{% endmacro %}{{ _(1) }}",
    "i18n/trans": GETTEXT + "{% trans %}hello{% endtrans %}{% trans name %}to {{ name }}{% endtrans %}{% trans n=2 %}one{% pluralize %}many {{ n }}{% endtrans %}",
    "i18n/arguments": GETTEXT + "{{ _('a', b=1) }}", "i18n/alias_in_a_macro": GETTEXT + "{% macro m(a=_('d')) %}{{ _(a) }}{% endmacro %}{{ m() }}",
}

FILES = {
    "i18n/alias_in_a_module": {"main.html": "{% import 'm.html' as m %}{{ m.f() }}", "m.html": GETTEXT + "{% macro f() %}{{ _('x') }}{% endmacro %}"},
    "escape/join_module": {"main.html": "{% import 'm.html' as m %}{{ [1, '<']|join(m) }}{{ [m, '<']|join }}{{ ['<', m]|join('<br>'|safe) }}", "m.html": "<b>"},
    "escape/concatenate_module": {"main.html": "{% import 'm.html' as m %}{{ m ~ '<' }}{{ '<' ~ m }}{{ m|safe }}{{ m|string }}{{ m|replace('b', '<') }}{{ '<'|replace('<', m) }}", "m.html": "<b>"},
    "inherit/include_outside_blocks": {"main.html": "{% extends 'base.html' %}{% include 'i.html' %}dropped{% set v = 1 %}{% block b %}B{{ v }}{% endblock %}", "base.html": "<{% block b %}{% endblock %}>", "i.html": "I{{ name }}"},
    "inherit/call_outside_blocks": {"main.html": "{% extends 'base.html' %}{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}C{% endcall %}{{ m }}{% block b %}B{% endblock %}", "base.html": "<{% block b %}{% endblock %}>"},
    "inherit/filter_outside_blocks": {"main.html": "{% extends 'base.html' %}{% filter upper %}dropped{% endfilter %}{% filter upper %}{% include 'i.html' %}{% endfilter %}{% if yes %}dropped{% include 'i.html' %}{% endif %}{% block b %}B{% endblock %}", "base.html": "<{% block b %}{% endblock %}>", "i.html": "i"},
    "inherit/chosen_late": {"main.html": "before{% if yes %}{% extends 'base.html' %}{% endif %}after{% include 'i.html' %}{% block b %}B{% endblock %}", "base.html": "<{% block b %}{% endblock %}>", "i.html": "i"},
    "inherit/not_chosen": {"main.html": "before{% if no %}{% extends 'base.html' %}{% endif %}after{% include 'i.html' %}{% block b %}B{% endblock %}", "base.html": "<{% block b %}{% endblock %}>", "i.html": "i"},
    "text/htm": {"main.htm": "{{ name }}"}, "text/xhtml": {"main.xhtml": "{{ name }}"}, "text/no_ending": {"main": "{{ name }}"}, "text/html_in_the_middle": {"main.html.txt": "{{ name }}"},
    "inherit/self_kept": {"main.html": "{% extends 'base.html' %}{% block b %}{% for i in l %}{{ i }}{% block c scoped %}{{ i }}{{ loop.index }}{% endblock %}{% endfor %}{% endblock %}", "base.html": "{% block b %}{% endblock %}"},
}


def cases(contexts: list[dict]) -> list[Case]:
    made = [Case(f"edge/{source.strip()}", {"main.html": "{{ %s }}" % source.strip()}, contexts=contexts)
            for source in MARKUP + NUMBERS + VIEWS + SLICED + POWERS + FIELDS + RANGES + REALS + EQUALITY + ARGUMENTS + SPECS if source.strip()]
    made += [Case(f"dates/{source.strip()}", {"main.html": "{{ %s }}" % source.strip()}, contexts=[APART])
             for source in DATES + DAYS if source.strip()]
    made += [Case(name, {"main.html": source}, contexts=contexts) for name, source in (SINGLE | TRANSLATED).items()]
    return made + [Case(name, sources, next(file for file in sources if file.startswith("main")), contexts) for name, sources in FILES.items()]
