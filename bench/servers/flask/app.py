"""The login application on Flask, served by gunicorn; with REDIS_URL its sessions are Flask-Session's, in that Redis."""

import os

from flask import Flask, redirect, request, session, url_for
from markupsafe import escape

app = Flask(__name__)
app.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"
if os.environ.get("REDIS_URL"):
    import flask_session
    import redis

    app.config.update(SESSION_TYPE="redis", SESSION_REDIS=redis.Redis.from_url(os.environ["REDIS_URL"]))
    flask_session.Session(app)


@app.get("/")
def index():
    if "username" in session:
        return (f"Logged in as {escape(session['username'])}<br>"
                "<b><a href='/logout'>click here to log out</a></b>")
    return "You are not logged in<br><a href='/login'><b>click here to log in</b></a>"


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        session["username"] = request.form["username"]
        return redirect(url_for("index"))
    return """<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>"""


@app.get("/refresh")
def refresh():
    session.permanent = True
    return index()


@app.get("/count")
def count():
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"])


@app.get("/hello")
def hello():
    return "Hello"
