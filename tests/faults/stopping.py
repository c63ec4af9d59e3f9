"""A server that is killed, stopped and started again under load loses no user and no answer."""

import http.client
import pathlib
import signal
import socket
import tempfile
import threading
import unittest

from tests import tally
from tests.faults.server import PATIENCE, Load, Server, ask, fixed_port, log_in


class Stopping(unittest.TestCase):
    def test_after_kill_9_cookies_are_still_good(self):
        port = fixed_port()
        with Server(port) as server:
            cookies = [log_in(port, f"user{number}") for number in range(4)]

            def visit(number):
                answer = ask(port, "/user", cookies[number])
                return None if answer[:2] == (200, f"user{number}") else str(answer)

            with Load(4, visit) as load:
                load.wait_for(100)
                server.kill()
                with Server(port):
                    load.wait_for(100)
        print(f"{load.answered} answered, {load.broken} broken off by the kill")
        self.assertEqual(load.complaints, [])

    def test_sigterm_lets_slow_requests_end_and_exits_with_0(self):
        with Server() as server:
            answers = []

            def wait():
                answers.append(ask(server.port, "/slow/1500"))

            threads = [threading.Thread(target=wait) for _ in range(50)]
            for thread in threads:
                thread.start()
            threading.Event().wait(0.7)  # all of them are in flight
            status = server.terminate()
            for thread in threads:
                thread.join()
            self.assertEqual(status, 0)
            self.assertEqual([answer[:2] for answer in answers], [(200, "slow")] * 50)
            self.assertIn("stopped", server.log)
        print(f"{len(answers)} slow requests answered after SIGTERM, exit status {status}")

    def _hang(self, path: str, threads: int) -> str:
        """Asks for what never ends, and stops the server. What the log says of it."""
        with tempfile.TemporaryDirectory() as folder, \
                Server(FAULTS_GRACE="300", COSTREL_RUN_THREADS=str(threads), COSTREL_ACCESS_LOG="combined",
                       COSTREL_ACCESS_LOG_FILE=f"{folder}/log") as server:
            self.assertEqual(ask(server.port, "/").status, 200)
            with socket.create_connection(("127.0.0.1", server.port)) as hangs:
                hangs.sendall(f"GET /{path}/3600000 HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                threading.Event().wait(0.2)
                self.assertEqual(server.terminate(), 1)
            self.assertIn('"GET / HTTP/1.1" 200', pathlib.Path(f"{folder}/log").read_text())
            return server.log

    def test_a_handler_that_never_returns_cannot_hold_the_process(self):
        for threads in (1, 2):  # also when it holds the loop that heard signals once
            with self.subTest(threads=threads):
                self.assertRegex(self._hang("hold", threads), r"\[error\].* without the handlers .*: hold\n")

    def test_a_handler_that_waits_for_ever_cannot_hold_the_process(self):
        for path in ("blocking", "slow"):
            with self.subTest(path=path):
                self.assertRegex(self._hang(path, 1), rf"\[error\].*(left behind|without the handlers).*{path}")

    def test_a_load_balancer_has_time_to_go_away(self):
        with Server(FAULTS_DRAIN="1000") as server:
            self.assertEqual(ask(server.port, "/healthz").status, 200)
            kept = http.client.HTTPConnection("127.0.0.1", server.port)
            server.process.send_signal(signal.SIGTERM)
            while (health := ask(server.port, "/healthz")).status == 200:
                pass
            self.assertEqual(health[:2], (503, "stopping\n"))
            self.assertEqual(ask(server.port, "/").status, 200)
            for _ in range(2):
                kept.request("GET", "/")
                response = kept.getresponse()
                self.assertEqual((response.status, response.getheader("Connection")), (200, None))
                response.read()
            kept.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.assertRegex(server.log, r"(?s)stopping in 1000 ms.*stopping; requests in flight.*stopped")

    def test_a_hundred_restarts_under_load_find_the_port_free(self):
        port = fixed_port()
        with Server(port):
            cookie = log_in(port, "user")

        def visit(_):
            answer = ask(port, "/user", cookie)
            return None if answer[:2] == (200, "user") else str(answer)

        with Load(3, visit) as load:
            for restart in range(100):
                with Server(port) as server:  # it says "address in use" by not starting
                    load.wait_for(3)
                    if restart % 10 == 9:
                        server.kill()
                    else:
                        self.assertEqual(server.terminate(), 0, server.log)
        print(f"100 restarts, {load.answered} answered, {load.broken} found no server")
        self.assertEqual(load.complaints, [])


if __name__ == "__main__":
    tally.main()
