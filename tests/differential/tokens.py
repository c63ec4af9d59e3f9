"""Session cookies: those that Flask writes, and those that somebody has made or tampered with."""

import gzip
import json
import random
import zlib

import itsdangerous
from flask.sessions import SecureCookieSessionInterface
from itsdangerous.encoding import base64_encode, int_to_bytes

from tests.differential import spelling, tagged_json, texts, values
from tests.differential.tagged_json import tagged

# A date that GMT puts into the year 10000.
UNWRITABLE = b'{"_permanent":true,"d":{" d":"Fri, 31 Dec 9999 23:59:59 -0001"}}'


def serializer(keys: list, salt: str = "cookie-session") -> itsdangerous.URLSafeTimedSerializer:
    """As Flask makes it; the last key signs."""
    flask = SecureCookieSessionInterface
    options = {"key_derivation": flask.key_derivation, "digest_method": flask.digest_method}
    return itsdangerous.URLSafeTimedSerializer(
        keys, salt=salt, serializer=flask.serializer, signer_kwargs=options)


def _packed_well(rng: random.Random, text: bytes) -> bytes:
    if rng.random() < 0.5:
        return base64_encode(text)
    return b"." + base64_encode(zlib.compress(text, rng.randint(0, 9)))


def _packed(rng: random.Random, text: bytes) -> bytes:
    if rng.random() < 0.6:
        return _packed_well(rng, text)
    stream = zlib.compress(text)
    stream = rng.choice([
        stream + rng.randbytes(rng.randint(1, 5)), stream[:-rng.randint(1, 6)], stream[2:-4],
        gzip.compress(text, mtime=0), texts.damaged(rng, stream, [b"\0", b"\xff"]), b"",
    ])
    return rng.choice([b".", b".", b"..", b"...."]) + base64_encode(stream)


def _strange_payload(rng: random.Random) -> bytes:
    if rng.random() < 0.02:
        return base64_encode(UNWRITABLE)
    text = tagged_json.text(rng).encode("utf-8", "replace")
    if rng.random() < 0.15:
        not_utf8 = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf4\x90\x80\x80"]
        text = texts.damaged(rng, text, not_utf8)
    payload = _packed(rng, text)
    return spelling.of_base64(rng, payload) if rng.random() < 0.2 else payload


def _pairs(rng: random.Random) -> bytes:
    """What dict() takes besides a dict."""
    possible = [["a", 1], ["_permanent", True], "ab", "é😀", ("k", 2), {"x": 1, "y": 2},
                [5, None], ["a"], "abc", 5]
    pairs = rng.choices(possible, k=rng.randint(0, 3))
    return base64_encode(tagged.dumps(rng.choice([list, tuple])(pairs)))


def _time(rng: random.Random, now: int, lifetime: int) -> bytes:
    kind = rng.random()
    if kind < 0.85:
        age = rng.choice([0, 1, lifetime, rng.randint(0, max(lifetime, 0))])
    elif kind < 0.93:
        age = rng.choice([lifetime + 1, lifetime - 1, -1, -60, rng.randint(0, 2**32)])
    elif kind < 0.97:
        beyond = [texts.LAST + 1, 2**40, 2**56, 2**63 - 1, 2**63, 2**64 - 1]
        return int_to_bytes(rng.choice([0, texts.LAST, *beyond]))
    else:
        return rng.randbytes(rng.randint(0, 9))
    return int_to_bytes(max(0, now - age))


def _tampered(rng: random.Random, token: bytes) -> bytes:
    kind = rng.randrange(4)
    if kind == 0:
        parts = token.split(b".")
        at = rng.randrange(len(parts))
        parts[at] = spelling.of_base64(rng, parts[at])
        return b".".join(parts)
    if kind == 1:
        pieces = [b".", b"..", b"A", b"=", b"\xc3\xa9", b"a.b", b"\xff"]
        return texts.damaged(rng, token, pieces)
    if kind == 2:
        accented = "é.é.é".encode()
        return rng.choice([b"", b".", b"..", b"...", b"a.b.c", accented, rng.randbytes(20)])
    return token[:rng.randint(0, len(token))]


def cookie(rng: random.Random, keys: list, now: int, lifetime: int, salt="cookie-session") -> bytes:
    """A session cookie. About half of them are good; all but the tampered ones are well signed."""
    signing = serializer([rng.choice(keys)] if rng.random() < 0.95 else ["another key"], salt)
    kind = rng.random()
    if kind < 0.8:
        payload = signing.dump_payload(values.session(rng))
    elif kind < 0.9:
        plain = json.loads(tagged.dumps(values.session(rng)))
        payload = _packed_well(rng, spelling.of_json(rng, plain).encode("utf-8", "replace"))
    else:
        payload = _pairs(rng) if kind < 0.92 else _strange_payload(rng)
    body = payload + b"." + base64_encode(_time(rng, now, lifetime))
    token = body + b"." + signing.make_signer(salt).get_signature(body)
    return _tampered(rng, token) if rng.random() < 0.15 else token
