"""Import of a hotline's list: new items are noted, newer versions supplement what is open; all of it or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session

from models.complaints import Reporter
from models.errors import BureauError, Conflict, InvalidInput, Refused
from models.said import said
from models.values import Officer, shanghai_date
from rules import complaints as rules
from usecases import audit, complaint_rows, complaints, undo_complaints
from usecases.complaint_files import HotlineFile, Item
from usecases.complaint_rows import COMPLAINTS, DRAWER, Complaint
from usecases.complaints import Intake
from usecases.deeds import deed
from usecases.faults import Fault, Faulty

LONGEST_SOURCE = 20
ADDED, SUPPLEMENTED, UNCHANGED = "added", "supplemented", "unchanged"


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did."""

    added: int = 0
    supplemented: int = 0
    unchanged: int = 0


@deed("complaint.imported")
def import_items(session: Session, source: str, file: HotlineFile, sha256: str, *, by: Officer, at: datetime) -> Counts:
    """Note what a hotline's list holds, each number of it once; return what was done.

    What is known already changes nothing; a newer version supplements an open item, and is a new item where the old
    one has ended. Raises InvalidInput (the hotline's name); Faulty with every fault and its line, then nothing is kept.
    """
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise InvalidInput(said("热线名称应为1至{most}个字。", most=LONGEST_SOURCE), kept="什么都没有登记。")
    faults, done = list(file.faults), list[str]()
    for item in [] if faults else file.items:
        try:
            done.append(_take(session, item, by=by, at=at))
        except BureauError as error:
            faults.append(Fault(item.line, "", error.message))
    if faults:
        raise Faulty(faults)
    counts = Counts(*(done.count(name) for name in (ADDED, SUPPLEMENTED, UNCHANGED)))
    facts: dict[str, object] = {"source": source, "sha256": sha256, "added": counts.added}
    facts |= {"supplemented": counts.supplemented, "unchanged": counts.unchanged}
    audit.record(session, by=by, at=at, deed="complaint.imported", subject="complaints", facts=facts)
    return counts


def _take(session: Session, item: Item, *, by: Officer, at: datetime) -> str:
    given = item.intake
    known = _known(session, given)
    if known is None:
        complaints.receive(session, replace(given, revision=given.revision or 1), item.reporter, by=by, at=at)
        return ADDED
    row = known.row
    older = 0 < given.revision < row["revision"]
    if older or complaints.digest_of(session, given, item.reporter) == row["digest"]:
        return UNCHANGED
    if given.revision == row["revision"]:
        raise Conflict(said("与已登记的{number}版本相同，内容不同。", number=known.number))
    newer = replace(given, revision=given.revision or row["revision"] + 1)
    if known.state in rules.OPEN:
        supplement(session, known.number, newer, item.reporter, by=by, at=at)
        return SUPPLEMENTED
    complaints.receive(session, newer, item.reporter, by=by, at=at)
    return ADDED


def _known(session: Session, given: Intake) -> Complaint | None:
    """Return the newest version of what a hotline told under a number."""
    c = COMPLAINTS.c
    mine = select(COMPLAINTS).where(c.source == given.source, c.reference == given.reference)
    row = session.execute(mine.order_by(c.revision.desc()).limit(1).with_for_update()).mappings().first()
    return None if row is None else Complaint(dict(row))


@deed("complaint.supplemented")
def supplement(
    session: Session, number: str, intake: Intake, reporter: Reporter | None, *, by: Officer, at: datetime
) -> str:
    """Put what a hotline told anew into the place of what it told before; its terms and its day stay.

    Raises NotFound; Refused (it has ended, another kind); InvalidInput (a text that gives either reporter away).
    """
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.OPEN, "补充")
    if intake.kind is not found.kind:
        raise Refused(said("与已登记的{number}种类不同。", number=found.number), kept="来件未变更。")
    complaints.check(intake, reporter, shanghai_date(at))
    complaint_rows.keep_out(
        session, found, 内容=intake.gist, 请求=intake.asks, 被反映人=intake.against, 地点=intake.place
    )
    undo_complaints.tell(
        session, found, "complaint.supplemented", intake.gist, by=by, at=at, lasting=True, revision=intake.revision
    )
    values: dict[str, Any] = complaints.columns(intake) | {"digest": complaints.digest_of(session, intake, reporter)}
    values = {name: value for name, value in values.items() if name not in ("received_on", "way")}
    if reporter is not None:
        session.execute(delete(DRAWER).where(DRAWER.c.complaint_id == found.row["id"]))
        complaint_rows.put_away(session, found.row["id"], reporter)
        values["named"] = True
    complaint_rows.change(session, found, **values)
    return found.number
