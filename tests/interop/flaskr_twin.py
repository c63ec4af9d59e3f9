"""A blog in Flask with the tables, the endpoints and the words of examples/flaskr. Serves the file
DATABASE on PORT, configured by FLASK_SECRET_KEY and its like in the environment."""

import os
import sqlite3

from flask import Flask, abort, flash, g, redirect, render_template_string, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.serving import make_server

SCHEMA = """
CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT UNIQUE NOT NULL,
  password TEXT NOT NULL
);
CREATE TABLE post (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  author_id INTEGER NOT NULL REFERENCES user (id),
  created TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  title TEXT NOT NULL,
  body TEXT NOT NULL
);
"""
PAGE = """<nav>{{ g.user.username if g.user else "nobody" }}</nav>
{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}
{% for post in posts %}<article><h2>{{ post.title }}</h2> by {{ post.username }} on
{{ post.created.strftime("%Y-%m-%d") }}<p>{{ post.body }}</p></article>{% endfor %}"""

app = Flask(__name__)
app.config.from_prefixed_env()


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(os.environ["DATABASE"], detect_types=sqlite3.PARSE_DECLTYPES)
    connection.row_factory = sqlite3.Row
    return connection


def fetch_one(sql: str, *values):
    return g.db.execute(sql, values).fetchone()


def change(sql: str, *values) -> None:
    g.db.execute(sql, values)
    g.db.commit()


def page(posts=()) -> str:
    return render_template_string(PAGE, posts=posts)


@app.before_request
def begin():
    g.db = connect()
    g.user = fetch_one("SELECT * FROM user WHERE id = ?", session.get("user_id"))


@app.teardown_request
def end(_error):
    if "db" in g:
        g.db.close()


@app.route("/auth/register", methods=["GET", "POST"])
def register():
    if request.method == "POST":
        name, password = request.form["username"], request.form["password"]
        try:
            change("INSERT INTO user (username, password) VALUES (?, ?)", name,
                   generate_password_hash(password))
            return redirect(url_for("login"))
        except sqlite3.IntegrityError:
            flash(f"User {name} is already registered.")
    return page()


@app.route("/auth/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        user = fetch_one("SELECT * FROM user WHERE username = ?", request.form["username"])
        if user is None:
            flash("Incorrect username.")
        elif not check_password_hash(user["password"], request.form["password"]):
            flash("Incorrect password.")
        else:
            session.clear()
            session["user_id"] = user["id"]
            return redirect(url_for("index"))
    return page()


@app.route("/auth/logout")
def logout():
    session.clear()
    return redirect(url_for("index"))


@app.route("/")
def index():
    return page(g.db.execute("SELECT post.*, username FROM post JOIN user ON author_id = user.id"
                             " ORDER BY created DESC, post.id DESC").fetchall())


@app.route("/create", methods=["GET", "POST"])
def create():
    if g.user is None:
        return redirect(url_for("login"))
    if request.method == "POST":
        change("INSERT INTO post (author_id, title, body) VALUES (?, ?, ?)", g.user["id"],
               request.form["title"], request.form["body"])
        return redirect(url_for("index"))
    return page()


def own_post(id_: int):
    post = fetch_one("SELECT * FROM post WHERE id = ?", id_)
    if post is None:
        abort(404, f"Post id {id_} doesn't exist.")
    if post["author_id"] != g.user["id"]:
        abort(403)
    return post


@app.route("/<int:id_>/update", methods=["GET", "POST"])
def update(id_):
    if g.user is None:
        return redirect(url_for("login"))
    own_post(id_)
    if request.method == "POST":
        change("UPDATE post SET title = ?, body = ? WHERE id = ?", request.form["title"],
               request.form["body"], id_)
        return redirect(url_for("index"))
    return page()


@app.route("/<int:id_>/delete", methods=["POST"])
def delete(id_):
    if g.user is None:
        return redirect(url_for("login"))
    own_post(id_)
    change("DELETE FROM post WHERE id = ?", id_)
    return redirect(url_for("index"))


if __name__ == "__main__":
    if not os.path.exists(os.environ["DATABASE"]):
        connect().executescript(SCHEMA)
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
