"""Generations of columns: what one receiver holds is never mixed; only a deed with its reason switches it."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.generations import GenerationRow
from models.tables.outbox import BatchRow, OutboxRow
from models.values import Officer
from usecases import audit
from usecases.deeds import deed, housekeeping
from usecases.first_rows import put_if_missing

GENERATIONS, OUTBOX, BATCHES = table_of(GenerationRow), table_of(OutboxRow), table_of(BatchRow)
FIRST = "424-2018"  # in which everything was sent before generations were noted
PUBLISHED = ("xk", "cf")
LEFT = ("sending", "ambiguous", "delivered", "confirmed")
ON_THE_WAY = ("sending", "waiting", "ambiguous")


def held(session: Session, system: str) -> str:
    """Return the generation in which a receiver holds our records, "" where it holds none yet."""
    g, c = GENERATIONS.c, OUTBOX.c
    noted = session.execute(select(g.generation, g.switched_by).where(g.system == system)).first()
    if noted is not None and noted.switched_by is not None:
        return str(noted.generation)
    sent = select(c.id).where(c.system == system, c.kind.in_(PUBLISHED), c.state.in_(LEFT)).limit(1)
    if session.execute(sent).first() is None:
        return ""
    return FIRST if noted is None else str(noted.generation)


@housekeeping
def note_first(session: Session, system: str, generation: str, *, at: datetime) -> None:
    """Note the generation of a receiver before it gets its first record; once it holds one, this changes nothing."""
    if held(session, system):
        return
    first = {"generation": generation, "since": at, "switched_by": None, "note": ""}
    if not put_if_missing(session, GENERATIONS, system=system, **first):
        session.execute(update(GENERATIONS).where(GENERATIONS.c.system == system).values(first))


@deed("generation.switched")
def switch(session: Session, system: str, generation: str, *, note: str, by: Officer, at: datetime) -> None:
    """Say that a receiver takes another generation from now on, and why.

    Raises InvalidInput (no reason), Conflict (it is so already), Refused (a request is on its way: it was written in
    the old columns and may have to be repeated).
    """
    before = held(session, system)
    if not note.strip():
        raise InvalidInput("切换栏目代际须写明原因。", kept="未作任何更改。", do_next="请写明对方的通知和日期。")
    if before == generation:
        raise Conflict(
            said("{system} 的记录本来就按 {generation} 代报送。", system=system, generation=generation),
            kept="未作任何更改。",
        )
    mine = (BATCHES.c.system == system, BATCHES.c.state.in_(ON_THE_WAY))
    if session.execute(select(BATCHES.c.id).where(*mine).limit(1)).first() is not None:
        raise Refused(
            said("{system} 还有按 {before} 代写成的批次在途。", system=system, before=before),
            kept="未作任何更改。",
            do_next="请等它们有结果后再切换。",
        )
    values = {"generation": generation, "since": at, "switched_by": by.login, "note": note.strip()}
    changed = session.execute(update(GENERATIONS).where(GENERATIONS.c.system == system).values(values))
    if not changed.rowcount:  # type: ignore[attr-defined]  # CursorResult
        session.execute(insert(GENERATIONS).values(system=system, **values))
    facts: dict[str, object] = {"from": before, "to": generation}
    subject = f"system:{system}"
    audit.tell(session, by=by, at=at, deed="generation.switched", subject=subject, note=note, facts=facts)
