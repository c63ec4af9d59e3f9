#!/usr/bin/env python3
"""Writes the manual page of a command from what it says of itself, so that the two cannot differ.

    tools/manual_page.py build/release/tools/costrel/costrel > costrel.1

The program is asked with --help, and so is each command of its "Subcommands:".
"""

import dataclasses
import pathlib
import re
import subprocess
import sys


@dataclasses.dataclass
class Help:
    """What one command says: a sentence, how it is called, and sections of names with their meaning."""
    about: str
    usage: str
    sections: dict[str, list[tuple[str, str]]]

    @classmethod
    def parse(cls, text: str) -> "Help":
        about, usage, sections, items = [], "", {}, None
        for line in text.splitlines():
            if line.lower().startswith("usage:"):
                usage = line.partition(":")[2].strip()
                items = None
            elif re.fullmatch(r"[A-Za-z ]+:", line):
                items = sections.setdefault(line[:-1].capitalize(), [])
            elif not line.strip():
                continue
            elif line.startswith(" ") and items is None:
                usage += f" {line.strip()}"
            elif items is None:
                about.append(line.strip())
            elif found := re.fullmatch(r" {2}(\S.*?)(?: {2,}(.*))?", line):
                items.append((found[1], found[2] or ""))
            elif items:
                items[-1] = items[-1][0], f"{items[-1][1]} {line.strip()}".strip()
        return cls(" ".join(about), usage, sections)

    @classmethod
    def of(cls, program: str, *words: str) -> "Help":
        return cls.parse(subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True).stdout)


def roff(text: str) -> str:
    """The text as it is: no sign of it is a command of roff."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def listed(items: list[tuple[str, str]]) -> str:
    return "".join(f".TP\n.B {roff(name)}\n{roff(meaning) or '.br'}\n" for name, meaning in items)


def commands(program: str, said: Help, *words: str) -> str:
    """The commands below one, each with its arguments and options."""
    page = ""
    for word, _ in said.sections.get("Subcommands", []):
        below = Help.of(program, *words, word)
        called = " ".join([pathlib.Path(program).name, *words, word])
        page += f".SS {roff(called)}\n{roff(below.about)}\n"
        for title in below.sections:
            if title != "Subcommands":
                page += listed([item for item in below.sections[title] if "--help" not in item[0]])
        page += commands(program, below, *words, word)
    return page


def manual_page(program: str) -> str:
    name, said = pathlib.Path(program).name, Help.of(program)
    about = said.about.partition(".")[0]
    page = (f'.TH {name.upper()} 1\n.SH NAME\n{roff(name)} \\- {roff(about[:1].lower() + about[1:])}\n'
            f".SH SYNOPSIS\n.B {roff(said.usage or name)}\n.SH DESCRIPTION\n{roff(said.about)}\n")
    for title, items in said.sections.items():
        if title != "Subcommands":
            page += f".SH {title.upper()}\n{listed(items)}"
    below = commands(program, said)
    return page + (f".SH COMMANDS\n{below}" if below else "")


if __name__ == "__main__":
    sys.stdout.write(manual_page(sys.argv[1]))
