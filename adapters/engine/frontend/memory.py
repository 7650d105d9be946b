"""What is remembered of a drop folder: which files were read, which of their rows are kept, what was sent."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

FOLDER = ".luqiao"
Key = tuple[str, ...]
Kind = TypeVar("Kind")


class Taken(msgspec.Struct):
    """One file that was read: its name, the identities of its rows, and whether some rows have none."""

    file: str
    keys: list[Key]
    strange: bool = False


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.tmp")
    with new.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    new.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Memory:
    """The remembered files of one folder, by the digest of their bytes; it outlives the process."""

    def __init__(self, base: Path) -> None:
        self._folder = base / FOLDER

    def taken(self, digest: str) -> Taken | None:
        """Return a file that was read and whose rows are not all kept yet."""
        return self._read(self._folder / f"{digest}.taken.json", Taken)

    def take(self, digest: str, taken: Taken) -> None:
        """Remember a file before its rows are handed on."""
        write_whole(self._folder / f"{digest}.taken.json", msgspec.json.encode(taken))

    def open_files(self) -> dict[str, Taken]:
        """Return every file whose rows are not all kept, by digest."""
        paths = sorted(self._folder.glob("*.taken.json"))
        read = {path.name.partition(".")[0]: self._read(path, Taken) for path in paths}
        return {digest: taken for digest, taken in read.items() if taken is not None}

    def kept(self, digest: str) -> set[Key]:
        """Return the identities of a file that are kept; a line that was cut short is none."""
        path = self._folder / f"{digest}.kept"
        lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
        return {msgspec.json.decode(line, type=Key) for line in lines}

    def keep(self, digest: str, keys: Iterable[Key]) -> None:
        """Remember that rows are kept."""
        path = self._folder / f"{digest}.kept"
        broken = path.is_file() and not path.read_bytes().endswith(b"\n")
        with path.open("ab") as out:
            out.write(b"\n" * broken + b"".join(msgspec.json.encode(key) + b"\n" for key in keys))
            out.flush()
            os.fsync(out.fileno())

    def finish(self, digest: str, file: str) -> None:
        """Remember that a file is done with, for good."""
        write_whole(self._folder / f"{digest}.done", file.encode())
        for suffix in ("taken.json", "kept"):
            (self._folder / f"{digest}.{suffix}").unlink(missing_ok=True)

    def is_finished(self, digest: str) -> bool:
        """Whether a file of these bytes was done with."""
        return (self._folder / f"{digest}.done").is_file()

    def sent(self, name: str) -> tuple[str, list[dict[str, object]]] | None:
        """Return the digest and the rows' keys of a file that we wrote."""
        return self._read(self._folder / f"{name}.sent.json", tuple[str, list[dict[str, object]]])

    def send(self, name: str, digest: str, keys: list[dict[str, object]]) -> None:
        """Remember a file that we are about to write."""
        write_whole(self._folder / f"{name}.sent.json", msgspec.json.encode((digest, keys)))

    def note_out(self, name: str) -> None:
        """Remember that a file was written with all that belongs to it."""
        write_whole(self._folder / f"{name}.out", b"")

    def is_out(self, name: str) -> bool:
        """Whether it was; the other side may have taken it since."""
        return (self._folder / f"{name}.out").is_file()

    def _read(self, path: Path, kind: type[Kind]) -> Kind | None:
        return msgspec.json.decode(path.read_bytes(), type=kind) if path.is_file() else None
