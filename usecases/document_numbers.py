"""The numbers of the documents: gap-free by themselves; numbers used elsewhere or spoilt are named with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.applications import SequenceRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow, NumberGapRow
from models.values import Officer, shanghai_date
from usecases import audit, documents, issuing, numbers, offices
from usecases.deeds import deed

DOCUMENTS, GAPS, SEQUENCES = table_of(DocumentRow), table_of(NumberGapRow), table_of(SequenceRow)
MOST = 100_000  # numbers that one declaration may name


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a sequence without a document here; `reason` "" where nobody gave one."""

    sequence: str
    first: int
    last: int
    reason: str = ""
    by: str = ""


@deed("document.numbers_voided")
def declare(
    session: Session,
    kind: str,
    year: int,
    first: int,
    last: int,
    *,
    reason: str,
    office: str = "",
    by: Officer,
    at: datetime,
) -> None:
    """Name numbers that documents elsewhere carry, or that were spoilt; the sequence goes on behind them.

    Without `office` they are of the officer's own bureau. Raises InvalidInput (no reason, not the next free numbers,
    office), Refused (a document here carries one of them).
    """
    documents.kind_of(session, kind, shanghai_date(at))
    if not reason.strip() or not 1 <= first <= last <= first + MOST:
        raise InvalidInput("空号须写明起止号与理由。", kept="编号未变更。")
    own = issuing.named(session, offices.code_of(office)) if office else issuing.bureau(session, "", by)
    sequence = own.sequence(kind, year)
    c = DOCUMENTS.c
    used = select(c.number).where(c.sequence == sequence, c.serial.between(first, last)).limit(1)
    if number := session.execute(used).scalar():
        raise Refused(said("{number}已用于本局文书，不是空号。", number=number), kept="编号未变更。")
    _skip(session, sequence, first, last)
    facts: dict[str, object] = {"first": first, "last": last, "sequence": sequence}
    subject = f"numbers:{sequence}"
    seq = audit.tell(
        session, by=by, at=at, deed="document.numbers_voided", subject=subject, note=reason.strip(), facts=facts
    )
    values = {"sequence": sequence, "serial": first, "last": last, "reason": reason.strip(), "by": by.login}
    session.execute(insert(GAPS).values(values | {"at": at, "ledger_seq": seq}))


def _skip(session: Session, sequence: str, first: int, last: int) -> None:
    """Move a sequence behind declared numbers; they must be free, without leaving others out."""
    following, returned = numbers.locked(session, sequence)
    free = {n for n in returned if first <= n <= last}
    fresh = max(0, last - max(first, following) + 1)
    if fresh and first > following:
        raise InvalidInput(
            said("下一个号是第{following}号，不能跳过。", following=following),
            kept="编号未变更。",
            do_next="请从该号起登记。",
        )
    if len(free) + fresh != last - first + 1:
        raise Refused("其中有的号不是空号。", kept="编号未变更。", do_next="请先查看空号清单。")
    values = {"next": following + fresh, "returned": [n for n in returned if n not in free]}
    session.execute(update(SEQUENCES).where(SEQUENCES.c.name == sequence).values(values))


def gaps(session: Session) -> list[Gap]:
    """Return every gap of every document sequence: declared with its reason, or unexplained (reason "")."""
    c = SEQUENCES.c
    rows = session.execute(select(c.name, c.next, c.returned).where(c.name.like("document-%")).order_by(c.name))
    return [gap for row in rows.all() for gap in _gaps(session, row.name, row.next, set(row.returned or ()))]


def _gaps(session: Session, sequence: str, following: int, returned: set[int]) -> Iterator[Gap]:
    c, g = DOCUMENTS.c, GAPS.c
    used = set(session.execute(select(c.serial).where(c.sequence == sequence)).scalars()) | returned
    for row in session.execute(select(GAPS).where(g.sequence == sequence).order_by(g.serial)):
        yield Gap(sequence, row.serial, row.last, row.reason, row.by)
        used |= set(range(row.serial, row.last + 1))
    for number in range(1, following):
        if number not in used:
            yield Gap(sequence, number, number)
