"""Keys that change, or differ, never end in an error, and only those that must lose their user."""

import json
import unittest

from tests import tally
from tests.faults.server import Load, Server, ask, fixed_port, log_in


class Keys(unittest.TestCase):
    def test_rotation_under_load_throws_nobody_out(self):
        port = fixed_port()
        keys = [f"the key number {number}, of some length" for number in range(4)]
        cookies = {}

        def visit(number):
            answer = ask(port, "/visit", cookies[number])
            if answer.status != 200 or answer.body != f"user{number}" or not answer.cookie:
                return str(answer)
            cookies[number] = answer.cookie
            return None

        server = Server(port, COSTREL_SECRET_KEY=keys[0])
        try:
            cookies.update({number: log_in(port, f"user{number}") for number in range(4)})
            idle = log_in(port, "idle")  # signed by the first key, and never again
            with Load(4, visit) as load:
                for turn in range(1, len(keys)):
                    load.wait_for(60)
                    server.terminate()
                    server = Server(port, COSTREL_SECRET_KEY=keys[turn],
                                    COSTREL_SECRET_KEY_FALLBACKS=json.dumps(keys[:turn]))
                load.wait_for(60)
            self.assertEqual(ask(port, "/user", idle)[:2], (200, "idle"))
        finally:
            server.__exit__()
        print(f"{len(keys) - 1} rotations, {load.answered} answered, {load.broken} found no server")
        self.assertEqual(load.complaints, [])

    def test_two_processes_with_different_keys_give_empty_sessions_and_a_line_in_the_log(self):
        with Server(COSTREL_SECRET_KEY="the key of the first process") as first, \
                Server(COSTREL_SECRET_KEY="the key of the second process") as second:
            cookie = log_in(first.port, "user")
            answers = []
            for _ in range(20):
                answers.append(ask(first.port, "/user", cookie)[:2])
                answers.append(ask(second.port, "/user", cookie)[:2])
            self.assertEqual(set(answers), {(200, "user"), (200, "nobody")})
            lines = second.log.count("session cookie ignored")
            self.assertIn("no key of ours signed it", second.log)
            self.assertNotIn(cookie[:20], second.log)
            self.assertNotIn("ignored", first.log)
        print(f"{len(answers)} answered, all of them 200; {lines} lines in the log of the second")

    def test_each_of_them_writes_a_session_that_the_other_one_ignores(self):
        with Server(COSTREL_SECRET_KEY="the key of the first process") as first, \
                Server(COSTREL_SECRET_KEY="the key of the second process") as second:
            cookie, seen = None, []
            for server in [first, second] * 10:
                answer = ask(server.port, "/visit", cookie)
                cookie = answer.cookie or cookie
                seen.append(answer[:2])
        self.assertEqual(set(seen), {(200, "nobody")})


if __name__ == "__main__":
    tally.main()
