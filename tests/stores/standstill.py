"""A process that is there and does nothing."""

import os
import pathlib
import signal
import time


def stand_still(process: int) -> None:
    """Stops it, and waits until each of its threads has stopped: the signal only asks for it, and on a busy machine a
    thread may serve one more request."""
    os.kill(process, signal.SIGSTOP)
    end = time.monotonic() + 60
    while not all(_has_stopped(thread) for thread in pathlib.Path(f"/proc/{process}/task").iterdir()):
        if time.monotonic() > end:
            raise TimeoutError(f"process {process} does not stop")
        time.sleep(0.005)


def _has_stopped(thread: pathlib.Path) -> bool:
    try:
        state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:  # it has ended
        return True
    return state in "TtZX"
