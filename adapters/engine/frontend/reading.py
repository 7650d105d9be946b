"""Take files out of a folder when they are whole, and put them away when all of their rows are kept."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from adapters.engine.frontend.forms import Row, Unusable, rows_of
from adapters.engine.frontend.memory import Key, Memory, Taken
from adapters.engine.units import seconds, size
from adapters.engine.vocabulary import FileStep

SHOWN = 64 * 1024  # bytes of an unusable file that go with its row


class Reader:
    """The taking side of a folder."""

    def __init__(self, base: Path, memory: Memory, clock: Callable[[], datetime]) -> None:
        self._base, self._memory, self._clock = base, memory, clock
        self._where: dict[Key, str] | None = None

    def take(self, step: FileStep, after: str) -> Row:
        """Return the rows of the first whole file behind the one named `after`, and whether there are more.

        A file that was read before under any name gives nothing: it is put away. One that is not what the step
        declares gives a single row without content, so that it is set aside with its bytes and a person looks.
        """
        folder = self._base / step.within
        names = [file.name for file in self._whole(folder, step) if file.name > after]
        if not names:
            return {"rows": [], "count": 0, "next": None}
        name, more = names[0], names[1:]
        content = (folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        rows: list[Row] = []
        if self._memory.is_finished(digest):
            self._put_away(folder / name, step, step.done)
        else:
            rows = self._rows(folder / name, content, digest, step)
        found: Row = {"file": name, "digest": digest, "rows": rows, "count": len(rows)}
        return found | {"next": name if more else None}

    def settle(self, step: FileStep, rows: Sequence[Mapping[str, object]]) -> list[Row]:
        """Note rows that are kept; a file whose rows all are is put away. Return what became of each."""
        where = self._index()
        told: list[Row] = []
        touched: dict[str, list[Key]] = {}
        for row in rows:
            key = _key(row, step)
            digest = where.get(key)
            if digest is not None:
                touched.setdefault(digest, []).append(key)
            told.append({name: row.get(name) for name in step.identity} | {"state": "acked" if digest else "unknown"})
        for digest, keys in touched.items():
            self._memory.keep(digest, keys)
            self._finish(digest, step)
        return told

    def _whole(self, folder: Path, step: FileStep) -> list[Path]:
        """Return the files that are whole, by name: their marker is there, or nobody wrote for a while."""
        now, quiet = self._clock().timestamp(), seconds(step.quiet)
        found = []
        for file in sorted(folder.glob(step.pattern)):
            if not file.is_file() or file.is_symlink() or file.name.startswith("."):
                continue
            marked = (folder / f"{file.name}{step.marker}").is_file() if step.marker else None
            if marked or (marked is None and now - file.stat().st_mtime >= quiet):
                found.append(file)
        return found

    def _rows(self, file: Path, content: bytes, digest: str, step: FileStep) -> list[Row]:
        try:
            self._compare(file, content, digest, step)
            rows = rows_of(content, step)
        except Unusable as error:
            rows = [self._unusable(file.name, content, digest, step, str(error))]
        keys = [_key(row, step) for row in rows]
        known = [key for key in keys if all(key)]
        if rows and not known:
            rows = [self._unusable(file.name, content, digest, step, "没有一行写明是哪一件")]
            known = [_key(rows[0], step)]
        strange = len(known) < len(keys) or any("luqiao_fault" in row for row in rows)
        self._memory.take(digest, Taken(file.name, list(dict.fromkeys(known)), strange))
        self._where = None
        if not rows:
            self._finish(digest, step)
        return rows

    def _compare(self, file: Path, content: bytes, digest: str, step: FileStep) -> None:
        """Compare a file with its limit and with the digest that its control file declares; raises Unusable."""
        if len(content) > size(step.most):
            raise Unusable(f"超过 {step.most}")
        if step.control is None:
            return
        control = file.with_name(f"{file.name}{step.control}")
        declared = control.read_text("utf-8").split()[0].lower() if control.is_file() else ""
        if declared != digest:
            raise Unusable("与控制文件的摘要不符" if declared else "没有控制文件")

    def _unusable(self, name: str, content: bytes, digest: str, step: FileStep, why: str) -> Row:
        """Return one row in the place of a file: it has an identity of its own, no content, and the bytes."""
        identity: Row = dict(zip(step.identity, (f"FILE-{digest[:24]}", 1), strict=False))
        shown = base64.b64encode(content[:SHOWN]).decode()
        return identity | {"luqiao_fault": why, "luqiao_file": name, "luqiao_digest": digest, "luqiao_bytes": shown}

    def _index(self) -> dict[Key, str]:
        if self._where is None:
            files = self._memory.open_files()
            self._where = {key: digest for digest, taken in files.items() for key in taken.keys}
        return self._where

    def _finish(self, digest: str, step: FileStep) -> None:
        taken = self._memory.taken(digest)
        if taken is None or set(taken.keys) - self._memory.kept(digest):
            return
        file = self._base / step.within / taken.file
        self._memory.finish(digest, taken.file)  # first: should it stop here, the file is known and put away next time
        self._put_away(file, step, step.failed if taken.strange else step.done)
        self._where = None

    def _put_away(self, file: Path, step: FileStep, folder: str) -> None:
        """Move a file and what belongs to it; one of the same name that is there already stays."""
        place = self._base / folder
        place.mkdir(parents=True, exist_ok=True)
        for suffix in ("", step.control or "", step.marker or ""):
            one = file.with_name(file.name + suffix)
            if one.is_file():
                taken = (place / one.name).exists()
                stem = hashlib.sha256(one.read_bytes()).hexdigest()[:8]
                one.rename(place / (f"{one.stem}-{stem}{one.suffix}" if taken else one.name))


def _key(row: Mapping[str, object], step: FileStep) -> Key:
    return tuple("" if row.get(name) is None else str(row[name]) for name in step.identity)
