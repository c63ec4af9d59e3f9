"""Sessions shared with the frameworks of Node.js, each of them running."""

import base64
import shutil
import tempfile
import unittest

from tests import tally
from tests.frameworks.shared import SharedSession
from tests.frameworks.sites import Costrel, node_site
from tests.interop.server import Server
from tests.ports import free_port


class NodeFramework(SharedSession):
    framework: str
    kind: str
    config: dict

    @classmethod
    def setUpClass(cls):
        cls.site = node_site(cls.framework, cls.config)
        cls.costrel = Costrel(cls.kind, cls.config)

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()


class CookieSession(NodeFramework, unittest.TestCase):
    framework = kind = "cookie_session"
    config = {"cookie_name": "session", "keys": ["a new key", "an old key"]}


class IronSession8(NodeFramework, unittest.TestCase):
    framework, kind = "iron8", "iron"
    config = {"version": 8, "cookie_name": "iron", "passwords": {"1": "p" * 32, "2": "q" * 40}}


class IronSession9(NodeFramework, unittest.TestCase):
    framework, kind = "iron9", "iron"
    config = {"version": 9, "cookie_name": "iron", "passwords": {"1": "p" * 32, "2": "q" * 40}}


class AuthJs(NodeFramework, unittest.TestCase):
    framework = kind = "authjs"
    config = {"version": 5, "cookie_name": "authjs.session-token", "secrets": ["a secret of the site"]}
    user_entry = "sub"


class NextAuth4(NodeFramework, unittest.TestCase):
    framework, kind = "nextauth", "authjs"
    config = {"version": 4, "cookie_name": "next-auth.session-token", "secrets": ["a secret of the site"]}
    user_entry = "sub"


class SecureSession(NodeFramework, unittest.TestCase):
    framework = kind = "secure_session"
    config = {"cookie_name": "session", "keys_b64": [base64.b64encode(b"k" * 32).decode()]}


class Hono(NodeFramework, unittest.TestCase):
    framework = kind = "hono"
    config = {"cookie_name": "login", "secret": "a secret of the site"}


class Redis:
    """A Redis of this test's own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        port = free_port()
        self.server = Server("Redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                                       "--dir", self.folder], port)
        self.url = f"redis://127.0.0.1:{port}"

    def stop(self) -> None:
        self.server.stop()
        shutil.rmtree(self.folder)


class ExpressSession(NodeFramework, unittest.TestCase):
    """Both sites keep the session in one Redis, costrel's in its own store."""

    framework = kind = "express_session"

    @classmethod
    def setUpClass(cls):
        cls.redis = Redis()
        cls.config = {"cookie_name": "connect.sid", "secrets": ["a new secret", "an old one"],
                      "redis": cls.redis.url}
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.redis.stop()


if __name__ == "__main__":
    tally.main()
