"""Which suites run beside each other: those that mostly wait, beside those that keep processors busy."""

import os
from typing import NamedTuple, Optional

ALL = os.cpu_count() or 1


class Takes(NamedTuple):
    """What a suite takes of the machine."""

    processors: int = 1  # that it keeps busy; none when it mostly waits
    things: frozenset[str] = frozenset()  # of which there is one


ALONE = None  # nothing runs beside it


class Turns:
    """Whose turn it is. Suites begin in the order in which they are given, but that one for which there is no room lets
    later ones begin, up to the next that runs alone."""

    def __init__(self, suites: dict[str, Optional[Takes]], processors: int = ALL):
        self._waiting = dict(suites)
        self._running: dict[str, Optional[Takes]] = {}
        self._processors = processors

    def begin(self) -> list[str]:
        """Those that begin now."""
        begun = []
        for name, takes in list(self._waiting.items()):
            if takes is ALONE and self._running or ALONE in self._running.values():
                break
            if takes is ALONE or self._has_room_for(takes):
                self._running[name] = self._waiting.pop(name)
                begun.append(name)
        return begun

    def _has_room_for(self, takes: Takes) -> bool:
        busy = sum(one.processors for one in self._running.values())
        return (not takes.processors or not busy or busy + takes.processors <= self._processors) and not any(
            one.things & takes.things for one in self._running.values())

    def end(self, name: str) -> None:
        del self._running[name]
