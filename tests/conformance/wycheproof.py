"""Replays Project Wycheproof's vectors of what sealed and signed sessions are made with: AES-256-GCM with the nonces
and tags of sealed cookies, and the HMACs. They come in a crate, which cargo fetches and does not build."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
DIGESTS = ("sha1", "sha256", "sha384", "sha512")


def folder() -> pathlib.Path:
    """Where cargo has put the vectors."""
    crate = str(HERE / "wycheproof/Cargo.toml")
    subprocess.run(["cargo", "fetch", "--quiet", "--locked", "--manifest-path", crate], check=True)
    described = subprocess.run(["cargo", "metadata", "--locked", "--offline", "--format-version=1", "--manifest-path", crate],
                               check=True, capture_output=True, text=True).stdout
    manifest = next(package["manifest_path"] for package in json.loads(described)["packages"]
                    if package["name"] == "wycheproof")
    return pathlib.Path(manifest).parent / "src/data"


def groups(name: str) -> list[dict]:
    return json.loads((folder() / name).read_text())["testGroups"]


def vectors() -> list[dict]:
    found = [{"kind": "gcm", **{name: test[name] for name in ("key", "iv", "aad", "msg", "ct", "tag")},
              "valid": test["result"] == "valid"}
             for group in groups("aes_gcm_test.json")
             if (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128) for test in group["tests"]]
    found += [{"kind": "hmac", "digest": digest, **{name: test[name] for name in ("key", "msg", "tag")},
               "valid": test["result"] == "valid"}
              for digest in DIGESTS for group in groups(f"hmac_{digest}_test.json") for test in group["tests"]]
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        lines = pathlib.Path(place, "wycheproof.jsonl")
        lines.write_text("".join(json.dumps(vector) + "\n" for vector in vectors()))
        return subprocess.run([os.environ["CONFORMANCE"], str(lines)]).returncode


if __name__ == "__main__":
    sys.exit(main())
