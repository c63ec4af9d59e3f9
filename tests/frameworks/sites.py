"""A site of another framework, one of costrel, and a browser that goes from one to the other."""

import http.client
import json
import pathlib
import subprocess
import sys
import time
import urllib.parse

from tests.interop.server import Server
from tests.ports import free_port

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]


def program() -> str:
    """The site in C++, of the preset that was built last."""
    built = [ROOT / "build" / preset / "tests/frameworks/framework_site" for preset in ("test", "dev", "release")]
    return str(max((path for path in built if path.exists()), key=lambda path: path.stat().st_mtime))


def node_site(framework: str, config: dict) -> Server:
    port = free_port()
    return Server(framework, ["node", str(HERE / "node_site.mjs"), framework, str(port), json.dumps(config)], port)


def python_site(name: str, config: dict, **environment: str) -> Server:
    port = free_port()
    return Server(name, [sys.executable, str(HERE / f"{name}_site.py")], port,
                  PORT=str(port), CONFIG=json.dumps(config), **environment)


class Browser:
    """Keeps the cookies of one host, whichever of the sites set them."""

    def __init__(self):
        self.cookies: dict[str, str] = {}

    def field(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def take(self, lines: list[str]) -> None:
        for line in lines:
            pair, _, attributes = line.partition(";")
            name, _, value = pair.partition("=")
            gone = "max-age=0" in attributes.lower().replace(" ", "") or "1970" in attributes
            if gone or value in ("", '""'):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def send(self, site: Server, method: str, path: str, **query: str) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        try:
            target = path + ("?" + urllib.parse.urlencode(query) if query else "")
            connection.request(method, target, headers={"Cookie": self.field()})
            response = connection.getresponse()
            self.take(response.headers.get_all("Set-Cookie") or [])
            body = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise AssertionError(f"{site.name} answered {response.status}: {body[:500]!r}\n{site.log[-2000:]}")
        return json.loads(body)


class Costrel:
    """The site in C++. `record` is where the store of a framework with IDs is read and written."""

    def __init__(self, kind: str, config: dict, store=None):
        self.kind, self.config, self.store = kind, config, store
        self._process = subprocess.Popen([program()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def visit(self, browser: Browser, **change) -> dict:
        """The session that the browser brings; then what `change` makes of it is sent back."""
        return self._visit(browser, **change)["session"]

    def flashes(self, browser: Browser) -> list:
        """The messages for this page, each with its category."""
        return self._visit(browser, take_flashes=True)["flashes"]

    def _visit(self, browser: Browser, **change) -> dict:
        if self.store:
            key = self._ask(browser, asks_key=True).get("key")
            record = self.store.load(key) if key is not None else None
            if record is not None:
                change["record"] = record
        response = self._ask(browser, **change)
        if self.store and "record" in response:
            self.store.save(response["key"], response["record"])
        browser.take(response["set_cookies"])
        return response

    def _ask(self, browser: Browser, **request) -> dict:
        request |= {"kind": self.kind, "config": self.config, "time": int(time.time()), "cookies": browser.field()}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        response = json.loads(self._process.stdout.readline())
        if "error" in response:
            raise AssertionError(response["error"])
        return response


