"""The pages of Flask's own tutorial, from its own templates: the same bytes from Flask and from here.

Its code, its templates and its tables are those of Flask's source distribution. Each request runs through the real
application; what its view passed to the template, flashed and kept in `g` is what costrel renders the page with, for a
request with the same method, target, form and cookie.
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import flask
from flask.json.tag import TaggedJSONSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.security import generate_password_hash
from werkzeug.test import EnvironBuilder

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "build/flask-source/examples/tutorial"
PAGES = os.environ.get("TUTORIAL_PAGES", str(ROOT / "build/test/tests/templates/tutorial_pages"))
SEEDS = [int(seed) for seed in os.environ.get("TUTORIAL_SEEDS", "1 2 3").split()]
SECRET_KEY = "of the tutorial's tests, for both"
PIECES = ["<b>", "&amp;", "&", '"', "'", "é", "日本", "\U0001f44d", " ", "\n", "{{ 7 * 7 }}", "{% raw %}", "</textarea>",
          "\u2028", "plain words", "0", "%s", "\t", "a" * 300]
TAGS = TaggedJSONSerializer()


def plain(value):
    """Rows of the database as dicts."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return dict(value) if hasattr(value, "keys") else value


class Recorder:
    """Sends requests to Flask's tutorial, and keeps what its templates were given."""

    def __init__(self, folder: str):
        sys.path.insert(0, str(SOURCE))
        from flaskr import create_app
        from flaskr.db import get_db, init_db
        self.get_db = get_db
        self.app = create_app({"TESTING": True, "SECRET_KEY": SECRET_KEY, "DATABASE": folder + "/flaskr.sqlite"})
        with self.app.app_context():
            init_db()
        self.client = self.app.test_client()
        self.requests: list[dict] = []
        self.pages: list[dict] = []
        flask.template_rendered.connect(self.on_render, self.app)
        flask.message_flashed.connect(self.on_flash, self.app)
        self.rendered: dict = {}
        self.flashed: list[str] = []

    def on_render(self, _, template, context):
        given = {name: plain(value) for name, value in context.items()
                 if name not in ("g", "request", "session")}
        user = flask.g.get("user")
        self.rendered = {"template": template.name, "context": TAGS.dumps(given),
                         "g": TAGS.dumps({"user": plain(user)})}

    def on_flash(self, _, message, category):
        self.flashed.append(message)

    def execute(self, sql: str, *values):
        with self.app.app_context():
            self.get_db().execute(sql, values)
            self.get_db().commit()

    def send(self, method: str, target: str, **form: str) -> int:
        self.rendered, self.flashed = {}, []
        cookie = self.client.get_cookie("session")
        builder = EnvironBuilder(method=method, path=target, data=MultiDict(form) if method == "POST" else None)
        body = builder.get_environ()["wsgi.input"].read().decode()
        response = self.client.open(target, method=method, data=body or None,
                                    content_type="application/x-www-form-urlencoded" if body else None)
        if self.rendered:
            self.requests.append({"method": method, "target": target, "form": body, "flashed": self.flashed,
                                  "cookie": f"session={cookie.value}" if cookie else "", **self.rendered})
            self.pages.append({"status": response.status_code, "type": response.headers["Content-Type"],
                               "vary": response.headers.get("Vary", ""), "body": response.get_data(as_text=True)})
        return response.status_code


def walk(recorder: Recorder, seed: int) -> None:
    """Every page, as somebody sees it who is logged in and who is not, with what users may write."""
    chance = random.Random(seed)

    def words() -> str:
        return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 6)))

    send = recorder.send
    for table in ("post", "user"):
        recorder.execute(f"DELETE FROM {table}")
    password = generate_password_hash("password", "pbkdf2:sha256:1")
    names = [words() + str(i) for i in range(3)]
    for i, name in enumerate(names):
        recorder.execute("INSERT INTO user VALUES (?, ?, ?)", i + 1, name, password)
    recorder.client.delete_cookie("session")
    send("GET", "/")
    for i in range(chance.randint(2, 9)):
        recorder.execute("INSERT INTO post VALUES (?, ?, ?, ?, ?)", i + 1, chance.randint(1, 3),
                         f"{chance.randint(1970, 2037)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} 12:30:59",
                         words(), words())
    recorder.execute("UPDATE post SET author_id = 1 WHERE id = 1")
    for target in ("/", "/auth/login", "/auth/register"):
        send("GET", target)
    for username, secret in (("", "x"), (words(), ""), (words(), "x"), (names[0], words())):
        send("POST", "/auth/login", username=username, password=secret)
    for username, secret in (("", "x"), (words(), ""), (names[1], "x")):
        send("POST", "/auth/register", username=username, password=secret)
    send("POST", "/auth/login", username=names[0], password="password")
    for target in ("/", "/create", "/1/update", "/auth/login", "/auth/register"):
        send("GET", target)
    for target in ("/create", "/1/update"):
        send("POST", target, title="", body=words())
        send("POST", target, title="", body="")
    with recorder.client.session_transaction() as session:
        session["_flashes"] = [("message", words()) for _ in range(3)]
    send("GET", "/")
    send("GET", "/")
    send("POST", "/create", title=words(), body=words())
    send("POST", "/1/update", title=words(), body=words())
    send("GET", "/1/update?title=" + "x%3Cy")
    send("GET", "/")


class Tutorial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        made = tempfile.TemporaryDirectory()
        cls.addClassCleanup(made.cleanup)
        cls.data = made.name + "/templates.bin"
        subprocess.run([sys.executable, ROOT / "tools/templates/costrel-templates.py", SOURCE / "flaskr/templates",
                        "--data", cls.data], check=True)
        cls.recorder = Recorder(made.name)

    def test_every_page_has_the_bytes_of_flask(self):
        for seed in SEEDS:
            self.recorder.requests.clear()
            self.recorder.pages.clear()
            walk(self.recorder, seed)
            lines = "".join(json.dumps(request) + "\n" for request in self.recorder.requests)
            done = subprocess.run([PAGES, self.data], input=lines, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            answers = [json.loads(line) for line in done.stdout.splitlines()]
            self.assertEqual(len(answers), len(self.recorder.pages))
            for request, page, answer in zip(self.recorder.requests, self.recorder.pages, answers):
                with self.subTest(f"seed {seed}: {request['method']} {request['target']}"):
                    self.assertEqual(answer, page)

    def test_every_template_was_rendered(self):
        walk(self.recorder, 4)
        rendered = {request["template"] for request in self.recorder.requests}
        files = {path.relative_to(SOURCE / "flaskr/templates").as_posix()
                 for path in (SOURCE / "flaskr/templates").rglob("*.html")}
        self.assertEqual(files - rendered, {"base.html"})


if __name__ == "__main__":
    tally.main()
