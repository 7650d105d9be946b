"""The front-end database of an older platform: applications in one table, our word in others (wire.md 2.2)."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from pysqlite3 import dbapi2 as sqlite3  # two libraries on one file do not see each other's locks

from city.common.moments import naive
from city.population.applications import Application
from city.population.attachments import content_of as file_content

AREA, PROVINCE = "350200", "350000"
ITEMS = {"new": "01", "renew": "02", "change": "03", "suspend": "04", "resume": "05", "close": "06", "reissue": "07"}
KINDS = {"person": "1", "sole_trader": "2", "enterprise": "3", "other": "4"}
LONGEST_NUMBER = 64
PUBLISHED, REFUSED, WITHDRAWN = "1", "2", "3"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SCHEMA = """
create table if not exists provinceinfo (unid text primary key, type text not null, revision integer not null,
  createtime text not null, content blob not null);
create table if not exists provinceinfosync (unid text primary key, type text not null, updatetime text not null,
  etype text not null);
create table if not exists provinceattr (unid text primary key, content blob not null);
create table if not exists cityinfo (unid text not null, version integer not null, action text not null
  check (action in ('I', 'U', 'D')), type text not null, batch text, digest text,
  decided text, createtime text not null,
  fromareacode text not null, toareacode text not null, content text not null, primary key (unid, version, action));
create table if not exists cityresult (unid text not null, version integer not null, action text not null,
  state text not null, code text, message text, updatetime text not null, primary key (unid, version, action));
create table if not exists citypublished (unid text primary key, type text not null, decided text,
  version integer not null, digest text, state text not null);
"""


class LegacyTables:
    """One database file that the city fills and reads, and the bureau as well."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with self.open() as database:
            database.execute("pragma journal_mode=wal")
            database.executescript(SCHEMA)

    @property
    def url(self) -> str:
        """The address that a configuration names."""
        return f"sqlite:///{self.file}"

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on a connection of its own."""
        database = sqlite3.connect(self.file, timeout=5)
        try:
            with database:
                yield database
        finally:
            database.close()

    def hand_in(self, papers: Iterable[Application]) -> int:
        """Put applications into the table that the bureau reads, their files into another."""
        count = 0
        with self.open() as database:
            for paper in papers:
                unid = f"{paper.id}-{paper.revision}"
                row = (unid, "10", paper.revision, naive(paper.updated), content_of(paper).encode("gb18030"))
                database.execute("insert into provinceinfo values (?, ?, ?, ?, ?)", row)
                for file in paper.attachments:
                    database.execute(
                        "insert or ignore into provinceattr values (?, ?)", (file.id, file_content(file.id, file.kind))
                    )
                count += 1
        return count

    def judge(self, at: float) -> int:
        """Look at what the bureau put there, write down row by row what became of it, and publish what is in order."""
        waiting = (
            "select c.unid, c.version, c.action, c.type, c.decided, c.digest, c.content from cityinfo c left join"
            " cityresult r using (unid, version, action) where r.unid is null and c.type in ('40', '41')"
            " order by c.unid, c.version"
        )
        with self.open() as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(waiting).fetchall()
            for row in rows:
                state, code, message = verdict_of(row)
                values = (row["unid"], row["version"], row["action"], state, code, message, naive(at))
                database.execute("insert into cityresult values (?, ?, ?, ?, ?, ?, ?)", values)
                if state != REFUSED:
                    self._publish(database, row, state)
        return len(rows)

    def _publish(self, database: sqlite3.Connection, row: sqlite3.Row, state: str) -> None:
        if row["action"] == "D":
            change = "update citypublished set version = ?, state = ? where unid = ? and version < ?"
            database.execute(change, (row["version"], state, row["unid"], row["version"]))
            return
        put = (
            "insert into citypublished values (?, ?, ?, ?, ?, ?) on conflict (unid) do update set version ="
            " excluded.version, digest = excluded.digest, state = excluded.state where excluded.version > version"
        )
        database.execute(put, (row["unid"], row["type"], row["decided"], row["version"], row["digest"], state))


def verdict_of(row: sqlite3.Row) -> tuple[str, str | None, str | None]:
    """State, code and message of one row: 1 published, 2 refused, 3 taken back."""
    if row["action"] == "D":
        return WITHDRAWN, None, None
    if len(row["unid"]) > LONGEST_NUMBER:
        return REFUSED, "10004", "文书号过长"
    return (PUBLISHED, None, None) if "<" in row["content"] else (REFUSED, "10004", "内容不是 XML")


def content_of(paper: Application) -> str:
    """The XML of one application, in the shape of the older exchange."""
    info = {
        "SN": paper.id,
        "ServiceCode": ITEMS[paper.item],
        "DeclareTime": naive(paper.submitted),
        "LicenceNo": paper.licence_no,
        "Reason": paper.reason,
        "State": paper.state,
        "SuspendFrom": paper.suspend_from,
        "SuspendTo": paper.suspend_to,
    }
    person = {
        "ApplyType": KINDS[paper.kind],
        "ApplyName": paper.name,
        "CertificateType": paper.id_type,
        "CertificateNumber": paper.id_no,
        "UnitCode": paper.uscc,
        "LealPerson": paper.legal_name,
        "LealPersonNumber": paper.legal_id_no,
        "MobilePhone": paper.mobile,
    }
    shop = _flags(paper) | {"ShopName": paper.shop_name, "Address": paper.shop_address, "AreaCode": paper.district}
    files = "".join(_element("Attr", _file(paper, n)) for n in range(len(paper.attachments)))
    changes = "".join(
        _element("Change", _members({"Field": field, "Old": old, "New": new})) for field, old, new in paper.changes
    )
    inner = "".join(
        _element(name, text)
        for name, text in (
            ("ApasInfo", _members(info)),
            ("Proposer", _members(person)),
            ("Shop", _members(shop)),
            ("Changes", changes),
            ("Attrs", files),
        )
    )
    return f'<?xml version="1.0" encoding="GBK"?><Case><Body>{inner}</Body></Case>'


def _flags(paper: Application) -> dict[str, str | None]:
    said = {
        "IsHotel": paper.is_hotel,
        "IsFixed": paper.is_fixed,
        "IsSeparate": paper.is_separate,
        "IsVending": paper.is_vending,
    }
    return {name: None if value is None else "01"[value] for name, value in said.items()}


def _file(paper: Application, place: int) -> str:
    file = paper.attachments[place]
    return _members(
        {"UNID": file.id, "Code": file.kind, "FileName": file.name, "Size": str(file.size), "Sha256": file.sha256}
    )


def _members(members: dict[str, str | None]) -> str:
    """Elements for the members that have a value; what XML cannot hold is left out, as the older platform does."""
    texts = {name: _FORBIDDEN.sub("", value) for name, value in members.items() if value is not None}
    return "".join(_element(name, escape(text)) for name, text in texts.items())


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"
