"""Document numbers: one gap-free sequence a kind and year, taken with the deed and returned by its undo."""

from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from models.tables.applications import DocumentRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date
from usecases import numbers
from usecases.desk import desk_of

DOCUMENTS = table_of(DocumentRow)
WORDS = {
    "acceptance": "受",
    "correction": "补",
    "non_acceptance": "不受",
    "grant": "准",
    "refusal": "不准",
    "extension": "延",
}
Taken = tuple[str, int]  # sequence and number


def issue(session: Session, subject: str, kind: str, *, by: Officer, at: datetime) -> tuple[str, Taken]:
    """Return (document number such as 厦烟许准〔2026〕第12号, what was taken from which sequence)."""
    year = shanghai_date(at).year
    sequence = f"document-{kind}-{year}"
    serial = numbers.take(session, sequence)
    number = f"{desk_of(session).short_name}烟许{WORDS[kind]}〔{year}〕第{serial}号"
    values = {"subject": subject, "kind": kind, "number": number, "issued_at": at, "by": by.login}
    session.execute(insert(DOCUMENTS).values(**values, sha256="", sealed=False))
    return number, (sequence, serial)


def take_back(session: Session, subject: str, at: datetime) -> None:
    """Remove what an undone deed had numbered; nothing of it has left the house."""
    session.execute(delete(DOCUMENTS).where(DOCUMENTS.c.subject == subject, DOCUMENTS.c.issued_at == at))
