"""What deploy/ holds for who operates an application: units of systemd, a proxy's configuration, a dashboard, alarms.

The environment variables LOGIN and FAULTS_APPLICATION name the programs.
"""

import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import promql_parser
import yaml

from tests import tally
from tests.operation.server import PATIENCE, Server, certificate
from tests.ports import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def keepalive_idle() -> float:
    """For how many seconds the application keeps an idle connection."""
    found = re.search(r"keepalive_idle\{([\d']+)\}", (ROOT / "include/costrel/limits.hpp").read_text())
    return int(found.group(1).replace("'", "")) / 1000


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
class Units(unittest.TestCase):
    def analyze(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, check=False,
                              timeout=PATIENCE)

    def test_leave_the_service_few_rights(self):
        done = self.analyze("security", "--offline=true", str(DEPLOY / "systemd/app.service"))
        exposure = re.search(r"exposure level for \S+ ([\d.]+)", done.stdout)
        self.assertIsNotNone(exposure, done.stdout + done.stderr)
        self.assertLessEqual(float(exposure.group(1)), 2.5)

    def test_are_what_systemd_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in "app.service", "app.socket":
                text = (DEPLOY / "systemd" / name).read_text()
                pathlib.Path(folder, name).write_text(text.replace("/usr/local/bin/app", "/bin/true"))
            done = self.analyze("verify", "--man=no", f"{folder}/app.socket", f"{folder}/app.service")
        of_them = [line for line in done.stderr.splitlines() if "app." in line]
        self.assertEqual(of_them, [])


