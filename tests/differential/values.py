"""Random values of all types that a session can hold."""

import datetime
import random
import struct
import uuid
import zlib

from markupsafe import Markup

from tests.differential import texts

TAGS = [" di", " t", " b", " m", " u", " d"]
NUMBERS = [0, 1, -1, 9, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64]


def integer(rng: random.Random) -> int:
    if rng.random() < 0.4:
        return rng.choice(NUMBERS)
    size = rng.choice([4, 16, 32, 63, 64, 65, 200]) if rng.random() < 0.97 else 14_000
    return rng.getrandbits(size) * rng.choice([1, -1])


def floating(rng: random.Random) -> float:
    kind = rng.random()
    if kind < 0.4:
        return struct.unpack(">d", rng.randbytes(8))[0]
    if kind < 0.7:
        return round(rng.uniform(-1e6, 1e6), rng.randint(0, 5))
    if kind < 0.9:
        return rng.randint(1, 999) * 10.0 ** rng.randint(-30, 30)
    return rng.choice([0.0, -0.0, float("nan"), float("inf"), float("-inf"), 5e-324, 1e16, 1e-5])


def moment(rng: random.Random) -> datetime.datetime:
    # A year below 100 is read as another one: only now and then.
    year = rng.randint(1900, 2100) if rng.random() < 0.8 else rng.randint(1, 9999)
    zone = rng.choice([None, datetime.timezone.utc,
                       datetime.timezone(datetime.timedelta(minutes=rng.randint(-1439, 1439)))])
    return datetime.datetime(year, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23),
                             rng.randint(0, 59), rng.randint(0, 59), rng.choice([0, 999_999]), zone)


def key(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.25:
        return rng.choice(TAGS) + rng.choice(["", "", "", "_", "__", "____"])
    return rng.choice(["a", "b", "_permanent", "user", " x"]) if kind < 0.6 else texts.any_text(rng)


def dictionary(rng: random.Random, depth: int = 3) -> dict:
    size = rng.choice([0, 1, 1, 1, 2, 3, 5] if depth < 3 else [1, 1, 2, 3, 5, 12])
    return {key(rng): value(rng, depth - 1) for _ in range(size)}


def value(rng: random.Random, depth: int = 3):
    kind = rng.randrange(9 if depth < 1 else 15)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind == 1:
        return integer(rng)
    if kind == 2:
        return floating(rng)
    if kind in (3, 4):
        return texts.any_text(rng)
    if kind == 5:
        return rng.randbytes(rng.choice([0, 1, 2, 3, 4, 16, 100]))
    if kind == 6:
        return Markup(texts.any_text(rng))
    if kind == 7:
        return uuid.UUID(bytes=rng.randbytes(16))
    if kind == 8:
        return moment(rng)
    if kind < 12:
        return dictionary(rng, depth)
    items = [value(rng, depth - 1) for _ in range(rng.choice([0, 1, 2, 3]))]
    return items if kind == 12 else tuple(items)


def nested(rng: random.Random):
    """Up to 40 containers within each other; costrel reads 128, and a tag counts as one."""
    inner = value(rng, 0)
    for _ in range(rng.randint(10, 40)):
        inner = rng.choice([[inner], (inner,), {key(rng): inner}])
    return inner


def hardly_compressible(rng: random.Random) -> dict:
    """Text of a length around the one from which zlib makes the JSON shorter."""
    start = texts.characters(rng, texts.UNRESERVED, 0, 60)
    for more in range(1, 400):
        json = f'{{"x":"{start}{"a" * more}"}}'.encode()
        if len(zlib.compress(json)) < len(json) - 1:
            break
    return {"x": start + "a" * max(0, more + rng.randint(-3, 2))}


def session(rng: random.Random) -> dict:
    kind = rng.random()
    if kind < 0.7:
        data = dictionary(rng)
    elif kind < 0.8:
        data = hardly_compressible(rng)
    elif kind < 0.85:
        data = {"x": texts.characters(rng, texts.UNRESERVED, 1000, 5000)}
    elif kind < 0.9:
        data = {"n": nested(rng)}
    else:
        data = {"user_id": rng.randint(1, 10**6), "lang": "en"}
    for common in rng.sample(["a", "b", "l", "user", " t"], rng.choice([0, 3, 5])):
        data[common] = [value(rng, 1)] if common == "l" else value(rng, 1)
    if rng.random() < 0.3:
        data["_permanent"] = rng.choice([True, True, False, 0, "x", []])
    if rng.random() < 0.15:
        data["_flashes"] = [(rng.choice(["message", "error"]), texts.any_text(rng))
                            for _ in range(rng.randint(0, 3))]
    return data
