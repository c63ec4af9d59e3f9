"""A clock that jumps makes sessions end or not yet begin, and never an error. Time is faked by
libfaketime (Debian: faketime), which reads a file while the server runs."""

import glob
import pathlib
import tempfile
import time
import unittest

from tests import tally
from tests.faults.server import Load, Server, ask, log_in

DAY = 24 * 3600
LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)


class FakedServer(Server):
    """Its clock can be moved. The steady clock of its timeouts goes on as ever."""

    def __init__(self):
        self._offset = tempfile.NamedTemporaryFile("w+")
        self.move(0)
        super().__init__(LD_PRELOAD=LIBRARY, FAKETIME_TIMESTAMP_FILE=self._offset.name,
                         FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1",
                         DONT_FAKE_MONOTONIC="1")

    def move(self, seconds: int) -> None:
        pathlib.Path(self._offset.name).write_text(f"{seconds:+d}\n")
        time.sleep(0.05)


@unittest.skipIf(LIBRARY is None, "libfaketime is not there: install Debian's faketime")
class Clock(unittest.TestCase):
    def test_forty_days_forward_sessions_have_expired(self):
        with FakedServer() as server:
            cookie = log_in(server.port, "user")
            server.move(30 * DAY)
            self.assertEqual(ask(server.port, "/user", cookie)[:2], (200, "user"))
            server.move(40 * DAY)
            self.assertEqual(ask(server.port, "/user", cookie)[:2], (200, "nobody"))
            later = log_in(server.port, "later")
            self.assertEqual(ask(server.port, "/user", later)[:2], (200, "later"))

    def test_an_hour_back_sessions_are_from_the_future(self):
        with FakedServer() as server:
            cookie = log_in(server.port, "user")
            server.move(-3600)
            self.assertEqual(ask(server.port, "/user", cookie)[:2], (200, "nobody"))
            self.assertIn("signed after now", server.log)
            server.move(0)
            self.assertEqual(ask(server.port, "/user", cookie)[:2], (200, "user"))

    def test_ten_years_back_it_still_serves(self):
        with FakedServer() as server:
            cookie = log_in(server.port, "user")
            server.move(-3652 * DAY)
            self.assertEqual(ask(server.port, "/user", cookie)[:2], (200, "nobody"))
            earlier = log_in(server.port, "earlier")
            self.assertEqual(ask(server.port, "/user", earlier)[:2], (200, "earlier"))
            server.move(0)
            self.assertEqual(ask(server.port, "/user", earlier)[:2], (200, "nobody"))

    def test_jumps_under_load_break_no_connection(self):
        with FakedServer() as server:
            def visit(_):
                answer = ask(server.port, "/slow/20")
                return None if answer.status == 200 else str(answer)

            with Load(4, visit) as load:
                for seconds in [40 * DAY, -3600, -3652 * DAY, 3652 * DAY, 0]:
                    server.move(seconds)
                    load.wait_for(20)
            self.assertEqual((load.complaints, load.broken), ([], 0))
            self.assertEqual(server.terminate(), 0)
        print(f"5 jumps, {load.answered} answered, {load.broken} broken")


if __name__ == "__main__":
    tally.main()
