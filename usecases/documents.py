"""Documents: a number and everything the paper will say, taken with the deed and returned by its undo."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from content.documents import catalogue
from content.lawbook import lawbook
from models.errors import NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.documents import DocumentRow
from models.values import Officer, shanghai_date
from rules import documents as rules
from rules.basis import LegalBasis
from usecases import complaint_rows, document_facts, issuing, numbers, together
from usecases.cases import columns_of
from usecases.desk import desk_of, grace_of
from usecases.issuing import Bureau

DOCUMENTS, DELIVERIES = table_of(DocumentRow), table_of(DeliveryRow)
Taken = tuple[str, int]  # sequence and number
PUT = insert(DOCUMENTS)
EMPTY: dict[str, Any] = {c.name: c.default.arg for c in DOCUMENTS.c if c.default is not None}  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that was taken for a document whose facts are not all known yet."""

    number: str
    taken: Taken  # for remembering.remember
    bureau: str  # in whose name it goes out


def take_number(session: Session, kind: str, bureau: Bureau, *, at: datetime) -> Numbered:
    """Take a bureau's next number of a kind; the same deed must `issue` a document under it."""
    today = shanghai_date(at)
    known = catalogue(desk_of(session).templates).kind(kind, today)
    sequence = bureau.sequence(kind, today.year)
    serial = numbers.take(session, sequence)
    return Numbered(rules.number(known, bureau.short_name, today.year, serial), (sequence, serial), bureau.name)


def issue(
    session: Session,
    subject: str,
    kind: str,
    facts: Mapping[str, Any] | None = None,
    *,
    by: Officer,
    at: datetime,
    cites: str = "",
    under: Numbered | None = None,
) -> tuple[str, Taken]:
    """Return (document number such as 厦烟许准〔2026〕第12号, what was taken from which sequence).

    `facts` fill the blanks of content/templates/catalogue.toml; what is said of the applicant, the premises and the
    licence is read from `subject` (application or licence number) where `facts` do not say it. The paper is made
    when the deed can no longer be undone. `cites`: the number of the document that this one corrects;
    `under`: the number that was taken before. Name and number are those of the bureau that acts (usecases.issuing).
    Raises InvalidInput naming every blank that is missing or wrong; then the deed is not done.
    """
    desk, today = desk_of(session), shanghai_date(at)
    known = catalogue(desk.templates).kind(kind, today)
    data = worded(session, subject, kind, facts or {}, at=at, cites=cites)
    under = under or take_number(session, kind, issuing.bureau(session, subject, by), at=at)
    data |= {"number": under.number, "title": known.title, "bureau": under.bureau, "issued_on": today.isoformat()}
    data |= {"basis": cited(known, today, desk.templates), **catalogue(desk.templates).remedies}
    if subject.startswith("C-"):
        complaint_rows.keep_out_of(session, subject, {known.title: json.dumps(data, ensure_ascii=False, default=str)})
    values = {"subject": subject, "kind": kind, "number": under.number, "title": known.title, "issued_at": at}
    values |= {"sequence": under.taken[0], "serial": under.taken[1], "by": by.login, "due_at": at + grace_of(session)}
    together.put(session, PUT, EMPTY | values | {"state": "waiting", "data": data, "cites": cites})
    return under.number, under.taken


def worded(
    session: Session, subject: str, kind: str, facts: Mapping[str, Any], *, at: datetime, cites: str = ""
) -> dict[str, Any]:
    """Return every blank of a document as it would be kept, before it has a number; raises InvalidInput."""
    known = catalogue(desk_of(session).templates).kind(kind, shanghai_date(at))
    wanted = document_facts.common(session, subject, known, facts)
    return rules.filled(known, wanted | {"cites": cites})


def kind_of(session: Session, kind: str, on: date) -> rules.DocumentKind:
    """Return what a kind is on a day in this bureau's catalogue; raises InvalidInput."""
    return catalogue(desk_of(session).templates).kind(kind, on)


def cited(kind: rules.DocumentKind, on: date, templates: str = "") -> list[str]:
    """Return the articles of a kind as documents print them: 《中华人民共和国行政许可法》第三十八条第一款."""
    formal = catalogue(templates).formal
    known = {dated.id: dated.row.title for dated in lawbook().instruments if dated.span.holds(on)}
    return [f"《{formal.get(one.instrument) or known[one.instrument]}》{one.article}" for one in kind.basis]


def article(session: Session, basis: LegalBasis) -> str:
    """Return an article as documents print it, by its basis: 《中华人民共和国行政许可法》第三十二条."""
    key = basis.key.split(maxsplit=1)[0] if basis.key else ""
    title = catalogue(desk_of(session).templates).formal.get(key, basis.instrument)
    return f"《{title}》{basis.article}"


def take_back(session: Session, subject: str, at: datetime) -> set[Taken]:
    """Remove what an undone deed had numbered, and return the numbers that stay used.

    A document that is on paper already is void and keeps its number; everything else never existed.
    """
    c = DOCUMENTS.c
    mine = (c.subject == subject, c.issued_at == at)
    used = ("made", "sealed", "void")  # void: by the other deed of the same stroke
    on_paper = session.execute(select(c.id, c.sequence, c.serial).where(*mine, c.state.in_(used))).all()
    if on_paper:
        session.execute(update(DOCUMENTS).where(c.id.in_([row.id for row in on_paper])).values(state="void"))
    session.execute(delete(DOCUMENTS).where(*mine, c.state.in_(("waiting", "fault"))))
    planned = update(DELIVERIES).where(DELIVERIES.c.subject == subject, DELIVERIES.c.state == "planned")
    session.execute(planned.where(DELIVERIES.c.planned_at >= at).values(state="cancelled", ended_at=at))
    return {(row.sequence, row.serial) for row in on_paper}


def of_subject(session: Session, subject: str) -> list[dict[str, Any]]:
    """Return the documents of an application or licence, in the order of their issue."""
    rows = session.execute(select(DOCUMENTS).where(DOCUMENTS.c.subject == subject).order_by(DOCUMENTS.c.id))
    return [columns_of(row) for row in rows]


def find(session: Session, number: str, *, locked: bool = False) -> dict[str, Any]:
    """Return one document; raises NotFound."""
    wanted = select(DOCUMENTS).where(DOCUMENTS.c.number == number)
    row = session.execute(wanted.with_for_update() if locked else wanted).first()
    if row is None:
        raise NotFound(said("没有文号为 {number} 的文书。", number=number), do_next="请用 document list 查看现有文书。")
    return columns_of(row)
