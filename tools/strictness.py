#!/usr/bin/env python3
"""Writes docs/frameworks/strictness.md: what the frameworks take as a session and costrel does not, from
the vectors that were recorded of them.

    tools/strictness.py tests/conformance/frameworks.jsonl > docs/frameworks/strictness.md
"""

import collections
import json
import re
import sys

NAMES = {
    "authjs": "Auth.js, NextAuth", "cookie_rs": "Rust's cookie", "cookie_session": "cookie-session",
    "django": "Django, signed_cookies", "django_db": "Django, rows", "express_session": "express-session",
    "gorilla": "gorilla", "hono": "hono", "iron": "iron-session", "laravel": "Laravel, its two cookies",
    "laravel_cookie": "Laravel, one cookie", "phoenix": "Phoenix", "php_session": "PHP", "play": "Play",
    "rails": "Rails", "rails_signed": "Rails, cookies.signed", "secure_session": "secure-session",
    "starlette": "Starlette",
}

HEAD = """# Where costrel is stricter

What the real frameworks accept as a session and costrel rejects, from the recorded vectors
(`tests/conformance/frameworks.jsonl`); `tools/strictness.py` writes this page. None of it is ever written by
the framework itself, so no honest client loses a session.

"Another spelling" is a good cookie that somebody wrote in another way: with other padding, in quotes, with
characters that its reader skips. "Another value" has a good signature, but is not a session.

| framework | another spelling | another value |
| --- | --- | --- |
"""


def what(name: str, kind: str) -> str:
    """The vector's name without its framework and number."""
    text = re.sub(r" #\\d+$| #[0-9]+$", "", name.removeprefix(kind).strip()).removeprefix("read ")
    text = re.sub(r"^(part|second cookie: part) \\d+", r"\\1", re.sub(r"part \d+", "part", text))
    return text.replace("|", "\\|")


def main(path: str) -> None:
    rows: dict[str, tuple[set, set]] = collections.defaultdict(lambda: (set(), set()))
    with open(path, encoding="utf-8") as vectors:
        for line in vectors:
            vector = json.loads(line)
            expect = vector.get("expect", {})
            if vector.get("lenient") or expect.get("lenient"):
                rows[vector["kind"]][0].add(what(vector["name"], vector["kind"]))
            elif expect.get("ours") == "none":
                rows[vector["kind"]][1].add("`" + what(vector["name"], vector["kind"]) + "`")
    print(HEAD, end="")
    for kind in sorted(rows):
        spelling, value = rows[kind]
        print(f"| {NAMES[kind]} | {'; '.join(sorted(spelling)) or '–'} | {'; '.join(sorted(value)) or '–'} |")


if __name__ == "__main__":
    main(sys.argv[1])
