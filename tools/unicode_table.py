"""Writes src/template/unicode_table.inc: the classes and cases of characters as Python's str has them.

    python3 -m tools.unicode_table

The Unicode version is that of the Python which runs it.
"""

import pathlib
import sys
import unicodedata

TABLE = pathlib.Path(__file__).resolve().parents[1] / "src/template/unicode_table.inc"
CHARACTERS = [chr(c) for c in range(sys.maxunicode + 1)]


def is_cased(c: str) -> bool:
    # A final sigma is only written behind a cased character.
    return ("a" + c + "Σ").lower().endswith("ς") and (c + "Σ").lower().endswith("ς")


def is_case_ignorable(c: str) -> bool:
    return ("a" + c + "Σ").lower().endswith("ς") and not (c + "Σ").lower().endswith("ς")


TESTS = (str.isalpha, str.isdecimal, str.isdigit, str.isnumeric, str.islower, str.isupper,
         lambda c: unicodedata.category(c) == "Lt", str.isspace, str.isprintable, is_cased, is_case_ignorable,
         str.isidentifier, lambda c: ("a" + c).isidentifier())


def classes(c: str) -> int:
    return sum(bool(test(c)) << bit for bit, test in enumerate(TESTS))


def class_rows() -> list[str]:
    rows, before = [], None
    for c in CHARACTERS:
        now = classes(c)
        if now != before:
            rows.append(f"{{{ord(c):#x}, {now}}}")
        before = now
    return rows


def case_rows(change) -> tuple[list[str], list[str]]:
    """Ranges of characters that become one other, and those that become several."""
    ranges, long = [], []
    for c in CHARACTERS:
        other = change(c)
        if len(other) > 1:
            long.append(f'{{{ord(c):#x}, U"{"".join(f"{chr(92)}U{ord(o):08x}" for o in other)}"}}')
        elif other != c:
            delta = ord(other) - ord(c)
            if ranges:
                first, step, last, its_delta = ranges[-1]
                gap = ord(c) - last
                if delta == its_delta and gap in (1, 2) and (step == gap or first == last):
                    ranges[-1] = (first, gap, ord(c), delta)
                    continue
            ranges.append((ord(c), 1, ord(c), delta))
    return [f"{{{a:#x}, {s}, {b:#x}, {d}}}" for a, s, b, d in ranges], long


def array(kind: str, name: str, rows: list[str]) -> str:
    lines, line = [], "   "
    for row in rows:
        if len(line) + len(row) > 98:
            lines.append(line)
            line = "   "
        line += f" {row},"
    return f"constexpr {kind} {name}[] = {{\n" + "\n".join([*lines, line]) + "\n};\n"


def table() -> str:
    parts = [f"// Unicode {unicodedata.unidata_version}. Made by tools/unicode_table.py.\n",
             array("CharacterRange", "class_ranges", class_rows())]
    for name, change in (("upper", str.upper), ("lower", str.lower), ("title", str.title), ("fold", str.casefold)):
        ranges, long = case_rows(change)
        parts += [array("CaseRange", f"{name}_ranges", ranges)]
        if long:
            parts += [array("LongCase", f"{name}_texts", long)]
    return "\n".join(parts)


if __name__ == "__main__":
    TABLE.write_text(table())
