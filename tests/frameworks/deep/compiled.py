"""Sessions shared with sites in Go, Rust and Java (Play), which are built first with what
script/setup frameworks installs."""

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
from tests.interop.server import Server
from tests.ports import free_port

HERE = pathlib.Path(__file__).parent
BUILD = HERE.parents[2] / "build/frameworks"


def built(folder: str, *command: str, **environment: str) -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, cwd=HERE / folder, env=os.environ | environment, check=True)


def gorilla_site() -> list[str]:
    own = HERE.parents[2] / "build/venv/bin/go"  # where the system's is missing or too old
    built("gorilla", str(own) if own.exists() else "go", "build", "-o", str(BUILD / "gorilla"), ".",
          GOTOOLCHAIN="local")
    return [str(BUILD / "gorilla")]


def crate_site() -> list[str]:
    built("cookie_crate", "cargo", "build", "--locked", "--quiet", CARGO_TARGET_DIR=str(BUILD / "cookie_crate"))
    return [str(BUILD / "cookie_crate/debug/cookie_crate_site")]


def play_site() -> list[str]:
    folder = BUILD / "play"
    pom = HERE / "play/pom.xml"
    if not (folder / "pom.xml").exists() or (folder / "pom.xml").read_text() != pom.read_text():
        built("play", "mvn", "--quiet", "--batch-mode",
              "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
              f"-DoutputDirectory={folder}")
        shutil.copy(pom, folder)
    built("play", "javac", "-classpath", f"{folder}/*", "-d", str(folder), "PlaySite.java")
    return ["java", "-XX:TieredStopAtLevel=1", "-classpath", f"{folder}:{folder}/*", "PlaySite"]


class CompiledSite(SharedSession):
    kind: str
    config: dict
    program: staticmethod

    @classmethod
    def setUpClass(cls):
        port = free_port()
        cls.site = Server(cls.kind, cls.program(), port, PORT=str(port), CONFIG=json.dumps(cls.config))
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


class Play(CompiledSite, unittest.TestCase):
    kind, program = "play", staticmethod(play_site)
    config = {"secret": "0123456789abcdef0123456789abcdef"}

    def kept(self, cart):
        """Play keeps texts alone."""
        return json.dumps(cart)

    def cart_of(self, session):
        return json.loads(session["cart"])


if __name__ == "__main__":
    tally.main()
