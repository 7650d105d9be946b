"""Dossiers: close one with its catalogue, lock it, supplement it, open it again with a reason."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from content.dossierbook import dossiers as book_of
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.said import said, together
from models.tables.columns import table_of
from models.tables.dossiers import DossierEntryRow, DossierRow
from models.values import ApplicationState, Officer, rfc3339, shanghai_date
from rules import applications, authority
from rules import dossiers as rules
from rules.dossiers import Arranged, Part
from usecases import (
    audit,
    cases,
    courses,
    dossier_gaps,
    dossier_locks,
    dossier_parts,
    issuing,
    licence_events,
    numbers,
)
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.desk import Desk, desk_of
from usecases.dossier_gaps import GAPS, LEAST_REASON
from usecases.dossier_parts import ACT, Collected

DOSSIERS, ENTRIES = table_of(DossierRow), table_of(DossierEntryRow)
Row = dict[str, Any]
TOLD = (  # what the manifest says of each part
    "position", "section", "title", "key", "sha256", "media_type", "made_at", "signer", "pages", "page_from", "page_to",
    "lacking", "supplement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of closing: locked under a number, or (with gaps) proposed and waiting for a second officer."""

    result: str
    number: str = ""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hex."""
    return hashlib.sha256(content).hexdigest()


def current(session: Session, subject: str) -> Row | None:
    """Return the newest dossier of a subject, None where there is none."""
    wanted = select(DOSSIERS).where(DOSSIERS.c.subject == subject).order_by(DOSSIERS.c.id.desc()).limit(1)
    row = session.execute(wanted).first()
    return None if row is None else columns_of(row)


def find(session: Session, number: str, *, locked: bool = False) -> Row:
    """Return a dossier by its number or the subject's; raises NotFound."""
    wanted = select(DOSSIERS).where((DOSSIERS.c.number == number) | (DOSSIERS.c.subject == number))
    wanted = wanted.order_by(DOSSIERS.c.id.desc()).limit(1)
    row = session.execute(wanted.with_for_update() if locked else wanted).first()
    if row is None:
        raise NotFound(said("{number} 没有已归档的案卷。", number=number), do_next="请先归档（dossier close）。")
    return columns_of(row)


def by_number(session: Session, number: str) -> Row | None:
    """Return the dossier of a number, None where there is none."""
    row = session.execute(select(DOSSIERS).where(DOSSIERS.c.number == number)).first()
    return None if row is None else columns_of(row)


def entries(session: Session, dossier_id: int) -> list[Row]:
    """Return the catalogue of a dossier."""
    wanted = select(ENTRIES).where(ENTRIES.c.dossier_id == dossier_id).order_by(ENTRIES.c.position)
    return [columns_of(row) for row in session.execute(wanted)]


def as_part(row: Mapping[str, Any]) -> Part:
    """Return a line of the catalogue as a part."""
    names = ("section", "key", "title", "sha256", "media_type", "made_at", "signer", "kind", "pages", "data", "lacking")
    return Part(**{name: row[name] for name in (*names, "supplement")})


def gathered(session: Session, desk: Desk, subject: str, *, at: datetime) -> Collected:
    """Return what a dossier closed now would hold; what was supplemented by hand stays in it."""
    row = current(session, subject)
    again = row is not None and row["item"] != ACT
    found = dossier_parts.collect(session, desk, subject, at=at, outcome=row["outcome"] if row and again else "")
    if row is None or (row["item"] == ACT and row["state"] == "locked"):
        return found
    known = {part.key for part in found.parts}
    more = [as_part(e) for e in entries(session, row["id"]) if e["supplement"] and e["key"] not in known]
    return replace(found, parts=(*found.parts, *more))


def goes_on(session: Session, desk: Desk, row: Mapping[str, Any], *, at: datetime) -> bool:
    """Tell whether a licence has new documents for which another dossier must be closed."""
    return row["item"] == ACT and any(
        p.media_type for p in gathered(session, desk, row["subject"], at=at).parts if not p.data
    )


def late(session: Session, desk: Desk, row: Mapping[str, Any], *, at: datetime) -> list[Part]:
    """Return the files that came after a dossier was locked; to a licence's next act its own dossier."""
    if row["item"] == ACT:
        return []
    kept = {line["key"] for line in entries(session, row["id"])}
    return rules.late(gathered(session, desk, row["subject"], at=at).parts, kept)


def arranged(found: Collected, *, at: datetime) -> Arranged:
    """Return what was gathered in the archive's order."""
    return rules.arrange(found.parts, found.course, shanghai_date(at), book_of())


