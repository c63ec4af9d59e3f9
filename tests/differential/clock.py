"""The clock of Flask, Werkzeug and itsdangerous, which stands still until it is set."""

import datetime
import types

import flask.sessions
import itsdangerous.timed
import werkzeug.http

UTC = datetime.timezone.utc

_second = 0


class _AnyDatetime(type):
    def __instancecheck__(cls, value):
        return isinstance(value, datetime.datetime)


class _StandingDatetime(datetime.datetime, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(_second, tz)


def stop() -> None:
    itsdangerous.timed.time = types.SimpleNamespace(time=lambda: _second)
    flask.sessions.datetime = werkzeug.http.datetime = _StandingDatetime


def set_to(second: int) -> None:
    global _second
    _second = second
