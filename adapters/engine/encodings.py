"""Bytes as text and keys as bytes, in the ways that profiles name."""

import base64
import hashlib

from models.errors import InvalidInput
from models.said import said


class NotOpened(ValueError):
    """A sealed text that this key does not open, or that was changed."""


def encoded(raw: bytes, way: str) -> str:
    """Return bytes as hex, HEX, base64 or base64url (without padding)."""
    if way == "base64":
        return base64.b64encode(raw).decode()
    if way == "base64url":
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return raw.hex().upper() if way == "HEX" else raw.hex()


def decoded(text: str, way: str) -> bytes:
    """Return the bytes of such a text, line breaks ignored; raises ValueError."""
    text = "".join(text.split())
    if way == "base64":
        return base64.b64decode(text, validate=True)
    if way == "base64url":
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    return bytes.fromhex(text)


def key_bytes(secret: str, form: str, place: str) -> bytes:
    """Return the bytes of a secret: as it is written, hex, base64 (padding may be missing), or the MD5 of its text.

    Raises InvalidInput; the secret is never shown.
    """
    try:
        if form == "md5":
            return hashlib.md5(secret.encode()).digest()  # noqa: S324  # the receivers' own rule for a key
        if form == "text":
            return secret.encode()
        return bytes.fromhex(secret) if form == "hex" else base64.b64decode(secret + "=" * (-len(secret) % 4))
    except ValueError as error:
        raise InvalidInput(
            said("{place}：密钥不是正确的 {form}。", place=place, form=form), do_next="请检查密钥配置。"
        ) from error
