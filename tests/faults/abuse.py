"""Clients that do not read, break off, ask for too much at once, or speak no TLS: the server keeps
its memory and its descriptors, and answers others."""

import contextlib
import os
import pathlib
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import unittest

from tests import tally
from tests.faults.server import PATIENCE, Server, ask

MEBIBYTE = 1024 * 1024


def connect(port: int, receive_buffer: int = 0) -> socket.socket:
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(PATIENCE)
    client.connect(("127.0.0.1", port))
    return client


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def read_to_end(client: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := client.recv(65536):
            received += piece
    return received


def descriptors(server: Server) -> int:
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def memory(server: Server) -> int:
    """Bytes that are resident."""
    pages = pathlib.Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class Abuse(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def wait_for_descriptors(self, server: Server, before: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while (count := descriptors(server)) > before and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertLessEqual(count, before)

    def make_file(self, name: str, size: int) -> pathlib.Path:
        path = self.folder / name
        path.write_bytes(os.urandom(MEBIBYTE) * (size // MEBIBYTE))
        return path


class Readers(Abuse):
    def test_that_do_not_read_hold_no_memory_and_are_cut(self):
        self.make_file("large", 32 * MEBIBYTE)
        with Server(FAULTS_STATIC=str(self.folder)) as server:
            ask(server.port, "/")
            fds, before = descriptors(server), memory(server)
            clients = [connect(server.port, 4096) for _ in range(50)]
            for client in clients:
                client.sendall(get("/static/large"))
            time.sleep(1)
            self.assertEqual(ask(server.port, "/").status, 200)
            grown = memory(server) - before
            self.wait_for_descriptors(server, fds)  # after write_stall, 2 s
            for client in clients:
                client.close()
            self.assertEqual(server.terminate(), 0)
        print(f"50 clients that do not read 32 MiB each: {grown / MEBIBYTE:.1f} MiB more")
        self.assertLess(grown, 30 * MEBIBYTE)

    def test_that_break_off_give_descriptors_back(self):
        self.make_file("large", 32 * MEBIBYTE)
        with Server(FAULTS_STATIC=str(self.folder)) as server:
            ask(server.port, "/static/large")
            fds = descriptors(server)
            for number in range(200):
                client = connect(server.port, 4096)
                client.sendall(get("/static/large"))
                if number % 2:
                    client.recv(1000)
                reset(client)
            self.assertEqual(ask(server.port, "/").status, 200)
            self.wait_for_descriptors(server, fds)
        print("200 downloads broken off, all descriptors back")

    def test_of_a_file_that_is_truncated_are_cut_and_get_no_padding(self):
        path = self.make_file("shrinking", 32 * MEBIBYTE)
        with Server(FAULTS_STATIC=str(self.folder)) as server:
            client = connect(server.port, 4096)
            client.sendall(get("/static/shrinking"))
            start = client.recv(1000)
            os.truncate(path, 16 * MEBIBYTE)
            received = start + read_to_end(client)
            head, _, body = received.partition(b"\r\n\r\n")
            self.assertIn(f"Content-Length: {32 * MEBIBYTE}".encode(), head)
            self.assertLess(len(body), 32 * MEBIBYTE)
            content = path.read_bytes()
            self.assertEqual(body[:16 * MEBIBYTE], content[:len(body)])
            self.assertEqual(ask(server.port, "/").status, 200)
        print(f"cut after {len(body) / MEBIBYTE:.1f} of 32 MiB")


class Pool(Abuse):
    def test_that_is_full_answers_503_and_other_routes_go_on(self):
        with Server(COSTREL_BLOCKING_THREADS="2", COSTREL_BLOCKING_QUEUE="8") as server:
            statuses = []

            def wait():
                statuses.append(ask(server.port, "/blocking/400").status)

            threads = [threading.Thread(target=wait) for _ in range(40)]
            for thread in threads:
                thread.start()
            time.sleep(0.2)
            for _ in range(20):
                self.assertEqual(ask(server.port, "/").status, 200)
            served_meanwhile = statuses.count(200)
            for thread in threads:
                thread.join()
            self.assertEqual(server.terminate(), 0)
        served = statuses.count(200)
        print(f"{served} served, {served_meanwhile} of them before 20 others were; {statuses.count(503)} refused")
        self.assertEqual(set(statuses), {200, 503})
        self.assertGreaterEqual(served, 10)
        self.assertLess(served_meanwhile, 10, "they went on once the pool was done")

    def test_clients_that_leave_while_a_thread_works_for_them_do_no_harm(self):
        with Server(COSTREL_BLOCKING_THREADS="2") as server:
            ask(server.port, "/blocking/1")
            fds = descriptors(server)
            for _ in range(20):
                client = connect(server.port)
                client.sendall(get("/blocking/50"))
                reset(client)
            self.assertEqual(ask(server.port, "/blocking/1").status, 200)
            self.wait_for_descriptors(server, fds)
            self.assertEqual(server.terminate(), 0)


@unittest.skipIf(shutil.which("openssl") is None, "there is no openssl to make a certificate")
class Tls(Abuse):
    def setUp(self):
        super().setUp()
        self.cert = str(self.folder / "cert.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", self.cert, "-out", f"{self.cert}.crt", "-days", "2", "-subj",
             "/CN=localhost"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.cert, "a") as file:
            file.write(pathlib.Path(f"{self.cert}.crt").read_text())
        self.context = ssl.create_default_context()
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def start(self) -> Server:
        server = Server(COSTREL_RUN_CERT=self.cert)
        self.addCleanup(server.__exit__)
        return server

    def ask(self, server: Server) -> bytes:
        with self.context.wrap_socket(connect(server.port)) as client:
            client.sendall(get("/peer").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            return read_to_end(client)

    def client_hello(self) -> bytes:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = self.context.wrap_bio(incoming, outgoing)
        with contextlib.suppress(ssl.SSLWantReadError):
            session.do_handshake()
        return outgoing.read()

    def test_garbage_in_the_place_of_a_handshake_ends_only_its_connection(self):
        server = self.start()
        self.assertIn(b"127.0.0.1 https://a", self.ask(server))
        fds = descriptors(server)
        hello = self.client_hello()
        damaged = [hello[:place] + bytes([hello[place] ^ 0xFF]) + hello[place + 1:]
                   for place in range(0, len(hello), 7)]
        for garbage in [b"\0" * 1000, b"\xff" * 1000, b"\x16\x03\x01\xff\xff" + b"x" * 70000,
                        os.urandom(5000), b"SSH-2.0-x\r\n", b"\x80\x2e\x01\0\x02", hello + hello,
                        hello + b"\x17\x03\x03\0\x05hello", *damaged]:
            client = connect(server.port)
            with contextlib.suppress(OSError):
                client.sendall(garbage)
                client.shutdown(socket.SHUT_WR)
                read_to_end(client)
            client.close()
        for place in range(0, len(hello), 5):  # cut off anywhere
            client = connect(server.port)
            client.sendall(hello[:place])
            reset(client)
        self.assertIn(b"127.0.0.1 https://a", self.ask(server))
        self.wait_for_descriptors(server, fds)
        print(f"{len(damaged)} damaged hellos; {server.log.count(chr(10))} lines in the log")
        self.assertLess(server.log.count("\n"), 60)

    def test_plain_http_on_its_port_is_told_so(self):
        server = self.start()
        client = connect(server.port)
        client.sendall(get("/"))
        answer = read_to_end(client)
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)

    def test_silent_and_slow_handshakes_end_in_time_and_keep_nobody_out(self):
        server = self.start()
        self.ask(server)
        fds = descriptors(server)
        hello = self.client_hello()
        clients = [connect(server.port) for _ in range(100)]
        start = time.monotonic()
        for client in clients[::2]:
            client.sendall(hello[:20])
        self.assertIn(b"127.0.0.1 https://a", self.ask(server))
        for byte in hello[20:60]:  # a byte at a time, longer than a handshake may take
            with contextlib.suppress(OSError):
                clients[0].sendall(bytes([byte]))
            time.sleep(0.1)
        self.wait_for_descriptors(server, fds)
        ended = time.monotonic() - start
        for client in clients:
            client.close()
        print(f"100 handshakes that do not go on ended after {ended:.1f} s")
        self.assertEqual(server.terminate(), 0)

    def test_connections_cut_in_the_middle_do_no_harm(self):
        server = self.start()
        self.ask(server)
        fds = descriptors(server)
        for number in range(60):
            client = self.context.wrap_socket(connect(server.port))
            client.sendall(get("/slow/30") * 3 if number % 3 else get("/")[:10])
            reset(client)
        self.assertIn(b"127.0.0.1 https://a", self.ask(server))
        self.wait_for_descriptors(server, fds)
        self.assertEqual(server.terminate(), 0)


class AccessLog(Abuse):
    def test_that_cannot_be_written_ends_nothing(self):
        with Server(COSTREL_ACCESS_LOG="combined", COSTREL_ACCESS_LOG_FILE="/dev/full") as server:
            for _ in range(50):
                self.assertEqual(ask(server.port, "/").status, 200)
            self.assertEqual(server.terminate(), 0)
            self.assertLess(server.log.count("\n"), 20)


if __name__ == "__main__":
    tally.main()
