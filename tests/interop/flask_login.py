"""The login application of Flask's tutorial, as examples/login has it. Serves on PORT, configured by
FLASK_SECRET_KEY and its like in the environment."""

import os
import pathlib
import re

from flask import Flask, redirect, request, session, url_for
from markupsafe import escape
from werkzeug.serving import make_server

app = Flask(__name__)
app.config.from_prefixed_env()
if app.config.get("SESSION_FORMAT") == "sealed":
    from sealed_interface import SealedSessionInterface
    app.session_interface = SealedSessionInterface()


# The document and the form are those of examples/login, byte for byte; those of examples/httplib and
# examples/beast are Flask's tutorial's, without a document around them.
PLAIN_FORM = """<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>"""
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples/login/main.cpp"
DOCUMENT, FORM = re.findall(r'R"\((.*?)\)"', EXAMPLE.read_text(), re.DOTALL)


def page(title, content):
    if app.config.get("PAGES") == "plain":
        return PLAIN_FORM if content == FORM else content
    before, heading, body, after = re.split(r"\{\}", DOCUMENT)
    return title.join([before, heading, ""]) + body + content + after


@app.route("/")
def index():
    if "username" in session:
        return page("Welcome", f"Logged in as {escape(session['username'])}<br>"
                               "<b><a href='/logout'>click here to log out</a></b>")
    return page("Welcome", "You are not logged in<br><a href='/login'><b>click here to log in</b></a>")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        session["username"] = request.form["username"]
        return redirect(url_for("index"))
    return page("Log in", FORM)


@app.route("/logout")
def logout():
    session.pop("username", None)
    return redirect(url_for("index"))


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
