"""Random X-Forwarded fields and hosts: what Werkzeug's ProxyFix and Flask's TRUSTED_HOSTS make of them,
and costrel.

PROXIED is the program costrel-proxied. SEED replays a run, CASES says how many requests."""

import json
import os
import random
import re
import secrets
import subprocess
import unittest

from flask import Flask, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from tests import tally

FIELDS = {"x_for": "X-Forwarded-For", "x_proto": "X-Forwarded-Proto", "x_host": "X-Forwarded-Host",
          "x_port": "X-Forwarded-Port", "x_prefix": "X-Forwarded-Prefix"}
HOSTS = ["example.com", "a.example.com", "other.example", "localhost", "127.0.0.1", "[::1]", "[2001:db8::1]",
         "example.com.", "EXAMPLE.com", "com"]
VALUES = {
    "x_for": ["192.0.2.1", "2001:db8::1", "[2001:db8::1]:80", "unknown", "_hidden", "192.0.2.1:4711", "a b", "x"],
    "x_proto": ["http", "https", "https", "ftp", "javascript", "HTTPS"],
    "x_host": [*HOSTS, "example.com:80", "example.com:443", "example.com:0", "[::1]:8080", "a b", "a/b", "<script>", "a@b", "a:b"],
    "x_port": ["80", "443", "8080", "0", "080", "65536", "x", "8080/", "80@evil.example"],
    "x_prefix": ["/app", "/app/", "app", "/", "/a/b", "//app", "/a b", "/<a>", "/%20", "/a?b"],
}
TRUSTED = ["example.com", ".example.com", "other.example", "localhost", "[::1]", "example.com:80", "127.0.0.1"]


def one_of_few(rng: random.Random) -> int:
    return rng.choice([0, 1, 1, 1, 2, 3])


def element(rng: random.Random, kind: str) -> str:
    text = rng.choice(VALUES[kind])
    shape = rng.random()
    if shape < 0.08:
        return '"' + text.replace("b", "\\b") + '"'
    if shape < 0.12:
        return rng.choice(["", " ", '""', '"a, b"', '"open', 'in"side"', '\\', '"\\"'])
    return text


def case(rng: random.Random) -> dict:
    headers = []
    for kind, name in FIELDS.items():
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            value = rng.choice([",", ", ", " ,\t"]).join(element(rng, kind) for _ in range(rng.randint(0, 4)))
            headers.append([rng.choice([name, name.lower()]), value.strip(" \t")])
    rng.shuffle(headers)
    port = rng.choice(["", "", ":80", ":443", ":5000", rng.choice([":", ":0", ":080", ":00443"])])
    return {"host": rng.choice(HOSTS) + port, "secure": rng.random() < 0.3,
            "fix": {kind: one_of_few(rng) for kind in FIELDS}, "headers": headers,
            "trusted": rng.sample(TRUSTED, rng.choice([0, 0, 1, 2]))}


def is_ipv6(host: str) -> bool:
    return host.startswith("[")


def is_unclosed(value: str) -> bool:
    """Whether a quoted string has no end."""
    return '"' in re.sub(r'"(?:[^"\\]|\\.)*"', "", value)


def real_value(trusted: int, value: str | None) -> str | None:
    """ProxyFix's, but a quote without an end divides as any other character does."""
    if not value or not is_unclosed(value):
        return ProxyFix(None)._get_real_value(trusted, value)
    values = [text for part in value.split(",") if (text := part.strip(" \t"))]
    if not 0 < trusted <= len(values):
        return None
    text = values[-trusted]
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if quoted else text


class Reference:
    """The same application in Flask."""

    def __init__(self):
        self.app = Flask(__name__)
        self.app.add_url_rule("/page/", "page", self.page)

    @staticmethod
    def page():
        return {"remote_addr": request.remote_addr, "scheme": request.scheme, "host": request.host,
                "script_root": request.script_root, "url": url_for("page")}

    def answer(self, case_: dict) -> dict:
        self.app.config["TRUSTED_HOSTS"] = case_["trusted"] or None
        environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": case_["host"].lower(), "SCRIPT_NAME": ""}
        for name, value in case_["headers"]:
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = environ[key] + "," + value if key in environ else value
        for kind, name in FIELDS.items():  # what the documented differences come to
            key = "HTTP_" + name.upper().replace("-", "_")
            values = real_value(case_["fix"][kind], environ.pop(key, None))
            if kind == "x_proto" and values and values.lower() in ("http", "https"):
                environ[key] = values.lower()
            elif kind == "x_prefix" and values and re.fullmatch(r"[\w.~!$&'()*+,;=:@%/-]+", values, re.ASCII):
                if values.strip("/"):
                    environ[key] = "/" + values.strip("/")
            elif kind in ("x_for", "x_host", "x_port") and values:
                quoted = values.replace("\\", "\\\\").replace('"', '\\"')
                environ[key] = f'"{quoted.lower() if kind == "x_host" else quoted}"'
        fix = {kind: int(bool(number)) for kind, number in case_["fix"].items()}
        client = Client(ProxyFix(self.app.wsgi_app, **fix), self.app.response_class)
        base = "https://localhost" if case_["secure"] else "http://localhost"
        page, redirect = (client.get(path, base_url=base, environ_overrides=environ) for path in ("/page/", "/page"))
        result = page.get_json() if page.status_code == 200 else {}
        return result | {"status": page.status_code, "location": redirect.headers.get("Location", "")}


def expected(case_: dict, reference: Reference) -> dict:
    result = reference.answer(case_)
    if result["status"] == 200:
        result["host"] = result["host"].lower()
    # Flask redirects to the URL, costrel to its path. Without a host that URL has no "//" in Python 3.13, nor a path.
    result["location"] = re.sub(r"^https?:(//[^/]*)?", "", result["location"])
    if result["location"] and not result["location"].startswith("/"):
        result["location"] = "/" + result["location"]
    return result


class Proxies(unittest.TestCase):
    maxDiff = None

    def test_requests_look_the_same(self):
        seed = os.environ.get("SEED") or secrets.token_hex(4)
        number = int(os.environ.get("CASES") or 2000)
        print(f"SEED={seed} CASES={number}", flush=True)
        rng, reference = random.Random(seed), Reference()
        cases = [case(rng) for _ in range(number)]
        # Werkzeug 3.1.9 trusts no IPv6 address, whatever the list says.
        cases = [c for c in cases if not any(is_ipv6(host) for host in c["trusted"])
                 or not any("[" in text for text in (c["host"], *(value for _, value in c["headers"])))]
        lines = "".join(json.dumps(c) + "\n" for c in cases)
        done = subprocess.run([os.environ["PROXIED"]], input=lines, capture_output=True, text=True, check=True)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), len(cases))
        for case_, answer in zip(cases, answers):
            with self.subTest(json.dumps(case_)):
                self.assertEqual(answer, expected(case_, reference))
        self.assertGreater(len({json.dumps(answer, sort_keys=True) for answer in answers}), number // 20)


if __name__ == "__main__":
    tally.main()
