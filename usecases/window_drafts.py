"""Drafts of the window: what a clerk has begun survives a lost line, a crash and a closed terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from models.forms import AttachmentRef
from models.tables.columns import table_of
from models.tables.window import WindowDraftRow
from models.values import Item
from usecases.deeds import housekeeping
from usecases.texts import storable

DRAFTS = table_of(WindowDraftRow)
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """One form that was begun."""

    id: int
    item: Item
    entered: Mapping[str, str]
    papers: tuple[AttachmentRef, ...]
    appointment: str
    saved_at: datetime


@housekeeping
def save(
    session: Session,
    login: str,
    item: Item,
    entered: Mapping[str, str],
    papers: Sequence[AttachmentRef],
    *,
    draft: int | None = None,
    appointment: str = "",
    at: datetime,
) -> int:
    """Keep a form as it stands and return its id; `draft` is the id of an earlier save of the same form."""
    c = DRAFTS.c
    told = {name: storable(text) for name, text in entered.items() if text}
    values: dict[str, Any] = {"item": item.value, "entered": told, "papers": [asdict(one) for one in papers]}
    values |= {"appointment": appointment, "saved_at": at}
    mine = update(DRAFTS).where(c.id == draft, c.login == login)
    if draft is not None and session.execute(mine.values(values)).rowcount:  # type: ignore[attr-defined]
        return draft
    written: int = session.execute(insert(DRAFTS).values(login=login, **values).returning(c.id)).scalar_one()
    return written


@housekeeping
def drop(session: Session, login: str, draft: int) -> None:
    """Forget a form that is not wanted any more."""
    session.execute(delete(DRAFTS).where(DRAFTS.c.id == draft, DRAFTS.c.login == login))


@housekeeping
def prune(session: Session, *, at: datetime) -> int:
    """Forget what nobody came back to; return how many."""
    return int(session.execute(delete(DRAFTS).where(DRAFTS.c.saved_at < at - KEPT)).rowcount)  # type: ignore[attr-defined]


def of_officer(session: Session, login: str) -> list[Draft]:
    """Return an officer's drafts, the newest first."""
    c = DRAFTS.c
    rows = session.execute(select(DRAFTS).where(c.login == login).order_by(c.saved_at.desc(), c.id.desc())).mappings()
    return [
        Draft(
            row["id"], Item(row["item"]), row["entered"] or {},
            tuple(AttachmentRef(**one) for one in row["papers"] or ()), row["appointment"], row["saved_at"],
        )
        for row in rows
    ]  # fmt: skip
