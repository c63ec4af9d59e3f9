"""A server that is killed, stopped and started again under load loses no user and no answer."""

import threading
import unittest

from tests import tally
from tests.faults.server import Load, Server, ask, fixed_port, log_in


class Stopping(unittest.TestCase):
    def test_after_kill_9_cookies_are_still_good(self):
        port = fixed_port()
        with Server(port) as server:
            cookies = [log_in(port, f"user{number}") for number in range(4)]

            def visit(number):
                answer = ask(port, "/user", cookies[number])
                return None if answer[:2] == (200, f"user{number}") else str(answer)

            with Load(4, visit) as load:
                load.wait_for(100)
                server.kill()
                with Server(port):
                    load.wait_for(100)
        print(f"{load.answered} answered, {load.broken} broken off by the kill")
        self.assertEqual(load.complaints, [])

    def test_sigterm_lets_slow_requests_end_and_exits_with_0(self):
        with Server() as server:
            answers = []

            def wait():
                answers.append(ask(server.port, "/slow/1500"))

            threads = [threading.Thread(target=wait) for _ in range(50)]
            for thread in threads:
                thread.start()
            threading.Event().wait(0.7)  # all of them are in flight
            status = server.terminate()
            for thread in threads:
                thread.join()
            self.assertEqual(status, 0)
            self.assertEqual([answer[:2] for answer in answers], [(200, "slow")] * 50)
            self.assertIn("stopped", server.log)
        print(f"{len(answers)} slow requests answered after SIGTERM, exit status {status}")

    def test_a_hundred_restarts_under_load_find_the_port_free(self):
        port = fixed_port()
        with Server(port):
            cookie = log_in(port, "user")

        def visit(_):
            answer = ask(port, "/user", cookie)
            return None if answer[:2] == (200, "user") else str(answer)

        with Load(3, visit) as load:
            for restart in range(100):
                with Server(port) as server:  # it says "address in use" by not starting
                    load.wait_for(3)
                    if restart % 10 == 9:
                        server.kill()
                    else:
                        self.assertEqual(server.terminate(), 0, server.log)
        print(f"100 restarts, {load.answered} answered, {load.broken} found no server")
        self.assertEqual(load.complaints, [])


if __name__ == "__main__":
    tally.main()
