"""Similar earlier decisions: what was fined for the same cause on a near base, so that like cases are treated alike."""

from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import Fen
from rules.casework.similar import NEAR, YEARS, Earlier, chosen
from rules.penalties import LIGHTENED
from rules.ratings import masked_name
from rules.terms.spans import add_months
from usecases.casework_rows import EnforcementCase

PENALTIES = table_of(PenaltyRow)
MOST_READ = 500  # of the newest near ones


def earlier(session: Session, case: EnforcementCase, base: Fen, today: date, *, lightened: bool) -> list[Earlier]:
    """Return the nearest decisions of the last three years, parties masked, without the case's own."""
    c = PENALTIES.c
    wanted = (
        select(c.document_no, c.decided_on, c.party_name, c.base, c.fine, c.note)
        .where(c.cause == case.row["cause"], c.decided_on >= add_months(today, -12 * YEARS), c.fine > 0)
        .where(c.base.between(-(-base // NEAR), base * NEAR), c.state != "withdrawn", c.case_number != case.number)
        .order_by(c.decided_on.desc(), c.id.desc())
        .limit(MOST_READ)
    )
    rows = session.execute(wanted)
    found = [
        Earlier(row.document_no, row.decided_on, masked_name(row.party_name), row.base, row.fine, LIGHTENED in row.note)
        for row in rows
    ]
    return chosen(found, base, lightened=lightened)


def same_act(session: Session, case: EnforcementCase) -> str | None:
    """Return the number of another decision that fined the party for what ended on the same day, None without one."""
    c, number = PENALTIES.c, case.row["party_no"]
    if not number or case.row["acted_on"] is None:
        return None
    wanted = select(c.document_no).where(or_(c.party_no == number, c.uscc == number), c.fine > 0)
    wanted = wanted.where(c.acted_on == case.row["acted_on"], c.state != "withdrawn", c.case_number != case.number)
    found: str | None = session.execute(wanted.order_by(c.id.desc()).limit(1)).scalar()
    return found
