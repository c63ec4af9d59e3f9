"""Starts and ends the application of the fault scripts, and asks it as many clients do."""

import contextlib
import functools
import http.client
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from typing import Callable, NamedTuple, Optional

PROGRAM = os.environ["FAULTS_APPLICATION"]
PATIENCE = 60  # seconds for anything that should be quick, on a machine that has other work


def fixed_port() -> int:
    """A free port below those that the system gives to connections of clients."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.sample(range(10000, lowest), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


class Server:
    """A running application; it is killed at the end of a with block if it still runs."""

    def __init__(self, port: int = 0, *, prefix: tuple[str, ...] = (),
                 prepare: Optional[Callable[[], None]] = None, log: Optional[str] = None,
                 inherited: Optional[socket.socket] = None, **environment: str):
        """With the socket `inherited`, which listens at `port`, it is started as by systemd."""
        if inherited:
            prefix = ("sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", *prefix)
            prepare = functools.partial(os.dup2, inherited.fileno(), 3)
            environment["COSTREL_RUN_BIND"] = "systemd"
        self._log = open(log, "w+") if log else tempfile.TemporaryFile("w+")
        self._output = tempfile.NamedTemporaryFile("w+")
        self.process = subprocess.Popen(
            [*prefix, PROGRAM], stdin=subprocess.DEVNULL, stdout=self._output, stderr=self._log,
            preexec_fn=prepare, pass_fds=(3,) if inherited else (),
            env=os.environ | {"COSTREL_RUN_HOST": "127.0.0.1", "COSTREL_RUN_PORT": str(port)}
            | environment)
        self.port = self._wait_until_it_listens()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def _wait_until_it_listens(self) -> int:
        deadline = time.monotonic() + PATIENCE
        output = pathlib.Path(self._output.name)
        while time.monotonic() < deadline:
            if found := re.search(r"https?://127\.0\.0\.1:(\d+)", output.read_text()):
                return int(found[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        self.__exit__()
        raise RuntimeError(f"the application does not listen. It said:\n{self.log}")

    @property
    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def terminate(self, patience: float = PATIENCE) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def is_running(self) -> bool:
        return self.process.poll() is None

    def processor_time(self) -> float:
        """Seconds that it has computed so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Answer(NamedTuple):
    status: int
    body: str
    cookie: Optional[str]  # the session's, when it was set


def ask(port: int, path: str, cookie: Optional[str] = None, body: Optional[str] = None,
        timeout: float = PATIENCE) -> Answer:
    """One request on a connection of its own: GET, or POST when there is a form as `body`."""
    headers = {"Connection": "close"}
    if cookie is not None:
        headers["Cookie"] = f"session={cookie}"
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST" if body is not None else "GET", path, body, headers)
        response = connection.getresponse()
        set_cookie = re.search(r"session=([^;]*)", response.getheader("Set-Cookie") or "")
        return Answer(response.status, response.read().decode(errors="replace"),
                      set_cookie[1] if set_cookie else None)
    finally:
        connection.close()


def log_in(port: int, user: str) -> str:
    """The session's cookie."""
    answer = ask(port, "/login", body=f"user={user}")
    assert answer.status == 200 and answer.cookie, answer
    return answer.cookie


class Load:
    """Threads that call `visit` again and again until the end of a with block. Connections that
    break are counted; what `visit` returns otherwise is a complaint, or None."""

    def __init__(self, threads: int, visit: Callable[[int], Optional[str]]):
        self.answered = self.broken = 0
        self.complaints: list[str] = []
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=(visit, number), daemon=True)
                         for number in range(threads)]

    def _run(self, visit, number: int) -> None:
        while not self._stopping.is_set():
            try:
                complaint = visit(number)
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.broken += 1
                time.sleep(0.002)  # there is no server just now
                continue
            with self._lock:
                self.answered += 1
                if complaint:
                    self.complaints.append(complaint)

    def wait_for(self, more: int) -> None:
        """Until so many more were answered."""
        wanted, deadline = self.answered + more, time.monotonic() + PATIENCE
        while self.answered < wanted:
            assert time.monotonic() < deadline, "no answers come any more"
            time.sleep(0.002)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)
