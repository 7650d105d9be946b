"""A random walk over the real deeds: whatever is tried, the register, its life and what was sent agree."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from models.errors import BureauError
from models.forms import Change
from models.tables.columns import table_of
from models.tables.licences import LicenceEventRow, LicenceRow
from models.values import Item, LicenceStatus, PartyKind, shanghai_date
from rules import licences
from rules.licence_grounds import possible
from tests.support.licences import APPROVER, CLERK, arrived, connected, handed
from tests.support.rows import form
from usecases import applications, audit, licence_acts, undo
from wiring.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 100
GRACE = timedelta(seconds=30)
STATED = {
    "compensation": "按评估补偿。", "penalty_no": "厦烟处〔2026〕第9号", "since": "2026-01-05",
    "noticed_on": "2026-08-01",
}  # fmt: skip


class Desk:
    """One licence at a time, deeds at random; what is refused must leave everything as it was."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.dice, self.seen = office, Random(seed), Counter[str]()
        self.number, self.now = "", office.now()
        office.clock = lambda: self.now

    def step(self) -> None:
        """Do one thing, now and then take it back."""
        self.now += timedelta(days=self.dice.choice((0, 0, 1, 20)), minutes=1)
        before, refused = self.picture(), ""
        try:
            self.deed()()
        except BureauError as error:
            refused = error.message
            self.seen[f"refused {error.kind}"] += 1
        assert not refused or self.picture() == before, refused

    def deed(self) -> Any:
        row = self.row()
        if row is None or row.status == "cancelled":
            return self.begin
        moves = [self.apply, self.act, self.deliver]
        return self.dice.choices(moves, [5, 4, 3 if row.status == "pending_delivery" else 1])[0]

    def begin(self) -> None:
        """A new licence, at another address each time."""
        shop = replace(form().premises, address=f"厦门市思明区湖滨南路{self.seen['new'] + 1}号")
        self.seen["new"] += 1
        number = arrived(self.office, f"NEW{self.seen['new']}", form(Item.NEW, premises=shop))
        self.number = self.office.perform(applications.grant, number, by=APPROVER)

    def apply(self) -> None:
        """An application about the licence is granted, or refused by the law."""
        item = self.dice.choice([item for item in Item if item is not Item.NEW])
        self.seen["asked"] += 1
        row, today = self.row(), shanghai_date(self.now)
        more: dict[str, Any] = {"premises": replace(form().premises, address=row.address)}
        if item is Item.CHANGE:
            more["changes"] = (Change("shop_name", row.shop_name, f"思明区第{self.seen['asked']}店"),)
        if item is Item.SUSPEND:
            more |= {"suspend_from": today, "suspend_to": today + timedelta(days=self.dice.choice((60, 300)))}
        filled = replace(form(item), licence_no=self.number, **more)
        number = arrived(self.office, f"ASK{self.seen['asked']}", filled)
        try:
            self.office.perform(applications.grant, number, by=APPROVER, grace=GRACE)
        except BureauError:
            self.office.perform(applications.refuse, number, reason="CONDITIONS", by=CLERK)
            self.office.perform(applications.refuse, number, by=APPROVER)
            raise
        self.seen[item.value] += 1
        self.perhaps_undone(number)

    def act(self) -> None:
        """An act ex officio on a ground that fits, by two officers."""
        status = LicenceStatus(self.row().status)
        act = self.dice.choice(licences.EX_OFFICIO)
        grounds = possible(act, status, PartyKind.SOLE_TRADER) or possible(act, licences.ACTIVE, PartyKind.SOLE_TRADER)
        chosen = self.dice.choice(grounds or possible("licence.cancelled", licences.ACTIVE, PartyKind.SOLE_TRADER))
        stated = {name: STATED[name] for name in chosen.needs}
        told: dict[str, Any] = {"ground": chosen.code, "reason": "经核查属实，依法处理。", "stated": stated}
        self.office.perform(licence_acts.propose, self.number, act, by=CLERK, **told)
        self.office.perform(licence_acts.confirm, self.number, by=APPROVER, grace=GRACE)
        self.seen[act] += 1
        self.perhaps_undone(self.number)
        self.end_proposal()

    def end_proposal(self) -> None:
        """An act that was undone leaves its proposal open: it is turned down here, so that the walk goes on."""
        try:
            self.office.perform(licence_acts.reject, self.number, note="收回", by=CLERK)
        except BureauError:
            return

    def deliver(self) -> None:
        handed(self.office, self.number)

    def perhaps_undone(self, subject: str) -> None:
        if self.dice.random() < 0.2:
            self.office.perform(undo.undo_last, subject, by=APPROVER)
            self.seen["undone"] += 1

    # What must agree

    def row(self) -> Any:
        c = table_of(LicenceRow).c
        with self.office.reading() as session:
            return session.execute(select(table_of(LicenceRow)).where(c.licence_no == self.number)).first()

    def lives(self) -> "Iterator[tuple[Any, list[Any]]]":
        e = table_of(LicenceEventRow)
        with self.office.reading() as session:
            events = session.execute(select(e).order_by(e.c.id)).all()
            rows = session.execute(select(table_of(LicenceRow))).all()
        for row in rows:
            yield row, [event for event in events if event.licence_no == row.licence_no]

    def picture(self) -> Any:
        """The licence at hand with the number of its steps."""
        e = table_of(LicenceEventRow).c
        with self.office.reading() as session:
            count = session.execute(select(func.count()).where(e.licence_no == self.number)).scalar_one()
        return self.row(), count

    def check(self) -> None:
        """Every licence stands where its life ends, its life has no gap, and its days never shrank."""
        for row, events in self.lives():
            assert row.status == events[-1].status_to, row.licence_no
            assert all(a.status_to == b.status_from for a, b in pairwise(events)), row.licence_no
            assert all(licences.STEPS[e.act].to[_status(e.status_from)] == e.status_to for e in events)
            assert (row.status == "suspended") is (row.suspended_to is not None)
            assert row.valid_to >= date(2031, 11, 20)
            assert row.version >= len(events) - (events[-1].act == "licence.cancelled")


def _status(word: str) -> LicenceStatus | None:
    return LicenceStatus(word) if word else None


def test_whatever_is_done_the_register_and_its_life_agree(sqlite_url: str, tmp_path: Any) -> None:
    from tests.conftest import NOON, training_settings
    from wiring.database import open_database

    settings = training_settings(sqlite_url, tmp_path)
    office = Office(settings, open_database(sqlite_url), b"key", None, clock=lambda: NOON)  # type: ignore[arg-type]
    desk = Desk(connected(office), 5)
    try:
        for _ in range(STEPS):
            desk.step()
        desk.check()
        with office.reading() as session:
            assert audit.verify(session).ok
    finally:
        office.close()

    assert desk.seen["undone"] > 1
    assert desk.seen["new"] > 2
