"""An application whose store stops, dies and comes back: what does not need it goes on, what does is told so, and
nobody has to restart anything."""

import concurrent.futures
import contextlib
import os
import pathlib
import resource
import sqlite3
import tempfile
import time
import unittest

from tests import tally
from tests.interop.server import Server
from tests.ports import free_port
from tests.stores.servers import SERVICES, Visitor, application, kill, start, stopped

MANY = 1_000
FILES = 4_096  # that may be open: many connections, here and in the servers
PATIENCE = 60  # seconds for what has to happen some time


soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(FILES, hard)), hard))


class Outages:
    service = ""

    def setUp(self):
        start(self.service)
        self.url = SERVICES[f"{self.service}_URL"]

    def serve(self, url: str = "", **config: str):
        server = application(url or self.url, RUN_THREADS="1", **config)
        self.addCleanup(server.stop)
        return server

    def visitors(self, server, count: int) -> list[Visitor]:
        """Each with a session that is stored."""
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        visitors = [stack.enter_context(Visitor(server.port)) for _ in range(count)]
        for visitor in visitors:
            visitor.ask("/count")
        for visitor in visitors:
            self.assertEqual(visitor.response(), (200, "1"))
        return visitors

    def wait_until_it_works(self, visitor: Visitor, path: str) -> tuple[int, str]:
        deadline = time.monotonic() + PATIENCE
        while True:
            status, body = visitor.get(path)
            if status == 200 or time.monotonic() > deadline:
                return status, body
            self.assertEqual(status, 503)

    def test_a_store_that_stands_still_keeps_nobody_waiting_who_does_not_need_it(self):
        server = self.serve(SESSION_STORE_TIMEOUT="2s")
        visitors = self.visitors(server, MANY)
        with stopped(self.service):
            for visitor in visitors:
                visitor.ask("/count")
            served = 0
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                first = pool.submit(visitors[0].response)
                while not first.done():
                    with Visitor(server.port) as other:
                        self.assertEqual(other.get("/"), (200, "nothing"))
                    served += 1
                    time.sleep(0.002)  # a thousand times in these two seconds is enough
            responses = [first.result()[0], *(visitor.response()[0] for visitor in visitors[1:])]
            self.assertEqual(set(responses), {503})
            self.assertTrue(all(visitor.fields["retry-after"] == "1" for visitor in visitors))
            self.assertGreater(served, 20, "requests while the others waited")
        status, body = self.wait_until_it_works(visitors[0], "/count")
        self.assertEqual(status, 200)
        self.assertIn(int(body), range(2, 100))  # what was not acknowledged may have been done

    def test_a_store_that_dies_is_used_again_when_it_is_back(self):
        server = self.serve()
        visitor = self.visitors(server, 1)[0]
        kill(self.service)
        for path in ("/look", "/count", "/blocking", "/logout"):
            self.assertEqual(visitor.get(path)[0], 503)
            self.assertNotIn("set-cookie", visitor.fields, "a logout that was not stored is none")
        self.assertEqual(visitor.get("/"), (200, "nothing"))
        start(self.service)
        self.assertEqual(self.wait_until_it_works(visitor, "/look"), (200, "1"))
        self.assertEqual(visitor.get("/count"), (200, "2"))
        self.assertEqual(self.wait_until_it_works(visitor, "/blocking"), (200, "3"))

    def test_an_application_starts_without_its_store(self):
        kill(self.service)
        server = self.serve()
        self.assertEqual(server.log.count("the store of sessions cannot be used now"), 1, "told before anybody asks")
        with Visitor(server.port) as visitor:
            self.assertEqual(visitor.get("/"), (200, "nothing"))
            self.assertEqual(visitor.get("/count")[0], 503)
            start(self.service)
            self.assertEqual(self.wait_until_it_works(visitor, "/count"), (200, "1"))
        self.assertNotIn("not-a-secret", server.log)

    def test_a_wrong_password_is_a_503_and_stands_nowhere(self):
        server = self.serve(self.url.replace("not-a-secret", "quite-wrong"))
        with Visitor(server.port) as visitor:
            for _ in range(20):
                self.assertEqual(visitor.get("/count")[0], 503)
        self.assertNotIn("quite-wrong", server.log)


class OtherServers(unittest.TestCase):
    """Sessions in a store that stands still, on the servers of examples/."""

    def setUp(self):
        start("REDIS")

    def serve(self, program: str, url: str = SERVICES["REDIS_URL"], **config: str):
        port = free_port()
        server = Server(program, [os.environ[program]], port, COSTREL_RUN_HOST="127.0.0.1", COSTREL_RUN_PORT=str(port),
                        COSTREL_SESSION_STORE=url,
                        **{f"COSTREL_{name}": value for name, value in ({"SESSION_STORE_TIMEOUT": "2s"} | config).items()})
        self.addCleanup(server.stop)
        return server

    def visitor(self, server) -> Visitor:
        """Who has logged in."""
        with Visitor(server.port) as form:
            form.post("/login", "username=ann")
            cookie = form.cookie
        visitor = Visitor(server.port, cookie)
        self.addCleanup(visitor.close)
        return visitor

    def check(self, server, waiting: int) -> int:
        """How many were served who do not need the store, while those who do waited."""
        visitors = [self.visitor(server) for _ in range(waiting)]
        served = 0
        with stopped("REDIS"), Visitor(server.port) as other:
            for visitor in visitors:
                visitor.ask("/")
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                first = pool.submit(visitors[0].response)
                while not first.done():
                    self.assertEqual(other.get("/login")[0], 200)
                    served += 1
                    time.sleep(0.002)
            responses = [first.result(), *(visitor.response() for visitor in visitors[1:])]
            self.assertEqual({status for status, _ in responses}, {503})
            self.assertTrue(all(visitor.fields["retry-after"] == "1" for visitor in visitors))
        deadline = time.monotonic() + PATIENCE
        response = visitors[0].get("/")
        while response[0] != 200 and time.monotonic() < deadline:
            response = visitors[0].get("/")
        self.assertIn("Logged in as ann", response[1])
        return served

    def test_a_loop_serves_others_while_many_wait(self):
        self.assertGreater(self.check(self.serve("LOGIN_BEAST"), 100), 20)

    def test_a_thread_waits_and_the_others_serve(self):
        for program in "LOGIN_HTTPLIB", "LOGIN_POCO":
            with self.subTest(program):
                self.assertGreater(self.check(self.serve(program), 2), 10)

    def test_a_logout_that_cannot_be_stored_deletes_the_cookie(self):
        for program in "LOGIN_BEAST", "LOGIN_HTTPLIB", "LOGIN_POCO":
            with self.subTest(program), tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "sessions.db")
                server = self.serve(program, f"sqlite:{file}", SESSION_STORE_TIMEOUT="200ms")
                visitor = self.visitor(server)
                self.assertIn("Logged in as ann", visitor.get("/")[1])
                with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as writer:
                    writer.execute("BEGIN IMMEDIATE")  # who reads goes on, who writes waits
                    self.assertEqual(visitor.get("/logout")[0], 503)
                    self.assertEqual(visitor.fields["retry-after"], "1")
                    self.assertIn("Max-Age=0", visitor.fields["set-cookie"])
                    self.assertEqual(visitor.fields["cache-control"], "private")


class Redis(Outages, unittest.TestCase):
    service = "REDIS"


class PostgreSQL(Outages, unittest.TestCase):
    service = "POSTGRESQL"


if __name__ == "__main__":
    tally.main()
