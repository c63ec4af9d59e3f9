"""A comment of a header as Markdown: what it says of errors stands apart, names are code, examples are C++."""

import re

# Words that are code wherever they stand: calls, scoped names, names with an underscore, two humps, or several capitals
# with an underscore.
CODE = re.compile(r"""(?<![\w`:./"])(
    (?:std|costrel|detail)::[\w:]+(?:<[^<>\s]*(?:<[^<>]*>[^<>]*)?>)?(?:\(\))?
  | <costrel/[\w/]+\.hpp>
  | [A-Za-z_]\w*(?:::\w+)+(?:\(\))?
  | [A-Za-z_]\w*\(\)
  | [A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+
  | [a-z]\w*_\w+
  | [A-Z]+_[A-Z_]*[A-Z…]
)(?![\w`"])""", re.VERBOSE)
ERRORS = re.compile(r"(?<=[.;:]) (?=(?:Both throw|Throws) )")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("*", r"\*")


def marked(prose: str) -> str:
    """One paragraph, with its names as code."""
    parts = re.split(r"(`[^`]*`)", prose)
    for number in range(0, len(parts), 2):
        pieces = CODE.split(parts[number])
        parts[number] = "".join(f"`{piece}`" if odd % 2 else escaped(piece) for odd, piece in enumerate(pieces))
    return "".join(parts)


def paragraphs(lines: list[str]) -> list[str]:
    """Of prose: lists keep their lines, and what is thrown begins a paragraph of its own."""
    if any(line.startswith("- ") for line in lines):
        text = []
        for line in lines:
            if line.startswith("- ") and text and not text[-1].lstrip().startswith("- ") and text[-1]:
                text.append("")
            if line.startswith("- ") or not text or not text[-1]:
                text.append(line)
            else:
                text[-1] += " " + line.strip()
        return ["\n".join(marked(line) for line in text)]
    return [f"{mark(part)}" for part in ERRORS.split(" ".join(line.strip() for line in lines))]


def mark(paragraph: str) -> str:
    text = marked(paragraph)
    return f"{text}\n{{: .throws }}" if paragraph.startswith(("Throws ", "Both throw ")) else text


def markdown(comment: str) -> list[str]:
    """The blocks of the comment: paragraphs, and examples as fences."""
    blocks: list[str] = []
    for part in re.split(r"\n\s*\n", comment):
        lines = part.split("\n")
        if all(line.startswith("    ") for line in lines):
            code = "\n".join(line[4:] for line in lines)
            if blocks and blocks[-1].startswith("```"):
                blocks[-1] = blocks[-1].removesuffix("\n```") + f"\n\n{code}\n```"
            else:
                blocks.append(f"```cpp\n{code}\n```")
        elif part.strip():
            blocks += paragraphs(lines)
    return blocks
