"""The access log, the log of errors, the numbers and the health of a real server, as an operator sees them.

The environment variable TELEMETRY_APPLICATION names the program.
"""

import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from prometheus_client.parser import text_string_to_metric_families

from tests import tally
from tests.ports import free_port

PROGRAM = os.environ["TELEMETRY_APPLICATION"]
PATIENCE = 60  # seconds for what should take less than one, on a machine that has other work
COMBINED = re.compile(r'^(\S+) - - \[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d \+0000)\] "([^"]*)" '
                      r'(\d{3}) (\d+) "([^"]*)" "([^"]*)"$')


def soon(holds) -> bool:
    """Whether it held once: what is asked another time may be different again."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


class Server:
    """A running application that ends with the with block."""

    def __init__(self, folder: pathlib.Path, stdout=None, **environment: str):
        self.errors = folder / "stderr"
        self.output = folder / "stdout"
        self.port = free_port()  # it may have no output to read another one from
        with self.errors.open("w") as errors, self.output.open("w") as output:
            self.process = subprocess.Popen(
                [PROGRAM], stdin=subprocess.DEVNULL, stdout=stdout or output, stderr=errors,
                env=os.environ | {"COSTREL_RUN_PORT": str(self.port)} | environment)
        if not soon(lambda: "listening on" in self.log or self.process.poll() is not None):
            raise RuntimeError("it does not listen")

    @property
    def log(self) -> str:
        return self.errors.read_text()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def ask(self, method: str, path: str, body=None, **headers: str):
        """The answer, its body read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.text = answer.read().decode("latin-1")
        connection.close()
        return answer

    def send(self, data: bytes) -> bytes:
        """What comes back until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as peer:
            peer.sendall(data)
            received = b""
            while piece := peer.recv(65536):
                received += piece
            return received

    def samples(self) -> dict[str, float]:
        """The page of metrics, as Prometheus's own client reads it."""
        answer = self.ask("GET", "/metrics")
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return {sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
                for family in text_string_to_metric_families(answer.text) for sample in family.samples}


