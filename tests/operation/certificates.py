"""A certificate is replaced while the server runs, and nobody notices."""

import pathlib
import shutil
import signal
import ssl
import tempfile
import threading
import time
import unittest

from tests import tally
from tests.operation.server import PATIENCE, Server, answer, certificate, connect, connect_tls, presented


class Certificates(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.old, self.new = (certificate(self.folder, name) for name in ("old.test", "new.test"))
        self.cert, self.key = self.folder / "cert.pem", self.folder / "key.pem"
        self._install(*self.old)

    def _install(self, cert: pathlib.Path, key: pathlib.Path) -> None:
        shutil.copy(cert, self.cert)
        shutil.copy(key, self.key)

    def _serve(self) -> Server:
        server = Server(PORT=0, THREADS=2, CERT=self.cert, KEY=self.key)
        self.addCleanup(server.__exit__)
        return server

    def test_are_read_again_at_sighup_under_load(self):
        server = self._serve()
        stop, failures, served = threading.Event(), [], []
        trust = ssl.create_default_context(cafile=str(self.old[0]))
        trust.load_verify_locations(str(self.new[0]))
        trust.check_hostname = False

        def visit(requests: int):
            while not stop.is_set():
                try:
                    with trust.wrap_socket(connect(server.port)) as client:
                        for _ in range(requests):
                            if not answer(client).startswith(b"HTTP/1.1 200 OK"):
                                failures.append("no answer")
                            served.append(1)
                except OSError as error:
                    failures.append(repr(error))

        visitors = [threading.Thread(target=visit, args=(count,)) for count in (1, 1, 50)]
        def lasts() -> None:
            """Often, so that it is never idle for as long as the server waits."""
            self.assertTrue(answer(lasting).startswith(b"HTTP/1.1 200 OK"))

        with connect_tls(server.port, self.old[0], "old.test") as lasting:
            lasts()
            for visitor in visitors:
                visitor.start()
            replaced, deadline = 0, time.monotonic() + PATIENCE
            while replaced < 20 or (len(served) <= 50 and time.monotonic() < deadline):
                self._install(*(self.new if replaced % 2 == 0 else self.old))
                server.signal(signal.SIGHUP)
                replaced += 1
                lasts()
                time.sleep(0.05)
            self._install(*self.new)
            server.signal(signal.SIGHUP)
            while (last := presented(server.port)) != "new.test" and time.monotonic() < deadline:
                lasts()
                time.sleep(0.05)
            stop.set()
            for visitor in visitors:
                visitor.join()
            self.assertEqual(failures, [])
            lasts()
        print(f"{len(served)} requests while the certificate was replaced {replaced + 1} times")
        self.assertGreater(len(served), 50)
        self.assertEqual(last, "new.test")
        self.assertEqual(server.terminate(), 0)

    def test_that_are_no_good_are_refused_and_the_old_one_stays(self):
        server = self._serve()
        for cert, key, sentence in (
                (self.new[0], self.old[1], "it does not belong to the certificate"),
                (self.old[1], self.old[1], "it holds no certificate as PEM")):
            self._install(cert, key)
            server.signal(signal.SIGHUP)
            server.wait_for_log(sentence)
            self.assertEqual(presented(server.port), "old.test")
        self.cert.unlink()
        server.signal(signal.SIGHUP)
        server.wait_for_log("there is no such file; the certificate that was read before stays")
        self.assertEqual(presented(server.port), "old.test")
        self._install(*self.new)
        server.signal(signal.SIGHUP)
        server.wait_for_log(f"certificate {self.cert} read again")
        self.assertEqual(presented(server.port), "new.test")

    def test_of_strangers_handshakes_that_fail_are_logged_once_a_second_at_most(self):
        server = self._serve()
        begin = time.monotonic()
        for _ in range(50):
            with connect(server.port) as client:
                client.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                self.assertNotIn(b"HTTP/1.1 200", client.recv(1000))
        server.wait_for_log("TLS handshake with 127.0.0.1 failed: ")
        seconds = int(time.monotonic() - begin) + 2  # that were begun
        self.assertLessEqual(server.log.count("TLS handshake"), 2 * seconds)  # two loops


if __name__ == "__main__":
    tally.main()
