"""The content-addressed store: a file lies under its SHA-256, written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from models.errors import NotFound, OutsideUnavailable
from models.reasons import reason
from models.said import said


class Store:
    """Keeps attachments; names from outside never become paths."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; the same bytes are kept once. Synced before it returns."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists():
            return digest
        try:
            self._write(place, content)
        except OSError as error:
            raise OutsideUnavailable(
                said("无法保存附件：{error}。", error=reason(error)),
                kept="附件未保存，稍后重试。",
                do_next="请检查磁盘空间与权限。",
            ) from error
        return digest

    def _write(self, place: Path, content: bytes) -> None:
        if not place.parent.exists():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            synced(place.parent.parent)
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
            synced(place.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, digest: str) -> bytes:
        """Return the bytes and check them against their name; raises NotFound."""
        place = self._place(digest)
        if not place.exists():
            raise NotFound("附件不在库中。", do_next="请联系管理员核对附件库。")
        content = place.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise NotFound("附件内容与登记的摘要不符，可能已损坏。", do_next="请联系管理员从备份恢复。")
        return content

    def _place(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise NotFound("附件摘要不正确。")
        return self._folder / digest[:2] / digest


def synced(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file that was synced can still have no name after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
