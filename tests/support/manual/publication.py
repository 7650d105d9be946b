"""Publication: what is due, the numbers of the months, differences with the platform, corrections, disputes."""

from datetime import timedelta

from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, shanghai_date
from ports.platforms import Feedback, Held
from tests.support.manual.guide import Guide
from tests.support.penalties import PAPER
from tests.tui.conftest import Clerk
from tui.screens.message import MessageView
from usecases import credit_disputes, feedback, licence_corrections, penalties, reconcile
from usecases.penalty_forms import read_form
from usecases.withdrawals import Authority

OUTBOX = table_of(OutboxRow)

LATE, NEAR, EXTRA = "厦烟处〔2026〕第811号", "厦烟处〔2026〕第812号", "厦烟处〔2026〕第899号"
AGENCY = "11350200MB1A2B3CXA"


async def publication(guide: Guide) -> None:
    """Two penalties within their grace time, one of them recorded too late; a comparison that found differences."""
    office, today = guide.office, shanghai_date(guide.office.now())
    decided = {LATE: today - timedelta(days=20), NEAR: today - timedelta(days=6)}
    papers = [
        PAPER | {"document_no": number, "decided_on": str(on), "valid_until": str(on + timedelta(days=1000))}
        for number, on in decided.items()
    ]
    forms = [read_form(paper) for paper in papers]
    office.perform(penalties.record, forms, by=office.officer("inspector"), grace=timedelta(minutes=5))
    mine, theirs = (Held(f"cf|{number}|{AGENCY}", 1, "5b3a6e1d" * 8, "published") for number in (LATE, EXTRA))
    found = reconcile.compare([mine], [theirs])
    office.perform(reconcile.note, "credit", "cf", decided[LATE], found, by=SYSTEM_OFFICER)
    async with guide.sit("approver") as desk:
        await guide.shots(desk, {
            "publication": ("g", "v"), "publication-numbers": ("t",), "reconciliation": ("escape", "g", "x"),
            "differences": ("enter",),
        })  # fmt: skip


async def corrections(guide: Guide) -> None:
    """A published licence that one officer corrects and another one confirms, and a dispute that is to be answered."""
    office, today = guide.office, shanghai_date(guide.office.now())
    key, number, record_key = published(guide)
    order = Authority("厦烟更〔2026〕3号", today, "厦门市烟草专卖局")
    asked = Feedback("FB-2026-0007", "dispute", record_key, 1, office.now(), str(today), "字号与营业执照不一致")
    office.perform(feedback.receive, "credit", [asked], by=SYSTEM_OFFICER)
    async with guide.sit("clerk") as desk:
        await shows(desk, key)
        await guide.shots(desk, {"record-correct": ("e",)})
    changes = {"party.name": "思明区新名便利店"}
    office.perform(licence_corrections.propose, number, changes, "字号登记有误", order, by=office.officer("clerk"))
    words = "经核对营业执照，字号登记有误。"
    office.perform(credit_disputes.propose, asked.id, "correction", words, order, by=office.officer("clerk"))
    async with guide.sit("approver") as desk:
        await guide.shots(desk, {"dispute-confirm": ("g", "f", "a")})
        await desk.types("escape")
        await shows(desk, key)
        await guide.shots(desk, {"record-corrected": ("e",)})


async def shows(desk: Clerk, key: str) -> None:
    """Show a message."""
    await desk.app.push_screen(MessageView(key))
    await desk.finds("e 更正")


def published(guide: Guide) -> tuple[str, str, str]:
    """Return message, document number and receiver's key of a licence record that is confirmed."""
    c = OUTBOX.c
    mine = (c.kind == "xk", c.state == "confirmed", c.op == "upsert")
    with guide.office.reading() as session:
        row = session.execute(select(c.key, c.payload, c.record_key).where(*mine).order_by(c.id).limit(1)).one()
    return row.key, row.payload["document_no"], row.record_key