class Outside(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.access = self.folder / "access.log"

    def lines(self, count: int) -> list[str]:
        """So many lines of the access log, once there are as many."""
        self.assertTrue(soon(lambda: self.access.exists() and self.access.read_text().count("\n") >= count),
                        self.access.exists() and self.access.read_text())
        lines = self.access.read_text().splitlines()
        self.assertEqual(len(lines), count)
        return lines

    def logging(self, form: str, **environment: str) -> Server:
        return Server(self.folder, COSTREL_ACCESS_LOG=form, COSTREL_ACCESS_LOG_FILE=str(self.access), **environment)


class AccessLog(Outside):
    def test_combined_is_a_line_for_each_request(self):
        with self.logging("combined") as server:
            server.ask("GET", "/?a=b", Referer="https://example.org/x?y", User_Agent="Agent 1.0")
            server.ask("POST", "/echo", b"12345")
            server.ask("HEAD", "/")
            server.ask("GET", "/nowhere")
            lines = [COMBINED.match(line) for line in self.lines(4)]
        self.assertTrue(all(lines))
        self.assertEqual([line.groups()[2:] for line in lines],
                         [("GET /?a=b HTTP/1.1", "200", "5", "https://example.org/x?y", "Agent 1.0"),
                          ("POST /echo HTTP/1.1", "200", "5", "-", "-"),
                          ("HEAD / HTTP/1.1", "200", "0", "-", "-"),
                          ("GET /nowhere HTTP/1.1", "404", "207", "-", "-")])
        self.assertEqual({line[1] for line in lines}, {"127.0.0.1"})

    def test_json_tells_more(self):
        with self.logging("json", COSTREL_SEND_REQUEST_ID="true") as server:
            answer = server.ask("GET", "/?a=b", User_Agent='"\\é'.encode())
            failed = server.ask("GET", "/fails")
            line, error = map(json.loads, self.lines(2))
        self.assertEqual((line["method"], line["target"], line["protocol"], line["status"], line["body_bytes"],
                          line["endpoint"], line["remote_addr"]),
                         ("GET", "/?a=b", "HTTP/1.1", 200, 5, "index", "127.0.0.1"))
        self.assertEqual(line["user_agent"], '"\\é')
        self.assertEqual(line["request_id"], answer.headers["X-Request-ID"])
        self.assertTrue(0 < line["duration"] < PATIENCE)
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        # The log of errors names the same request.
        self.assertEqual(error["status"], 500)
        self.assertIn(f"Exception on /fails [GET]: on\\x0apurpose (endpoint fails, request {error['request_id']})",
                      server.log)
        self.assertEqual(error["request_id"], failed.headers["X-Request-ID"])

    def test_neither_cookies_nor_bodies_nor_authorization_stand_in_it(self):
        for form in ("combined", "json"):
            self.access.unlink(missing_ok=True)
            with self.logging(form) as server:
                cookie = server.ask("GET", "/").headers["Set-Cookie"]
                server.ask("POST", "/echo", b"body-secret", Cookie=cookie, Authorization="Basic c2VjcmV0")
                text = "\n".join(self.lines(2)) + server.log
            for secret in (cookie.split(";")[0].split("=")[1], "body-secret", "c2VjcmV0"):
                self.assertNotIn(secret, text)

    def test_the_query_can_be_left_out(self):
        with self.logging("combined", COSTREL_ACCESS_LOG_QUERY="false") as server:
            server.ask("GET", "/?token=s3cret", Referer="https://example.org/x?token=s3cret")
            server.send(b"GET /?token=s3cret HTTP/2.0\r\n\r\n")
            lines = self.lines(2)
        self.assertIn('"GET / HTTP/1.1" 200 5 "https://example.org/x"', lines[0])
        self.assertNotIn("s3cret", "".join(lines))

    def test_a_refused_request_has_a_line_with_the_rule(self):
        with self.logging("json") as server:
            server.send(b'GET /"x HTTP/2.0\r\nHost: a\r\n\r\n')
            server.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n")
            server.send(b"\x16\x03\x01\x00")
            lines = list(map(json.loads, self.lines(3)))
        self.assertEqual([(line["status"], line["refused_by"], line["request_line"]) for line in lines],
                         [(505, "version", 'GET /"x HTTP/2.0'), (400, "coding_and_length", "POST / HTTP/1.1"),
                          (400, "request_line", "\x16\x03\x01\x00")])

    def test_no_line_can_be_forged(self):
        forged = '127.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET /forged HTTP/1.1" 200 0 "-" "-"'
        with self.logging("combined") as server:
            server.ask("GET", "/", User_Agent=f'x" "y\x0b{forged}')
            server.send(b'GET /\r' + forged.encode() + b' HTTP/1.1\r\n\r\n')
            server.send(forged.encode() + b"\r\n\r\n")
            lines = self.lines(3)
        for line in lines:
            self.assertRegex(line, COMBINED)
            self.assertNotIn('"GET /forged', line)

    def test_hup_opens_the_file_again(self):
        rotated = self.folder / "access.log.1"
        with self.logging("combined") as server:
            server.ask("GET", "/")
            self.lines(1)
            self.access.rename(rotated)
            server.ask("GET", "/echo")
            self.assertTrue(soon(lambda: rotated.read_text().count("\n") == 2))
            server.process.send_signal(signal.SIGHUP)
            self.assertTrue(soon(self.access.exists))
            server.ask("GET", "/nowhere")
            self.assertIn("/nowhere", self.lines(1)[0])
            self.assertEqual(rotated.read_text().count("\n"), 2)
            self.assertEqual(server.stop(), 0)

    def test_nothing_is_lost_at_the_end(self):
        with self.logging("combined") as server:
            for _ in range(20):
                server.ask("GET", "/")
            self.assertEqual(server.stop(), 0)
            self.lines(20)

    def test_a_full_disk_costs_lines_and_nothing_else(self):
        with Server(self.folder, COSTREL_ACCESS_LOG="json", COSTREL_ACCESS_LOG_FILE="/dev/full") as server:
            begin = time.monotonic()
            for _ in range(50):
                self.assertEqual(server.ask("GET", "/").status, 200)
            self.assertTrue(soon(lambda: server.samples()["costrel_access_log_dropped_lines_total"] >= 50))
            self.assertTrue(soon(lambda: "lines were lost: No space left on device" in server.log))
            lines = server.log.count("lines were lost")
            self.assertLessEqual(lines, time.monotonic() - begin + 2)  # one a second
            self.assertEqual(server.stop(), 0)

    def test_a_closed_output_kills_nobody(self):
        reader, writer = os.pipe()
        os.close(reader)
        with Server(self.folder, stdout=writer, COSTREL_ACCESS_LOG="combined") as server:
            os.close(writer)
            for _ in range(3):
                self.assertEqual(server.ask("GET", "/").status, 200)
            self.assertTrue(soon(lambda: "lines were lost: Broken pipe" in server.log))
            self.assertEqual(server.stop(), 0)

    def test_an_output_that_nobody_reads_holds_nobody_up(self):
        reader, writer = os.pipe()
        with Server(self.folder, stdout=writer, COSTREL_ACCESS_LOG="json") as server:
            os.close(writer)
            request = b"GET /healthz HTTP/1.1\r\nHost: a\r\nUser-Agent: " + b"a" * 500 + b"\r\n"
            pipelined = (request + b"\r\n") * 99 + request + b"Connection: close\r\n\r\n"
            for _ in range(60):  # four megabytes of lines: one waits, and one may be on its way to the pipe
                self.assertEqual(server.send(pipelined).count(b"200 OK"), 100)
            self.assertGreater(server.samples()["costrel_access_log_dropped_lines_total"], 500)
            self.assertEqual(server.stop(), 0)
            os.close(reader)

    def test_debug_mode_shows_each_request_and_nothing_else_does(self):
        for debug, shown in ("true", ["GET /?a=b HTTP/1.1", "GET /nowhere HTTP/1.1"]), ("false", []):
            with Server(self.folder, COSTREL_DEBUG=debug) as server:
                server.ask("GET", "/?a=b")
                server.ask("GET", "/nowhere")
                self.assertEqual(server.stop(), 0)
            lines = [COMBINED.match(line) for line in server.output.read_text().splitlines()]
            self.assertEqual([line[3] for line in lines if line], shown)

    def test_a_file_that_cannot_be_opened_is_found_at_the_start(self):
        with Server(self.folder, COSTREL_ACCESS_LOG="json", COSTREL_ACCESS_LOG_FILE="/no/such/file") as server:
            self.assertEqual(server.process.wait(PATIENCE), 1)
            self.assertIn("access_log_file cannot be written: /no/such/file: No such file", server.log)

    def test_an_answer_that_is_cut_says_so(self):
        large = self.folder / "large"
        with large.open("wb") as file:
            file.truncate(64 * 1024 * 1024)
        with self.logging("json", FILE=str(large)) as server:
            with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as peer:
                peer.sendall(b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
                peer.recv(1000)
            line = json.loads(self.lines(1)[0])
            self.assertEqual(line["cut"], True)
            self.assertTrue(0 < line["body_bytes"] < 64 * 1024 * 1024)
            self.assertEqual(len(server.ask("GET", "/file").text), 64 * 1024 * 1024)
            line = json.loads(self.lines(2)[1])
            self.assertNotIn("cut", line)
            self.assertEqual((line["status"], line["body_bytes"]), (200, 64 * 1024 * 1024))

    def test_two_loops_write_whole_lines(self):
        with self.logging("json", COSTREL_RUN_THREADS="2") as server:
            def visit(number: int) -> None:
                for i in range(25):
                    server.ask("GET", f"/?client={number}&visit={i}")
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                list(pool.map(visit, range(8)))
            lines = list(map(json.loads, self.lines(200)))
        self.assertEqual(len({line["target"] for line in lines}), 200)
        self.assertEqual(len({line["request_id"] for line in lines}), 200)


class RequestIds(Outside):
    def test_of_a_proxy_are_taken_when_the_configuration_says_so(self):
        with self.logging("json", COSTREL_REQUEST_ID_HEADER="X-Request-ID",
                          COSTREL_SEND_REQUEST_ID="true") as server:
            self.assertEqual(server.ask("GET", "/", X_Request_ID="abc-1").headers["X-Request-ID"], "abc-1")
            self.assertRegex(server.ask("GET", "/", X_Request_ID='a"b').headers["X-Request-ID"], "^[0-9a-f]{16}$")
            self.assertEqual(json.loads(self.lines(2)[0])["request_id"], "abc-1")


class Numbers(Outside):
    def test_are_exactly_those_of_the_traffic(self):
        with Server(self.folder, COSTREL_RUN_THREADS="2") as server:
            before = server.samples()
            cookie = server.ask("GET", "/").headers["Set-Cookie"].split(";")[0]
            server.ask("GET", "/", Cookie=cookie)
            server.ask("GET", "/", Cookie="session=forged")
            server.ask("POST", "/echo", b"x" * 1000)
            server.ask("GET", "/fails")
            server.ask("GET", "/nowhere")
            server.send(b"GET / HTTP/2.0\r\n\r\n")
            server.send(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
            server.send(b"GET / HT")  # and nothing more: 408
            server.send(b"")  # silence
            after = {}

            def rose(sample: str) -> float:
                return after.get(sample, 0) - before.get(sample, 0)

            def at_rest() -> bool:
                """No connection but that of this page, and all pages before it counted, the other loop's too."""
                after.update(server.samples())
                return (after["costrel_connections"] == 1 and rose("costrel_connections_accepted_total")
                        == 10 + rose("costrel_requests_total metrics GET 200"))

            self.assertTrue(soon(at_rest), after)

        self.assertEqual(rose("costrel_requests_total index GET 200"), 3)
        self.assertEqual(rose("costrel_requests_total echo POST 200"), 1)
        self.assertEqual(rose("costrel_requests_total fails GET 500"), 1)
        self.assertEqual(rose("costrel_requests_total - GET 404"), 1)
        self.assertEqual(rose("costrel_request_duration_seconds_count index"), 3)
        self.assertEqual(rose("costrel_request_duration_seconds_bucket index +Inf"), 3)
        self.assertEqual(rose("costrel_refused_requests_total version"), 1)
        self.assertEqual(rose("costrel_refused_requests_total host"), 1)
        self.assertEqual(sum(value for sample, value in after.items()
                             if sample.startswith("costrel_refused_requests_total")), 2)
        self.assertEqual(rose("costrel_timeouts_total header"), 1)
        self.assertEqual(rose("costrel_timeouts_total idle"), 1)
        self.assertEqual(rose("costrel_sessions_opened_total none"), 1)
        self.assertEqual(rose("costrel_sessions_opened_total opened"), 1)
        self.assertEqual(rose("costrel_sessions_opened_total bad_signature"), 1)
        self.assertEqual(rose("costrel_sessions_opened_by_key_total 0"), 1)
        self.assertEqual(rose("costrel_sessions_saved_total"), 3)
        self.assertGreater(rose("costrel_received_bytes_total"), 1000)
        self.assertGreater(rose("costrel_sent_bytes_total"), 1000)

    def test_of_two_loops_under_load_add_up(self):
        with Server(self.folder, COSTREL_RUN_THREADS="2") as server:
            def visit(_: int) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
                for _ in range(100):
                    connection.request("GET", "/")
                    connection.getresponse().read()
                connection.close()
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                list(pool.map(visit, range(8)))
            after = server.samples()
        self.assertEqual(after["costrel_requests_total index GET 200"], 800)
        self.assertEqual(after["costrel_request_duration_seconds_count index"], 800)

    def test_tell_of_the_program(self):
        with Server(self.folder) as server:
            samples = server.samples()
        self.assertIn("costrel_build_info 0.1.0", samples)
        self.assertLess(abs(samples["process_start_time_seconds"] - time.time()), 60)


class Health(Outside):
    def test_is_ok_until_the_server_stops(self):
        with Server(self.folder) as server:
            self.assertEqual((server.ask("GET", "/healthz").status, server.ask("GET", "/healthz").text), (200, "ok\n"))
            with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as peer:
                peer.sendall(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
                time.sleep(0.2)
                server.process.send_signal(signal.SIGTERM)
                answer = peer.recv(65536)
            self.assertTrue(answer.startswith(b"HTTP/1.1 503 "), answer)
            self.assertTrue(answer.endswith(b"stopping\n"), answer)
            self.assertEqual(server.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    tally.main()
