"""A server without descriptors, without random bytes, or whose log cannot be written goes on."""

import pathlib
import resource
import socket
import subprocess
import tempfile
import time
import unittest

from tests import tally
from tests.faults.server import PATIENCE, Load, Server, ask, log_in

SHIM = pathlib.Path(__file__).with_name("no_random.c")


class Descriptors(unittest.TestCase):
    def _serve(self, descriptors: int, clients: int) -> float:
        """`clients` connect at once to a server with so few descriptors; each is answered in turn.
        How many seconds the server computed."""
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        with Server(prepare=limit) as server:
            waiting = []
            for _ in range(clients):
                waiting.append(socket.create_connection(("127.0.0.1", server.port), PATIENCE))
            for client in waiting:
                client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            for client in waiting:
                client.settimeout(PATIENCE)
                answer = b""
                while piece := client.recv(4096):
                    answer += piece
                client.close()
                self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK"), answer)
            self.assertEqual(ask(server.port, "/").status, 200)
            computed = server.processor_time()
            self.assertEqual(server.terminate(), 0)
            return computed

    def test_limited_to_64_serve_200_clients(self):
        computed = self._serve(64, 200)
        print(f"200 clients answered with 64 descriptors in {computed:.2f} s of computing")
        self.assertLess(computed, 3)

    def test_limited_to_100_serve_200_clients(self):
        computed = self._serve(100, 200)
        print(f"200 clients answered with 100 descriptors in {computed:.2f} s of computing")
        self.assertLess(computed, 3)

    def test_that_others_took_do_not_make_it_spin(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (70, 70))

        with Server(prepare=limit) as server:
            # It may have six connections; more wait, silent.
            waiting = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
            before = server.processor_time()
            time.sleep(1.5)
            computed = server.processor_time() - before
            for client in waiting:
                client.close()
            self.assertEqual(ask(server.port, "/").status, 200)
        print(f"{computed:.2f} s of computing in 1.5 s of waiting")
        self.assertLess(computed, 0.3)


class Randomness(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.library = f"{folder.name}/no_random.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, str(SHIM)], check=True)

    def test_that_fails_is_a_500_and_never_a_weak_id(self):
        with Server(LD_PRELOAD=self.library) as server:
            for path in ["/session-id", "/csrf", "/session-id"]:
                answer = ask(server.port, path)
                self.assertEqual((answer.status, answer.cookie), (500, None), answer)
            self.assertIn("no random bytes", server.log)
            # Sessions need none.
            cookie = log_in(server.port, "user")
            self.assertEqual(ask(server.port, "/user", cookie).body, "user")
        print("no random bytes: 500, no cookie; sessions without an id are served")

    def test_is_there_without_the_fault(self):
        with Server() as server:
            ids = {ask(server.port, "/session-id").body for _ in range(20)}
            self.assertEqual(len(ids), 20)
            self.assertTrue(all(len(text) == 43 for text in ids))


class TheLog(unittest.TestCase):
    def test_that_cannot_be_written_ends_nothing(self):
        with Server(log="/dev/full") as server:
            def visit(_):
                answer = ask(server.port, "/fail")
                return None if answer.status == 500 else str(answer)

            with Load(2, visit) as load:
                load.wait_for(100)
            self.assertEqual(load.complaints, [])
            self.assertEqual(ask(server.port, "/").status, 200)
            self.assertEqual(server.terminate(), 0)
        print(f"{load.answered} failures that no log took")


if __name__ == "__main__":
    tally.main()
