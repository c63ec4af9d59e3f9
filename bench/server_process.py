"""A server that is measured: started on one core, watched through /proc, ended by its process id."""

import http.client
import os
import pathlib
import signal
import socket
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class ServerProcess:
    def __init__(self, command: list[str], port: int, cores: str, **more: str):
        self.port = port
        environment = os.environ | {
            "PORT": str(port), "NODE_ENV": "production",
            "COSTREL_RUN_HOST": "127.0.0.1", "COSTREL_RUN_PORT": str(port),
            "COSTREL_RUN_THREADS": os.environ.get("COSTREL_RUN_THREADS", "1")} | more
        self.process = subprocess.Popen(["taskset", "-c", cores, *command], env=environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        try:
            self._wait()
        except BaseException:
            self.end()
            raise

    def __enter__(self) -> "ServerProcess":
        return self

    def __exit__(self, *_) -> None:
        self.end()

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.process.args[3]} does not answer")

    def request(self, method: str, path: str, cookie: str = "", body: str = ""):
        """The status, the cookie that was set ('' when none was), and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": cookie} if cookie else {}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        # cookie-session and its like send more than one cookie.
        pairs = [field.split(";")[0] for field in response.headers.get_all("Set-Cookie") or []]
        connection.close()
        return response.status, "; ".join(pairs), text

    def _family(self) -> list[str]:
        """The process and its descendants."""
        found, queue = [], [str(self.process.pid)]
        while queue:
            pid = queue.pop()
            found.append(pid)
            for thread in pathlib.Path("/proc", pid, "task").glob("*/children"):
                try:
                    queue += thread.read_text().split()
                except OSError:
                    pass
        return found

    def _stat(self, pid: str) -> list[str]:
        # The second field, the name in parentheses, may have spaces in it.
        return pathlib.Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()

    def cpu_seconds(self) -> float:
        """User and system time, of all threads and of the children."""
        ticks = 0
        for pid in self._family():
            fields = self._stat(pid)
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def memory(self) -> int:
        """Bytes resident, of all processes."""
        return sum(int(self._stat(pid)[21]) for pid in self._family()) * PAGE

    def end(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            for pid in reversed(self._family()):
                os.kill(int(pid), signal.SIGKILL)
            self.process.wait(timeout=5)
