"""Cookies as Flask itself signs them, for any session and second."""

import datetime
from unittest import mock

import itsdangerous
from flask import Flask
from flask.sessions import SecureCookieSessionInterface


def _serializer(secret_key: str) -> itsdangerous.URLSafeTimedSerializer:
    app = Flask("oracle")
    app.secret_key = secret_key
    return SecureCookieSessionInterface().get_signing_serializer(app)


def sign(secret_key: str, session: dict, second: int) -> str:
    with mock.patch.object(itsdangerous.TimestampSigner, "get_timestamp", lambda self: second):
        return _serializer(secret_key).dumps(session)


def read(secret_key: str, cookie: str) -> tuple[dict, int]:
    """The session, and the second it was signed in."""
    session, date = _serializer(secret_key).loads(cookie, return_timestamp=True)
    return session, int(date.astimezone(datetime.timezone.utc).timestamp())
