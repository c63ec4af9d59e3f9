"""What a browser does, without a screen: keeps the session cookie and shows it to both servers."""

import http.client
import urllib.parse
from typing import NamedTuple, Optional

from tests.interop.server import Server

# Differ by design: when it was sent, by which program, over how long a connection, and who may keep
# it.
_OWN_TO_A_SERVER = {"date", "server", "connection", "keep-alive", "cache-control"}


class Answer(NamedTuple):
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: str

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.lower() == name.lower()]

    def comparable(self) -> dict:
        """What must be equal in both applications; `Allow` is a set in no order."""
        headers = [(name, ", ".join(sorted(value.split(", "))) if name == "Allow" else value)
                   for name, value in self.headers if name.lower() not in _OWN_TO_A_SERVER]
        return {"status": self.status, "reason": self.reason, "headers": sorted(headers),
                "body": self.body}


def send(server: Server, method: str, path: str, *, cookie: Optional[str] = None,
         form: Optional[dict] = None, headers: Optional[dict] = None,
         body: Optional[str] = None) -> Answer:
    """One request on a connection of its own. `cookie` is the session cookie's value."""
    headers = dict(headers or {})
    if cookie is not None:
        headers["Cookie"] = f"session={cookie}"
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(form)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.reason, response.getheaders(),
                      response.read().decode())
    finally:
        connection.close()


class Client:
    """Cookies belong to a host whatever the port, so both servers get the same one."""

    def __init__(self):
        self.cookie: Optional[str] = None

    def send(self, server: Server, method: str, path: str, **more) -> Answer:
        answer = send(server, method, path, cookie=self.cookie, **more)
        for header in answer.all("Set-Cookie"):
            name_and_value, *attributes = header.split("; ")
            self.cookie = None if "Max-Age=0" in attributes else name_and_value.partition("=")[2]
        return answer

    def log_in(self, server: Server, name: str) -> Answer:
        return self.send(server, "POST", "/login", form={"username": name})

    def log_out(self, server: Server) -> Answer:
        return self.send(server, "GET", "/logout")

    def opening_page(self, server: Server) -> str:
        answer = self.send(server, "GET", "/")
        assert answer.status == 200, answer
        return answer.body
