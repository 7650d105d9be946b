"""The messages between us and the process that sets and seals: a JSON header, then bytes."""

import json
import os
import select
import struct
import time
from typing import Any

from models.errors import OutsideUnavailable

SIZES = struct.Struct(">II")
Message = tuple[dict[str, Any], bytes]


class Closed(EOFError):
    """The other end has gone."""


def write(descriptor: int, header: dict[str, Any], blob: bytes = b"") -> None:
    """Write one message whole."""
    head = json.dumps(header, ensure_ascii=False).encode()
    rest = memoryview(SIZES.pack(len(head), len(blob)) + head + blob)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def read(descriptor: int, within: float | None = None) -> Message:
    """Read one message; raises Closed, or OutsideUnavailable when it takes longer than `within` seconds."""
    until = None if within is None else time.monotonic() + within
    head_size, blob_size = SIZES.unpack(_exactly(descriptor, SIZES.size, until))
    header: dict[str, Any] = json.loads(_exactly(descriptor, head_size, until))
    return header, _exactly(descriptor, blob_size, until)


def _exactly(descriptor: int, size: int, until: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if until is not None and not select.select([descriptor], [], [], max(0.0, until - time.monotonic()))[0]:
            raise OutsideUnavailable("文书排版超时。", kept="文书仍在待制作。", do_next="稍后自动重试。")
        part = os.read(descriptor, min(1 << 20, size - len(parts)))
        if not part:
            raise Closed
        parts += part
    return bytes(parts)
