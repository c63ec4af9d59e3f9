"""A key file that changes while the application runs, and what the log says of sessions at the start."""

import http.client
import json
import pathlib
import signal
import tempfile
import time
import unittest
from typing import Optional

from tests import tally
from tests.operation.server import PATIENCE, Server

OLD = "the old secret of the tests of operation, 0123456789"
NEW = "the new secret of the tests of operation, 9876543210"


class SessionKeys(unittest.TestCase):
    def setUp(self):
        self.file = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "keys.json"

    def write(self, *secrets: str, text: Optional[str] = None) -> None:
        following = self.file.with_name("next")
        following.touch(0o600)
        following.write_text(text or json.dumps({"keys": [{"secret": secret} for secret in secrets]}))
        following.rename(self.file)

    def serve(self, **more: str) -> Server:
        return self.enterContext(Server(
            settings={"SECRET_KEY": "", "SESSION_KEYS_FILE": str(self.file), "SESSION_FORMAT": "sealed", **more},
            PORT=0, HOST="127.0.0.1"))

    def ask(self, server: Server, method: str, path: str, cookie: str = "", body: str = "") -> tuple[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        return page, (response.getheader("Set-Cookie") or "").partition(";")[0]

    def log_in(self, server: Server) -> str:
        return self.ask(server, "POST", "/login", body="username=ann")[1]

    def is_known(self, server: Server, cookie: str) -> bool:
        return "Logged in as ann" in self.ask(server, "GET", "/", cookie)[0]

    def wait(self, condition) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def test_hup_reads_the_file_again(self):
        self.write(OLD)
        server = self.serve()
        cookie = self.log_in(server)
        self.assertTrue(self.is_known(server, cookie))
        self.write(OLD, NEW)
        server.signal(signal.SIGHUP)
        self.wait(lambda: self.ask(server, "GET", "/", cookie)[1] != "")  # sealed again, by the new key
        renewed = self.ask(server, "GET", "/", cookie)[1]
        self.write(NEW)
        server.signal(signal.SIGHUP)
        self.wait(lambda: not self.is_known(server, cookie))
        self.assertTrue(self.is_known(server, renewed))

    def test_a_change_is_seen_without_a_signal(self):
        self.write(OLD)
        server = self.serve(SESSION_KEYS_INTERVAL="0")
        cookie = self.log_in(server)
        self.write(NEW)
        self.assertFalse(self.is_known(server, cookie))

    def test_a_file_that_is_none_leaves_the_keys_and_is_one_line_in_the_log(self):
        self.write(OLD)
        server = self.serve(SESSION_KEYS_INTERVAL="0")
        cookie = self.log_in(server)
        self.write(text="{")
        for _ in range(5):
            server.signal(signal.SIGHUP)
            self.assertTrue(self.is_known(server, cookie))
        self.wait(lambda: str(self.file) in server.log)
        self.assertLessEqual(server.log.count(str(self.file)), 2)  # a minute may have ended between them
        self.assertNotIn(OLD, server.log)

    def test_an_application_whose_last_key_ends_soon_says_so(self):
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3 * 86400 + 60))
        self.write(text=json.dumps({"keys": [{"secret": OLD, "not_after": soon}]}))
        self.assertIn("is good for 3 more days", self.serve().log)

    def test_a_secure_cookie_over_http_is_told_of_in_debug_mode(self):
        self.write(OLD)
        secure = {"SESSION_COOKIE_SECURE": "true"}
        self.assertIn("http://localhost", self.serve(DEBUG="true", **secure).log)
        self.assertNotIn("http://localhost", self.serve(**secure).log)


if __name__ == "__main__":
    tally.main()
