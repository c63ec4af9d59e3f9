"""The kind "password": hashes that Werkzeug wrote, some of them damaged, and what it says of them."""

import random

from werkzeug import security

from tests.differential import texts

# Cheap ones. Of scrypt also some that are no good: no power of two, no room in Werkzeug's limit.
METHODS = [
    "scrypt:128:8:1", "scrypt:256:1:1", "scrypt:16:2:3", "scrypt:4:8:2", "scrypt:1024:4:2",
    "pbkdf2:sha256:1", "pbkdf2:sha512:3", "pbkdf2:sha1:2", "pbkdf2:md5:1", "pbkdf2:sha3_256:2",
    "pbkdf2:blake2b:2", "pbkdf2:sha384:1", "pbkdf2:SHA224:7", "pbkdf2:sha512_256:2",
]
OTHER_METHODS = [
    "scrypt:2:8:1", "scrypt:3:8:8", "scrypt:1:8:1", "scrypt:65536:1:1", "scrypt:0:8:1", "scrypt:128:8",
    "scrypt:128:8:1:1", "scrypt:", "pbkdf2:", "pbkdf2:sha256:0", "pbkdf2:sha256:-1", "pbkdf2:sha256:",
    "pbkdf2:sha256:1:1", "pbkdf2:sha0:1", "pbkdf2:shake_128:1", "sha256", "plain", "",
]
PIECES = ["$", ":", "0", "a", "A", " ", "é", "scrypt", "$$", "\x00"]


def _werkzeug(hash_: str, password: str) -> bool:
    """False also where it raises for a hash that it cannot read."""
    try:
        return security.check_password_hash(hash_, password)
    except (ValueError, TypeError, OverflowError):
        return False


def _is_read_otherwise(method: str) -> bool:
    """Numbers that int() takes though Werkzeug never writes them: costrel takes digits alone."""
    return any(not number.isdecimal() or not number.isascii()
               for name, *numbers in [method.split(":")]
               for number in numbers[name == "pbkdf2":])


def password(rng: random.Random) -> dict | None:
    secret = texts.unicode(rng) * rng.choice([1, 1, 1, 20])
    salt = texts.characters(rng, security.SALT_CHARS, 1, 20) if rng.random() < 0.7 else texts.unicode(rng)
    # Within generate_password_hash(), which draws salts that no seed gives again.
    derived, method = security._hash_internal(rng.choice(METHODS), salt, secret)
    hash_ = f"{method}${salt}${derived}"
    kind = rng.random()
    if kind < 0.15:
        secret = texts.damaged(rng, secret, PIECES)
    elif kind < 0.4:
        hash_ = texts.damaged(rng, hash_, PIECES)
    elif kind < 0.5:
        hash_ = "$".join([rng.choice(OTHER_METHODS), *hash_.split("$")[1:]])
    elif kind < 0.55:
        hash_ = texts.unicode(rng)
    method = hash_.partition("$")[0]
    if any(len(number) > 4 and number.isdecimal() for number in method.split(":")[1:]):
        return None  # the damage made it dear
    good = _werkzeug(hash_, secret) and not _is_read_otherwise(method)
    return {"hash": hash_, "password": secret, "expect": good}