@deed("dossier.closed")
def close(
    session: Session, subject: str, measured: Sequence[Part], *, note: str = "", by: Officer, at: datetime
) -> str:
    """Close a dossier without gaps and lock it; return its number. The application is archived with it.

    `measured` are the parts of `gathered` with the pages that each takes. Raises NotFound; Refused, naming what is
    pending or lacking; Conflict where something came in between.
    """
    found = _ready(session, subject, measured, at)
    order = arranged(found, at=at)
    if order.gaps:
        named = together(said("{name}（{detail}）", name=gap.name, detail=gap.reason) for gap in order.gaps)
        raise Refused(
            said("{subject}的案卷缺：{named}。", subject=subject, named=named),
            kept="案卷未归档。",
            do_next="请补齐；无法补齐的，由两名人员写明理由归档。",
        )
    dossier_gaps.settle(session, subject, "overtaken", by=by, at=at)
    return _lock(session, found, order, note=note, by=by, at=at)


@deed(GAPS)
def close_with_gaps(
    session: Session, subject: str, measured: Sequence[Part], *, reason: str, by: Officer, at: datetime
) -> Closed:
    """Close a dossier although something is lacking: one officer proposes, another agrees, each with a reason.

    Raises like `close`; InvalidInput (no reason); Refused (no gaps, the same officer twice, no approver).
    """
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput("缺件归档须写明理由。", kept="案卷未归档。")
    found = _ready(session, subject, measured, at)
    order = arranged(found, at=at)
    if not order.gaps:
        raise Refused(said("{subject}的案卷齐全。", subject=subject), kept="案卷未归档。", do_next="请直接归档。")
    proposal = dossier_gaps.waiting(session, subject)
    if proposal is None or proposal.by == by.login:
        dossier_gaps.propose(session, subject, order.gaps, reason.strip(), by=by, at=at)
        return Closed("proposed")
    authority.check_pair(GAPS, proposal.officer(session), by)
    dossier_gaps.settle(session, subject, "confirmed", by=by, at=at)
    text = f"{proposal.note}；{reason.strip()}"
    return Closed("locked", _lock(session, found, order, note=text, by=by, at=at, first=proposal.by))


def _ready(session: Session, subject: str, measured: Sequence[Part], at: datetime) -> Collected:
    """Return what is gathered now with the pages that were measured before; the dossier must not be locked."""
    row = current(session, subject)
    if row is not None and row["item"] != ACT:
        dossier_locks.require_open(session, subject)
    found = gathered(session, desk_of(session), subject, at=at)
    dossier_parts.require_ready(found)
    known = {(p.key, p.sha256): p for p in measured}
    if known.keys() != {(p.key, p.sha256) for p in found.parts}:
        raise Conflict(
            said("{subject}的材料刚有变化。", subject=subject), kept="案卷未归档。", do_next="请看过目录后再归档一次。"
        )
    return replace(found, parts=tuple(known[p.key, p.sha256] for p in found.parts))


def _lock(
    session: Session, found: Collected, order: Arranged, *, note: str, by: Officer, at: datetime, first: str = ""
) -> str:
    row = current(session, found.subject)
    again = row is not None and row["state"] == "open"
    number = row["number"] if row is not None and again else _number(session, found.subject, by, at)
    values: Row = {"number": number, "subject": found.subject, "title": found.title, "party": found.party}
    values |= {"item": found.course.item, "outcome": found.course.outcome, "state": "locked", "pages": order.pages}
    values |= {"gaps": [[g.name, g.reason] for g in order.gaps], "reason": note.strip(), "locked_at": at}
    values |= {"locked_by": first or by.login, "second_by": by.login if first else "", "sha256": ""}
    values |= {"retention_class": order.retention.code, "retention_title": order.retention.title}
    values |= {"retention_until": order.retention_until}
    values["supplements"] = max((e.part.supplement for e in order.entries), default=0)
    lines = [_line(entry) for entry in order.entries]
    values["manifest_sha256"] = digest_of(canonical_manifest(values, lines))
    facts: dict[str, object] = {"dossier": number, "manifest": values["manifest_sha256"], "pages": order.pages}
    facts |= {"parts": len(lines), "gaps": [gap.name for gap in order.gaps]}
    _archive(session, found.subject, by=by, at=at)
    seq = audit.tell(session, by=by, at=at, deed="dossier.closed", subject=found.subject, note=number, facts=facts)
    _keep(session, row["id"] if row is not None and again else None, values | {"ledger_seq": seq}, lines)
    return number


def _number(session: Session, subject: str, by: Officer, at: datetime) -> str:
    """Return the next number of a dossier, of the bureau that files it."""
    year, own = shanghai_date(at).year, issuing.bureau(session, subject, by)
    name, word = ("case-dossier", "烟案卷") if dossier_parts.is_case(session, subject) else ("dossier", "烟许卷")
    serial = numbers.take(session, f"{name}-{year}" + (f"-{own.code}" if own.code else ""))
    return f"{own.short_name}{word}〔{year}〕第{serial}号"


def _line(entry: rules.Entry) -> Row:
    part = asdict(entry.part)
    return part | {"position": entry.position, "page_from": entry.page_from, "page_to": entry.page_to}


