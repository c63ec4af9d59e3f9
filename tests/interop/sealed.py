"""The sealed session cookie in Python, from its layout in docs/decisions/sealed-cookies.md: a second
opinion on what costrel writes. Without timeouts, compression and lists of ended sessions."""

import base64
import hmac
import os
from typing import NamedTuple, Optional

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
HEAD, FIELDS, TAG = 45, 28, 16


class Session(NamedTuple):
    created: int
    age: int
    handle: bytes
    content: bytes


def _sha256(key: bytes, *pieces: bytes) -> bytes:
    return hmac.digest(key, b"".join(pieces), "sha256")


class Box:
    """Seals and opens the cookies of one name and purpose under one secret."""

    def __init__(self, secret: str, name: str, application: str = "", purpose: str = "session"):
        root = _sha256(b"costrel sealed session v1", secret.encode())
        context = b"".join(len(part).to_bytes(2, "big") + part for part in
                           (application.encode(), purpose.encode(), name.encode()))
        self._id = _sha256(root, b"key id\x01")[:4]
        self._key = _sha256(root, b"seal\0", context, b"\x01")
        self._nonce_key = _sha256(root, b"nonce\0", context, b"\x01")
        self._block = Cipher(algorithms.AES(self._key), modes.ECB())
        doubled = int.from_bytes(self._encrypt(bytes(16)), "big") << 1
        self._mask = (doubled ^ (0x87 if doubled >> 128 else 0)) & ((1 << 128) - 1)

    def _encrypt(self, block: bytes) -> bytes:
        encryptor = self._block.encryptor()
        return encryptor.update(block) + encryptor.finalize()

    def _derived(self, number: int, nonce: bytes) -> bytes:
        message = int.from_bytes(bytes([0, number, 0x58, 0]) + nonce[:12], "big")
        return self._encrypt((message ^ self._mask).to_bytes(16, "big"))

    def _cipher(self, nonce: bytes) -> AESGCM:
        return AESGCM(self._derived(1, nonce) + self._derived(2, nonce))

    def seal(self, session: Session, random: bytes = b"") -> str:
        plain = (b"\0" + session.created.to_bytes(5, "big") + session.age.to_bytes(4, "big")
                 + session.handle + len(session.content).to_bytes(2, "big") + session.content)
        plain += bytes(-len(plain) % 32)
        nonce = _sha256(self._nonce_key, random or os.urandom(24), plain)[:24]
        head = VERSION + self._id + nonce + self._derived(3, nonce)
        wire = head + self._cipher(nonce).encrypt(nonce[12:], plain, head)
        return base64.urlsafe_b64encode(wire).rstrip(b"=").decode()

    def open(self, value: str) -> Optional[Session]:
        try:
            wire = base64.b64decode(value + "=" * (-len(value) % 4), b"-_", validate=True)
        except ValueError:
            return None
        if base64.urlsafe_b64encode(wire).rstrip(b"=").decode() != value:
            return None  # another spelling of the same bytes
        head, nonce = wire[:HEAD], wire[5:29]
        if len(wire) < HEAD + FIELDS + TAG or head[:5] != VERSION + self._id:
            return None
        if not hmac.compare_digest(head[29:], self._derived(3, nonce)):
            return None
        try:
            plain = self._cipher(nonce).decrypt(nonce[12:], wire[HEAD:], head)
        except InvalidTag:
            return None
        size = int.from_bytes(plain[26:28], "big")
        if plain[0] or any(plain[FIELDS + size:]):
            return None
        return Session(int.from_bytes(plain[1:6], "big"), int.from_bytes(plain[6:10], "big"),
                       plain[10:26], plain[FIELDS:FIELDS + size])
