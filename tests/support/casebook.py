"""Inspectors of long runs: some cases led from lead to archive in one day, every third one annulled on its way."""

import contextlib
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models.casework import CaseSource
from models.errors import BureauError
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import shanghai_date
from tests.support.rows import OFFICERS
from usecases import casework, casework_rows, casework_steps, outbox_desk

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX = table_of(OutboxRow)
INSPECTOR, CHIEF, LAWYER = (OFFICERS[login] for login in ("inspector", "approver2", "reviewer"))
TEAM = ["inspector", "inspector2"]
SHOP = {
    "kind": "sole_trader", "name": "思明区鹭岛便利店", "number": "92350206MA2YFAKE0X", "legal_rep": "林海生",
    "legal_rep_no": "350203199003070014", "address": "厦门市思明区湖滨南路1号",
}  # fmt: skip
PENALTY: dict[str, Any] = {
    "kinds": ["fine"], "base": 300_000, "fine": 15_000, "facts": "未在当地进货3条", "content": "罚款150元",
}  # fmt: skip
SERVED: dict[str, Any] = {"way": "直接送达", "receiver": "思明区鹭岛便利店"}
COURSE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("case.filed", {"officers": TEAM, "reason": "有证据证明违法"}),
    ("case.scene_recorded", {"officers": TEAM, "certificates_shown": True, "place": "店内", "found": "现场有卷烟"}),
    ("case.reported", {"facts": "未在当地进货3条", "nature": "违法", "proposal": "给予行政处罚"}),
    ("case.review_passed", {"opinion": "同意"}),
    ("case.noticed", PENALTY),
    ("case.notice_served", SERVED),
    ("case.defence_waived", {"words": "没有意见"}),
    ("case.decided", PENALTY),
    ("case.served", SERVED),
    ("case.executed", {"how": "罚款已缴清"}),
    ("case.closed", {"result": "执行完毕"}),
    ("case.archived", {"pages": 30}),
)
PAIRED = frozenset({"case.filed", "case.decided", "case.closed", "case.annulled"})


class Casebook:
    """The cases of a run; each call of `work` takes every case one step further."""

    def __init__(self, office: "Office", most: int) -> None:
        self.office, self.most = office, most
        self.numbers: list[str] = []
        self.at: Counter[str] = Counter()  # number: steps taken

    def work(self) -> None:
        """Begin one more case, take each one step further, and give up what the register will never take."""
        if len(self.numbers) < self.most:
            self.numbers.append(self.office.perform(casework.register, self._facts(), by=INSPECTOR))
        for place, number in enumerate(self.numbers):
            self._further(number, annulled=place % 3 == 2)
        self._give_up()

    @property
    def ended(self) -> int:
        """Return how many cases have come to their end."""
        return sum(self.at[number] >= len(COURSE) for number in self.numbers)

    def _facts(self) -> casework.Facts:
        today = shanghai_date(self.office.now())
        acted, place = today - timedelta(days=2), "厦门市思明区湖滨南路1号"
        return casework.Facts(CaseSource.PATROL, today, "从外地购进卷烟", place, "350203", "C01", acted, party=SHOP)

    def _further(self, number: str, *, annulled: bool) -> None:
        with self.office.reading() as session:
            case = casework_rows.read(session, number)
        step = self.at[number]
        if step >= len(COURSE) or (COURSE[step][0] == "case.executed" and case.row["owed"] and not annulled):
            return
        name, said = COURSE[step]
        if name == "case.executed" and annulled:
            name, said = "case.annulled", self._judgement()
        self._take(number, name, said | self._times(name))
        self.at[number] = len(COURSE) if name == "case.annulled" else step + 1

    def _take(self, number: str, name: str, said: dict[str, Any]) -> None:
        """Take a step; after a proposal whose confirmation failed the next call confirms it."""
        if name not in PAIRED:
            by = LAWYER if name == "case.review_passed" else INSPECTOR
            self.office.perform(casework_steps.TAKE[name], number, said, by=by)
            return
        with contextlib.suppress(BureauError):  # proposed before
            self.office.perform(casework_steps.propose, number, name, said, by=INSPECTOR)
        self.office.perform(casework_steps.confirm, number, by=CHIEF)

    def _times(self, name: str) -> dict[str, str]:
        now = self.office.now()
        times = {"started_at": (now - timedelta(minutes=5)).isoformat(), "ended_at": now.isoformat()}
        return times if name == "case.scene_recorded" else {}

    def _judgement(self) -> dict[str, Any]:
        today = shanghai_date(self.office.now()).isoformat()
        court = {"document": "（2026）闽0203行初12号", "issuer": "厦门市思明区人民法院", "dated": today}
        return court | {"reason": "主要证据不足，判决撤销"}

    def _give_up(self) -> None:
        c = OUTBOX.c
        rejected = select(c.key).where(c.kind == "case", c.state == "rejected")
        with self.office.reading() as session:
            keys = list(session.execute(rejected).scalars())
        for key in keys:
            self.office.perform(outbox_desk.give_up, key, note="国家系统不接收这一版", by=CHIEF)
