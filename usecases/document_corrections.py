"""Putting documents right: a faulty one is made again, a sealed one is corrected by a new one that cites it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import Officer, shanghai_date
from rules import documents as rules
from usecases import audit, documents, dossier_locks, issuing
from usecases.cases import columns_of
from usecases.deeds import deed

DOCUMENTS = table_of(DocumentRow)
STATES = {"waiting": "待制作", "made": "已制作", "sealed": "已盖章", "fault": "有问题", "void": "已作废"}


def faulty(session: Session, *, limit: int = 100) -> list[dict[str, Any]]:
    """Return the documents that wait for a person, the oldest first."""
    rows = session.execute(select(DOCUMENTS).where(DOCUMENTS.c.state == "fault").order_by(DOCUMENTS.c.id).limit(limit))
    return [columns_of(row) for row in rows]


@deed("document.retried")
def retry(
    session: Session, number: str, *, respell: Mapping[str, str] | None = None, by: Officer, at: datetime
) -> None:
    """Make a faulty document again, after its template or the fonts were put right.

    `respell` replaces characters that no font holds by a description ({"䶮": "(上龙下天)"}); the document says so,
    the register keeps the name as it is. Raises NotFound; Refused where nothing is wrong with it.
    """
    row = documents.find(session, number, locked=True)
    if row["state"] != "fault":
        raise Refused(
            said("{number}没有待处理的问题（{state}）。", number=number, state=STATES[row["state"]]),
            kept="文书未变更。",
        )
    values: dict[str, Any] = {"state": "waiting", "fault": "", "due_at": at}
    if respell:
        values["data"] = respelled(row["data"], respell)
    session.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == row["id"]).values(values))
    facts: dict[str, object] = {"document": number, "respelled": [f"U+{ord(c):04X}" for c in respell or ()]}
    audit.tell(session, by=by, at=at, deed="document.retried", subject=row["subject"], note=number, facts=facts)


def respelled(data: Mapping[str, Any], respell: Mapping[str, str]) -> dict[str, Any]:
    """Return the data with characters replaced, and the note that names each by its code point.

    Raises InvalidInput where a key is not one character.
    """
    if any(len(c) != 1 or not words.strip() for c, words in respell.items()):
        raise InvalidInput("代字须逐字写明，例如 䶮=(上龙下天)。", kept="文书未变更。")
    table = str.maketrans(dict(respell))
    changed = {name: _changed(value, table) for name, value in data.items()}
    note = "；".join(f"“{words}”代U+{ord(c):04X}字" for c, words in respell.items())
    return changed | {"respelled": note}


def _changed(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, list):
        return [_changed(one, table) for one in value]
    return value.translate(table) if isinstance(value, str) else value


@deed("document.corrected")
def correct(
    session: Session, number: str, changes: Mapping[str, Any], *, note: str = "", by: Officer, at: datetime
) -> str:
    """Issue a new document in place of one that is on paper, with some blanks changed; return its number.

    The old file is never changed; the new one cites it. Raises NotFound; Refused (not on paper, corrected before);
    InvalidInput (no reason, unknown blank, nothing changed).
    """
    row = documents.find(session, number, locked=True)
    dossier_locks.require_unfiled(session, number)
    _require_correctable(session, row)
    if not note.strip():
        raise InvalidInput("更正须说明理由。", kept="文书未变更。", do_next="请写明理由。")
    known = documents.kind_of(session, row["kind"], shanghai_date(at))
    facts = {name: value for name, value in row["data"].items() if name in known.blanks} | dict(changes)
    if all(row["data"].get(name) == value for name, value in rules.filled(known, facts).items()):
        raise InvalidInput("没有要更正的内容。", kept="文书未变更。")
    same = issuing.of_sequence(session, row["sequence"])  # who issued it puts it right
    under = documents.take_number(session, row["kind"], same, at=at)
    fresh, _ = documents.issue(session, row["subject"], row["kind"], facts, by=by, at=at, cites=number, under=under)
    told: dict[str, object] = {"document": fresh, "corrects": number, "blanks": sorted(changes)}
    text = f"{fresh}更正{number}: {note.strip()}"
    audit.tell(session, by=by, at=at, deed="document.corrected", subject=row["subject"], note=text, facts=told)
    return fresh


def _require_correctable(session: Session, row: Mapping[str, Any]) -> None:
    if row["state"] not in ("made", "sealed"):
        raise Refused(
            said("{number}{state}，不能更正。", number=row["number"], state=STATES[row["state"]]), kept="文书未变更。"
        )
    later = session.execute(select(DOCUMENTS.c.number).where(DOCUMENTS.c.cites == row["number"])).scalar()
    if later:
        raise Refused(
            said("{number}已由{later}更正。", number=row["number"], later=later),
            kept="文书未变更。",
            do_next=said("请更正{later}。", later=later),
        )
