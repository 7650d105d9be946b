"""The drop folder of an older platform: applications as CSV in GB18030, our files answered row by row (wire.md 2.3)."""

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from city.common.moments import naive
from city.population.applications import Application
from city.systems.legacy_tables import ITEMS, KINDS, LONGEST_NUMBER

COLUMNS = (
    "sqbh", "bbh", "sxlx", "sqrlx", "sqrxm", "zjlx", "zjhm", "tyshxydm", "fddbr", "fddbrzjhm", "lxdh", "jydmc", "jycs",
    "xzqh", "xkzh", "sqyy", "tjsj", "gxsj", "zt",
)  # fmt: skip
CHARSET = "gb18030"


class LegacyFiles:
    """A folder that two offices share: in/ for the bureau to read, out/ for the bureau to write, reply/ and held/."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("in", "out", "reply", "held"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._held: dict[str, list[str]] = {}

    @property
    def url(self) -> str:
        """The address that a configuration names."""
        return f"file://{self.folder}"

    def hand_in(self, name: str, papers: Iterable[Application]) -> Path:
        """Write one file of applications with its control file and, last of all, its marker."""
        return self.put(name, _table(COLUMNS, [_row(paper) for paper in papers]))

    def put(self, name: str, content: bytes) -> Path:
        """Write a file as it is, with its control file and its marker."""
        file = self.folder / "in" / name
        file.write_bytes(content)
        file.with_name(f"{name}.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  {name}\n", "utf-8")
        file.with_name(f"{name}.ok").touch()
        return file

    def judge(self, today: date) -> int:
        """Take every file of the bureau that is whole, answer it row by row, and write anew what is held."""
        count = 0
        for marker in sorted((self.folder / "out").glob("*.ok")):
            file = marker.with_suffix("")
            rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode(CHARSET), newline="")))
            answers = [self._verdict(row) for row in rows]
            self._write("reply", f"{file.stem}.csv", ("key", "version", "state", "code", "message"), answers)
            for one in (file, marker, file.with_name(f"{file.name}.sha256")):
                one.unlink(missing_ok=True)
            count += len(rows)
        self._list_held(today)
        return count

    def _verdict(self, row: dict[str, str]) -> list[str]:
        key, version = row["key"], row["version"]
        if len(key) > LONGEST_NUMBER:
            return [key, version, "rejected", "10004", "文书号过长"]
        state = "withdrawn" if row["op"] == "D" else "published"
        before = self._held.get(key, ["", "0", "", "", row["decided"], key[:2]])
        if int(before[1]) < int(version):
            self._held[key] = [key, version, row["hash"] or before[2], state, before[4], key[:2]]
        return [key, version, state, "", ""]

    def _list_held(self, today: date) -> None:
        """Write what is held of every day that has something, and of the last week anyway."""
        days = {row[4] for row in self._held.values()} | {str(today - timedelta(days=n)) for n in range(8)}
        columns = ("key", "version", "hash", "state", "decided", "kind")
        for kind, day in [(kind, day) for kind in ("xk", "cf") for day in sorted(days)]:
            rows = [row for row in self._held.values() if (row[5], row[4]) == (kind, day)]
            self._write("held", f"{kind}_{day}.csv", columns, rows)

    def _write(self, folder: str, name: str, columns: tuple[str, ...], rows: list[list[str]]) -> None:
        place = self.folder / folder / name
        new = place.with_name(f".{name}.new")
        new.write_bytes(_table(columns, rows))
        new.rename(place)  # nobody ever reads half of it
        place.with_name(f"{name}.ok").touch()


def _table(columns: tuple[str, ...], rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([columns, *rows])
    return out.getvalue().encode(CHARSET)


def _row(paper: Application) -> list[str]:
    values = (
        paper.id, paper.revision, ITEMS[paper.item], KINDS[paper.kind], paper.name, paper.id_type, paper.id_no,
        paper.uscc, paper.legal_name, paper.legal_id_no, paper.mobile, paper.shop_name, paper.shop_address,
        paper.district, paper.licence_no, paper.reason, naive(paper.submitted), naive(paper.updated), paper.state,
    )  # fmt: skip
    return ["" if value is None else str(value) for value in values]
