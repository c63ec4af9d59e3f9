"""The kinds "sign", "unsign" and "serializer": itsdangerous by itself."""

import hashlib
import json
import random

import itsdangerous

from tests.differential import clock, texts, values
from tests.differential.refusals import REFUSALS, epoch, refusal

DERIVATIONS = [None, "django-concat", "concat", "hmac", "none"]
DIGESTS = ["sha1", "sha1", "sha224", "sha256", "sha384", "sha512", "md5", "sha3_256", "blake2b"]
SEPARATORS = [".", ".", ".", ":", "..", ".a", " ", "é", "AZ", "/", "\n"]
REFUSED_SEPARATORS = ["", "a", "ab", "-", "_", "=", "9-"]
SERIALIZERS = ["Serializer", "TimedSerializer", "URLSafeSerializer", "URLSafeTimedSerializer"]


def _signer(rng: random.Random) -> dict:
    sizes = rng.choices([0, 1, 16, 64, 65, 200], k=rng.choice([1, 1, 2, 3]))
    timed = rng.random() < 0.5
    return {
        "cls": "TimestampSigner" if timed else "Signer",
        "keys_hex": [rng.randbytes(size).hex() for size in sizes],
        "digest": rng.choice(DIGESTS),
        "salt": rng.choice([None, "", "s", texts.unicode(rng)]),
        "sep": rng.choice(SEPARATORS),
        "key_derivation": rng.choice(DERIVATIONS),
        "algorithm": None if timed or rng.random() < 0.9 else "none",
    }


def _make(vector: dict):
    algorithm = itsdangerous.NoneAlgorithm() if vector["algorithm"] else None
    options = {} if vector["salt"] is None else {"salt": vector["salt"]}
    return getattr(itsdangerous, vector["cls"])(
        [bytes.fromhex(key) for key in vector["keys_hex"]], sep=vector["sep"],
        key_derivation=vector["key_derivation"], algorithm=algorithm,
        digest_method=getattr(hashlib, vector["digest"]), **options)


def _value(rng: random.Random, vector: dict) -> bytes:
    separators = vector["sep"].encode() * rng.randint(1, 3)
    return rng.choice([rng.randbytes(rng.randint(0, 20)), b"my string", separators])


def sign(rng: random.Random) -> dict:
    vector = _signer(rng)
    mistake = rng.random()
    if mistake < 0.03:
        vector["sep"] = rng.choice(REFUSED_SEPARATORS)
    elif mistake < 0.05:
        vector["key_derivation"] = "bogus"
    value, time = _value(rng, vector), rng.choice([texts.second(rng), texts.LAST + 1, 2**62, 0])
    clock.set_to(time)
    try:
        signer = _make(vector)
        expect = {"outcome": "ok", "signed_hex": signer.sign(value).hex(),
                  "derived_hex": signer.derive_key().hex()}
    except (TypeError, ValueError) as raised:
        expect = {"outcome": type(raised).__name__, "message": str(raised)}
    return vector | {"value_hex": value.hex(), "timestamp": time, "expect": expect}


def unsign(rng: random.Random) -> dict:
    vector = _signer(rng)
    time = rng.choice([texts.second(rng), texts.LAST, texts.LAST + 1, 2**62])
    clock.set_to(time)
    signed = _make(vector).sign(_value(rng, vector))
    if rng.random() < 0.5:
        separator = vector["sep"].encode()
        pieces = [separator, separator * 2, b"A", b"=", b"!!!!", b"\xff", b"'", b"\\\n"]
        signed = texts.damaged(rng, signed, pieces)
    time += rng.choice([0, 0, 1, 10, 11, -1])
    clock.set_to(time)
    max_age = rng.choice([None, None, 0, 10]) if vector["cls"] == "TimestampSigner" else None
    return vector | {"signed_hex": signed.hex(), "max_age": max_age, "timestamp": time,
                     "expect": _unsigned(_make(vector), signed, max_age)}


def _unsigned(signer, signed: bytes, max_age: int | None) -> dict:
    try:
        if not isinstance(signer, itsdangerous.TimestampSigner):
            return {"outcome": "ok", "value_hex": signer.unsign(signed).hex()}
        value, date = signer.unsign(signed, max_age=max_age, return_timestamp=True)
    except REFUSALS as raised:
        return refusal(raised)
    return {"outcome": "ok", "value_hex": value.hex(), "timestamp": epoch(date)}


def _plain(rng: random.Random, depth: int = 3):
    """A value of plain JSON that equals itself."""
    kind = rng.randrange(4 if depth == 0 else 6)
    if kind == 0:
        return rng.choice([None, True, False, values.integer(rng)])
    if kind == 1:
        number = values.floating(rng)
        return number if number == number else 0.5
    if kind < 4:
        return texts.unicode(rng)
    items = [_plain(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    return items if kind == 4 else {texts.unicode(rng): item for item in items}


def serializer(rng: random.Random) -> dict:
    vector = {
        "cls": rng.choice(SERIALIZERS),
        "keys": [texts.unicode(rng) for _ in range(rng.choice([1, 2]))],
        "salt": rng.choice(["itsdangerous", "activate", texts.unicode(rng)]),
        "timestamp": texts.second(rng),
    }
    clock.set_to(vector["timestamp"])
    value = _plain(rng)
    signed = getattr(itsdangerous, vector["cls"])(vector["keys"], salt=vector["salt"]).dumps(value)
    return vector | {"value": json.dumps(value), "expect": {"outcome": "ok", "signed": signed}}
