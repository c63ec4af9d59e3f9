"""A site of Flask with Flask-Session and a login: PORT and CONFIG are in the environment. The routes are those of
node_site.mjs, and one that tells all that is in the session, as Python shows it."""

import json
import os

import redis
from flask import Flask, flash, get_flashed_messages, request, session
from flask_session import Session

CONFIG = json.loads(os.environ["CONFIG"])

app = Flask(__name__)
app.config.update(SESSION_TYPE="redis", SESSION_REDIS=redis.Redis.from_url(CONFIG["redis"]),
                  SESSION_SERIALIZATION_FORMAT=CONFIG["format"], SESSION_USE_SIGNER="signer_key" in CONFIG,
                  SECRET_KEY=CONFIG.get("signer_key", "of a test"))
Session(app)


@app.post("/login")
def login():
    session["user"] = request.args["user"]
    return {}


@app.post("/cart")
def cart():
    session["cart"] = [*session.get("cart", []), request.args["item"]]
    return {}


@app.post("/flash")
def flashed():
    flash(request.args["message"], "good")
    return {}


@app.post("/logout")
def logout():
    session.clear()
    return {}


@app.get("/me")
def me():
    return {"user": session.get("user"), "cart": session.get("cart", [])}


@app.get("/all")
def everything():
    return {"session": repr(dict(session)), "flashes": get_flashed_messages(with_categories=True)}


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
