"""The criminal alarm of a case: looked at anew with its goods and its cause, and noted among the steps (CRIM 1–4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, or_, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.casework import Nature
from models.tables.casework import CaseStepRow
from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import SYSTEM_OFFICER, shanghai_date
from rules.casework import alarm
from rules.casework.alarm import Sums
from rules.goods import Goods, totals
from rules.terms.spans import add_months
from usecases.casework_rows import EnforcementCase

PENALTIES, STEPS = table_of(PenaltyRow), table_of(CaseStepRow)
RAISED = "case.alarm_raised"


def watch(
    session: Session, case: EnforcementCase, cause: str, goods: Sequence[Goods], *, at: datetime, ledger_seq: int
) -> str:
    """Return the alarm that a case has with a cause and goods; one that says something new is noted as a step."""
    licensed = bool(case.row["licence_no"])
    law = lawbook().in_force(shanghai_date(at))
    found = alarm.text(cause, sums(session, case, goods, at=at), law, licensed=licensed)[:400]
    if found and found != case.row["alarm"]:
        row = {"case_id": case.row["id"], "deed": RAISED, "counts_on": shanghai_date(at), "at": at}
        row |= {"by": SYSTEM_OFFICER.login, "said": {"alarm": found}, "document_no": "", "ledger_seq": ledger_seq}
        session.execute(insert(STEPS).values(row))
    return found


def sums(session: Session, case: EnforcementCase, goods: Sequence[Goods], *, at: datetime) -> Sums:
    """Return what a case is about: goods on hand are unsold, what was sold and gained is what the report says."""
    every, fakes = totals(goods), totals(one for one in goods if one.nature is Nature.COUNTERFEIT)
    report = case.standing.last("case.reported")
    sold, gains, fakes_sold = (
        int((report.said.get(name) if report else 0) or 0) for name in ("sold", "gains", "fakes_sold")
    )
    before = earlier(session, case, at=at)
    return Sums(int(every.value) + sold, gains, every.sticks, before, fakes_sold, int(fakes.value))


def earlier(session: Session, case: EnforcementCase, *, at: datetime) -> int:
    """Return how many penalties for illegal trading the party had in the years before the act that count (CRIM 3)."""
    c, number = PENALTIES.c, case.row["party_no"]
    if not number:
        return 0
    until = case.row["acted_on"] or shanghai_date(at)
    years = lawbook().in_force(shanghai_date(at)).least("trading_penalties_within")
    since = add_months(until, -12 * years)
    mine = or_(c.party_no == number, c.uscc == number, c.legal_rep_no == number)
    wanted = select(func.count()).where(mine, c.cause.in_(sorted(alarm.TRADING)), c.decided_on.between(since, until))
    return int(session.execute(wanted.where(c.state != "withdrawn")).scalar_one())
