"""Import of existing licences: a chunk of checked rows is one deed, and an import that was cut off goes on."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Conflict, NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.licences import LicenceEventRow, LicenceRow
from models.tables.register import LicenceImportNoteRow, LicenceImportRow
from models.values import LicenceStatus, Officer
from usecases import audit, bulk, licence_index, licence_renames, search_index
from usecases.blacklist_xlsx import Unreadable
from usecases.deeds import deed
from usecases.exports import Table
from usecases.licence_files import LicenceFile, Values
from usecases.licence_rows import COLUMNS, HEADERS, LicenceLine, Remark, checked, in_order
from usecases.texts import storable

LICENCES, EVENTS = table_of(LicenceRow), table_of(LicenceEventRow)
IMPORTS, NOTES = table_of(LicenceImportRow), table_of(LicenceImportNoteRow)
CHUNK = 4000  # rows in one deed: half a second or so, and others get in between
MANY = 20_000  # changes after which a database wants to look at its statistics anew
ACT = "imported"
COUNTS = ("added", "changed", "unchanged", "faulty", "warned")
NEW_LICENCES = bulk.Insert(LICENCES, COLUMNS, ("import_id", "changed_at", "document_no"))
CHANGED = bulk.Update(LICENCES, COLUMNS[1:], ("import_id", "changed_at"), ("version",))
NEW_EVENTS = bulk.Insert(
    EVENTS, ("licence_no", "status_from", "status_to", "note", "detail"), ("at", "act", "by", "ledger_seq")
)
NEW_NOTES = bulk.Insert(NOTES, ("line", "field", "kind", "licence_no", "message"), ("import_id",))
KNOWN = bulk.Lookup(
    select(LICENCES.c.id, LICENCES.c.application_id, LICENCES.c.import_id, *(LICENCES.c[name] for name in COLUMNS)),
    LICENCES.c.licence_no,
)
IDS = bulk.Lookup(select(LICENCES.c.licence_no, LICENCES.c.id), LICENCES.c.licence_no)
TOUCHED = bulk.Lookup(select(EVENTS.c.licence_no).where(EVENTS.c.act != ACT).distinct(), EVENTS.c.licence_no)
AT_ADDRESS = bulk.Lookup(
    select(LICENCES.c.address, LICENCES.c.licence_no).where(LICENCES.c.status == LicenceStatus.ACTIVE.value),
    LICENCES.c.address,
)
COMPARED = COLUMNS[:-1]  # not the number of warnings
NAMED = {"holder_name": "持证人", "holder_no": "身份证号", "legal_rep_no": "身份证号", "decided_on": "发证日期"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import got; `position` counts the rows of the file that were dealt with."""

    id: int
    state: str
    position: int
    added: int
    changed: int
    unchanged: int
    faulty: int
    warned: int


@dataclass(slots=True)
class _Sorted:
    """What becomes of the rows of a chunk."""

    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0


_PROGRESS = [IMPORTS.c[name] for name in Progress.__slots__]


def unfinished(session: Session, sha256: str) -> Progress | None:
    """Return the import of this file that was cut off, None where there is none."""
    row = session.execute(select(*_PROGRESS).where(IMPORTS.c.sha256 == sha256, IMPORTS.c.state == "running")).first()
    return None if row is None else Progress(*row)


@deed("licences.import_begun")
def begin(
    session: Session, sha256: str, file_name: str, remarks: Sequence[Remark], *, by: Officer, at: datetime
) -> Progress:
    """Begin the import of a file; `remarks` are about its header. Raises Conflict where one of it is under way."""
    if unfinished(session, sha256) is not None:
        raise Conflict("这份文件正在导入。", kept="已导入的行都在。", do_next="再导入一次，会从停下的地方继续。")
    values = {"sha256": sha256, "file_name": storable(file_name, 200), "by": by.login, "started_at": at}
    counts = dict.fromkeys((*COUNTS, "position"), 0)
    statement = insert(IMPORTS).values(**values, **counts, updated_at=at, state="running", source="")
    import_id = int(session.execute(statement.returning(IMPORTS.c.id)).scalar_one())
    _note(session, import_id, remarks)
    audit.record(
        session, by=by, at=at, deed="licences.import_begun", subject=_subject(import_id), facts={"sha256": sha256}
    )
    return progress(session, import_id)


