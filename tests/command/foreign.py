"""The costrel command, asked about cookies of other frameworks: those of tests/conformance, which the real ones
made. The environment variable COSTREL_COMMAND names the program.
"""

import base64
import json
import pathlib
import tempfile
import unittest

import django.conf
import django.core.signing

from tests import tally
from tests.command.command import run

VECTORS = pathlib.Path(__file__).parents[1] / "conformance/frameworks.jsonl"
ENGINE = "django.contrib.sessions.backends.signed_cookies"
SECRET = "django-insecure-0123456789-0123456789-0123456789"

# What the command is told of a site: its format, its keys and other options.
SITES = {
    "authjs": lambda c: ("nextauth" if c["version"] == 4 else "authjs", c["secrets"], {}),
    "cookie_rs": lambda c: ("cookie-crate", [c["key_b64"]], {
        "keys_in_base64": "true", **({"derive": "true"} if c.get("derive") else {}),
        **({"signed": "true"} if c["jar"] == "signed" else {})}),
    "cookie_session": lambda c: ("cookie-session", c["keys"], {}),
    "django": lambda c: ("django", [c["secret"], *c.get("fallbacks", [])], {}),
    "express_session": lambda c: ("express-session", c["secrets"], {}),
    "gorilla": lambda c: ("gorilla", [base64.b64encode(bytes.fromhex(c["keys_hex"][0][0])).decode()], {
        "keys_in_base64": "true", "payload": c["format"],
        **({"block_key": bytes.fromhex(c["keys_hex"][0][1]).decode()} if c["keys_hex"][0][1] else {})}),
    "hono": lambda c: ("hono", [c["secret"]], {}),
    "iron": lambda c: ("iron-session", [c["passwords"]["1"]], {}),
    "laravel": lambda c: ("laravel", [c["key"]], {"gcm": "true"} if "gcm" in c.get("cipher", "").lower() else {}),
    "phoenix": lambda c: ("phoenix", [c["secret"]], {
        name: c[name] for name in ("signing_salt", "encryption_salt") if c.get(name)}),
    "play": lambda c: ("play", [c["secret"]], {}),
    "rails": lambda c: ("rails", [c["secret"]], {"sha1": "true"} if c.get("digest") == "SHA1" else {}),
    "secure_session": lambda c: ("secure-session", c["keys_b64"], {"keys_in_base64": "true"}),
    "starlette": lambda c: ("starlette", [c["secret"]], {}),
}
ENCRYPTED = {"authjs", "nextauth", "iron-session", "laravel", "rails", "secure-session"}


