"""A process that is there and does nothing."""

import os
import pathlib
import platform
import signal
import time

PATIENCE = 60  # seconds
# epoll_wait and epoll_pwait, as a kind of machine numbers them.
WAITING = {"x86_64": ("232", "281"), "aarch64": ("22",)}


def stand_still(process: int) -> None:
    """Stops it, and waits until each of its threads has stopped: the signal only asks for it, and on a busy machine a
    thread may serve one more request."""
    os.kill(process, signal.SIGSTOP)
    end = time.monotonic() + PATIENCE
    while not all(_has_stopped(thread) for thread in pathlib.Path(f"/proc/{process}/task").iterdir()):
        if time.monotonic() > end:
            raise TimeoutError(f"process {process} does not stop")
        time.sleep(0.005)


def stand_still_between_rounds(redis: int) -> None:
    """Stops a Redis while it waits for the next command. Where it is within a round of them, it may have replied to a
    client what it has not yet written to its replicas, and loses that when one takes over: so does any client's."""
    end = time.monotonic() + PATIENCE
    stand_still(redis)
    while not _waits(redis):
        os.kill(redis, signal.SIGCONT)
        if time.monotonic() > end:
            raise TimeoutError(f"Redis, process {redis}, never waits")
        time.sleep(0.002)
        stand_still(redis)


def _waits(process: int) -> bool:
    call = pathlib.Path(f"/proc/{process}/syscall").read_text().split()[0]
    numbers = WAITING.get(platform.machine())
    return numbers is None or call in numbers


def _has_stopped(thread: pathlib.Path) -> bool:
    try:
        state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:  # it has ended
        return True
    return state in "TtZX"
