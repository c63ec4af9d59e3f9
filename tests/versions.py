"""Which versions of the libraries that costrel follows it is tested with."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
PINS = ROOT / "tests/interop/requirements.txt"
FOLLOWED = "Flask", "Werkzeug", "itsdangerous", "MarkupSafe", "Jinja2"  # the same bytes, the same behaviour


def pinned() -> dict[str, str]:
    """The version of each package of the file, by its name there."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", PINS.read_text(), re.MULTILINE))


def named(text: str) -> list[tuple[str, str]]:
    """The versions of libraries that a text names: ("Flask", "3.1.3")."""
    return re.findall(rf"\b({'|'.join(FOLLOWED)}) (\d+\.\d+\.\d+)\b", text)
