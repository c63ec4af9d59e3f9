"""Sealed sessions for a Flask application, so that it shares them with costrel."""

import os
import time

from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SessionInterface

import sealed


class SealedSessionInterface(SessionInterface):
    serializer = TaggedJSONSerializer()

    def open_session(self, app, request):
        opened = self._box(app).open(request.cookies.get(self.get_cookie_name(app), ""))
        session = SecureCookieSession(self.serializer.loads(opened.content.decode()) if opened else None)
        session.opened = opened
        return session

    def save_session(self, app, session, response):
        name = self.get_cookie_name(app)
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        if not session:
            response.delete_cookie(name)
            return
        now = int(time.time())
        created, handle = ((session.opened.created, session.opened.handle) if session.opened
                           else (now, os.urandom(16)))
        content = self.serializer.dumps(dict(session)).encode()
        response.set_cookie(name, self._box(app).seal(
            sealed.Session(created, max(0, now - created), handle, content)), httponly=True)

    def _box(self, app):
        return sealed.Box(app.secret_key, self.get_cookie_name(app))
