"""A port of loopback that nobody has. Run as a program, it prints one that is none of its arguments.

It is below those that the system gives to clients and to whoever asks for port 0. One of those may be a client's by the
time its server comes to it, or comes back to it after it was killed.
"""

import pathlib
import random
import socket
import sys

LOWEST = 10_000
GIVEN_BY_THE_SYSTEM = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
RANDOM = random.SystemRandom()  # many processes look at once


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(others: frozenset[int] = frozenset()) -> int:
    below = int(GIVEN_BY_THE_SYSTEM.read_text().split()[0])
    for _ in range(1000):
        port = RANDOM.randrange(LOWEST, max(below, LOWEST + 1000))
        if port not in others and is_free(port):
            return port
    raise RuntimeError(f"of 1000 ports from {LOWEST} to {below} none is free")


if __name__ == "__main__":
    print(free_port(frozenset(map(int, sys.argv[1:]))))
