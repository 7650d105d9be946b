"""One enforcement case as a story tells it: who does what on which day, and what every other office has heard."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.payments import PaymentOrderRow
from models.values import SYSTEM_OFFICER, Fen, Officer
from ports.payments import Notice, NoticeRow
from tests.support.casework import CHIEF, INSPECTOR, LAWYER, Days
from usecases import casework, casework_goods, casework_rows, casework_steps, documents, payments

if TYPE_CHECKING:
    from rules.goods import Goods
    from wiring.office import Office

OUTBOX, ORDERS = table_of(OutboxRow), table_of(PaymentOrderRow)
TEAM = ["inspector", "inspector2"]
SHOP = {
    "kind": "sole_trader",
    "name": "思明区鹭岛便利店",
    "number": "92350206MA2YFAKE0X",
    "legal_rep": "林海生",
    "legal_rep_no": "350203199003070014",
    "address": "厦门市思明区湖滨南路1号",
}
DRIVER = {"kind": "person", "name": "陈建国", "number": "350206198512310025", "address": "厦门市湖里区兴隆路9号"}
Heard = tuple[str, str]  # which office, and the stage or the operation that it was told


class Story:
    """One case; every step is taken by whom the law lets take it."""

    def __init__(self, office: "Office", clock: Days, facts: casework.Facts) -> None:
        """Enter the lead."""
        self.office, self.clock = office, clock
        self.number: str = office.perform(casework.register, facts, by=INSPECTOR)

    @property
    def row(self) -> dict[str, Any]:
        """Return the columns of the case."""
        with self.office.reading() as session:
            return casework_rows.read(session, self.number).row

    @property
    def steps(self) -> list[str]:
        """Return what was done, the first step first."""
        with self.office.reading() as session:
            return [step.deed for step in casework_rows.read(session, self.number).standing.taken]

    def said(self, deed: str) -> dict[str, Any]:
        """Return what the newest step of a kind says."""
        with self.office.reading() as session:
            found = casework_rows.read(session, self.number).standing.last(deed)
        return dict(found.said) if found else {}

    def did(self, deed: str, by: Officer = INSPECTOR, **said: Any) -> None:
        """Take a step that one officer takes alone."""
        self.office.perform(casework_steps.TAKE[deed], self.number, said, by=by)

    def agreed(self, deed: str, **said: Any) -> None:
        """Take a step that the inspector proposes and the chief confirms."""
        self.office.perform(casework_steps.propose, self.number, deed, said, by=INSPECTOR)
        self.office.perform(casework_steps.confirm, self.number, by=CHIEF)

    def later(self, days: int) -> None:
        """Let days pass."""
        self.clock.to(self.clock.today + timedelta(days=days))

    def seen(self, goods: Sequence["Goods"] = ()) -> None:
        """File the case and record the scene with its goods."""
        self.agreed("case.filed", officers=TEAM, reason="有证据证明违法")
        today = self.clock.today
        times = {"started_at": f"{today}T09:00+08:00", "ended_at": f"{today}T10:00+08:00"}
        scene = {"officers": TEAM, "certificates_shown": True, "place": self.row["place"], **times}
        self.did("case.scene_recorded", found="现场发现卷烟", present=self.row["party_name"], **scene)
        if goods:
            self.office.perform(casework_goods.list_goods, self.number, goods, by=INSPECTOR)

    def reviewed(self, facts: str, **said: Any) -> None:
        """End the inquiry and let the legal reviewer agree."""
        self.did("case.reported", facts=facts, nature="违法", proposal="给予行政处罚", **said)
        self.did("case.review_passed", by=LAWYER, opinion="同意")

    def noticed(self, penalty: dict[str, Any]) -> None:
        """Give the prior notice of a penalty and serve it."""
        self.did("case.noticed", **penalty)
        self.did("case.notice_served", way="直接送达", receiver="林海生")

    def deliberated(self) -> None:
        """Let the heads agree, one of them dissenting."""
        votes = [["王建华", "同意", ""], ["李志强", "不同意", "处罚偏重"], ["张丽", "同意", ""]]
        self.did("case.deliberated", by=CHIEF, votes=votes, conclusion="多数同意处理意见", agreed=True)

    def decided(self, penalty: dict[str, Any], **more: Any) -> None:
        """Decide the penalty and serve the decision."""
        self.agreed("case.decided", **penalty, **more)
        self.did("case.served", way="直接送达", receiver="林海生")

    def paid(self) -> None:
        """Let the whole fine, and what was confiscated in money, arrive at the treasury."""
        with self.office.reading() as session:
            mine = select(ORDERS.c.order_no, ORDERS.c.amount).where(ORDERS.c.subject == self.number)
            orders = session.execute(mine.order_by(ORDERS.c.id)).all()
        for order in orders:
            bill, name = "35020026000000012345", f"N-{order.order_no}"
            notice = Notice(name, order.order_no, Fen(order.amount), self.office.now(), bill, genuine=True)
            self.office.perform(payments.receive, "nontax", [NoticeRow(b"{}", name, notice)], by=SYSTEM_OFFICER)

    def put_away(self, how: str = "罚款已缴清") -> None:
        """Execute, close and archive the case."""
        self.did("case.executed", how=how)
        self.agreed("case.closed", result="执行完毕")
        self.did("case.archived", pages=30)

    def heard(self) -> list[Heard]:
        """Return what every office was told of cases and penalties, in order, with nothing that was taken back."""
        return [
            (row["system"], row["payload"]["stage"] if row["kind"] == "case" else row["op"])
            for row in self.sent()
            if row["kind"] in ("case", "cf")
        ]

    def sent(self) -> list[dict[str, Any]]:
        """Return the messages that are to go out, the oldest first."""
        wanted = select(OUTBOX).where(OUTBOX.c.state != "cancelled").order_by(OUTBOX.c.id)
        with self.office.reading() as session:
            return [dict(row) for row in session.execute(wanted).mappings()]

    def credit(self) -> list[dict[str, Any]]:
        """Return what the credit platform was told."""
        return [row for row in self.sent() if row["system"] == "credit"]

    def papers(self) -> set[str]:
        """Return the kinds of documents that were issued."""
        with self.office.reading() as session:
            return {str(each["kind"]) for each in documents.of_subject(session, self.number)}


def day(text: str) -> date:
    """Return a day of 2026 written as 11-02."""
    return date.fromisoformat(f"2026-{text}")
