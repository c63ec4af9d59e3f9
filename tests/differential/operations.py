"""What a handler does with its session: chosen at random, and done in Flask."""

import random

from flask import flash, get_flashed_messages, session

from tests.differential import texts, values
from tests.differential.tagged_json import tagged

KEYS = ["a", "b", "l", "user", "_permanent", " t", " di", "é", "n", "x"]
NAMES = """nothing get getitem contains len bool keys set set set del pop pop_default popitem clear
    update ior setdefault append get_permanent permanent get_modified modified accessed get_new
    flash flash flashes""".split()
CATEGORIES = ["message", "error", "", "é"]


def _value(rng: random.Random) -> str:
    return tagged.dumps(values.value(rng, 2))


def choose(rng: random.Random) -> list:
    """An operation as a vector spells it: its name, then its arguments."""
    name = rng.choice(NAMES)
    key = rng.choice(KEYS) if rng.random() < 0.95 else texts.unicode(rng)
    if name in ("get", "getitem", "contains", "del", "pop"):
        return [name, rng.choice(["a", "b", "l", "user", " t", "_permanent", "_flashes", key])]
    if name == "append":
        return [name, rng.choice(["l", "l", key]), _value(rng)]
    if name in ("set", "pop_default", "setdefault"):
        return [name, key, _value(rng)]
    if name in ("update", "ior"):
        keys = rng.sample(KEYS, rng.randint(0, 3))
        return [name, tagged.dumps({key: values.value(rng, 1) for key in keys})]
    if name in ("permanent", "modified", "accessed"):
        return [name, rng.random() < 0.5]
    if name == "flash":
        return [name, texts.any_text(rng), *rng.choice([[], [rng.choice(CATEGORIES)]])]
    if name == "flashes":
        return [name, rng.random() < 0.5, rng.sample(CATEGORIES, rng.choice([0, 0, 1, 2]))]
    return [name]


def _set_item(key, value):
    session[key] = tagged.loads(value)


def _delete_item(key):
    del session[key]


def _assign(name):
    return lambda value: setattr(session, name, value)


def _ior(entries):
    proxy = session
    proxy |= tagged.loads(entries)


OPERATIONS = {
    "nothing": lambda: None,
    "get": lambda key: session.get(key),
    "getitem": lambda key: session[key],
    "contains": lambda key: key in session,
    "len": lambda: len(session),
    "bool": lambda: bool(session),
    "keys": lambda: list(session),
    "set": _set_item,
    "del": _delete_item,
    "pop": lambda key: session.pop(key),
    "pop_default": lambda key, value: session.pop(key, tagged.loads(value)),
    "popitem": lambda: session.popitem(),
    "clear": lambda: session.clear(),
    "update": lambda entries: session.update(tagged.loads(entries)),
    "ior": _ior,
    "setdefault": lambda key, value: session.setdefault(key, tagged.loads(value)),
    "append": lambda key, value: session.get(key).append(tagged.loads(value)),
    "get_permanent": lambda: session.get("_permanent", False),
    "permanent": _assign("permanent"),
    "get_modified": lambda: session.modified,
    "modified": _assign("modified"),
    "accessed": _assign("accessed"),
    "get_new": lambda: session.new,
    "flash": lambda message, category="message": flash(message, category),
    "flashes": lambda pairs, categories: get_flashed_messages(pairs, categories),
}


def do(operation: list) -> dict:
    name, *arguments = operation
    try:
        return {"ok": tagged.dumps(OPERATIONS[name](*arguments))}
    except (KeyError, AttributeError) as error:
        return {"raise": type(error).__name__, "message": None}
    except RuntimeError as error:
        return {"raise": "RuntimeError", "message": str(error)}
