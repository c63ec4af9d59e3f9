"""Prints the table of src/http/forms/nfkd_ascii.cpp, from the Unicode data of this Python."""

import re
import unicodedata

GAP = 8  # a longer one begins a new run


def ascii_of(code: int) -> str:
    """The ASCII of the character's decomposition, with a space for white space and slashes and an
    exclamation mark for all that secure_filename() does not keep."""
    text = unicodedata.normalize("NFKD", chr(code)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_. -]", "!", re.sub(r"[\s/]", " ", text))


def written(text: str) -> str:
    return "~" if not text else text if len(text) == 1 else f"({text})"


def runs() -> list[tuple[int, str]]:
    found, last = [], -GAP - 2
    for code in range(0x80, 0x110000):
        text = ascii_of(code)
        if not text:
            continue
        if code - last > GAP:
            found.append([code, ""])
        else:
            found[-1][1] += "~" * (code - last - 1)
        found[-1][1] += written(text)
        last = code
    return found


for start, text in runs():
    pieces = [text[i:i + 76] for i in range(0, len(text), 76)]
    lines = "\n     ".join(f'"{piece}"' for piece in pieces)
    separator = "\n     " if len(pieces) > 1 or len(text) > 66 else " "
    print(f"    {{0x{start:05X},{separator}{lines}}},")
