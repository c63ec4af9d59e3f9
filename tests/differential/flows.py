"""The kind "flow": whole requests through a Flask application."""

import logging
import random
import warnings

from flask import Flask, abort
from flask.globals import request_ctx

from tests.differential import clock, cookies, operations, tagged_json, texts, tokens
from tests.differential.tagged_json import tagged

app = Flask("flows")
app.logger.setLevel(logging.CRITICAL + 1)
DEFAULTS = dict(app.config)

_vector: dict = {}  # what the view has to do
_seen: dict = {}    # and what came of it


@app.route("/")
def view():
    entries = request_ctx._session  # not through the proxy: that would be an access
    # A list of pairs can have other keys than text.
    _seen["python_only"] = not all(isinstance(key, str) for key in entries)
    _seen["results"] = [operations.do(operation) for operation in _vector["ops"]]
    _seen["session"] = tagged.dumps(dict(entries))
    if _vector["end"] == "error":
        raise LookupError("the view fails")
    if _vector["end"]:
        abort(_vector["end"])
    return ""


def _config(rng: random.Random) -> dict:
    path = "".join(character for character in cookies.path(rng) if character.isprintable())
    token = texts.characters(rng, cookies.TOKEN, 1, 5)
    possible = {
        "SECRET_KEY_FALLBACKS": rng.sample(["o1", "o2", "o3"], rng.randint(0, 3)),
        "SESSION_COOKIE_NAME": rng.choice(["sid", "my.cookie", "__Secure-s", "__Host-s", token]),
        "SESSION_COOKIE_DOMAIN": rng.choice([False, None, cookies.domain(rng)]),
        "SESSION_COOKIE_PATH": rng.choice([None, "", path]),
        "APPLICATION_ROOT": rng.choice(["/", "/root", "/é"]),
        "SESSION_COOKIE_HTTPONLY": rng.random() < 0.5,
        "SESSION_COOKIE_SECURE": rng.random() < 0.6,
        "SESSION_COOKIE_PARTITIONED": rng.random() < 0.5,
        "SESSION_COOKIE_SAMESITE": rng.choice([None, "Lax", "strict", "NONE", "LAX"]),
        "SESSION_REFRESH_EACH_REQUEST": rng.random() < 0.5,
        "PERMANENT_SESSION_LIFETIME": rng.choice([0, 1, 1.5, 60, 86_400, 2_678_400]),
        "MAX_COOKIE_SIZE": rng.choice([0, 50, 100, rng.randint(40, 400), 4093]),
    }
    chosen = {key: value for key, value in possible.items() if rng.random() < 0.2}
    secret = rng.choice(["k", "k", "secret key", texts.unicode(rng)])
    return chosen | {"SECRET_KEY": secret if rng.random() < 0.97 else None}


def _cookie_header(rng: random.Random, config: dict, now: int) -> str | None:
    if rng.random() < 0.1:
        return None
    keys = [*config.get("SECRET_KEY_FALLBACKS", []), config["SECRET_KEY"] or "k"]
    name = config.get("SESSION_COOKIE_NAME", "session").encode()
    lifetime = int(config.get("PERMANENT_SESSION_LIFETIME", 2_678_400))

    others = [(b"other", texts.unicode(rng).encode()), (b"theme", b"dark"), (b"a", b'"b;c"'),
              (name.swapcase(), b"x"), (name, b""), (name, tokens.cookie(rng, keys, now, lifetime))]
    pairs = rng.choices(others, k=rng.choice([0, 0, 0, 1, 2]))
    session = (name, tokens.cookie(rng, keys, now, lifetime))
    pairs.insert(rng.choice([0, 0, len(pairs)]), session)
    return cookies.header(rng, pairs)


def flow(rng: random.Random) -> dict | None:
    config, now = _config(rng), texts.second(rng)
    vector = {
        "config": config, "cookie_header": _cookie_header(rng, config, now), "timestamp": now,
        "ops": [operations.choose(rng) for _ in range(rng.choice([0, 1, 1, 2, 3, 6]))],
        "end": rng.choice([None] * 9 + ["error", 404, 500]),
    }
    clock.set_to(now)
    if tagged_json.is_python_only(lambda: vector.update(expect=_answer(vector))):
        return None
    if vector["expect"]["set_cookie"] and rng.random() < 0.1:  # a limit just there
        [cookie] = vector["expect"]["set_cookie"]
        config["MAX_COOKIE_SIZE"] = len(cookie) - rng.choice([0, 1])
        vector["expect"] = _answer(vector)
    return vector | ({"python_only": True} if _seen.get("python_only") else {})


def _answer(vector: dict) -> dict:
    app.config.clear()
    app.config.update(DEFAULTS | vector["config"])
    _vector.clear()
    _vector.update(vector)
    _seen.clear()
    field = vector["cookie_header"]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        response = app.test_client(use_cookies=False).get(
            "/", environ_overrides={} if field is None else {"HTTP_COOKIE": field})
    return {
        "status": response.status_code, "set_cookie": response.headers.getlist("Set-Cookie"),
        "vary": response.headers.get("Vary"), "results": _seen.get("results"),
        "session": _seen.get("session"), "warnings": [str(warning.message) for warning in said],
    }
