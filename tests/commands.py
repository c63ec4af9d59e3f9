"""Commands of several suites at once: what each takes of the processors, and that all end when somebody says so."""

import contextlib
import os
import pathlib
import signal
import subprocess
import threading
from typing import IO, NamedTuple, Optional

ROOT = pathlib.Path(__file__).resolve().parent.parent


class TooLate(Exception):
    """A command was to begin after all had been ended."""


class Ran(NamedTuple):
    status: Optional[int] = None  # none when it could not begin, or took too long
    processor_seconds: float = 0  # its own, and of the processes that it has waited for
    complaint: str = ""


class Commands:
    """Each has a process group of its own, and ends with all that it has started and left in it."""

    def __init__(self):
        self._running: set[int] = set()
        self._are_over = False
        self._changing = threading.Lock()

    def run(self, command: tuple[str, ...], output: IO, limit: Optional[float] = None, *,
            environment: Optional[dict[str, str]] = None, even_when_over: bool = False) -> Ran:
        """Ends it after `limit` seconds."""
        with self._changing:
            if self._are_over and not even_when_over:
                raise TooLate
            try:
                process = subprocess.Popen(command, cwd=ROOT, env=os.environ | (environment or {}),
                                           stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                           process_group=0)
            except OSError as error:
                return Ran(complaint=str(error))
            self._running.add(process.pid)
        late = threading.Event()
        timer = threading.Timer(limit or 0, lambda: self._end(process.pid, late))
        if limit is not None:
            timer.start()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # the number stays its own until it is no longer listed
        with self._changing:
            self._running.remove(process.pid)
            if self._are_over:
                _signal(process.pid, signal.SIGKILL)  # what a shell has put into the background ignores Ctrl-C
        timer.cancel()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = used.ru_utime + used.ru_stime
        if late.is_set():
            return Ran(None, seconds, f"'{' '.join(command)}' had not ended after {limit} seconds")
        return Ran(process.returncode, seconds)

    def _end(self, pid: int, late: threading.Event) -> None:
        with self._changing:
            if pid in self._running:
                late.set()
                _signal(pid, signal.SIGKILL)

    def end(self) -> None:
        """Those that run, as Ctrl-C does; and no other begins."""
        # Who was started in the background ignores Ctrl-C, and so do its commands.
        number = signal.SIGTERM if signal.getsignal(signal.SIGINT) == signal.SIG_IGN else signal.SIGINT
        with self._changing:
            self._are_over = True
            for pid in self._running:
                _signal(pid, number)


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
