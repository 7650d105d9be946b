"""The steps of a story on the real city: examine, decide, put on paper, tell everybody, serve, archive, verify."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from city.population.attachments import content_of
from city.world import place_of
from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.values import first_moment, shanghai_date
from tests.support.agreement import APPLICATIONS, hurry
from tests.support.bridge import DESK, PUSH, Bridge
from usecases import (
    applications,
    deliveries,
    delivery_addressees,
    dossiers,
    licence_acts,
    licence_events,
    penalties,
    penalty_forms,
    reviews,
    site_checks,
)
from wiring.dossiers import Bindery

DELIVERIES, DOCUMENTS = table_of(DeliveryRow), table_of(DocumentRow)
LICENCES, OUTBOX = table_of(LicenceRow), table_of(OutboxRow)
ON_THE_WAY = ("planned", "sent", "underway")
AROUND = (*PUSH, "make_documents", "serve_documents", "trace_letters")
FOUND: dict[str, Any] = {
    "school_distance_m": 180.0, "nearest_shop_m": 95.5, "method": "激光测距仪", "fixed": True,
    "separate_from_home": True, "safe": True, "conclusion": "符合设立条件，建议准予。",
}  # fmt: skip
DAY = 86_400  # seconds
JPEG = content_of("AT000000000f", "photo")
INSPECTORS = ("inspector", "inspector2")


@dataclass
class Walk:
    """One bureau, its city and its bindery; every story walks with other applications."""

    bridge: Bridge
    bindery: Bindery
    folder: Path

    def __post_init__(self) -> None:
        self.office = self.bridge.office
        self.clerk, self.approver = self.bridge.officer("clerk"), self.bridge.officer("approver")
        self.reviewer = self.bridge.officer("reviewer")

    # What is there

    def number_of(self, index: int) -> str:
        """Return our number of the application that has a number in the city."""
        channel, place = place_of(index)
        (row,) = self.bridge.rows(APPLICATIONS, channel=channel, channel_ref=self.bridge.book(channel).ident(place))
        return str(row.number)

    def application(self, number: str) -> Any:
        """Return the row of an application."""
        (row,) = self.bridge.rows(APPLICATIONS, number=number)
        return row

    def licence(self, licence_no: str) -> Any:
        """Return the row of a licence."""
        (row,) = self.bridge.rows(LICENCES, licence_no=licence_no)
        return row

    def life(self, licence_no: str) -> list[tuple[str, str, str]]:
        """Return (act, from, to) of every step of a licence, oldest first."""
        with self.office.reading() as session:
            return [(e["act"], e["status_from"], e["status_to"]) for e in licence_events.life(session, licence_no)]

    def papers(self, subject: str) -> list[Any]:
        """Return the documents about an application or a licence."""
        return self.bridge.rows(DOCUMENTS, subject=subject)

    def registered(self, licence_no: str) -> str:
        """Return the status of a licence in the national register."""
        held = self.bridge.city.town.case_system.held(licence_no)
        return str(held["status"]) if held else ""

    def told(self, number: str) -> list[str]:
        """Return the kinds of event that the channel of an application has taken."""
        row = self.application(number)
        kept = self.bridge.state()["applications"][row.channel]["rows"][row.channel_ref]["events"]
        return [event["type"] for event in kept]

    def published(self, number: str) -> str:
        """Return what the credit platform holds of the record of a grant: valid, ended or withdrawn."""
        named = {paper.number for paper in self.papers(number)}
        rows = [r for r in self.bridge.rows(OUTBOX, kind="xk") if r.payload["document_no"] in named]
        newest = max(rows, key=lambda r: int(r.version))
        assert newest.state == "confirmed"
        if newest.op == "withdraw":
            return "withdrawn"
        return "valid" if newest.payload["valid"] else "ended"

    # What is done

    def accept(self, number: str) -> None:
        """Accept."""
        self.office.perform(applications.accept, number, by=self.clerk)

    async def visit(self, number: str) -> None:
        """Plan a visit of two inspectors, record what they measured, and let the application be screened again."""
        now = self.office.now()
        today = shanghai_date(now)
        self.office.perform(site_checks.plan, number, INSPECTORS, today, by=self.clerk)
        photo = site_checks.photo("门头.jpg", JPEG, self.office.store.put(JPEG))
        midnight = first_moment(today)  # a visit begins and ends on one day, also soon after midnight
        times = (max(midnight, now - timedelta(minutes=40)), max(midnight, now - timedelta(minutes=5)))
        inspector = self.bridge.officer("inspector")
        self.office.perform(site_checks.record, number, FOUND, times=times, photos=[photo], by=inspector)
        await self.bridge.run("screen_applications")

    def consult(self, number: str) -> None:
        """Ask a unit for its opinion, and let it agree."""
        self.office.perform(reviews.ask, number, ["legal"], question="请核对。", by=self.clerk)
        self.office.perform(reviews.answer, number, "legal", "agree", by=self.reviewer)

    def grant(self, number: str, note: str = "") -> str:
        """Grant; return the number of the licence."""
        return self.office.perform(applications.grant, number, note=note, by=self.approver)

    def act(self, licence_no: str, name: str, ground: str, **stated: str) -> None:
        """Let the clerk propose an act ex officio and the approver confirm it."""
        told: dict[str, Any] = {"ground": ground, "reason": "经核查属实，依法处理。", "stated": stated}
        self.office.perform(licence_acts.propose, licence_no, name, by=self.clerk, **told)
        self.office.perform(licence_acts.confirm, licence_no, by=self.approver)

    def refuse(self, number: str, reason: str, note: str) -> None:
        """Let the clerk propose a refusal and the approver confirm it."""
        self.office.perform(applications.refuse, number, reason=reason, note=note, by=self.clerk)
        self.office.perform(applications.refuse, number, by=self.approver)

    def withdraw(self, index: int) -> None:
        """Let an applicant withdraw in the channel."""
        channel, place = place_of(index)
        self.bridge.book(channel).withdraw(place)

    def penalise(self, licence_no: str, document_no: str) -> None:
        """Record a penalty decision against the holder of a licence that revokes it."""
        held, today = self.licence(licence_no), shanghai_date(self.office.now())
        party = {"kind": held.holder_kind, "name": held.holder_name, "uscc": held.uscc}
        party |= {"legal_rep": {"name": held.legal_rep_name, "id_no": held.legal_rep_no}}
        form = {
            "document_no": document_no, "party": party, "cause": "C20", "violation": "向未成年人销售烟草制品",
            "facts": "经责令改正后再次向未成年人出售卷烟，情节严重。", "basis": "《未成年人保护法》第一百二十三条",
            "kinds": ["revocation"], "content": "吊销烟草专卖零售许可证。", "certificate": "烟草专卖零售许可证",
            "decided_on": today.isoformat(), "valid_until": (today + timedelta(days=365)).isoformat(),
        }  # fmt: skip
        self.office.perform(penalties.record, [penalty_forms.read_form(form)], by=self.approver)

    async def on_paper(self, subject: str) -> None:
        """Let everything about a subject be set and sealed."""
        await self.bridge.run("make_documents")
        for paper in self.papers(subject):
            assert (paper.state, paper.fault) in (("sealed", ""), ("made", "")), paper.fault

    async def served(self, number: str) -> list[Any]:
        """Let every document reach its addressee; what comes back is handed over at the window. Return deliveries."""
        for _ in range(30):
            await self.bridge.run(*AROUND)
            for row in self.bridge.rows(DELIVERIES, subject=number):
                self._forward(row)
            self.bridge.later(400)
            hurry(self.office)
            self._look()
            rows = self.bridge.rows(DELIVERIES, subject=number)
            if rows and all(row.state == "delivered" or row.followed_by for row in rows):
                break
        await self.on_paper(number)
        return self.bridge.rows(DELIVERIES, subject=number)

    def _forward(self, row: Any) -> None:
        if row.state in ("returned", "failed") and not row.followed_by:
            self.office.perform(deliveries.repeat, row.number, way="window", by=self.clerk)
        elif row.state == "planned" and row.way == "post":
            self.office.perform(deliveries.send, row.number, by=self.clerk)
        elif row.state == "planned" and row.way == "window":
            with self.office.reading() as session:
                to = delivery_addressees.of_subject(session, row.subject)
            shown: dict[str, Any] = {"receiver": to.name, "id_no": min(to.numbers)}
            self.office.perform(deliveries.hand_over, row.number, by=self.clerk, **shown)

    def _look(self) -> None:
        with self.office.engine.begin() as connection:
            due = DELIVERIES.update().where(DELIVERIES.c.next_look_at.is_not(None))
            connection.execute(due.values(next_look_at=self.office.now()))

    async def quiet(self) -> None:
        """Let every message reach its receiver and be confirmed."""
        assert await self.bridge.settle(*DESK, *PUSH, seconds=400) == []

    def archived(self, subject: str) -> dict[str, Any]:
        """Close the dossier, write it out, verify file and folder; return its row."""
        closed = self.bindery.close(subject, by=self.clerk)
        file, _ = self.bindery.export_file(closed.number, self.folder, by=self.clerk)
        folder, _ = self.bindery.export_folder(closed.number, self.folder, by=self.clerk)
        assert self.bindery.verify(file).ok
        assert self.bindery.verify(folder).ok
        with self.office.reading() as session:
            row = dossiers.find(session, closed.number)
        assert row["gaps"] == []
        return row
