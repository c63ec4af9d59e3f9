"""How a vector spells that itsdangerous refuses a signed text."""

import datetime

import itsdangerous

from tests.differential import clock

# The last three are what Python's clock says of a time beyond the year 9999.
REFUSALS = (itsdangerous.BadData, ValueError, OSError, OverflowError)


def epoch(date: datetime.datetime) -> int:
    return int((date - datetime.datetime.fromtimestamp(0, clock.UTC)).total_seconds())


def refusal(raised: Exception) -> dict:
    expect = {"outcome": type(raised).__name__, "message": str(raised)}
    if isinstance(raised, itsdangerous.BadSignature):
        expect["payload_hex"] = None if raised.payload is None else raised.payload.hex()
    if isinstance(raised, itsdangerous.BadTimeSignature):
        expect["date_signed"] = raised.date_signed and epoch(raised.date_signed)
    if isinstance(raised, itsdangerous.BadPayload) and raised.original_error is not None:
        expect["original_error"] = type(raised.original_error).__name__
    return expect
