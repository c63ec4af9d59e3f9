"""Starts examples/login as operators do: on sockets of several kinds, with a certificate."""

import contextlib
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from typing import Callable, Optional

LOGIN = os.environ["LOGIN"]
PATIENCE = 60  # seconds for anything that should be quick, on a machine that has other work
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # below nohup it is ignored, and servers inherit that
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def certificate(folder: pathlib.Path, name: str) -> tuple[pathlib.Path, pathlib.Path]:
    """A new key and a certificate that it signed itself, for tests only."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                    "-out", cert, "-keyout", key], check=True, capture_output=True)
    return cert, key


def environment(**run: object) -> dict[str, str]:
    """COSTREL_RUN_… for the keys given."""
    return os.environ | {f"COSTREL_RUN_{key}": str(value) for key, value in run.items()}


def complaint(prepare: Optional[Callable[[], None]] = None, **run: object) -> str:
    """What the application says that cannot start."""
    done = subprocess.run([LOGIN], env=environment(**run), capture_output=True, text=True, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL, preexec_fn=prepare, check=False)
    if done.returncode != 1:
        raise AssertionError(f"it ended with {done.returncode}, not 1")
    return done.stderr


class Server:
    """A running application; it is killed at the end of a with block if it still runs."""

    def __init__(self, command: Optional[list[str]] = None, *, pass_fds: tuple[int, ...] = (),
                 prepare: Optional[Callable[[], None]] = None, settings: Optional[dict[str, str]] = None,
                 **run: object):
        self._log = tempfile.TemporaryFile("w+")
        own = {f"COSTREL_{key}": value for key, value in (settings or {}).items()}
        self.process = subprocess.Popen(command or [LOGIN], env=environment(**run) | own, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self._log, text=True,
                                        pass_fds=pass_fds, preexec_fn=prepare)
        # "Running on http://127.0.0.1:5000 (press CTRL+C to quit)"
        self.addresses = [self._address()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def _address(self) -> str:
        line = self.process.stdout.readline()
        if not line.startswith("Running on "):
            self.__exit__()
            raise RuntimeError(f"the application does not listen. It said:\n{line}{self.log}")
        return line.split()[2]

    def more_addresses(self, count: int) -> None:
        self.addresses += [self._address() for _ in range(count)]

    @property
    def port(self) -> int:
        return int(self.addresses[0].rsplit(":", 1)[1])

    @property
    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def wait_for_log(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.log:
            if time.monotonic() > deadline:
                raise AssertionError(f"the log has no '{text}':\n{self.log}")
            time.sleep(0.01)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ends_with(self) -> int:
        """The exit status, soon."""
        return self.process.wait(PATIENCE)

    def terminate(self) -> int:
        self.signal(signal.SIGTERM)
        return self.ends_with()


def answer(connection: socket.socket) -> bytes:
    """The head of the answer to one more request by that connection, and what came with it."""
    connection.sendall(REQUEST)
    received = b""
    while b"log in" not in received:
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    return received


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def connect_unix(path: pathlib.Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    connection.connect(str(path))
    return connection


def connect_tls(port: int, cert: pathlib.Path, name: str) -> ssl.SSLSocket:
    """By TLS, which trusts that certificate only."""
    context = ssl.create_default_context(cafile=str(cert))
    return context.wrap_socket(connect(port), server_hostname=name)


def presented(port: int) -> str:
    """The name in the certificate that the server presents now."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with contextlib.closing(context.wrap_socket(connect(port))) as connection:
        der = connection.getpeercert(binary_form=True)
    text = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject", "-nameopt", "RFC2253"],
                          input=der, capture_output=True, check=True).stdout.decode()
    return text.strip().removeprefix("subject=CN=")