def _keep(session: Session, row_id: int | None, values: Row, lines: Sequence[Row]) -> None:
    if row_id is None:
        session.execute(insert(DOSSIERS).values(values))
        row_id = session.execute(select(DOSSIERS.c.id).where(DOSSIERS.c.number == values["number"])).scalar_one()
    else:
        session.execute(update(DOSSIERS).where(DOSSIERS.c.id == row_id).values(values))
        session.execute(delete(ENTRIES).where(ENTRIES.c.dossier_id == row_id))
    if lines:
        session.execute(insert(ENTRIES), [line | {"dossier_id": row_id} for line in lines])


def _archive(session: Session, subject: str, *, by: Officer, at: datetime) -> None:
    """Take the application's last step, where it is one and was not taken yet (ALL 61)."""
    if not dossier_parts.is_application(session, subject):
        return
    case = cases.read(session, subject, locked=True)
    state = ApplicationState(case.state)
    if state not in applications.DECIDED:
        return
    after = applications.after("application.archived", state)
    life = licence_events.life(session, case.row["licence_no"]) if case.row["licence_no"] else []
    courses.require(session, case, "application.archived", shanghai_date(at), also=[e["act"] for e in life])
    audit.tell(session, by=by, at=at, deed="application.archived", subject=subject)
    cases.change(session, case, state=after.value, due_on=None, attention="", card="none")


def manifest(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Row:
    """Return what a dossier holds, as the file beside it and inside it says."""
    until = row["retention_until"]
    told = {name: row[name] for name in ("number", "subject", "title", "party", "pages", "gaps", "supplements")}
    told |= {"format": "luqiao-dossier-1", "locked_at": rfc3339(row["locked_at"]), "locked_by": row["locked_by"]}
    told |= {"second_by": row["second_by"], "reason": row["reason"]}
    told["retention"] = {"class": row["retention_class"], "until": until.isoformat() if until else None}
    told["parts"] = [{name: line[name] for name in TOLD} for line in lines]
    return told


def canonical_manifest(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the manifest as the bytes that are hashed, embedded and written beside the file."""
    return (json.dumps(manifest(row, lines), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


@deed("dossier.supplemented")
def supplement(
    session: Session, number: str, measured: Sequence[Part], *, reason: str, by: Officer, at: datetime
) -> int:
    """Add parts behind a locked dossier (补卷), visible as such; return which supplement it is.

    Raises NotFound; InvalidInput (no reason, nothing to add); Refused (not locked, in it already).
    """
    row = find(session, number, locked=True)
    lines = entries(session, row["id"])
    if len(reason.strip()) < LEAST_REASON or not measured:
        raise InvalidInput("补卷须有材料并写明理由。", kept="案卷未变更。")
    if row["state"] != "locked":
        raise Refused(
            said("案卷 {number} 已启封，无须补卷。", number=row["number"]), kept="案卷未变更。", do_next="请重新归档。"
        )
    known = {(line["key"], line["sha256"]) for line in lines}
    if twice := [p.title for p in measured if (p.key, p.sha256) in known]:
        raise Refused(said("“{twice}”已在卷内。", twice=twice[0]), kept="案卷未变更。")
    nth, page, more = row["supplements"] + 1, row["pages"], []
    for position, part in enumerate(measured, len(lines) + 1):
        entry = rules.Entry(position, page + 1, page + part.pages, replace(part, supplement=nth))
        more.append(_line(entry) | {"dossier_id": row["id"]})
        page += part.pages
    session.execute(insert(ENTRIES), more)
    values: Row = {"pages": page, "supplements": nth, "sha256": ""}
    values["manifest_sha256"] = digest_of(canonical_manifest(row | values, [*lines, *more]))
    facts: dict[str, object] = {"dossier": row["number"], "manifest": values["manifest_sha256"], "pages": page}
    facts["added"] = [part.sha256 for part in measured]
    seq = audit.tell(session, by=by, at=at, deed="dossier.supplemented", subject=row["subject"], note=reason.strip(),
                     facts=facts)  # fmt: skip
    session.execute(update(DOSSIERS).where(DOSSIERS.c.id == row["id"]).values(values | {"ledger_seq": seq}))
    return int(nth)


@deed("dossier.unlocked")
def unlock(session: Session, number: str, *, reason: str, by: Officer, at: datetime) -> None:
    """Open a locked dossier for a reason; it keeps its number and must be closed again. Raises NotFound, Refused."""
    row = find(session, number, locked=True)
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput("启封案卷须写明理由。", kept="案卷未变更。")
    if row["state"] != "locked":
        raise Refused(said("案卷 {number} 没有锁定。", number=row["number"]), kept="案卷未变更。")
    facts: dict[str, object] = {"dossier": row["number"], "manifest": row["manifest_sha256"]}
    audit.tell(session, by=by, at=at, deed="dossier.unlocked", subject=row["subject"], note=reason.strip(), facts=facts)
    session.execute(update(DOSSIERS).where(DOSSIERS.c.id == row["id"]).values(state="open", reason=reason.strip()))
