"""A server that is told to stop while many clients send loses no request: neither one that has not
been read yet, nor one whose connection nobody has accepted yet.

    TERMINATIONS=200 python3 -m tests.faults.terminations     # half of them with an inherited socket
"""

import collections
import contextlib
import os
import random
import selectors
import socket
import threading
import time
import unittest

from tests import tally
from tests.faults.server import PATIENCE, Server, fixed_port

TERMINATIONS = int(os.environ.get("TERMINATIONS", "12"))
CLIENTS = 64


class Client:
    """Sends requests without pause, one after the other: each on a connection of its own or all on
    one, at once or some time after it has connected, whole or in two halves. A request is lost when
    all of it was sent before the connection was seen to end, and its response does not come; but for
    one that a busy machine has kept from its connection until the server closes what is idle."""

    # seconds that the server waits for at least, from the connection on and from the request before
    FIRST, NEXT = 2.5, 0.5

    def __init__(self, crowd: "Crowd", number: int):
        self.crowd, self.random = crowd, random.Random(number)
        self.keeps_alive = number % 2 == 0
        self.waits = number % 4 >= 2  # between accept and first byte
        self.halves = number % 8 >= 6
        self.socket = None

    def connect(self) -> None:
        if self.crowd.stopping:
            return
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex(("127.0.0.1", self.crowd.port))
        self.response = b""
        self.is_sent = False
        self.has_been_answered = False
        self.sent_at = time.monotonic()  # or connected
        self._when(selectors.EVENT_WRITE, self._connected)

    def _connected(self) -> None:
        if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0:
            self.crowd.count["found no server"] += 1
            self._again(0.005)
        elif self.waits:
            self._when(selectors.EVENT_READ, self._ended_early)
            self.crowd.later(self.random.uniform(0, 0.1), self._send, self.socket)
        else:
            self._send()

    def _ended_early(self) -> None:
        """Nothing of a request was sent."""
        self.crowd.count["closed without a request"] += 1
        self._again()

    def _send(self) -> None:
        path = self.random.choice(["/user", "/user", "/hold/1", "/slow/5"])
        connection = "keep-alive" if self.keeps_alive else "close"
        request = f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: {connection}\r\n\r\n".encode()
        with contextlib.suppress(BlockingIOError):
            if self.socket.recv(1, socket.MSG_PEEK) == b"":
                self._ended_early()
                return
        self.is_sent = True
        self.in_time = self.sent_at + (self.NEXT if self.has_been_answered else self.FIRST)
        self.response = b""
        self._when(selectors.EVENT_READ, self._read)
        if self.halves:
            self.socket.send(request[:20])
            self.crowd.later(0.01, lambda: self.socket.send(request[20:]), self.socket)
        else:
            self.socket.send(request)
        self.sent_at = time.monotonic()

    def _read(self) -> None:
        piece = self.socket.recv(65536)
        self.response += piece
        head, end, body = self.response.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]):
            self._answered(head)
        elif not piece:
            self._lost("it ended")

    def _answered(self, head: bytes) -> None:
        self.crowd.count["answered" if head.startswith(b"HTTP/1.1 200 ") else head.decode()] += 1
        self.is_sent = False
        self.has_been_answered = True
        if b"Connection: close" in head:
            self._again()
        elif not self.crowd.stopping:
            self._send()
        else:
            self.close()

    def failed(self, error: OSError) -> None:
        if self.is_sent:
            self._lost(type(error).__name__)
        else:
            self._ended_early()

    def _lost(self, how: str) -> None:
        if self.sent_at > self.in_time:
            self.crowd.count["sent late"] += 1
            self._again()
            return
        self.crowd.count["lost"] += 1
        self.crowd.losses.append(f"{vars(self)}: {how}")
        self._again()

    def _again(self, pause: float = 0) -> None:
        self.close()
        self.crowd.later(pause, self.connect, None)

    def close(self) -> None:
        if self.socket:
            self.crowd.forget(self.socket)
            self.socket.close()
            self.socket = None

    def _when(self, event: int, act) -> None:
        self.crowd.watch(self.socket, event, self, act)


class Crowd:
    """Its clients, in a thread, until the end of a with block."""

    def __init__(self, port: int):
        self.port = port
        self.stopping = False
        self.count: collections.Counter[str] = collections.Counter()
        self.losses: list[str] = []
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, object, object]] = []
        self._clients = [Client(self, number) for number in range(CLIENTS)]
        self._thread = threading.Thread(target=self._run, daemon=True)

    def watch(self, watched: socket.socket, event: int, client: Client, act) -> None:
        self.forget(watched)
        self._selector.register(watched, event, (client, act))

    def forget(self, watched: socket.socket) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(watched)

    def later(self, pause: float, act, of) -> None:
        """Not when the socket `of` was closed meanwhile."""
        self._timers.append((time.monotonic() + pause, act, of))

    def _run(self) -> None:
        for client in self._clients:
            client.connect()
        deadline = None
        while self._selector.get_map() or (self._timers and not self.stopping):
            for key, _ in self._selector.select(0.002):
                client, act = key.data
                self._act(client, act)
            now = time.monotonic()
            due = [timer for timer in self._timers if timer[0] <= now]
            self._timers = [timer for timer in self._timers if timer[0] > now]
            for _, act, of in due:
                if of is None or of.fileno() >= 0:
                    self._act(act.__self__ if hasattr(act, "__self__") else None, act, of)
            if self.stopping:
                deadline = deadline or now + PATIENCE
                if now > deadline:
                    return

    def _act(self, client, act, of=None) -> None:
        try:
            act()
        except BlockingIOError:
            pass
        except OSError as error:
            owner = client or next(c for c in self._clients if c.socket is of)
            owner.failed(error)

    def wait_for(self, more: int) -> None:
        """Until so many more were answered."""
        wanted, deadline = self.count["answered"] + more, time.monotonic() + PATIENCE
        while self.count["answered"] < wanted:
            assert time.monotonic() < deadline, f"no answers come any more: {self.count}"
            time.sleep(0.002)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self) -> None:
        """No client sends anything more; those who wait for a response get it first."""
        self.stopping = True
        self._thread.join(2 * PATIENCE)


class Terminations(unittest.TestCase):
    def _terminate_often(self, port: int, **options) -> None:
        with Crowd(port) as crowd:
            for _ in range(TERMINATIONS // 2):
                with Server(port, COSTREL_RUN_THREADS="2", **options) as server:
                    crowd.wait_for(4 * CLIENTS)
                    self.assertEqual(server.terminate(), 0, server.log)
            with Server(port, COSTREL_RUN_THREADS="2", **options):
                crowd.end()  # who has connected to the inherited socket waits for the next one
        print(f"{TERMINATIONS // 2} terminations: {dict(crowd.count)}", end=" ... ")
        self.assertEqual(crowd.count["lost"], 0, crowd.losses[:3])

    def test_lose_no_request_on_a_port_of_its_own(self):
        self._terminate_often(fixed_port())

    def test_lose_no_request_on_an_inherited_socket(self):
        with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
            self._terminate_often(listening.getsockname()[1], inherited=listening)


if __name__ == "__main__":
    tally.main()
