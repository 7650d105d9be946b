"""Opaque cursors: signed, 30 minutes valid, good only with the same other parameters."""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import orjson


class Cursors:
    """Makes and reads cursors of one city; nothing is stored for them."""

    def __init__(self, seed: int, life: float) -> None:
        self._key = f"cursor-{seed}".encode()
        self._life = life

    def make(self, position: Any, scope: str, now: float) -> str:
        """A cursor that leads to `position` (any JSON value) within `scope`."""
        body = orjson.dumps([position, round(now, 3), self._digest(scope.encode())[:8].hex()])
        return base64.urlsafe_b64encode(self._digest(body)[:9] + body).decode().rstrip("=")

    def read(self, cursor: str, scope: str, now: float) -> tuple[Any, bool]:
        """The position and whether the cursor is only too old. Raises ValueError for a foreign cursor."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError) as error:
            raise ValueError("not a cursor") from error
        sign, body = raw[:9], raw[9:]
        if not hmac.compare_digest(sign, self._digest(body)[:9]):
            raise ValueError("not a cursor of this city")
        position, made_at, mark = orjson.loads(body)
        if mark != self._digest(scope.encode())[:8].hex():
            raise ValueError("a cursor of other parameters")
        return position, now - made_at > self._life

    def _digest(self, content: bytes) -> bytes:
        return hmac.new(self._key, content, hashlib.sha256).digest()
