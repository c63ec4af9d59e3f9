"""The kinds "dumps" and "loads": Flask's serializer of sessions."""

import json
import random

from tests.differential import clock, spelling, tagged_json, texts, tokens, values
from tests.differential.refusals import REFUSALS, epoch, refusal
from tests.differential.tagged_json import tagged


def _signing(rng: random.Random) -> tuple[dict, list]:
    """The fields of a vector about keys, and the keys that they mean."""
    fallbacks = [texts.unicode(rng) for _ in range(rng.choice([0, 0, 1, 3]))]
    fields = {"fallbacks": fallbacks, "timestamp": texts.second(rng),
              "salt": rng.choice(["cookie-session", "cookie-session", texts.unicode(rng)])}
    if rng.random() < 0.5:
        secret = texts.unicode(rng)
        return fields | {"secret": secret}, [*fallbacks, secret]
    secret = rng.randbytes(rng.choice([1, 16, 32, 63, 64, 65, 200]))
    return fields | {"secret_hex": secret.hex()}, [*fallbacks, secret]


def dumps(rng: random.Random) -> dict:
    fields, keys = _signing(rng)
    clock.set_to(fields["timestamp"])
    value = rng.choice([values.session, values.session, values.value])(rng)
    token = tokens.serializer(keys, fields["salt"]).dumps(value)
    text = tagged.dumps(value)
    # Not so for a year below 100, or two surrogates beside each other.
    roundtrip = tagged.dumps(tagged.loads(text)) == text
    return fields | {
        "value": text, "value_in": spelling.of_json(rng, json.loads(text)) if roundtrip else None,
        "roundtrip": roundtrip, "cookie": token,
        "expect": {"cookie": token, "compressed": token.startswith(".")}}


def loads(rng: random.Random) -> dict | None:
    fields, keys = _signing(rng)
    salt, now = fields["salt"], fields["timestamp"]
    max_age = rng.choice([None, 0, 60, 2_678_400, -1])
    clock.set_to(now)
    token = tokens.cookie(rng, keys, now, max_age or 0, salt)
    serializer = tokens.serializer(keys, salt)
    if tagged_json.is_python_only(lambda: serializer.loads(token)):
        return None
    fields |= {"cookie": token.decode()} if token.isascii() else {"cookie_hex": token.hex()}
    fields["max_age"] = max_age
    try:
        value, date = serializer.loads(token, max_age=max_age, return_timestamp=True)
    except REFUSALS as raised:
        return fields | {"expect": refusal(raised)}
    text = tagged_json.written(value)
    if text is None:
        return None
    return fields | {"expect": {"outcome": "ok", "timestamp": epoch(date), "value": text}}
