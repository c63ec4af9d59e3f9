"""The kinds of vectors about tagged JSON: "tag_loads", and the texts that others sign."""

import json
import random

from flask.json import tag
from flask.sessions import session_json_serializer as tagged

from tests.differential import spelling, texts, values

_leaned_on_python = False


class _WatchedMarkup(tag.TagMarkup):
    def to_python(self, value):
        _note(not isinstance(value, (str, int, float, type(None))))
        return super().to_python(value)


class _WatchedUUID(tag.TagUUID):
    def to_python(self, value):
        _note(isinstance(value, str) and not value.isascii())
        return super().to_python(value)


class _WatchedDateTime(tag.TagDateTime):
    def to_python(self, value):
        _note(isinstance(value, str) and not value.isascii())
        try:
            return super().to_python(value)
        except OverflowError:  # from a number beyond 32 bits; any other bad date is None
            _note(True)
            raise


def _note(leans: bool) -> None:
    global _leaned_on_python
    _leaned_on_python |= leans


def watch() -> None:
    """From now on `is_python_only` knows whether what was read hangs on Python: on its repr() of a
    container, its tables of digits and spaces, the size of its integers."""
    for watched in (_WatchedMarkup, _WatchedUUID, _WatchedDateTime):
        tagged.tags[watched.key] = watched(tagged)


def is_python_only(read) -> bool:
    global _leaned_on_python
    _leaned_on_python = False
    try:
        read()
    except Exception:  # reading hostile text may fail in any way
        pass
    return _leaned_on_python


def written(value) -> str | None:
    """None for a date that can be read but lies outside the years 1 to 9999 in GMT."""
    try:
        return tagged.dumps(value)
    except OverflowError:
        return None


def _strange(rng: random.Random, depth: int = 3) -> str:
    """JSON with tags around what does not belong there, and keys that come twice."""
    kind = rng.randrange(4 if depth else 2)
    if kind == 0:
        content = [spelling.date(rng), spelling.base64_text(rng).decode("latin1"), _uuid(rng),
                   texts.unicode(rng)]
        return json.dumps(rng.choice(content))
    if kind == 1:
        return rng.choice(["null", "0", "-1.5", "true", "false", '""', "[]", "{}", '"ab"', "12345"])
    if kind == 2:
        return "[" + ",".join(_strange(rng, depth - 1) for _ in range(rng.randint(0, 2))) + "]"
    keys = [rng.choice(values.TAGS + ["a", "_permanent", " t__", "é😀", "x"])
            for _ in range(rng.choice([1, 1, 1, 2]))]
    return "{" + ",".join(f"{json.dumps(key)}:{_strange(rng, depth - 1)}" for key in keys) + "}"


def _uuid(rng: random.Random) -> str:
    text = "%032x" % rng.getrandbits(128)
    while rng.random() < 0.6:
        pieces = ["-", "{", "}", "urn:", "uuid:", "0x", "_", "+", " ", "g", "0", "A", "٣"]
        text = texts.damaged(rng, text, pieces)
    return text


def text(rng: random.Random) -> str:
    """Something that is tagged JSON, or nearly."""
    if rng.random() < 0.4:
        return _strange(rng)
    found = spelling.of_json(rng, json.loads(written(values.value(rng)) or "{}"))
    while rng.random() < 0.4:
        found = texts.damaged(rng, found, spelling.JSON_PIECES)
    return found


def tag_loads(rng: random.Random) -> dict:
    source = text(rng)
    vector = {"value": source}
    if is_python_only(lambda: tagged.loads(source)):
        vector["python_only"] = True
    try:
        value = tagged.loads(source)
    except Exception as error:  # whatever Python throws, the text cannot be read
        return vector | {"expect": {"outcome": "error", "error": type(error).__name__}}
    return vector | {"expect": {"outcome": "ok", "value": written(value),
                                "type": type(value).__name__}}