class Proxy(unittest.TestCase):
    """deploy/nginx/app.conf with other paths and ports, before an application."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="costrel-nginx-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.cert, self.key = certificate(self.folder, "example.com")
        self.application = Server([os.environ["FAULTS_APPLICATION"]], BIND=f"unix:{self.folder}/app.sock",
                                  settings={"PROXY_FIX_X_FOR": "1", "PROXY_FIX_X_PROTO": "1",
                                            "SESSION_COOKIE_SECURE": "true", "TRUSTED_HOSTS": '["example.com"]'})
        self.addCleanup(self.application.__exit__)
        self.choose_ports()
        self.start_proxy()

    def choose_ports(self) -> None:
        self.https = free_port()
        self.http = free_port(frozenset({self.https}))

    def configuration(self, file: str, here: dict[str, str]) -> str:
        """The shipped one, with some of its texts, each of which is there once, as they have to be here."""
        text = (DEPLOY / file).read_text()
        for shipped, instead in here.items():
            self.assertEqual(text.count(shipped), 1, shipped)
            text = text.replace(shipped, instead)
        return text

    def start_proxy(self) -> None:
        (self.folder / "app.conf").write_text(self.configuration("nginx/app.conf", {
            "unix:/run/app.sock": f"unix:{self.folder}/app.sock",
            "listen 443 ssl http2": f"listen 127.0.0.1:{self.https} ssl http2",
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "/etc/ssl/example.pem": str(self.cert),
            "/etc/ssl/private/example.key": str(self.key)}))
        temporary = "".join(f"{kind}_temp_path {self.folder}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "nginx.conf").write_text(
            f"{'user root;' if os.geteuid() == 0 else ''}daemon off;\nworker_processes 1;\npid {self.folder}/pid;\nerror_log {self.folder}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}include {self.folder}/app.conf;\n}}\n")
        self.run_proxy("nginx", "-p", self.folder, "-c", self.folder / "nginx.conf")

    def run_proxy(self, *command, **settings: str) -> None:
        with (self.folder / "proxy.log").open("w") as log:
            proxy = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log, env=os.environ | settings)
        self.addCleanup(proxy.wait)
        self.addCleanup(proxy.terminate)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.https), PATIENCE).close()
                return
            except OSError:
                if proxy.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("".join(log.read_text() for log in self.folder.glob("*.log"))) from None
                time.sleep(0.02)

    def ask(self, path: str, *fields: str, body: bytes = b"", method: str = "GET") -> tuple[int, str, str]:
        """Status, head and body of the response, by a connection of its own."""
        context = ssl.create_default_context(cafile=str(self.cert))
        with context.wrap_socket(socket.create_connection(("127.0.0.1", self.https), PATIENCE),
                                 server_hostname="example.com") as connection:
            head = [f"{method} {path} HTTP/1.1", "Host: example.com", "Connection: close",
                    f"Content-Length: {len(body)}", *fields]
            connection.sendall("".join(f"{line}\r\n" for line in head).encode() + b"\r\n" + body)
            received = b""
            while piece := connection.recv(65536):
                received += piece
        head, _, text = received.partition(b"\r\n\r\n")
        return int(head.split()[1]), head.decode(), text.decode()

    def open_sockets(self) -> int:
        folder = pathlib.Path(f"/proc/{self.application.process.pid}/fd")
        return sum(os.readlink(one).startswith("socket:") for one in folder.iterdir())

    def test_tells_who_asks_and_believes_no_client(self):
        for fields in [], ["X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: http"]:
            self.assertEqual(self.ask("/peer", *fields)[2], "127.0.0.1 https://example.com")

    def test_passes_the_session_on(self):
        status, head, _ = self.ask("/visit")
        cookie = re.search(r"(?mi)^set-cookie: (session=[^;]+)(.*)$", head)
        self.assertEqual((status, "Secure" in cookie.group(2)), (200, True))
        again = self.ask("/visit", f"Cookie: {cookie.group(1)}")[1]
        self.assertNotEqual(re.search(r"(?mi)^set-cookie: (session=[^;]+)", again).group(1), cookie.group(1))

    def test_keeps_one_connection_for_many_requests(self):
        self.ask("/")
        before = self.open_sockets()
        for _ in range(20):
            self.assertEqual(self.ask("/")[0], 200)
        self.assertEqual(self.open_sockets(), before)
        self.assertGreater(before, 1)  # it listens, and nginx is connected

    def test_keeps_the_world_out_of_the_numbers(self):
        self.assertEqual((self.ask("/metrics")[0], self.ask("/healthz")[0]), (403, 200))

    def test_takes_no_larger_body_than_it_says(self):
        self.assertEqual(self.ask("/echo", body=b"x" * 100_000, method="POST")[2], "x" * 100_000)
        self.assertEqual(self.ask("/echo", body=b"x" * (16 * 2**20 + 1), method="POST")[0], 413)

    def test_sends_http_to_https(self):
        with socket.create_connection(("127.0.0.1", self.http), PATIENCE) as connection:
            connection.sendall(b"GET /a?b=c HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n")
            received = connection.recv(65536).decode()
        self.assertIn(" 308 ", received.splitlines()[0])
        self.assertIn("Location: https://example.com/a?b=c\r\n", received)


@unittest.skipUnless(shutil.which("caddy"), "Caddy is not installed")
class Caddy(Proxy):
    """deploy/caddy/Caddyfile, whose proxy promises the same."""

    def start_proxy(self) -> None:
        text = self.configuration("caddy/Caddyfile", {
            "unix//run/app.sock": f"unix/{self.folder}/app.sock",
            "example.com {\n": f"example.com {{\n\tbind 127.0.0.1\n\ttls {self.cert} {self.key}\n"})
        (self.folder / "Caddyfile").write_text(
            f"{{\n\tadmin off\n\thttp_port {self.http}\n\thttps_port {self.https}\n}}\n{text}")
        self.run_proxy("caddy", "run", "--config", self.folder / "Caddyfile", "--adapter", "caddyfile",
                       HOME=str(self.folder), XDG_DATA_HOME=str(self.folder), XDG_CONFIG_HOME=str(self.folder))

    def test_takes_no_larger_body_than_it_says(self):
        self.assertEqual(self.ask("/echo", body=b"x" * 100_000, method="POST")[2], "x" * 100_000)
        try:
            status = self.ask("/echo", body=b"x" * (16 * 2**20 + 1), method="POST")[0]
        except OSError:  # it does not listen to all of it
            status = 413
        self.assertEqual(status, 413)


class KeptConnections(unittest.TestCase):
    """A proxy closes an idle connection before the application does, or a request crosses the close."""

    def seconds(self, file: str, pattern: str) -> float:
        found = re.findall(pattern, (DEPLOY / file).read_text(), re.MULTILINE)
        self.assertEqual(len(found), 1, file)
        return float(found[0])

    def test_end_at_the_proxy_first(self):
        self.assertLess(self.seconds("nginx/app.conf", r"^\s+keepalive_timeout (\d+)s;"), keepalive_idle())
        self.assertLess(self.seconds("caddy/Caddyfile", r"^\s+keepalive (\d+)s$"), keepalive_idle())


def numbers() -> dict[str, set[str]]:
    """The labels of each metric, by the table of docs/api/metrics.md."""
    known = {"up": {"job"}}
    for line in (ROOT / "docs/api/metrics.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        for name in re.findall(r"`((?:costrel|process)_\w+)`", cells[0]):
            labels = set(re.findall(r"`(\w+)`", cells[1]))
            known[name] = labels
            if "le" in labels:
                known |= {f"{name}_bucket": labels, f"{name}_count": labels - {"le"}, f"{name}_sum": labels - {"le"}}
    return known


def wrong_with(query: str, known: dict[str, set[str]]) -> list[str]:
    """What a query asks for that is not there. Raises ValueError when it is no PromQL."""
    wrong: list[str] = []

    def look(expression) -> None:
        parts: list = []
        if isinstance(expression, promql_parser.BinaryExpr):
            parts = [expression.lhs, expression.rhs]
        elif isinstance(expression, promql_parser.AggregateExpr):
            parts = [expression.expr]
        elif isinstance(expression, promql_parser.Call):
            parts = list(expression.args)
        elif isinstance(expression, (promql_parser.ParenExpr, promql_parser.UnaryExpr)):
            parts = [expression.expr]
        elif isinstance(expression, promql_parser.MatrixSelector):
            parts = [expression.vector_selector]
        elif isinstance(expression, promql_parser.VectorSelector):
            look_at_selector(expression)
        elif not isinstance(expression, (promql_parser.NumberLiteral, promql_parser.StringLiteral)):
            raise TypeError(f"{type(expression)} is not looked at")
        for part in parts:
            look(part)
        if isinstance(expression, promql_parser.AggregateExpr) and expression.modifier:
            look_at_labels(set(expression.modifier.labels), names_in(expression.expr))

    def look_at_selector(selector) -> None:
        if selector.name not in known:
            wrong.append(f"there is no {selector.name}")
        else:
            look_at_labels({matcher.name for matcher in selector.matchers.matchers}, {selector.name})

    def look_at_labels(labels: set[str], names: set[str]) -> None:
        for name in names & known.keys():
            if unknown := labels - known[name] - {"job", "instance"}:
                wrong.append(f"{name} has no {', '.join(sorted(unknown))}")

    look(promql_parser.parse(query))
    return wrong


def names_in(expression) -> set[str]:
    return set(re.findall(r"\b(?:costrel|process)_\w+", expression.prettify()))


class Queries(unittest.TestCase):
    def setUp(self):
        self.known = numbers()
        self.assertGreater(len(self.known), 30)

    def assert_right(self, where: str, query: str) -> None:
        with self.subTest(where):
            self.assertEqual(wrong_with(query, self.known), [])

    def test_of_the_dashboard_ask_for_what_is_there(self):
        board = json.loads((DEPLOY / "grafana/costrel.json").read_text())
        panels = [panel for panel in board["panels"] if panel["type"] != "row"]
        self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
        places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]}
        self.assertEqual(len(places), len(board["panels"]))
        self.assertGreater(len(panels), 12)
        for panel in panels:
            self.assertTrue(panel["description"], panel["title"])
            for target in panel["targets"]:
                self.assert_right(panel["title"], target["expr"].replace("$__rate_interval", "5m").replace("$job", ".*"))

    def test_of_the_alarms_ask_for_what_is_there(self):
        groups = yaml.safe_load((DEPLOY / "prometheus/app.rules.yml").read_text())["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        self.assertGreater(len(rules), 12)
        for rule in rules:
            self.assert_right(rule["alert"], rule["expr"])

    def test_of_the_documents_ask_for_what_is_there(self):
        text = (ROOT / "docs/patterns/watching.md").read_text()
        queries = re.findall(r"\| `([^`]+)` \|$", text, re.MULTILINE) + re.findall(r"^ +expr: (.+)$", text, re.MULTILINE)
        self.assertGreater(len(queries), 6)
        for query in queries:
            self.assert_right(query, query)

    def test_that_are_wrong_are_found(self):
        self.assertEqual(wrong_with("rate(costrel_request_total[5m])", self.known), ["there is no costrel_request_total"])
        self.assertEqual(wrong_with("sum by (origin) (rate(costrel_requests_total[5m]))", self.known),
                         ["costrel_requests_total has no origin"])
        self.assertEqual(wrong_with('costrel_connections{code="1"} > 3', self.known), ["costrel_connections has no code"])
        with self.assertRaises(ValueError):
            wrong_with("sum(rate(costrel_requests_total[5m])", self.known)


if __name__ == "__main__":
    tally.main()
