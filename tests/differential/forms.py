"""The kinds "form" and "secure_filename": bodies of forms, and names of files."""

import io
import random

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.utils import secure_filename as werkzeug_secure_filename

from tests.differential import texts

BOUNDARIES = ["b", "b", "-", "--", "a b", "a-b", "aab", "----WebKitFormBoundaryAbC", "x" * 70]
LINE_ENDS = [b"\r\n"] * 12 + [b"\n", b"\r", b"\n\n", b"\r\r\n"]
TOKENS = ["a", "name", "x.png", "é", "a b", "UTF-8''%C3%A9", "iso-8859-1'en'%E9b", "''%41", "utf-7''%41",
          "us-ascii''%FFa", "%41", "'", "a'b'c", ""]
KEYS = ["name", "filename", "NAME", "filename*", "filename*0", "filename*1", "filename*0*", "filename*1*",
        "name*", "charset", "x*", "*", "*0", "name*01", "name*x", ""]
PIECES = [b"\r\n", b"\n", b"\r", b"--", b"-", b"b", b"--b", b"\r\n--b", b"\r\n--b\r\n", b"\r\n--b--", b"\n--b\n",
          b" ", b"\t", b"\v", b";", b":", b'"', b"\\", b"=", b"%22", b"\xff", b"\xc3\xa9", b"\xc2\xa0", b"\0",
          b"Content-Disposition: form-data; name=z", b"\r\n\r\n", b"*", b"'"]


def _quoted(rng: random.Random, text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', rng.choice(['\\"', "%22", '"']))
    return f'"{text}"'


def _parameter(rng: random.Random, key: str | None = None) -> str:
    value = rng.choice([rng.choice(TOKENS), rng.choice(TOKENS), texts.unicode(rng)])
    written = rng.choice([value, _quoted(rng, value), _quoted(rng, value)])
    spaces = rng.choice(["", "", "", " ", "\t", "\u00a0"])
    return f"{spaces}{key or rng.choice(KEYS)}{rng.choice(['='] * 20 + [' =', '= ', ''])}{written}{spaces}"


def _disposition(rng: random.Random) -> str:
    if rng.random() < 0.5:
        parameters = [f'name="{rng.choice("abc")}"']
        if rng.random() < 0.5:
            parameters.append(_parameter(rng, "filename"))
    else:
        parameters = [_parameter(rng) for _ in range(rng.randint(0, 4))]
    return rng.choice(["form-data"] * 20 + ["", "x", "\u2003"]) + ";" + "; ".join(parameters)


def _head(rng: random.Random, end: bytes) -> bytes:
    lines = [rng.choice(["Content-Disposition"] * 8 + ["content-disposition ", "X"]) + ": " + _disposition(rng)]
    if rng.random() < 0.4:
        charset = rng.choice(["", "; charset=" + rng.choice(["iso-8859-1", "ASCII", '"utf-8"', "utf-16"])])
        lines.insert(rng.randint(0, 1), "Content-Type: " + rng.choice(["text/plain", "image/png", ""]) + charset)
    if rng.random() < 0.2:
        lines.insert(rng.randint(0, len(lines)),
                     rng.choice(["X", "X: y", " folded", "\u00a0Content-Type\u00a0:\u00a0a", ":", "Content-Disposition"]))
    return end.join(line.encode() for line in lines)


def _content(rng: random.Random, boundary: bytes) -> bytes:
    near = [b"\r\n--" + boundary[:-1], b"--" + boundary, b"\n--" + boundary + b"x", b"\r\n--", b"\r", b"\n", b"-"]
    return b"".join(rng.choice([texts.unicode(rng).encode(), rng.choice(near), rng.choice(PIECES)])
                    for _ in range(rng.choice([0, 1, 1, 2, 5])))


def _multipart(rng: random.Random, boundary: bytes) -> bytes:
    ends = LINE_ENDS if rng.random() < 0.3 else [b"\r\n"]

    def end() -> bytes:
        return rng.choice(ends)

    body = rng.choice([b"", b"", b"", b"\r\n", b"preamble\r\n", b"preamble", b"--x\r\n"])
    for _ in range(rng.choice([0, 1, 1, 2, 3, 6])):
        after = rng.choice([b""] * 12 + [b" ", b"\t\f", b"x"])
        body += (b"--" + boundary + after + end() + _head(rng, end()) + end() + end()
                 + _content(rng, boundary) + end())
    body += rng.choice([b"--" + boundary + b"--" + end()] * 12 + [b"", b"--" + boundary + b"-- x", b"--x--"])
    while rng.random() < 0.25:
        body = texts.damaged(rng, body, PIECES)
    return body


def _content_type(rng: random.Random, boundary: str) -> str:
    written = boundary if boundary.replace("-", "").isalnum() and rng.random() < 0.7 else f'"{boundary}"'
    kind = texts.letter_case(rng, "multipart/form-data")
    parameters = [f"{rng.choice(['boundary', 'Boundary'])}={written}"]
    if rng.random() < 0.2:
        parameters.insert(rng.randint(0, 1), rng.choice(["charset=utf-16", "x", 'x="; y', "boundary=", "*=''x"]))
    return rng.choice([";", "; ", " ;"]).join([kind, *parameters])


def _read(content_type: str, body: bytes, max_form_parts: int):
    mimetype, options = parse_options_header(content_type)
    parser = FormDataParser(max_form_memory_size=500_000, max_form_parts=max_form_parts, cls=list)
    try:
        _, fields, files = parser.parse(io.BytesIO(body), mimetype.lower(), len(body), options)
    except RequestEntityTooLarge:
        return 413
    # Differences: a part without a name has the empty one, and a Content-Type that is not there is empty.
    return {"fields": [[name or "", value] for name, value in fields],
            "files": [[name or "", file.filename, file.content_type or "", file.read().hex()]
                      for name, file in files]}


def form(rng: random.Random) -> dict:
    if rng.random() < 0.1:
        content_type = rng.choice(["application/x-www-form-urlencoded", "text/plain", ""])
        pieces = ["a", "b", "=", "&", "&", "+", "%41", "%", "%f", "%ff", "%C3%A9", ";", "é", "x=y"]
        body = "".join(rng.choices(pieces, k=rng.randint(0, 12))).encode()
        max_form_parts = 1000
    else:
        boundary = rng.choice(BOUNDARIES)
        content_type = _content_type(rng, boundary)
        body = _multipart(rng, boundary.encode())
        max_form_parts = rng.choice([1000, 1000, 1000, 0, 1, 2])
    options = parse_options_header(content_type)[1]
    expect = _read(content_type, body, max_form_parts)
    if "multipart" in content_type.lower() and body and not options.get("boundary"):
        expect = 400  # a difference: an empty form to Werkzeug
    return {"content_type": content_type, "body_hex": body.hex(), "max_form_parts": max_form_parts,
            "expect": expect}


def secure_filename(rng: random.Random) -> dict:
    pieces = ["..", "/", "\\", " ", "\t", "\u00a0", ".", "_", "-", "C:", "CON", "a", "B.txt", "\0", "\x1c", "\x85"]
    names = ["".join(rng.choice([rng.choice(pieces), texts.unicode(rng), texts.scalar(rng)])
                     for _ in range(rng.randint(0, 6))) for _ in range(50)]
    return {"names": names, "expect": [werkzeug_secure_filename(name) for name in names]}
