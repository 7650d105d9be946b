"""What happened to a subject, line by line: when, who, which deed, with which note."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from models.tables.applications import HistoryRow
from models.tables.columns import table_of

HISTORY = table_of(HistoryRow)
MACHINE = ("outbox.answered", "outbox.receipt_taken")  # what no person did


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a history."""

    at: datetime
    by: str
    deed: str
    note: str


def lines() -> "Select[Any]":
    """Return the question for lines of a history, each of which `read` makes a step."""
    c = HISTORY.c
    return select(c.at, c.by, c.deed, c.note)


def read(session: Session, wanted: "Select[Any]") -> list[Step]:
    """Return the steps of such a question in its order."""
    return [Step(*row) for row in session.execute(wanted)]
