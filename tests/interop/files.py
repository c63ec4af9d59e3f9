"""A folder served by a real Flask application and by examples/files: the same files, headers and
bodies, but for the differences that docs/flask-compatibility.md names.

The environment variable FILES names the program of examples/files.
"""

import gzip
import mimetypes
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

from tests import tally
from tests.interop.client import send
from tests.interop.server import Server
from tests.ports import free_port

FLASK_FILES = pathlib.Path(__file__).with_name("flask_files.py")
MODIFIED = 1_700_000_000.25
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
FILES = {
    "style.css": "body {}\n", "empty.txt": "", "x.bin": "0123456789", "a.js": "1;", "a.json": "{}",
    "a.svg": "<svg/>", "a.xml": "<x/>", "a.html": "<p>", "noext": "?", "a.tar.gz": "packed", "a.tgz": "packed",
    "a.unknown": "?", "UPPER.CSS": "", "J%C3%B6rg%20%E2%98%83.txt": "hi", "a%20b;%22q%22.txt": "q",
    "sub/deep/x.txt": "deep", "a+b&c=d.txt": "x", "%C3%A4'(1)*.txt": "x", "...": "dots", "a..qq": "x",
}
# Not of Flask.
OURS = {"X-Content-Type-Options"}


class Files(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        for name, content in FILES.items():
            cls.write(name, content)
        port = free_port()
        cls.costrel = Server("costrel", [os.environ["FILES"]], port, FOLDER=folder.name,
                             COSTREL_RUN_HOST="127.0.0.1", COSTREL_RUN_PORT=str(port))
        cls.addClassCleanup(cls.costrel.stop)
        port = free_port()
        cls.flask = Server("Flask", [sys.executable, str(FLASK_FILES)], port, FOLDER=folder.name,
                           PORT=str(port))
        cls.addClassCleanup(cls.flask.stop)

    @classmethod
    def write(cls, name: str, content: str):
        path = cls.folder / urllib.parse.unquote(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        os.utime(path, (MODIFIED, MODIFIED))

    @staticmethod
    def comparable(answer) -> dict:
        result = answer.comparable()
        result["headers"] = [(name, value) for name, value in result["headers"]
                             if name not in OURS and (name, value) != ("Vary", "Accept-Encoding")]
        result["Cache-Control"] = answer.all("Cache-Control")
        return result

    def answers(self, method: str, path: str, **more):
        """Both, in the same second: Expires tells the time."""
        for _ in range(20):
            start = int(time.time())
            answers = [send(server, method, path, **more) for server in (self.costrel, self.flask)]
            if int(time.time()) == start:
                return answers
        self.fail("the two answers never fell into one second")

    def assert_same_answer(self, method: str, path: str, headers: dict | None = None):
        with self.subTest(f"{method} {path} {headers or ''}"):
            ours, flasks = self.answers(method, path, headers=headers)
            self.assertEqual(self.comparable(ours), self.comparable(flasks))

    def assert_statuses(self, path: str, headers: dict, ours: int, flasks: int):
        with self.subTest(f"{path} {headers}"):
            answers = self.answers("GET", path, headers=headers)
            self.assertEqual([answer.status for answer in answers], [ours, flasks])

    def test_files_are_the_same(self):
        for name in FILES:
            if name != "...":
                self.assert_same_answer("GET", f"/static/{name}")
                self.assert_same_answer("HEAD", f"/static/{name}")
                self.assert_same_answer("GET", f"/download/{name}")
                self.assert_same_answer("GET", f"/cached/{name}")
        self.assert_same_answer("OPTIONS", "/static/x.bin")
        self.assert_same_answer("POST", "/static/x.bin")

    def test_names_for_saving_are_the_same(self):
        for name in ("simple.csv", "a%22b%5Cc.txt", "../x;y", "%C3%BC.txt", "%E6%97%A5%E6%9C%AC.pdf",
                     "%F0%9F%98%80%20%EF%BC%A1.gz", "Vi%E1%BB%87t.html", "%C2%BD%C4%B3.txt"):
            self.assert_same_answer("GET", f"/download/x.bin?name={name}")

    def test_what_is_not_found_is_the_same(self):
        for path in ("nope", "sub", "sub/", "../x", "%2e%2e/%2e%2e/etc/passwd", "%2e%2e/x", "..%5cx",
                     "x.bin/y", "a" * 256):
            self.assert_same_answer("GET", f"/static/{path}")
            self.assert_same_answer("GET", f"/download/{path}")

    def etag(self) -> str:
        return send(self.flask, "GET", "/static/x.bin").all("ETag")[0]

    def test_conditions_are_the_same(self):
        etag = self.etag()
        for headers in (
                {"If-None-Match": etag}, {"If-None-Match": f"W/{etag}"}, {"If-None-Match": "*"},
                {"If-None-Match": f'"a", {etag}'}, {"If-None-Match": '"a"'},
                {"If-None-Match": f"junk, {etag}"}, {"If-None-Match": f'"open, {etag}'},
                {"If-None-Match": f'"a" b, {etag}, c'}, {"If-None-Match": f"{etag} b"}, {"If-None-Match": '*, "a"'},
                {"If-None-Match": '"a"', "If-Modified-Since": DATE}, {"If-Modified-Since": DATE},
                {"If-Modified-Since": "garbage"}, {"If-Modified-Since": ""},
                {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:19 GMT"},
                {"If-Modified-Since": "Tuesday, 14-Nov-23 22:13:20 GMT"},
                {"If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"}, {"If-Match": etag},
                {"If-Range": '"a"'}):
            for method in ("GET", "HEAD"):
                self.assert_same_answer(method, "/static/x.bin", headers)
        self.assert_same_answer("GET", "/static/a.tar.gz", {"If-None-Match": "*"})
        self.assert_same_answer("GET", "/cached/a.tar.gz", {"If-Modified-Since": DATE})

    def test_ranges_are_the_same(self):
        etag = self.etag()
        for value in ("bytes=0-", "bytes=-1", "bytes=0-0", "bytes=9-", "bytes=3-100", "bytes=10-",
                      "bytes=2-4", "bytes=-0", "BYTES=0-1", "bytes=18446744073709551616-",
                      "bytes=0-18446744073709551616"):
            self.assert_same_answer("GET", "/static/x.bin", {"Range": value})
            self.assert_same_answer("GET", "/static/x.bin", {"Range": value, "If-Range": etag})
        for version in (etag, '"a"', DATE, "Tue, 14 Nov 2000 22:13:20 GMT"):
            self.assert_same_answer("GET", "/static/x.bin", {"Range": "bytes=1-2", "If-Range": version})
        self.assert_same_answer("GET", "/static/empty.txt", {"Range": "bytes=0-"})

    def test_where_rfc_9110_says_otherwise(self):
        etag = self.etag()
        x = "/static/x.bin"
        self.assert_statuses(x, {"If-Match": '"a"', "Range": "bytes=0-1"}, 412, 206)
        self.assert_statuses(x, {"If-Match": "*"}, 200, 412)
        self.assert_statuses(x, {"If-Unmodified-Since": "Tue, 14 Nov 2000 22:13:20 GMT"}, 412, 200)
        self.assert_statuses(x, {"If-None-Match": etag, "Range": "bytes=0-1"}, 304, 206)
        self.assert_statuses(x, {"If-Range": f"W/{etag}", "Range": "bytes=0-1"}, 200, 206)
        self.assert_statuses(x, {"If-Range": "Tue, 14 Nov 2023 22:13:21 GMT", "Range": "bytes=0-1"}, 200, 206)
        self.assert_statuses(x, {"Range": "bytes=0-1,3-4"}, 200, 416)
        self.assert_statuses(x, {"Range": "bytes=0-4,5-9"}, 206, 416)
        self.assert_statuses(x, {"Range": "bytes=-100"}, 206, 416)
        for malformed in ("bytes=5-2", "bytes=", "bytes", "bytes=a-b", "lines=1-2"):
            self.assert_statuses(x, {"Range": malformed}, 200, 416)
        # Flask sends the file all the same, with the status 412.
        ours, flasks = self.answers("GET", x, headers={"If-Match": '"a"'})
        self.assertEqual([ours.status, flasks.status], [412, 412])
        self.assertEqual(flasks.body, "0123456789")
        self.assertIn("<h1>Precondition Failed</h1>", ours.body)

    def test_paths_that_are_not_served_here(self):
        self.write(".env", "secret")
        self.write("main.cpp~", "secret")
        (self.folder / "inner").symlink_to("x.bin")
        (self.folder / "passwd").symlink_to("/etc/passwd")
        for path in (".env", "main.cpp~", "inner", "passwd", "x.bin/", "sub/../x.bin", "./x.bin", "..."):
            self.assert_statuses(f"/static/{path}", {}, 404, 200)

    def test_every_type_is_that_of_python(self):
        ours_alone = {"bz2", "conf", "ini", "log", "map", "xz", "yaml", "yml"}
        # What Debian 13 and its Python say in their place, or where Python 3.11 knows nothing.
        newer = {"mkv": "video/matroska", "yaml": "application/yaml", "yml": "application/yaml"}
        types = subprocess.run(["sed", "-nE", r's/^    \{"([a-z0-9]+)", "([^"]+)"\},$/\1 \2/p',
                                "src/http/representation/mimetype.cpp"], capture_output=True, text=True, check=True).stdout
        known = dict(line.split() for line in types.splitlines())
        self.assertGreater(len(known), 80)
        for ending, mimetype in known.items():
            with self.subTest(ending):
                pythons, _ = mimetypes.guess_type(f"x.{ending}")
                if pythons != newer.get(ending):
                    self.assertEqual(mimetype if ending not in ours_alone else None, pythons)

    def test_a_page_is_packed_for_who_asks(self):
        self.write("page.html", "<p>text\n" * 10_000)
        plain = send(self.costrel, "GET", "/static/page.html")
        with socket.create_connection(("127.0.0.1", self.costrel.port), timeout=60) as connection:
            connection.sendall(b"GET /static/page.html HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
            head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
        self.assertIn(b"Content-Encoding: gzip", head)
        self.assertLess(len(body), 2_000)
        self.assertEqual(gzip.decompress(body).decode(), plain.body)


if __name__ == "__main__":
    tally.main()
