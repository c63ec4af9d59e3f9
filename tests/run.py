"""Builds and runs the suites of tests and adds up their cases. script/test calls it.

Each suite prints one line when it ends; the output of one that fails follows, and all of it is kept in
build/test-logs/. Suites that mostly wait run beside those that keep processors busy.
"""

import argparse
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from typing import NamedTuple

from tests import suites
from tests.ahead import BuiltAhead
from tests.beside import Turns
from tests.checks import COMMANDS, Log
from tests.commands import TooLate
from tests.tally import Count


class Result(NamedTuple):
    suite: str
    count: Count
    log: Log
    seconds: float

    def __str__(self):
        return (f"{self.suite:20}{self.count}  ({self.seconds:.0f} s,"
                f" {self.log.processor_seconds:.0f} s of processors)")


def result_of(name: str) -> Result:
    log, start = Log(name), time.monotonic()
    try:
        count = suites.SUITES[name](log)
    except TooLate:
        count = Count(failed=1)
    except Exception:  # a suite that is wrong must not go unnoticed, nor keep the others from ending
        log.write(traceback.format_exc())
        count = Count(failed=1)
    return Result(name, count, log, time.monotonic() - start)


class Running:
    """Suites that run, beside each other where they do not disturb each other."""

    def __init__(self, names: list[str]):
        self._turns = Turns({name: suites.taken_by(name) for name in names})
        self._threads: dict[str, threading.Thread] = {}
        self._ended: queue.SimpleQueue[Result] = queue.SimpleQueue()

    def results(self) -> Iterator[Result]:
        """That of each suite when it has ended."""
        while True:
            for name in self._turns.begin():
                self._threads[name] = threading.Thread(target=self._run, args=(name,), daemon=True)
                self._threads[name].start()
            if not self._threads:
                return
            result = self._ended.get()
            del self._threads[result.suite]
            self._turns.end(result.suite)
            yield result

    def _run(self, name: str) -> None:
        self._ended.put(result_of(name))

    def end(self) -> None:
        """Ends the commands that run, and waits until their suites have tidied up."""
        COMMANDS.end()
        for thread in self._threads.values():
            thread.join()


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("suite", nargs="*",
                        help="which suites to run: names, 'deep' for those that take long, 'all' for both "
                             "(default: all but the deep ones)")
    parser.add_argument("--list", action="store_true", help="say which suites there are")
    arguments = parser.parse_args()
    if arguments.list:
        for name, suite in suites.SUITES.items():
            print(f"{name:20}{'deep' if name in suites.DEEP else '':6}{suite.__doc__}")
        return 0
    names = suites.chosen(arguments.suite)
    unknown = [name for name in names if name not in suites.SUITES]
    if unknown:
        sys.exit(f"There is no suite '{unknown[0]}'; there are {', '.join([*suites.SUITES, *suites.GROUPS])}.")

    for number in signal.SIGTERM, signal.SIGHUP:
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
            signal.signal(number, signal.default_int_handler)  # as Ctrl-C: commands have process groups of their own
    total, ahead, running = Count(), BuiltAhead(), Running(names)
    try:
        for result in running.results():
            print(result, flush=True)
            if result.count.failed:
                print(result.log.tail(), flush=True)
            total += result.count
            if result.suite == "build":
                ahead.start(suites.to_build_ahead(names))
    finally:
        ahead.stop()
        running.end()
    print(total)
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    sys.exit(main())
