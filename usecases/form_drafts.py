"""Drafts of dialogs: what was written survives a lost connection, until the dialog is answered or given up.

They are sealed: what somebody writes before a deed refuses it may name a person whom nobody may know.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.window import FormDraftRow
from usecases.deeds import housekeeping
from usecases.first_rows import put_if_missing
from usecases.texts import storable

DRAFTS = table_of(FormDraftRow)
KEPT = timedelta(days=7)  # nobody goes on with a dialog of last week
LONGEST = 200  # characters of a dialog's name


@housekeeping
def save(session: Session, login: str, form: str, entered: Mapping[str, str], *, at: datetime) -> None:
    """Keep what is written into a dialog; what was kept of it before is replaced."""
    place = {"login": login, "form": form[:LONGEST]}
    words = {name: storable(text) for name, text in entered.items() if text}
    values = {"entered": json.dumps(words, ensure_ascii=False), "saved_at": at}
    if not put_if_missing(session, DRAFTS, **place, **values):
        session.execute(update(DRAFTS).where(*_of(login, form)).values(values))


@housekeeping
def drop(session: Session, login: str, form: str) -> None:
    """Forget a dialog that was answered or given up."""
    session.execute(delete(DRAFTS).where(*_of(login, form)))


@housekeeping
def prune(session: Session, *, at: datetime) -> int:
    """Forget what nobody came back to; return how many."""
    return int(session.execute(delete(DRAFTS).where(DRAFTS.c.saved_at < at - KEPT)).rowcount)  # type: ignore[attr-defined]


def find(session: Session, login: str, form: str, *, at: datetime) -> dict[str, str]:
    """Return what was written into a dialog, nothing where it was answered, given up, or is too old."""
    kept = select(DRAFTS.c.entered).where(*_of(login, form), DRAFTS.c.saved_at >= at - KEPT)
    try:
        return dict(json.loads(session.execute(kept).scalar() or "{}"))
    except ValueError:  # no key opens it any more
        return {}


def _of(login: str, form: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DRAFTS.c.login == login, DRAFTS.c.form == form[:LONGEST]
