"""Rows of deliveries: read one, change one, with its entry in the ledger and in the history of its application."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.errors import NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.values import Officer
from rules import deliveries as rules
from usecases import audit, systems
from usecases.cases import columns_of
from usecases.desk import desk_of

DELIVERIES = table_of(DeliveryRow)
Row = dict[str, Any]
CAME_BACK, NOT_SENT, NOT_PLANNED = "letter_returned", "delivery_failed", "delivery_not_planned"  # alarms
EMPTY: Row = dict.fromkeys(
    ("followed_by", "mail_no", "receiver", "relation", "identity", "signature", "reason", "proof", "proof_sha256",
     "receipt_no", "sent_by", "ended_by"), ""
) | {"message_keys": [], "steps": [], "looks": 0, "state": "planned"}  # fmt: skip


def read(session: Session, number: str, *, locked: bool = False) -> Row:
    """Return one delivery; raises NotFound."""
    wanted = select(DELIVERIES).where(DELIVERIES.c.number == number)
    row = session.execute(wanted.with_for_update() if locked else wanted).first()
    if row is None:
        raise NotFound(
            said("没有编号为{number}的送达记录。", number=number), do_next="请用luqiao deliveries list查看。"
        )
    return columns_of(row)


def allowed(session: Session, deed: str, number: str) -> tuple[Row, str]:
    """Return a delivery, locked, and the state that a deed leads to; raises NotFound, Refused."""
    row = read(session, number, locked=True)
    return row, rules.after(deed, row["state"])


def step(session: Session, row: Row, deed: str, note: str, *, by: Officer, at: datetime, **values: Any) -> int:
    """Change a delivery and say so in its application's history; return the ledger entry."""
    facts: dict[str, object] = {"delivery": row["number"], "way": values.get("way", row["way"])}
    if values.get("proof_sha256"):
        facts["proof"] = values["proof_sha256"]
    seq = audit.tell(
        session, by=by, at=at, deed=deed, subject=row["subject"], note=f"{row['number']}：{note}", facts=facts
    )
    change(session, row, ledger_seq=seq, **values)
    return seq


def change(session: Session, row: Row, **values: Any) -> None:
    """Change columns of a delivery without an entry of its own."""
    session.execute(update(DELIVERIES).where(DELIVERIES.c.id == row["id"]).values(values))


def proof_of(facts: Mapping[str, Any]) -> str:
    """Return the digest of what proves a service: SHA-256 over its facts as canonical JSON."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def alarming(session: Session) -> str:
    """Return the name of the system that alarms of deliveries belong to."""
    return desk_of(session).system_of("post") or "post"


def settle_alarms(session: Session, row: Row, *, by: Officer, at: datetime) -> None:
    """Close the alarms of a delivery that somebody looked after."""
    for code in (CAME_BACK, NOT_SENT):
        systems.settle_alarm(session, alarming(session), code, row["number"], at=at, by=by.login)
