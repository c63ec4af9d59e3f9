"""Builds what later suites need while earlier ones wait for servers, clients and clocks."""

import contextlib
import os
import pathlib
import subprocess
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent


class BuiltAhead:
    """Presets and targets, one after the other, by processors that have nothing else to do: the scheduler gives them
    next to nothing while a suite wants something. A suite that comes to what is being built waits for it, and builds
    what is missing; it is there that a failure is told."""

    def __init__(self):
        self._building = None
        self._is_over = False
        self._changing = threading.Lock()

    def start(self, builds: list[tuple[str, ...]]) -> None:
        threading.Thread(target=self._run, args=(builds,), daemon=True).start()

    def stop(self) -> None:
        """Ends what is being built, and begins nothing more."""
        with self._changing:
            self._is_over = True
            if self._building:
                with contextlib.suppress(ProcessLookupError):  # it ended at this moment
                    os.killpg(self._building.pid, 15)

    def _run(self, builds: list[tuple[str, ...]]) -> None:
        for build in builds:
            with self._changing:
                if self._is_over:
                    return
                # In the session of the suites: Linux shares processors among sessions first, and looks only within one
                # at who is idle.
                self._building = subprocess.Popen(
                    ["chrt", "--idle", "0", "script/build", *build], cwd=ROOT, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0)
            self._building.wait()
            with self._changing:
                self._building = None
