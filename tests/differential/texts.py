"""Random texts, small damage to them, and seconds."""

import random
import string

WORDS = [
    "", "a", "admin", "user_id", "csrf_token", "hi", "message", "error", "<b>x</b>", "null", "/",
    "O'Neil & \"Co\"", "back\\slash", "naïve", "ключ", "日本", "😀", "\u2028", "\ufeff", "\x7f",
    "\x00",
]
UNRESERVED = string.ascii_letters + string.digits + "-_.~"
LAST = 253_402_300_799  # the last second of the year 9999


def characters(rng: random.Random, alphabet, least: int, most: int) -> str:
    return "".join(rng.choices(alphabet, k=rng.randint(least, most)))


def scalar(rng: random.Random) -> str:
    """A character of any length in UTF-8, but no surrogate."""
    last = rng.choice([0x7F, 0xFF, 0x7FF, 0xFFFF, 0x10FFFF])
    while True:
        code = rng.randint(0, last)
        if not 0xD800 <= code < 0xE000:
            return chr(code)


def surrogate(rng: random.Random) -> str:
    return chr(rng.choice([0xD800, 0xDBFF, 0xDC00, 0xDFFF, rng.randint(0xD800, 0xDFFF)]))


def unicode(rng: random.Random) -> str:
    """Text that is valid Unicode."""
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(WORDS)
    if kind < 0.6:
        return characters(rng, UNRESERVED, 0, 20)
    if kind < 0.7:
        return characters(rng, [chr(c) for c in range(128)], 0, 12)
    if kind < 0.8:
        return scalar(rng) * rng.randint(1, 60)
    return "".join(scalar(rng) for _ in range(rng.randint(0, 12)))


def any_text(rng: random.Random) -> str:
    """Text that a Python str can hold: there may be lone surrogates in it."""
    text = unicode(rng)
    while rng.random() < 0.1:
        at = rng.randint(0, len(text))
        text = text[:at] + surrogate(rng) + text[at:]
    return text


def letter_case(rng: random.Random, text: str) -> str:
    return "".join(rng.choice([c.upper(), c.lower()]) for c in text)


def damaged(rng: random.Random, text, pieces):
    """Text or bytes with one piece cut out, doubled, replaced or put in."""
    start = rng.randint(0, len(text))
    end = min(len(text), start + rng.choice([0, 1, 1, 2, 5]))
    middle = rng.choice([text[:0], text[start:end] * 2, rng.choice(pieces)])
    return text[:start] + middle + text[end:]


def second(rng: random.Random) -> int:
    """A frozen clock."""
    return rng.choice([1_700_000_000, 1_700_000_000, rng.randint(0, 2**32), 2**31, 2**32, 255, 256])
