"""The databases that script/services started, and an application whose sessions are in one."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess

from tests.interop.server import Server
from tests.ports import free_port
from tests.stores.standstill import stand_still

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "build/test/tests/stores"
SERVICES = dict(line.split("=", 1) for line in subprocess.run(
    [ROOT / "script/services", "env"], capture_output=True, text=True, check=True).stdout.splitlines())


def conformance(*words: str) -> str:
    """The last words of the tests of every store."""
    done = subprocess.run([PROGRAMS / "store_conformance", *words], capture_output=True, text=True, check=False,
                          timeout=600)
    return done.stdout + done.stderr


def processes(service: str) -> list[int]:
    """The process of a service and its children."""
    first = int(pathlib.Path(SERVICES[f"{service}_PIDFILE"]).read_text().split()[0])
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True, check=False)
    return [first, *map(int, children.stdout.split())]


@contextlib.contextmanager
def stopped(service: str):
    """While it lasts the service is there and does nothing."""
    all_of_it = processes(service)
    for process in all_of_it:
        stand_still(process)
    try:
        yield
    finally:
        for process in all_of_it:
            os.kill(process, signal.SIGCONT)


def kill(service: str) -> None:
    for process in processes(service):  # the first one first, which would replace the others
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def start(service: str) -> None:
    subprocess.run([ROOT / "script/services", "start", service.lower()], check=True, timeout=120)


def application(url: str, **config: str) -> Server:
    return application_with(COSTREL_SESSION_STORE=url,
                            **{f"COSTREL_{name}": value for name, value in config.items()})


def application_with(**environment: str) -> Server:
    port = free_port()
    return Server("the application", [str(PROGRAMS / "store_application")], port, COSTREL_RUN_HOST="127.0.0.1",
                  COSTREL_RUN_PORT=str(port), **environment)


class Visitor:
    """A browser with one connection that stays open."""

    def __init__(self, port: int, cookie: str = ""):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.cookie = cookie
        self.fields: dict[str, str] = {}

    def ask(self, path: str) -> None:
        field = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{field}\r\n".encode())

    def post(self, path: str, form: str) -> tuple[int, str]:
        self._socket.sendall((f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n"
                              f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}").encode())
        return self.response()

    def response(self) -> tuple[int, str]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._some()
        head, body = received.split(b"\r\n\r\n", 1)
        first, *fields = head.decode().split("\r\n")
        self.fields = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
        while len(body) < int(self.fields["content-length"]):
            body += self._some()
        if "set-cookie" in self.fields:
            self.cookie = self.fields["set-cookie"].split(";")[0]
        return int(first.split()[1]), body.decode()

    def _some(self) -> bytes:
        some = self._socket.recv(65536)
        if not some:
            raise ConnectionError("the server closed the connection")
        return some

    def get(self, path: str) -> tuple[int, str]:
        self.ask(path)
        return self.response()

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_) -> None:
        self.close()
