"""A server listens where it is told to: Unix sockets, sockets of systemd, several places at once; and says
what is wrong when it cannot."""

import os
import pathlib
import signal
import socket
import stat
import tempfile
import unittest

from tests import tally
from tests.operation.server import LOGIN, Server, answer, certificate, complaint, connect, connect_tls, connect_unix


class Listening(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "app.sock"


class UnixSockets(Listening):
    def test_are_served_and_removed_at_the_end(self):
        with Server(BIND=f"unix:{self.path} mode=660") as server:
            self.assertEqual(server.addresses, [f"http://unix:{self.path}"])
            self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o660)
            with connect_unix(self.path) as client:
                self.assertTrue(answer(client).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(server.terminate(), 0)
        self.assertFalse(self.path.exists())

    def test_that_a_killed_server_left_are_replaced(self):
        with Server(BIND=f"unix:{self.path}") as server:
            server.process.kill()
        self.assertTrue(self.path.exists())
        with Server(BIND=f"unix:{self.path}"), connect_unix(self.path) as client:
            self.assertTrue(answer(client).startswith(b"HTTP/1.1 200 OK"))

    def test_of_a_running_server_are_not_taken_from_it(self):
        with Server(BIND=f"unix:{self.path}"):
            self.assertIn("somebody listens there already", complaint(BIND=f"unix:{self.path}"))
            with connect_unix(self.path) as client:
                self.assertTrue(answer(client).startswith(b"HTTP/1.1 200 OK"))

    def test_are_served_by_several_loops(self):
        with Server(BIND=f"unix:{self.path}", THREADS=3) as server:
            for _ in range(30):
                with connect_unix(self.path) as client:
                    self.assertTrue(answer(client).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(server.terminate(), 0)


class SystemdSockets(Listening):
    def _serve(self, sockets: list[socket.socket], names: str, bind: str) -> Server:
        """As systemd starts it: the sockets are descriptors 3, 4, …"""
        numbers = [s.fileno() for s in sockets]

        def place():
            copies = [os.dup2(number, 100 + i) for i, number in enumerate(numbers)]
            for i, copy in enumerate(copies):
                os.dup2(copy, 3 + i)

        start = f"LISTEN_PID=$$ LISTEN_FDS={len(sockets)} LISTEN_FDNAMES={names} exec {LOGIN}"
        return Server(["sh", "-c", start], pass_fds=tuple(range(3, 3 + len(sockets))), prepare=place, BIND=bind)

    def _sockets(self) -> list[socket.socket]:
        tcp = socket.create_server(("127.0.0.1", 0))
        local = socket.socket(socket.AF_UNIX)
        local.bind(str(self.path))
        local.listen()
        self.addCleanup(tcp.close)
        self.addCleanup(local.close)
        return [tcp, local]

    def test_are_served_together(self):
        tcp, local = self._sockets()
        with self._serve([tcp, local], "web:admin", "systemd") as server:
            server.more_addresses(1)
            port = tcp.getsockname()[1]
            self.assertEqual(server.addresses, [f"http://127.0.0.1:{port}", f"http://unix:{self.path}"])
            for client in (connect(port), connect_unix(self.path)):
                with client:
                    self.assertTrue(answer(client).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(server.terminate(), 0)
        self.assertTrue(self.path.exists(), "the socket is systemd's, not the server's")

    def test_are_served_by_name(self):
        tcp, local = self._sockets()
        with self._serve([tcp, local], "web:admin", "systemd:admin") as server:
            self.assertEqual(server.addresses, [f"http://unix:{self.path}"])
            self.assertIn('systemd passed a socket named "web" that nothing listens on', server.log)

    def test_wait_for_the_server_to_start_again(self):
        tcp, local = self._sockets()
        with self._serve([tcp, local], "web:admin", "systemd") as server:
            self.assertEqual(server.terminate(), 0)
        with connect(tcp.getsockname()[1]) as early:
            with self._serve([tcp, local], "web:admin", "systemd"):
                self.assertTrue(answer(early).startswith(b"HTTP/1.1 200 OK"))

    def test_that_were_not_passed_are_missed(self):
        self.assertIn("systemd passed no socket to this process", complaint(BIND="systemd"))


class SeveralPlaces(Listening):
    def test_are_served_each_in_its_way(self):
        cert, key = certificate(self.folder, "localhost")
        with Server(BIND=f"127.0.0.1:0,127.0.0.1:0 plain,unix:{self.path}", CERT=cert, KEY=key) as server:
            server.more_addresses(2)
            ports = [int(address.rsplit(":", 1)[1]) for address in server.addresses[:2]]
            for client in (connect_tls(ports[0], cert, "localhost"), connect(ports[1]), connect_unix(self.path)):
                with client:
                    self.assertTrue(answer(client).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(server.terminate(), 0)


class Mistakes(Listening):
    def test_in_an_address_are_explained(self):
        self.assertIn('cannot listen on "127.0.0.1": it has no port', complaint(BIND="127.0.0.1"))
        self.assertIn("it says \"tls\", and there is no certificate", complaint(BIND="127.0.0.1:0 tls"))

    def test_in_a_certificate_are_explained(self):
        cert, key = certificate(self.folder, "localhost")
        other_cert, _ = certificate(self.folder, "other")
        self.assertIn("there is no such file", complaint(PORT=0, CERT="/no/such.pem", KEY=key))
        self.assertIn("it does not belong to the certificate", complaint(PORT=0, CERT=other_cert, KEY=key))

    @unittest.skipIf(os.geteuid() != 0, "only root can become nobody")
    def test_in_the_permissions_of_a_key_are_explained(self):
        cert, key = certificate(self.folder, "localhost")
        self.folder.chmod(0o755)
        key.chmod(0o600)
        said = complaint(lambda: os.setuid(65534), PORT=0, CERT=cert, KEY=key)
        self.assertIn("the user that the server runs as may not read it", said)


class Hangup(Listening):
    def test_ends_a_server_that_has_nothing_to_read_again(self):
        with Server(PORT=0) as server:
            server.signal(signal.SIGHUP)
            self.assertEqual(server.ends_with(), -signal.SIGHUP)


if __name__ == "__main__":
    tally.main()
