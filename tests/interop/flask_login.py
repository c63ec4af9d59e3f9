"""The login application of Flask's tutorial, as examples/login has it. Serves on PORT, configured by
FLASK_SECRET_KEY and its like in the environment."""

import os

from flask import Flask, redirect, request, session, url_for
from markupsafe import escape
from werkzeug.serving import make_server

app = Flask(__name__)
app.config.from_prefixed_env()
if app.config.get("SESSION_FORMAT") == "sealed":
    from sealed_interface import SealedSessionInterface
    app.session_interface = SealedSessionInterface()


@app.route("/")
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


@app.route("/logout")
def logout():
    session.pop("username", None)
    return redirect(url_for("index"))


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
