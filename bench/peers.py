"""The servers that script/bench compares: how each is made ready, and how it is started.

All serve the login application with their usual session, but for the two that show what is below any
application: nginx with a fixed text, and a bare epoll loop that parses nothing.
"""

import pathlib
import shutil
import subprocess
from typing import Callable, NamedTuple, Optional

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVERS = ROOT / "bench/servers"
FLASK = ROOT / "tests/interop/requirements.txt"  # the versions of Flask and its libraries
BUILT = ROOT / "build/bench-peers"
LONGEST = 900  # seconds to make one ready


class Peer(NamedTuple):
    name: str
    label: str  # what is compared, in words
    tool: Optional[str]  # without this program it is left out
    prepare: Callable[[], None]
    command: Callable[[int], list[str]]  # for a port of 127.0.0.1
    version: Callable[[], str]
    sessions: bool = True  # whether it has the cases beside the first


class NotReady(Exception):
    """In one sentence, why a peer is left out."""


def run(*command: str, cwd: pathlib.Path = ROOT) -> str:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=LONGEST,
                              stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotReady(f"{command[0]} did not end well: {error}") from error
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise NotReady(f"{' '.join(command[:3])} failed: {words[-1]}")
    return (done.stdout or done.stderr).strip()


def first_line(*command: str) -> str:
    return run(*command).splitlines()[0]


def ours(name: str) -> list[str]:
    return [str(ROOT / "build/release/bench/servers" / name)]


def prepare_nothing() -> None:
    pass


def prepare_flask() -> None:
    venv, wanted = BUILT / "venv", SERVERS / "flask/requirements.txt"
    kept, text = venv / "requirements.txt", wanted.read_text() + FLASK.read_text()
    if kept.exists() and kept.read_text() == text:
        return
    run("python3", "-m", "venv", str(venv))
    run(str(venv / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted))
    kept.write_text(text)


def gunicorn(port: int) -> list[str]:
    return [str(BUILT / "venv/bin/gunicorn"), "--chdir", str(SERVERS / "flask"), "--workers", "1",
            "--worker-class", "gevent", "--log-level", "error", "--bind", f"127.0.0.1:{port}", "app:app"]


def prepare_go() -> None:
    run("go", "build", "-o", str(BUILT / "go-server"), ".", cwd=SERVERS / "go")


def prepare_axum() -> None:
    run("cargo", "build", "--release", "--locked", "--quiet", "--target-dir", str(BUILT / "axum"),
        cwd=SERVERS / "axum")


def prepare_node(name: str) -> Callable[[], None]:
    def prepare() -> None:
        folder = SERVERS / name
        kept = folder / "node_modules/.installed-package-lock.json"
        lock = folder / "package-lock.json"
        if kept.exists() and kept.read_text() == lock.read_text():
            return
        run("npm", "ci", "--no-fund", "--no-audit", cwd=folder)
        shutil.copy(lock, kept)
    return prepare


def nginx(port: int) -> list[str]:
    folder = BUILT / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    configuration = (SERVERS / "nginx/nginx.conf").read_text()
    configuration = configuration.replace("{folder}", str(folder)).replace("{port}", str(port))
    (folder / "nginx.conf").write_text(configuration)
    return [shutil.which("nginx") or "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def package_versions(name: str, *packages: str) -> str:
    import json
    lock = json.loads((SERVERS / name / "package-lock.json").read_text())["packages"]
    found = [f"{package} {lock[f'node_modules/{package}']['version']}" for package in packages]
    return ", ".join(found) + ", Node.js " + first_line("node", "--version").removeprefix("v")


def pinned(*packages: str) -> str:
    lines = dict.fromkeys((FLASK.read_text() + (SERVERS / "flask/requirements.txt").read_text()).split())
    return ", ".join(line.replace("==", " ") for line in lines if "==" in line and line.split("==")[0] in packages)


PEERS = [
    Peer("epoll", "bare epoll loop", None, prepare_nothing, lambda port: ours("bench_epoll"),
         lambda: "parses nothing, fixed answer", sessions=False),
    Peer("nginx", "nginx return 200", "nginx", prepare_nothing, nginx,
         lambda: first_line("nginx", "-v").removeprefix("nginx version: "), sessions=False),
    Peer("costrel", "costrel", None, prepare_nothing, lambda port: ours("bench_login"),
         lambda: "this tree, " + first_line("g++", "--version")),
    Peer("axum", "axum + SignedCookieJar", "cargo", prepare_axum,
         lambda port: [str(BUILT / "axum/release/costrel-bench-axum")],
         lambda: "axum 0.8.9, axum-extra 0.12.6, " + first_line("cargo", "--version")),
    Peer("go", "Go net/http + gorilla/sessions", "go", prepare_go,
         lambda port: [str(BUILT / "go-server")],
         lambda: "gorilla/sessions 1.4.0, " + first_line("go", "version")),
    Peer("fastify", "Fastify + secure-session", "npm", prepare_node("fastify"),
         lambda port: ["node", str(SERVERS / "fastify/server.js")],
         lambda: package_versions("fastify", "fastify", "@fastify/secure-session")),
    Peer("express", "Express + cookie-session", "npm", prepare_node("express"),
         lambda port: ["node", str(SERVERS / "express/server.js")],
         lambda: package_versions("express", "express", "cookie-session")),
    Peer("flask", "Flask + gunicorn (gevent)", "python3", prepare_flask, gunicorn,
         lambda: pinned("Flask", "gunicorn", "gevent") +
         ", " + first_line(str(BUILT / "venv/bin/python"), "--version")),
]
