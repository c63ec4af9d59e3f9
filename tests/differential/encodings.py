"""The kinds "b64", "float", "date" and "escape"."""

import json
import random
import struct

import itsdangerous
import markupsafe
from werkzeug import http

from tests.differential import spelling, texts, values


def b64(rng: random.Random) -> dict:
    data = spelling.base64_text(rng)
    try:
        expect = {"outcome": "ok", "hex": itsdangerous.base64_decode(data).hex()}
    except itsdangerous.BadData as error:
        expect = {"outcome": type(error).__name__}
    return {"data_hex": data.hex(), "expect": expect}


def float_(rng: random.Random) -> dict:
    number = values.floating(rng)
    return {"bits": struct.pack(">d", number).hex(), "expect": {"text": json.dumps(number)}}


def date(rng: random.Random) -> dict | None:
    text = spelling.date(rng)
    if not text.isascii():
        return None  # costrel has not Python's tables of digits and spaces
    try:
        moment = http.parse_date(text)
    except OverflowError:
        return None  # nor its integers of 32 bits
    if moment is None:
        return {"value": text, "expect": {"outcome": "none"}}
    try:
        redump = http.http_date(moment)
    except OverflowError:  # it leaves the years 1 to 9999 on its way to GMT
        redump = None
    return {"value": text, "expect": {
        "outcome": "ok", "iso": moment.replace(tzinfo=None).isoformat(),
        "offset_s": int(moment.utcoffset().total_seconds()), "redump": redump}}


def escape(rng: random.Random) -> dict:
    pieces = ["<", ">", "&", "'", '"', "&amp;", texts.any_text(rng), texts.any_text(rng)]
    text = "".join(rng.choices(pieces, k=rng.randint(0, 6)))
    return {"value": text, "expect": {"text": str(markupsafe.escape(text))}}
