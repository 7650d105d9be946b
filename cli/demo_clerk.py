"""The headless clerk: works through the queue as a careful clerk would, and never decides what needs a closer look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from models.errors import BureauError
from models.values import Officer, shanghai_date
from usecases import application_list, applications, penalties, penalty_forms
from usecases.application_detail import ApplicationDetail, detail
from usecases.application_list import ApplicationFilter

if TYPE_CHECKING:
    from wiring.office import Office

WORDS = "由培训演示程序办理"


@dataclass
class Done:
    """What the clerk did so far."""

    granted_at_once: int = 0
    accepted: int = 0
    corrected: int = 0
    refused: int = 0
    conflicts: int = 0
    left: set[tuple[str, int, str]] = field(default_factory=set)  # looked at, needs a closer look


@dataclass
class HeadlessClerk:
    """One clerk with an approver at hand for refusals."""

    office: "Office"
    clerk: Officer
    approver: Officer
    done: Done = field(default_factory=Done)

    def work(self) -> int:
        """Go through everything that waits once; return how many were decided."""
        decided = 0
        for number in self._waiting():
            with self.office.reading() as session:
                one = detail(session, number, at=self.office.now())
            mark = (number, one.row["revision"], one.row["screening"])
            if mark in self.done.left or one.screening is None or one.row["screened_at"] is None:
                continue
            try:
                decided += self._decide(one)
            except BureauError:
                self.done.conflicts += 1
            self.done.left.add(mark)
        return decided

    def record_penalty(self, applicant: ApplicationDetail | None, number: int) -> bool:
        """Record one penalty decision taken on paper against a made-up shop of the queue."""
        if applicant is None:
            return False
        content = _penalty(applicant, number, shanghai_date(self.office.now()).isoformat())
        form = penalty_forms.read_form(content)
        self.office.perform(penalties.record, [form], by=self.approver)
        return True

    def sole_trader(self) -> ApplicationDetail | None:
        """Return a shop with good numbers, for the penalty."""
        with self.office.reading() as session:
            for line in application_list.page(session, ApplicationFilter(item="new"), limit=100):
                one = detail(session, line.number, at=self.office.now())
                if line.party_kind == "sole_trader" and not one.row["missing"]:
                    return one
        return None

    def _waiting(self) -> Sequence[str]:
        with self.office.reading() as session:
            lines = application_list.page(session, ApplicationFilter(state="received"), limit=500)
        return [line.number for line in lines]

    def _decide(self, one: ApplicationDetail) -> int:
        """Correct what is incomplete, refuse what is barred, grant what is clear, accept what must be examined."""
        number, outcome = one.row["number"], one.row["screening"]
        if one.row["missing"]:
            return self._incomplete(one)
        if outcome == "deny":
            barred = next(f["rule"] for f in one.screening["findings"] if f["outcome"] == "deny")  # type: ignore[index]
            return self._refuse(number, barred)
        if outcome == "pass":
            self.office.perform(applications.grant, number, note=WORDS, by=self.clerk)
            self.done.granted_at_once += 1
            return 1
        if outcome == "review":
            self.office.perform(applications.accept, number, note=WORDS, by=self.clerk)
            self.done.accepted += 1
            return 1
        return 0

    def _incomplete(self, one: ApplicationDetail) -> int:
        number = one.row["number"]
        if one.row["corrections"]:
            return self._refuse(number, "NOT_CORRECTED")
        self.office.perform(applications.ask_correction, number, by=self.clerk)
        self.done.corrected += 1
        return 1

    def _refuse(self, number: str, reason: str) -> int:
        self.office.perform(applications.refuse, number, reason=reason, note=WORDS, by=self.clerk)
        self.office.perform(applications.refuse, number, by=self.approver)
        self.done.refused += 1
        return 1


def _penalty(one: ApplicationDetail, number: int, today: str) -> dict[str, object]:
    """Return a penalty decision (cause C01: goods not bought from the local wholesaler) against a made-up shop."""
    who, shop = one.form.applicant, one.form.premises
    day = one.row["received_at"].date()
    return {
        "document_no": f"厦烟处〔{day.year}〕第{number}号",
        "party": {
            "kind": "sole_trader",
            "name": shop.name,
            "uscc": one.row["uscc"],
            "legal_rep": {"name": who.name, "id_no": one.row["party_no"]},
        },
        "cause": "C01",
        "violation": "未在当地烟草专卖批发企业进货",
        "facts": "演示数据：检查时发现该店有卷烟不是从当地烟草专卖批发企业购进。",
        "basis": "《烟草专卖法实施条例》第五十六条",
        "kinds": ["fine"],
        "content": "处以进货总额百分之五的罚款。",
        "base": "2000.00",
        "fine": "100.00",
        "decided_on": today,
        "valid_until": (day + timedelta(days=365)).isoformat(),
    }
