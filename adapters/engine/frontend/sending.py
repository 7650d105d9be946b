"""Write files for another office, once each, and read what it answers to them row by row."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from adapters.engine.frontend import cells
from adapters.engine.frontend.forms import Row, Unusable, content_of, rows_of
from adapters.engine.frontend.memory import Memory, write_whole
from adapters.engine.templates import compiled
from adapters.engine.vocabulary import FileStep


class Sender:
    """The writing side of a folder."""

    def __init__(self, base: Path, memory: Memory) -> None:
        self._base, self._memory = base, memory

    def put(self, step: FileStep, values: Mapping[str, object], rows: Sequence[Row]) -> list[Row]:
        """Write the rows into one file; return for each inserted, already (the same file) or differs (another one).

        What is written is remembered before the file appears: should it stop between, the same call writes it again.
        """
        file = inside(self._base / step.within, step.name or "", values)
        content = content_of([cells.flat(row, step.spread, step.sources) for row in rows], step)
        digest = hashlib.sha256(content).hexdigest()
        known = self._memory.sent(file.name)
        keys: list[Row] = [{name: row.get(name) for name in step.identity} for row in rows]
        if known is not None and known[0] != digest:
            return [key | {"state": "differs"} for key in keys]
        state = "already" if known is not None and self._memory.is_out(file.name) else "inserted"
        if state == "inserted":
            self._memory.send(file.name, digest, keys)
            write_whole(file, content)
            if step.control:
                write_whole(file.with_name(file.name + step.control), f"{digest}  {len(rows)}\n".encode())
            if step.marker:
                write_whole(file.with_name(file.name + step.marker), b"")
            self._memory.note_out(file.name)
        return [key | {"state": state} for key in keys]

    def answer(self, step: FileStep, sent: FileStep | None, values: Mapping[str, object]) -> Row | None:
        """Return each row that was `sent` with what the answering file says of it; None where nothing was sent.

        Without `sent` the rows of the file itself, None where it is not there. Raises ValueError for a file that is
        not what the step declares.
        """
        file = inside(self._base / step.within, step.name or "", values)
        there = file.is_file() and (step.marker is None or file.with_name(file.name + step.marker).is_file())
        if sent is None:
            return {"file": file.name, "rows": _rows(file, step)} if there else None
        known = self._memory.sent(inside(self._base / sent.within, sent.name or "", values).name)
        if known is None:
            return None
        said = {_key(row, step): row for row in _rows(file, step)} if there else {}
        rows = [{**key, **said.get(_key(key, step), {})} for key in known[1]]
        return {"file": file.name, "rows": rows, "count": len(rows)}


def _rows(file: Path, step: FileStep) -> list[Row]:
    try:
        return rows_of(file.read_bytes(), step)
    except Unusable as error:
        raise ValueError(f"{file.name}：{error}") from error


def inside(folder: Path, name: str, values: Mapping[str, object]) -> Path:
    """Return the file of a folder that a template names; raises ValueError for a name that leads elsewhere."""
    filled = str(compiled(name, {})(values))
    if not filled or filled.startswith(".") or "/" in filled or "\\" in filled or "\x00" in filled:
        raise ValueError(f"not a name of a file: {filled[:80]!r}")
    return folder / filled


def _key(row: Mapping[str, object], step: FileStep) -> tuple[str, ...]:
    return tuple("" if row.get(name) is None else str(row[name]) for name in step.identity)