@deed("licences.imported")
def take(
    session: Session, run: Progress, lines: Sequence[LicenceLine], *, done: bool = False, by: Officer, at: datetime
) -> Progress:
    """Take the next rows of a file into the register; good ones are kept beside faulty ones, which are noted.

    Raises Conflict where somebody else has taken them already; then nothing was changed.
    """
    now = _locked(session, run)
    bulk.give_room(session)
    found = _sorted(session, lines)
    digest = hashlib.sha256(b"\n".join(bulk.as_bytes(in_order(row)) for row in _kept(found))).hexdigest()
    faulty = sum(line.faulty for line in lines)
    warned = sum(bool(line.remarks) and not line.faulty for line in lines)
    counts = (len(found.added), len(found.changed), found.unchanged, faulty, warned)
    facts: dict[str, object] = {"from": now.position, "rows": len(lines), "digest": digest}
    facts |= dict(zip(COUNTS, counts, strict=True))
    seq = audit.record(session, by=by, at=at, deed="licences.imported", subject=_subject(run.id), facts=facts)
    _write(session, found, run.id, (at, ACT, by.login, seq))
    _note(session, run.id, [remark for line in lines for remark in line.remarks])
    return _advance(session, now, len(lines), counts, done=done, at=at)


def _locked(session: Session, run: Progress) -> Progress:
    now = progress(session, run.id, locked=True)
    if (now.state, now.position) != ("running", run.position):
        raise Conflict("这份文件正由另一个窗口导入。", kept="已导入的行都在。", do_next="等那边结束，再看结果。")
    return now


def _advance(
    session: Session, now: Progress, rows: int, counts: Sequence[int], *, done: bool, at: datetime
) -> Progress:
    more = {name: getattr(now, name) + count for name, count in zip(COUNTS, counts, strict=True)}
    new = replace(now, position=now.position + rows, state="done" if done else "running", **more)
    values = {name: getattr(new, name) for name in Progress.__slots__} | {"updated_at": at}
    session.execute(
        update(IMPORTS).where(IMPORTS.c.id == now.id).values(values | {"finished_at": at if done else None})
    )
    if done and new.added + new.changed >= MANY:
        search_index.settle(session, licence_index.INDEX, LICENCES.name)
    return new


def progress(session: Session, import_id: int, *, locked: bool = False) -> Progress:
    """Return how far an import is; raises NotFound."""
    query = select(*_PROGRESS).where(IMPORTS.c.id == import_id)
    row = session.execute(query.with_for_update() if locked else query).first()
    if row is None:
        raise NotFound(said("没有第{import_id}次导入。", import_id=import_id))
    return Progress(*row)


def notes(session: Session, import_id: int, *, kind: str = "fault", limit: int = 1000, after: int = 0) -> list[Remark]:
    """Return what was noted about lines of a file, in their order; `after` is a count of notes to pass over."""
    c = NOTES.c
    columns = (c.line, c.field, c.message, c.kind, c.licence_no)
    query = select(*columns).where(c.import_id == import_id, c.kind == kind).order_by(c.id).offset(after).limit(limit)
    return [Remark(*row) for row in session.execute(query)]


def as_table(remarks: Sequence[Remark]) -> Table:
    """Return faults and warnings as a table to export, so that the file can be put right beside it."""
    kinds = {"fault": "错误", "warning": "提示"}
    rows = ((r.line, kinds.get(r.kind, r.kind), r.licence_no, label(r.field), r.message) for r in remarks)
    return Table(("行", "类别", "许可证号", "栏目", "说明"), rows)


def label(name: str) -> str:
    """Return what files call a column."""
    return NAMED.get(name) or HEADERS.get(name, (name,))[0]


def chunks(file: LicenceFile, today: date, skip: int = 0, size: int = CHUNK) -> Iterator[list[LicenceLine]]:
    """Yield the rows of a file behind the first `skip`, checked, some at a time; where it breaks off is a fault."""
    seen: dict[str, int] = {}
    chunk: list[LicenceLine] = []
    try:
        for count, (number, values) in enumerate(file.rows):
            line = _checked(number, values, today, seen, known=count < skip)
            if line is not None:
                chunk.append(line)
            if len(chunk) == size:
                yield chunk
                chunk = []
    except Unreadable as error:
        broken = LicenceLine(error.line)
        broken.fault(error.field, f"{error}；此行之后没有读")
        chunk.append(broken)
    if chunk:
        yield chunk


def _checked(number: int, values: Values, today: date, seen: dict[str, int], *, known: bool) -> LicenceLine | None:
    """Return one row with its checks, None where it was dealt with before; `seen` is number → line so far."""
    line = LicenceLine(number) if known else checked(number, values, today)
    licence_no = str(values.get("licence_no") or "") if known else line.licence_no
    first = seen.setdefault(licence_no, number) if licence_no else number
    if first != number and not known:
        line.fault("licence_no", f"与第 {first} 行许可证号相同")
    return None if known else line


