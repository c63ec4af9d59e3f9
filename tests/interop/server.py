"""Starts the two login applications on free loopback ports: costrel's and Flask's."""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from tests.ports import free_port

PATIENCE = 60  # seconds for what should take less than one, on a machine that has other work
FLASK_LOGIN = pathlib.Path(__file__).with_name("flask_login.py")


class Server:
    """A running application. Its log is what it printed."""

    def __init__(self, name: str, command: list[str], port: int, **environment: str):
        self.name, self.port = name, port
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(command, env=os.environ | environment,
                                         stdin=subprocess.DEVNULL, stdout=self._log,
                                         stderr=subprocess.STDOUT)
        self._wait_until_it_listens()

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"{self.name} does not listen on port {self.port}. It said:\n{self.log}")

    @property
    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _prefixed(prefix: str, config: dict[str, str]) -> dict[str, str]:
    return {prefix + key: value for key, value in config.items()}


def start_costrel(config: dict[str, str]) -> Server:
    """The program of examples/login, which the environment variable LOGIN names. `config` has
    Flask's keys, with values as JSON or text."""
    port = free_port()
    return Server("costrel", [os.environ["LOGIN"]], port, COSTREL_RUN_HOST="127.0.0.1",
                  COSTREL_RUN_PORT=str(port), **_prefixed("COSTREL_", config))


def start_flask(config: dict[str, str]) -> Server:
    port = free_port()
    return Server("Flask", [sys.executable, str(FLASK_LOGIN)], port, PORT=str(port),
                  **_prefixed("FLASK_", config))
