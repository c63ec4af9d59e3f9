"""Writes src/template/html_entities.inc: the named characters of HTML, as Python's html.unescape() knows them.

    python3 -m tools.html_entities
"""

import html
import html.entities
import pathlib

TABLE = pathlib.Path(__file__).resolve().parents[1] / "src/template/html_entities.inc"


def literal(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08x}" if ord(c) > 126 else "\\" + c if c in '"\\' else
                         f"\\{ord(c):03o}" if ord(c) < 32 else c for c in text) + '"'


def table() -> str:
    rows = [f'{{"{name}", {literal(text)}}}' for name, text in sorted(html.entities.html5.items())]
    lines, line = [], "   "
    for row in rows:
        if len(line) + len(row) > 98:
            lines.append(line)
            line = "   "
        line += f" {row},"
    codes = [f"0x{ord(html.unescape(f'&#{code};')):04x}" for code in range(0x80, 0xa0)]
    replaced = ",\n    ".join(", ".join(codes[i:i + 8]) for i in range(0, len(codes), 8))
    return ("// Made by tools/html_entities.py. With a semicolon, or without one where HTML takes that.\n\n"
            "constexpr Entity entities[] = {\n" + "\n".join([*lines, line]) + "\n};\n\n"
            "// What the numbers 128 to 159 stand for.\n"
            "constexpr char32_t replaced_codes[] = {\n    "
            + replaced + ",\n};\n")


if __name__ == "__main__":
    TABLE.write_text(table())
