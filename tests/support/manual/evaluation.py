"""Judgment defaulters and the credit evaluation: the book of queries, a licence with its points, a dispute."""

from datetime import timedelta

from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import shanghai_date
from tests.support.manual.guide import Guide
from usecases import penalties
from usecases.penalty_forms import read_form

DECISION = {
    "document_no": "厦烟处〔2026〕第801号", "cause": "C01", "facts": "从外地购进卷烟42条。", "kinds": ["fine"],
    "content": "罚款1000.00元。", "base": "10000.00", "fine": "1000.00",
}  # fmt: skip


async def defaulters(guide: Guide) -> None:
    """Whom the list named, with what followed."""
    async with guide.sit("approver") as desk:
        await guide.shots(desk, {"defaulters": ("g", "d")})


async def evaluation(guide: Guide) -> None:
    """A licence whose holder was fined, and the dispute of it."""
    office, today = guide.office, shanghai_date(guide.office.now())
    c = table_of(LicenceRow).c
    wanted = select(c.licence_no, c.holder_name, c.holder_no).where(c.holder_no != "").order_by(c.id).limit(1)
    with office.reading() as session:
        number, name, id_no = session.execute(wanted).one()
    party = {"kind": "person", "name": name, "id_no": id_no}
    days = {"decided_on": str(today - timedelta(days=20)), "valid_until": str(today + timedelta(days=1000))}
    office.perform(penalties.record, [read_form(DECISION | days | {"party": party})], by=office.officer("inspector"))
    async with guide.sit("approver") as desk:
        await desk.types("g", "l", "slash")
        await desk.writes(number)
        await desk.types("enter", "enter", "end")
        await guide.shot(desk, "evaluation")
        await desk.types("e", "enter")
        await desk.writes("处罚的是另一家店，号码登记有误")
        await guide.shot(desk, "evaluation-dispute")
