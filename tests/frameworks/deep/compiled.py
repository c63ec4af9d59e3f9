"""Sessions shared with sites in Go and Rust, which are built first."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from tests import tally
from tests.frameworks.shared import SharedSession
from tests.frameworks.sites import Costrel
from tests.interop.server import Server, free_port

HERE = pathlib.Path(__file__).parent
BUILD = HERE.parents[2] / "build/frameworks"


def built(folder: str, *command: str, **environment: str) -> None:
    """Builds a site with tools that script/setup does not install: Debian's Go is too old for gorilla."""
    if not shutil.which(command[0]):
        raise unittest.SkipTest(f"there is no {command[0]}")
    BUILD.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, cwd=HERE / folder, env=os.environ | environment, check=True)


def gorilla_site() -> str:
    built("gorilla", "go", "build", "-o", str(BUILD / "gorilla"), ".")
    return str(BUILD / "gorilla")


def crate_site() -> str:
    built("cookie_crate", "cargo", "build", "--locked", "--quiet", CARGO_TARGET_DIR=str(BUILD / "cookie_crate"))
    return str(BUILD / "cookie_crate/debug/cookie_crate_site")


class CompiledSite(SharedSession):
    kind: str
    config: dict
    program: staticmethod

    @classmethod
    def setUpClass(cls):
        port = free_port()
        cls.site = Server(cls.kind, [cls.program()], port, PORT=str(port), CONFIG=json.dumps(cls.config))
        cls.costrel = Costrel(cls.kind, cls.config)

    @classmethod
    def tearDownClass(cls):
        cls.costrel.stop()
        cls.site.stop()


class GorillaSigned(CompiledSite, unittest.TestCase):
    kind, program = "gorilla", staticmethod(gorilla_site)
    config = {"cookie_name": "shop", "format": "gob", "keys_hex": [["aa" * 32, ""]]}


class GorillaEncrypted(CompiledSite, unittest.TestCase):
    kind, program = "gorilla", staticmethod(gorilla_site)
    config = {"cookie_name": "shop", "format": "gob", "keys_hex": [["aa" * 32, "bb" * 32], ["cc" * 32, ""]]}


KEY = "0123456789abcdef" * 4


class CookieCratePrivate(CompiledSite, unittest.TestCase):
    kind, program = "cookie_rs", staticmethod(crate_site)
    config = {"cookie_name": "login", "jar": "private", "key_text": KEY,
              "key_b64": base64.b64encode(KEY.encode()).decode()}


class CookieCrateSigned(CookieCratePrivate):
    config = CookieCratePrivate.config | {"jar": "signed"}


if __name__ == "__main__":
    tally.main()