def run_import(
    perform: Callable[..., Progress],
    run: Progress,
    file: LicenceFile,
    today: date,
    told: Callable[[Progress], object],
    *,
    size: int = CHUNK,
) -> Progress:
    """Take a whole file, or what is left of it, chunk by chunk; `perform` does one deed, `told` hears how far it is."""
    rows = chunks(file, today, run.position, size)
    with ThreadPoolExecutor(1, "rows") as reader:  # checks the next rows while these are written
        chunk = next(rows, None)
        while chunk is not None:
            following = reader.submit(next, rows, None)
            run = perform(take, run, chunk)
            told(run)
            chunk = following.result()
    return perform(take, run, [], done=True)


def _kept(found: _Sorted) -> Iterator[dict[str, Any]]:
    yield from found.added
    yield from (after for _before, after in found.changed)


def _sorted(session: Session, lines: Sequence[LicenceLine]) -> _Sorted:
    """Compare rows with what we hold; what decisions here made is never overwritten by a file."""
    good = [line for line in lines if line.columns is not None]
    numbers = [line.licence_no for line in good]
    held = {row.licence_no: row._mapping for row in KNOWN.run(session, numbers).all()}  # noqa: SLF001
    touched = {row.licence_no for row in TOUCHED.run(session, list(held))} if held else set()
    _warn_of_addresses(session, good)
    found = _Sorted()
    for line in good:
        new, old = line.columns or {}, held.get(line.licence_no)
        if old is None:
            found.added.append(new)
        elif not (differing := [name for name in COMPARED if old[name] != new[name]]):
            found.unchanged += 1
        elif old["import_id"] is None or old["application_id"] is not None or line.licence_no in touched:
            _refuse(line, old, new, differing)
        else:
            found.changed.append((dict(old), new))
    return found


def _refuse(line: LicenceLine, old: Any, new: Mapping[str, Any], differing: Sequence[str]) -> None:
    for name in differing:
        if name not in {"initials", "shop_initials", "import_warnings", "status_since"}:
            label = NAMED.get(name) or HEADERS.get(name, (name,))[0]
            line.fault(
                name, f"本库已有此证，由本局办理过，{label}为“{old[name] or '空'}”，文件为“{new[name] or '空'}”，未改"
            )
    if not line.faulty:
        line.fault("status", "本库已有此证，由本局办理过，未改")


def _warn_of_addresses(session: Session, lines: Sequence[LicenceLine]) -> None:
    """Warn of premises that carry another valid licence already (one place, one licence: LIC_R)."""
    active = [line for line in lines if line.columns and line.columns["status"] == LicenceStatus.ACTIVE]
    found = AT_ADDRESS.run(session, [line.columns["address"] for line in active if line.columns])
    at: dict[str, str] = {row.address: row.licence_no for row in found}
    for line in active:
        columns = line.columns or {}
        other = at.setdefault(columns["address"], line.licence_no)
        if other != line.licence_no:
            line.warn("address", f"同一地址已有有效许可证 {other}（一址一证）")
            columns["import_warnings"] += 1


def _write(session: Session, found: _Sorted, import_id: int, fixed: tuple[datetime, str, str, int]) -> None:
    at = fixed[0]
    NEW_LICENCES.run(session, [in_order(row) for row in found.added], (import_id, at, ""))
    ids = {row.licence_no: row.id for row in IDS.run(session, [row["licence_no"] for row in found.added]).all()}
    licence_index.add(session, [(ids[row["licence_no"]], row) for row in found.added])
    CHANGED.run(session, [(old["id"], *in_order(new)[1:]) for old, new in found.changed], (import_id, at))
    licence_index.renew(session, found.changed)
    licence_renames.note(session, found.changed)
    note = f"第{import_id}次导入"
    events: list[tuple[Any, ...]] = [(row["licence_no"], "", row["status"], note, {}) for row in found.added]
    events += [(new["licence_no"], old["status"], new["status"], note, _detail(old, new)) for old, new in found.changed]
    NEW_EVENTS.run(session, events, fixed)


def _detail(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [_plain(old[name]), _plain(new[name])] for name in COLUMNS if old[name] != new[name]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _note(session: Session, import_id: int, remarks: Sequence[Remark]) -> None:
    rows = [(r.line, r.field, r.kind, r.licence_no, storable(r.message, 300)) for r in remarks]
    NEW_NOTES.run(session, rows, (import_id,))


def _subject(import_id: int) -> str:
    return f"licence-import:{import_id}"
