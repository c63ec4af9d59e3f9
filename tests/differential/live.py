"""Makes random vectors with Flask and its libraries, and lets costrel-conformance replay them.

Each run has a seed of its own: SEED replays one, CASES says how many vectors. CONFORMANCE is the
program. The file of a run that fails stays in build/differential/.
"""

import json
import os
import pathlib
import random
import secrets
import subprocess
import sys
from importlib import metadata

from tests.differential import (
    clock, cookies, encodings, flows, forms, passwords, routes, sessions, signatures, tagged_json)

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/differential"
KINDS = {  # and how many of a hundred
    "flow": (flows.flow, 21), "form": (forms.form, 9), "route": (routes.route, 9),
    "secure_filename": (forms.secure_filename, 1), "loads": (sessions.loads, 14), "dumps": (sessions.dumps, 12),
    "tag_loads": (tagged_json.tag_loads, 12), "parse_cookie": (cookies.parse_cookie, 6),
    "dump_cookie": (cookies.dump_cookie, 3), "sign": (signatures.sign, 2),
    "unsign": (signatures.unsign, 2), "serializer": (signatures.serializer, 2),
    "b64": (encodings.b64, 2), "float": (encodings.float_, 2), "date": (encodings.date, 2),
    "escape": (encodings.escape, 1), "password": (passwords.password, 2),
}


def vector(seed: str, number: int) -> dict:
    """The same for the same seed and number, whatever other vectors there are."""
    rng = random.Random(f"{seed}/{number}")
    [kind] = rng.choices(list(KINDS), [share for _, share in KINDS.values()])
    make, _ = KINDS[kind]
    made = None
    while made is None:
        made = make(rng)
    return {"name": f"{kind}/{number}", "kind": kind} | made


def write(path: pathlib.Path, seed: str, cases: int) -> None:
    versions = {name: metadata.version(name) for name in ("flask", "werkzeug", "itsdangerous")}
    meta = {"kind": "meta", "name": "meta", "seed": seed, "count": cases} | versions
    with path.open("w") as file, flows.app.app_context():  # in which Flask sorts the keys
        print(json.dumps(meta), file=file)
        for number in range(cases):
            print(json.dumps(vector(seed, number)), file=file)


def main() -> int:
    seed = os.environ.get("SEED") or secrets.token_hex(4)
    cases = int(os.environ.get("CASES") or 5000)
    path = FOLDER / f"{seed}.jsonl"
    FOLDER.mkdir(parents=True, exist_ok=True)
    clock.stop()
    tagged_json.watch()
    print(f"SEED={seed} CASES={cases}", flush=True)
    write(path, seed, cases)

    status = subprocess.run([os.environ["CONFORMANCE"], path], check=False).returncode
    if status == 0:
        path.unlink()
    else:
        kept = path.relative_to(ROOT)
        print(f"The vectors are in {kept}. To replay them, and to make them anew:")
        print(f"  script/conformance {kept}")
        print(f"  SEED={seed} CASES={cases} script/test differential")
    return status


if __name__ == "__main__":
    sys.exit(main())
