"""Cookie headers, and the kinds "parse_cookie" and "dump_cookie"."""

import random
import warnings

import werkzeug.http
import werkzeug.sansio.http

from tests.differential import clock, texts

PIECES = [
    '"', "\\", ";", "=", ",", " ", "\t", "\x0b", "\x1c", "\x85", "\xa0", "\\054", "\\351", "\\400",
    '\\"', "a", "session", "b=c", '="', '"; ', "é", "Ã©", "$Version", "[]", "\x7f", "\xff", "\0",
    "\\303\\251", "==", ";;",
]
TOKEN = "aZ0!#$%&'*+-.^_`|~"  # some of each class of characters that a token has


def _quoted(rng: random.Random, value: bytes) -> bytes:
    """The same value in double quotes, some of it escaped."""
    out = b""
    for byte in value:
        if byte in b'"\\' and rng.random() < 0.5:
            out += b"\\%c" % byte
        elif byte in b'"\\' or rng.random() < 0.05:
            out += b"\\%03o" % byte
        else:
            out += b"%c" % byte
    return b'"' + out + b'"'


def header(rng: random.Random, pairs: list[tuple[bytes, bytes]]) -> str:
    """A Cookie field of these cookies, as Latin-1 text. No field of HTTP has a newline in it, and
    Werkzeug's pattern stops there."""
    def pair(name, value):
        value = _quoted(rng, value) if rng.random() < 0.15 else value
        spaces = rng.choices([b"", b" ", b"\t"], [8, 1, 1], k=4)
        return b"%b%b%b=%b%b%b" % (spaces[0], name, spaces[1], spaces[2], value, spaces[3])

    text = b";".join(pair(*cookie) for cookie in pairs).replace(b"\n", b"").decode("latin1")
    return texts.damaged(rng, text, PIECES) if rng.random() < 0.05 else text


def parse_cookie(rng: random.Random) -> dict:
    if rng.random() < 0.7:
        field = "".join(rng.choices(PIECES, k=rng.randint(0, 12)))
    else:
        names = [texts.characters(rng, "abS_", 0, 3).encode() for _ in range(rng.randint(1, 4))]
        values = [rng.choice([texts.unicode(rng), texts.characters(rng, '";\\ a', 0, 8)])
                  for _ in names]
        field = header(rng, [(name, value.encode()) for name, value in zip(names, values)])

    # What request.cookies is made of, before a dictionary of it groups the names.
    expect = {"request": werkzeug.sansio.http.parse_cookie(field, cls=list), "http": None}
    try:
        expect["http"] = werkzeug.http.parse_cookie(field, cls=list)
    except UnicodeDecodeError as error:
        expect["http_error"] = type(error).__name__
    return {"header": field, "expect": expect}


def domain(rng: random.Random) -> str:
    labels = [texts.characters(rng, "abcXYZ019-", 1, 10) for _ in range(rng.randint(1, 4))]
    return rng.choice(["", "", ".", ".."]) + ".".join(labels) + rng.choice(["", "", ":80", ":"])


def path(rng: random.Random) -> str:
    return "/" + rng.choice(["", "app", "a b", texts.unicode(rng), "%20", "ä;c\"d?e#f"])


def _arguments(rng: random.Random) -> dict:
    samesite = texts.letter_case(rng, rng.choice(["Strict", "Lax", "None"]))
    possible = {
        "max_age": rng.choice([0, 1, 60, -5, 2_678_400, rng.randint(0, 10**9)]),
        "expires": rng.choice([0, -1, -10**9, texts.second(rng), rng.randint(0, 10**11)]),
        "path": rng.choice([None, "", path(rng)]),
        "domain": domain(rng),
        "secure": rng.random() < 0.5,
        "httponly": rng.random() < 0.5,
        "partitioned": rng.random() < 0.5,
        "sync_expires": rng.random() < 0.5,
        "samesite": rng.choice([samesite, "bogus", None]),
        "max_size": rng.choice([0, 20, 4093]),
    }
    return {name: value for name, value in possible.items() if rng.random() < 0.3}


def dump_cookie(rng: random.Random) -> dict:
    name = rng.choice(["k", "session", "__Host-s", "é", texts.characters(rng, TOKEN, 1, 5)])
    value = rng.choice([texts.unicode(rng), texts.characters(rng, "aB1", 4050, 4100)])
    if rng.random() < 0.2:
        value = texts.damaged(rng, value, [chr(c) for c in range(0x20)] + ['"', "\\", ",", ";"])
    vector = {"key": name, "value": value, "args": _arguments(rng), "timestamp": texts.second(rng)}
    clock.set_to(vector["timestamp"])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            text = werkzeug.http.dump_cookie(name, value, **vector["args"])
            expect = {"outcome": "ok", "header": text}
        except ValueError as error:
            expect = {"outcome": type(error).__name__, "message": str(error)}
    expect["warnings"] = [str(warning.message) for warning in said]
    return vector | {"expect": expect}
