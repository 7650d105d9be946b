"""What follows from a receipt, written right behind it: the index of names, and the attachments to fetch.

A receipt keeps the application, its form and its bytes; what can be derived from them waits for a moment. A mark says
from which application on: ids rise in the order of commit, because their sequence is locked until then.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import select, update
from sqlmodel import Session

from models.forms import AttachmentRef
from models.tables.applications import ApplicationRow, RevisionRow, SequenceRow
from models.tables.columns import table_of
from usecases import application_index, bulk
from usecases.deeds import housekeeping
from usecases.first_rows import put_if_missing
from usecases.intake_rows import ATTACHED, ATTACHMENTS, attached_to

APPLICATIONS, REVISIONS, SEQUENCES = table_of(ApplicationRow), table_of(RevisionRow), table_of(SequenceRow)
NAMES, FILES = "applications-named", "applications-attached"  # `next` of each mark: the first that still waits
SOME = 500  # applications in one transaction
NEW_ATTACHMENTS = bulk.Insert(
    ATTACHMENTS, ("application_id", "revision", "channel_ref", *ATTACHED, "channel", "next_try_at")
)
_a, _r = APPLICATIONS.c, REVISIONS.c
_RECEIVED = APPLICATIONS.join(REVISIONS, (_r.application_id == _a.id) & (_r.revision == _a.revision))
_LEGAL = _r.form["applicant"]["legal_rep_name"].as_string()
_files = msgspec.json.Decoder(list[AttachmentRef]).decode


def begin(session: Session) -> None:
    """Set the marks before the first application that is ever received."""
    for mark in (NAMES, FILES):
        put_if_missing(session, SEQUENCES, name=mark, next=1, returned=[])


@housekeeping
def enter_names(session: Session) -> int:
    """Enter the names of some applications into the index, in the order of receipt; return how many, 0 at the end."""
    rows = _behind(session, NAMES, _a.id, _a.party_name, _a.shop_name, _LEGAL)
    application_index.add(session, [(row[0], " ".join([name for name in row[1:] if name])) for row in rows])
    return len(rows)


@housekeeping
def enter_attachments(session: Session) -> int:
    """Enter the declared attachments of some applications, all waiting to be fetched; return how many applications."""
    files = sa.cast(_r.form["attachments"], sa.Text)
    rows = _behind(session, FILES, _a.id, _a.revision, _a.channel_ref, _a.channel, _r.received_at, files)
    attached = [
        (row_id, revision, ref, *one, channel, at)
        for row_id, revision, ref, channel, at, declared in rows
        for one in attached_to(_files(declared))
    ]
    NEW_ATTACHMENTS.run(session, attached)
    return len(rows)


def unfold(session: Session) -> None:
    """Enter whatever waits, before something is written on top of it."""
    for enter in (enter_names, enter_attachments):
        while enter(session):
            pass


def _behind(session: Session, mark: str, *columns: sa.ColumnElement[Any]) -> Sequence[Any]:
    """Return columns of the next applications, the id first, and set the mark behind them.

    Whoever comes second waits for the first, so nothing is entered twice; a crash leaves the mark where it was.
    """
    mine = SEQUENCES.c.name == mark
    begins = session.execute(select(SEQUENCES.c.next).where(mine).with_for_update()).scalar()
    if begins is None:
        return []
    wanted = select(*columns).select_from(_RECEIVED).where(_a.id >= begins).order_by(_a.id).limit(SOME)
    rows = session.execute(wanted).all()
    if rows:
        session.execute(update(SEQUENCES).where(mine).values(next=rows[-1][0] + 1))
    return rows
