"""A Flask application with Flask-Login, on PORT: who is there, and who may see what needs a fresh login.
FLASK_SESSION_PROTECTION is Flask-Login's setting."""

import os

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user, fresh_login_required, login_user, logout_user
from werkzeug.serving import make_server

app = Flask(__name__)
app.config.from_prefixed_env()
manager = LoginManager(app)


class User(UserMixin):
    def __init__(self, id_: str):
        self.id = id_


manager.user_loader(User)


@app.route("/")
def index():
    return f"user {current_user.id}" if current_user.is_authenticated else "nobody"


@app.route("/account")
@fresh_login_required
def account():
    return f"account of {current_user.id}"


@app.route("/login/<id_>")
def login(id_):
    login_user(User(id_))
    return index()


@app.route("/logout")
def logout():
    logout_user()
    return "bye"


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