class Foreign(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vectors = {}
        with VECTORS.open(encoding="utf-8") as lines:
            for line in lines:
                vector = json.loads(line)
                cookies = vector.get("expect", {}).get("cookies", {})
                if vector.get("op") == "write" and cookies and vector["kind"] in SITES and cls.fits(vector):
                    cls.vectors.setdefault(vector["kind"], vector)
        assert set(cls.vectors) == set(SITES), set(SITES) - set(cls.vectors)

    @staticmethod
    def fits(vector: dict) -> bool:
        """One whose configuration a command line can hold."""
        config = vector["config"]
        return not (config.get("old") or config.get("legacy") or config.get("keys_hex", [["", ""]])[0][1]
                    or len(config.get("passwords", [1])) != 1 or (vector["kind"] == "iron" and "1" not in config["passwords"])
                    or config.get("secret") is not None and vector["kind"] == "secure_session")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def arguments(self, kind: str, config: dict, with_keys: bool = True) -> list[str]:
        site, keys, options = SITES[kind](config)
        options = options | {"cookie_name": config.get("cookie_name", "PLAY_SESSION")}
        words = ["--format", site]
        for number, key in enumerate(keys if with_keys else []):
            path = self.folder / f"{kind}-{number}"
            path.write_bytes(key.encode())
            words += ["--key-file", str(path)]
        return words + [word for name, value in options.items() if with_keys or name != "keys_in_base64"
                        for word in ("--option", f"{name}={value}")]

    @staticmethod
    def field(vector: dict) -> str:
        return "; ".join(f"{name}={value}" for name, value in vector["expect"]["cookies"].items())

    def expected(self, vector: dict):
        if vector["kind"] in ("express_session", "laravel"):  # the cookie has an ID alone
            return vector["config"]["sid"]
        try:
            return json.loads(vector["value"])
        except ValueError:  # any text
            return vector["value"]

    def test_shows_what_the_real_framework_wrote(self):
        for kind, vector in self.vectors.items():
            with self.subTest(kind):
                shown = run("cookie", "show", *self.arguments(kind, vector["config"]), self.field(vector))
                self.assertEqual(shown.returncode, 0, shown)
                found, expected = json.loads(shown.stdout), self.expected(vector)
                if isinstance(found, str) and not isinstance(expected, str):
                    found = json.loads(found)  # a text that holds JSON
                for own in ("session_id", "__ts", "iat", "exp", "jti"):
                    if isinstance(found, dict) and own not in expected:
                        found.pop(own, None)
                self.assertEqual(found, expected)

    def test_what_is_signed_alone_needs_no_key_and_what_is_encrypted_does(self):
        for kind, vector in self.vectors.items():
            with self.subTest(kind):
                site = SITES[kind](vector["config"])[0]
                shown = run("cookie", "show", *self.arguments(kind, vector["config"], with_keys=False),
                            self.field(vector))
                hidden = (site in ENCRYPTED or vector["config"].get("jar") == "private"
                          or "encryption_salt" in vector["config"])
                if hidden or site == "express-session":
                    self.assertEqual((shown.returncode, shown.stdout), (1, ""), shown)
                    self.assertIn("--key-file", shown.stderr)
                else:
                    self.assertEqual(shown.returncode, 0, shown)

    def test_explains_that_a_wrong_key_opens_nothing(self):
        for kind, vector in self.vectors.items():
            with self.subTest(kind):
                config = json.loads(json.dumps(vector["config"]).replace(json.dumps(
                    SITES[kind](vector["config"])[1][0])[1:-1], "QUFB" * 21 + "QQ==" if kind != "laravel" else
                    "base64:" + base64.b64encode(b"x" * 32).decode()))
                if kind == "gorilla":
                    config["keys_hex"] = [["ff" * 32, ""]]
                if kind == "secure_session":
                    config["keys_b64"] = [base64.b64encode(b"x" * 32).decode()]
                said = run("cookie", "explain", *self.arguments(kind, config), self.field(vector))
                self.assertEqual(said.returncode, 1, said)
                self.assertRegex(said.stdout.splitlines()[-1],
                                 r"^FAILED (one of the keys signed or encrypted it|the key that it names)")

    def test_explains_that_what_was_recorded_is_over_where_the_format_knows(self):
        for kind, vector in self.vectors.items():
            with self.subTest(kind):
                said = run("cookie", "explain", *self.arguments(kind, vector["config"]), self.field(vector))
                ends = kind in ("authjs", "django", "gorilla", "iron", "secure_session", "starlette")
                self.assertEqual(said.returncode, int(ends), said)
                if ends:
                    self.assertEqual(said.stdout.splitlines()[-1], "FAILED it is not over")
                elif kind in ("express_session", "laravel"):
                    self.assertIn("it holds an ID", said.stdout)

    def django(self, value, *arguments: str):
        key = self.folder / "key"
        key.write_text(SECRET)
        signer = django.core.signing.TimestampSigner(key=SECRET, salt=ENGINE)
        cookie = signer.sign_object(value, compress=True)
        return run("cookie", "explain", "--format", "django", "--key-file", str(key), *arguments, "-", text=cookie)

    def test_explains_a_cookie_that_django_makes_now(self):
        said = self.django({"_auth_user_id": "42", "text": "a" * 500})
        self.assertEqual(said.returncode, 0, said)
        self.assertNotIn("FAILED", said.stdout)
        self.assertRegex(said.stdout, r"it was last sent at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n")
        self.assertIn("FAILED it holds a session", self.django([1, "x"]).stdout)

    def test_says_what_is_wrong_with_the_arguments(self):
        for words, sentence in ((["--format", "cobol"], "there is no format"),
                                (["--format", "django", "--option", "colour=red"], "no option \"colour\""),
                                (["--format", "django", "--option", "cookie_age=soon"], "a number of seconds"),
                                (["--format", "django", "--option", "red"], "NAME=VALUE"),
                                (["--format", "django", "--key-file", "/no/such/file"], "cannot be read"),
                                ([], "--keys, or another framework")):
            with self.subTest(words):
                key = self.folder / "key"
                key.write_text(SECRET)
                if words and "--key-file" not in words:
                    words = [*words, "--key-file", str(key)]
                said = run("cookie", "explain", *words, "text")
                self.assertEqual(said.returncode, 2, said)
                self.assertIn(sentence, said.stderr)
                self.assertNotIn(SECRET, said.stdout + said.stderr)
        self.assertIn("name the site's key", run("cookie", "explain", "--format", "django", "text").stderr)

    def test_takes_whatever_it_is_given(self):
        for kind, vector in self.vectors.items():
            for text in ("", "=", ";;", "a.b.c", "x" * 40_000, "%", vector["config"].get("cookie_name", "PLAY_SESSION") + "="):
                for with_keys in (True, False):
                    shown = run("cookie", "show", *self.arguments(kind, vector["config"], with_keys), "-", text=text)
                    self.assertIn(shown.returncode, (0, 1), shown)


if __name__ == "__main__":
    django.conf.settings.configure()
    tally.main()
