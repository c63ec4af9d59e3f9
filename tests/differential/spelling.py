"""Other spellings of the same thing: JSON, dates, base64."""

import base64
import binascii
import json
import math
import random
import re

from tests.differential import texts

SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n",
         "\r": "\\r", "\t": "\\t"}
JSON_PIECES = list('{}[]",:0-+.eE \n\\u') + [
    "null", "true", "NaN", "-Infinity", "-NaN", "nan", "1e400", "-0", "01", "1.", ".5", "1e5", "//",
    "\\ud83d", "\\x", "\x01", "\x7f", "\ufeff", "é", "\u00a0", "'", '" t"', '" b"', '" di"',
    '{" t":[1]}', '"a":1,',
]


def _reads_on_after_padding() -> bool:
    try:
        return binascii.a2b_base64(b"QUI=QQ==") != b"AB"
    except binascii.Error:
        return True


# Corrected in 2026 (CVE-2026-3446). costrel leaves out what follows, as Python did before.
READS_ON_AFTER_PADDING = _reads_on_after_padding()


def space(rng: random.Random) -> str:
    return rng.choice(["", "", "", " ", "\n", "\t ", "\r\n"])


def _escaped(rng: random.Random, character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    codes = [units[i:i + 2].hex() for i in range(0, len(units), 2)]
    return "".join("\\u" + texts.letter_case(rng, code) for code in codes)


def _character(rng: random.Random, character: str) -> str:
    if "\ud800" <= character <= "\udfff" or rng.random() < 0.1:
        return _escaped(rng, character)
    if character in '"\\' or (character in SHORT and rng.random() < 0.5):
        return SHORT[character]
    return _escaped(rng, character) if character < " " else character


def _number(rng: random.Random, number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return rng.choice([json.dumps(number), "1e999" if number > 0 else "-1E+999"])
    return rng.choice([repr(number), "%.17e" % number, "%.25E" % number])


def of_json(rng: random.Random, value) -> str:
    """`value` is plain JSON, its tags not taken off."""
    if isinstance(value, dict):
        items = [f"{of_json(rng, key)}:{of_json(rng, item)}" for key, item in value.items()]
        rng.shuffle(items)
        text = "{" + (",".join(items) or space(rng)) + "}"
    elif isinstance(value, list):
        text = "[" + (",".join(of_json(rng, item) for item in value) or space(rng)) + "]"
    elif isinstance(value, str):
        text = '"' + "".join(_character(rng, character) for character in value) + '"'
    elif isinstance(value, float):
        text = _number(rng, value)
    else:
        is_zero = value == 0 and value is not False
        text = "-0" if is_zero and rng.random() < 0.3 else json.dumps(value)
    return space(rng) + text + space(rng)


def _mostly(rng: random.Random, usual, *odd):
    return usual if rng.random() < 0.85 else rng.choice(odd)


def date(rng: random.Random) -> str:
    """A date that might just be readable."""
    month = _mostly(rng, rng.choice("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
                    "January", "MAY", "december", "sept", "Foo")
    day = rng.choice(["%d", "%02d", "%d,"]) % _mostly(rng, rng.randint(1, 28), 29, 30, 31, 0, 32)
    year = _mostly(rng, rng.randint(1970, 2100), rng.randint(0, 9999),
                   rng.choice([0, 68, 69, 99]), 10000)
    clock = _mostly(rng, "%02d:%02d:%02d", "%d:%d:%d", "%02d.%02d.%02d", "%d:%d", "%02d:%02d,",
                    "%d")
    clock %= (_mostly(rng, rng.randint(0, 23), 24), rng.randint(0, 59),
              _mostly(rng, rng.randint(0, 59), 60))[:clock.count("%")]
    zone = _mostly(rng, rng.choice(["GMT", "+0530", "-1200"]), "UTC", "Z", "EST", "pdt", "+2359",
                   "+2400", "-0000", "-0001", "+5", "x", "")
    weekday = rng.choice(["Mon, ", "Thu, ", "thu ", "Thursday, ", "", "x,"])
    words = [day, month, str(year), clock, zone]
    if rng.random() < 0.1:
        words = [f"{day}-{month}-{year}", clock, zone]
    if rng.random() < 0.15:
        one, other = rng.randrange(len(words)), rng.randrange(len(words))
        words[one], words[other] = words[other], words[one]
    text = weekday + _mostly(rng, " ", "  ", "\t").join(words)
    while rng.random() < 0.2:
        text = texts.damaged(rng, text, list(" ,:-+.0159\n\x1c_") + ["é", "GMT", "00", "-"])
    return text


def _of_base64(rng: random.Random, encoded: bytes) -> bytes:
    """What Python's lenient decoder takes for the same, or nearly."""
    kind = rng.randrange(7)
    if kind == 0:
        return encoded + b"=" * rng.randint(1, 9)
    if kind == 1:
        return encoded.replace(b"-", b"+").replace(b"_", b"/")
    if kind == 2 and encoded:
        return encoded[:-1] + rng.choice(texts.UNRESERVED).encode()
    if kind == 3:
        at = rng.randint(0, len(encoded))
        junk = rng.choice([b"!!!!", b"~", b"\xc3\xa9\xc3\xa9", b"\n ", b"=", b"=="])
        return encoded[:at] + junk + encoded[at:]
    return texts.damaged(rng, encoded, [b"A", b"=", b"_", b"+", b" ", b"\xff", b"ab=="])


def of_base64(rng: random.Random, encoded: bytes) -> bytes:
    """Nothing follows padding where Python would read on."""
    other = _of_base64(rng, encoded)
    return re.sub(rb"=(?=.*[A-Za-z0-9+/_-])", b"", other, flags=re.DOTALL) if READS_ON_AFTER_PADDING else other


def base64_text(rng: random.Random) -> bytes:
    encode = rng.choice([base64.b64encode, base64.urlsafe_b64encode])
    encoded = encode(rng.randbytes(rng.randint(0, 30))).rstrip(b"=" if rng.random() < 0.7 else b"")
    while rng.random() < 0.6:
        encoded = of_base64(rng, encoded)
    return encoded
