"""Publication: what is due, the numbers of the months, and a day on which the platform holds something else."""

from datetime import timedelta

from models.values import SYSTEM_OFFICER, shanghai_date
from ports.platforms import Held
from tests.support.manual.guide import Guide
from tests.support.penalties import PAPER
from usecases import penalties, reconcile
from usecases.penalty_forms import read_form

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
