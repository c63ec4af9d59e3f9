"""Sessions in a real PostgreSQL."""

import subprocess
import unittest

from tests import tally
from tests.stores.servers import PROGRAMS, SERVICES, Visitor, application, conformance

URL = SERVICES["POSTGRESQL_URL"]
OTHER = f"{URL}?table=other_session"


def psql(sql: str) -> str:
    return subprocess.run(["psql", URL, "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--command", sql],
                          capture_output=True, text=True, check=True).stdout.strip()


class PostgreSQL(unittest.TestCase):
    def test_keeps_what_a_store_promises(self):
        self.assertRegex(conformance(URL, OTHER), r"\n?[0-9]+ passed, 0 failed\n$")

    def test_keeps_it_in_an_event_loop_behind_a_pooler(self):
        self.assertRegex(conformance("--loop", f"{URL}?prepared=off", f"{OTHER}&synchronous_commit=off"),
                         r"\n?[0-9]+ passed, 0 failed\n$")

    def test_makes_the_table_that_is_missing_however_many_want_it_at_once(self):
        psql("drop table if exists made_session")
        servers = [application(f"{URL}?table=made_session") for _ in range(3)]
        for server in servers:
            self.addCleanup(server.stop)
        for server in servers:
            with Visitor(server.port) as visitor:
                self.assertEqual(visitor.get("/count"), (200, "1"))
        self.assertEqual(psql("select count(*) from made_session"), "3")

    def test_has_its_table_looked_at_when_the_application_starts(self):
        psql("drop table if exists strange_session; create table strange_session (key bytea, data bytea)")
        done = subprocess.run([PROGRAMS / "store_application"], text=True, capture_output=True, check=False, timeout=60,
                              env={"COSTREL_SESSION_STORE": f"{URL}?table=strange_session", "COSTREL_RUN_PORT": "0"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("the table has other columns; `costrel sessions schema postgresql:` prints", done.stdout + done.stderr)
        self.assertNotIn("not-a-secret", done.stdout + done.stderr)

    def test_loses_what_has_expired_when_a_session_is_made(self):
        server = application(f"{URL}?table=collected_session")
        self.addCleanup(server.stop)
        with Visitor(server.port) as visitor:
            visitor.get("/look")  # the table is there
            psql("truncate collected_session; insert into collected_session (key, version, expires, record) "
                 "select decode(md5(i::text), 'hex'), i, now() - interval '1 hour', '' from generate_series(1, 600) i")
            self.assertEqual(visitor.get("/count"), (200, "1"))
        self.assertEqual(psql("select count(*) from collected_session"), "101")

    def test_cannot_be_read_by_who_sees_the_table(self):
        server = application(URL)
        self.addCleanup(server.stop)
        with Visitor(server.port) as visitor:
            visitor.get("/count")
            cookie_id = visitor.cookie.split("=", 1)[1].split(".")[0]
        self.assertEqual(psql("select count(*) from costrel_session where octet_length(key) <> 32"), "0")
        self.assertEqual(psql(f"select count(*) from costrel_session where position('{cookie_id}'::bytea in record) > 0"),
                         "0")


if __name__ == "__main__":
    tally.main()
