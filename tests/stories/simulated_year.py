"""A year at the desk on a virtual clock: `python -m tests.stories.simulated_year --seed N --applications N`.

The load is that of domain.md 9 with a wave of renewals; the clerk is sometimes late. What the program handed out is
compared with a recount that shares no code with it.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import event, insert, select

from daemon.jobs.recompute_deadlines import recompute, settle
from models.errors import BureauError
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import SYSTEM_OFFICER, Item, Officer
from tests.stories.recount import ANNOUNCED_2027, ONE, Card, Facts, Recount
from tests.support.databases import fill
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, OPERATOR_ID, form, receive, row, staffed
from usecases import applications, calendars, cards, pauses, screening
from usecases.cards_desk import figures
from usecases.desk import Desk
from wiring.config import Bureau, Database, Ledger, Settings, Store
from wiring.database import open_database, unit_of_work
from wiring.office import Office

FIRST, LAST = date(2026, 1, 5), date(2027, 1, 31)
LAST_ARRIVAL = date(2026, 12, 31)
ANNOUNCED = date(2026, 12, 10)
WAVE = (date(2026, 9, 1), date(2026, 10, 31))


@dataclass
class Plan:
    """What the clerk will do with one application, in working days from the step before."""

    answer_after: int
    incomplete: bool
    supplement_after: int  # calendar days
    decide_after: int
    extend: bool
    pause_after: int | None
    pause_for: int
    refuse: bool


@dataclass
class Case:
    """One application of the story: its plan and its facts."""

    ref: str
    item: Item
    plan: Plan
    facts: Facts


class Year:
    """The desk, the clerk and the calendar."""

    def __init__(self, office: Office, seed: int, count: int) -> None:
        self.office, self.random = office, random.Random(seed)
        self.arrivals = self._arrivals(count)
        self.cases: list[Case] = []
        self.recount = Recount(ANNOUNCED)
        self.today = FIRST

    def _arrivals(self, count: int) -> Counter[date]:
        """Return how many applications come on which day: working days, a peak now and then, a wave of renewals."""
        days = [FIRST + ONE * n for n in range((LAST_ARRIVAL - FIRST).days + 1)]
        weights = [self._weight(day) for day in days]
        return Counter(self.random.choices(days, weights, k=count))

    def _weight(self, day: date) -> float:
        known = self.recount_known.works(day, day)
        peak = 4.0 if self.random.random() < 0.02 else 1.0
        return (peak if known else 0.1) * (2.0 if WAVE[0] <= day <= WAVE[1] else 1.0)

    recount_known = Recount(ANNOUNCED).known

    def at(self, hour: int) -> None:
        """Set the clock to an hour of today in Shanghai."""
        moment = datetime(self.today.year, self.today.month, self.today.day, hour, tzinfo=UTC) - timedelta(hours=8)
        self.office.clock = lambda: moment

    def run(self) -> None:
        """Live the year, and a month more in which everything ends."""
        while self.today <= LAST:
            self.at(9)
            for _ in range(self.arrivals[self.today]):
                self._receive()
            if self.today == ANNOUNCED:
                source = "国办发明电〔2026〕7号"
                self.office.perform(calendars.load_official, notice(), source, by=OFFICERS["sysadmin"])
            self.at(15)
            for case in self.cases:
                self._work(case)
            self.at(20)
            recompute(self.office)
            settle(self.office)
            self.recount.evening([case.facts for case in self.cases if self._open(case)], self.today)
            self.today += ONE

    def _open(self, case: Case) -> bool:
        return not (case.facts.decided_on or case.facts.deemed_renewed_on)

    # What comes in

    def _receive(self) -> None:
        n = len(self.cases) + 1
        wave = WAVE[0] <= self.today <= WAVE[1]
        item = Item.RENEW if self.random.random() < (0.75 if wave else 0.25) else Item.NEW
        facts = Facts(f"A-2026-{n:06d}", self.today)
        if item is Item.RENEW:
            facts.expires_on = self.today + ONE * self.random.choice((9, 16, 31, 45, 60, 90))
            with unit_of_work(self.office.engine) as session:
                session.execute(insert(table_of(LicenceRow)).values(licence(n, facts.expires_on, self.office.now())))
        case = Case(f"WX{n}", item, self._plan(), facts)
        self._send(case, 1, whole=not case.plan.incomplete)
        self.cases.append(case)

    def _send(self, case: Case, revision: int, *, whole: bool) -> None:
        n = int(case.ref.removeprefix("WX"))
        made = form(case.item, licence_no=licence_no(n) if case.item is Item.RENEW else None)
        made = replace(made, premises=replace(made.premises, name=f"鹭岛{n}号便利店", address=f"湖滨南路{n}号"))
        made = made if whole else replace(made, attachments=())
        receive(self.office, row(case.ref, revision, of=made))

    def _plan(self) -> Plan:
        chance = self.random.random
        decide = self.random.randint(2, 19) if chance() < 0.82 else self.random.randint(21, 31)
        return Plan(
            answer_after=self.random.randint(0, 4) if chance() < 0.9 else self.random.randint(6, 8),
            incomplete=chance() < 0.15,
            supplement_after=self.random.randint(1, 12),
            decide_after=decide,
            extend=chance() < 0.08,
            pause_after=self.random.randint(2, 12) if chance() < 0.1 else None,
            pause_for=self.random.randint(0, 9),
            refuse=chance() < 0.12,
        )

    # What the clerk does

    def _work(self, case: Case) -> None:
        facts, plan = case.facts, case.plan
        if not self._open(case):
            return
        if facts.asked_on and not facts.supplements:
            if self.today >= facts.asked_on + ONE * plan.supplement_after:
                self._send(case, 2, whole=True)
                facts.supplements.append(self.today)
                facts.material_on = self.today
        elif self.recount_known.works(self.today, self.today):
            self._act(case)

    def _act(self, case: Case) -> None:
        facts, plan = case.facts, case.plan
        if facts.accepted_on is None:
            if self._passed(facts.material_on) >= plan.answer_after:
                self._answer(case)
            return
        passed = self._passed(facts.accepted_on)
        if plan.pause_after is not None and passed >= plan.pause_after and not facts.pauses:
            self._perform(pauses.begin, facts.number, "expert_review", by=OFFICERS["clerk"])
            facts.pauses.append((self.today, None))
        elif facts.pauses and facts.pauses[0][1] is None:
            first = facts.pauses[0][0]
            if self._passed(first) >= plan.pause_for:
                self._perform(pauses.end, facts.number, "expert_review", by=OFFICERS["clerk"])
                facts.pauses[0] = (first, self.today)
        elif plan.extend and facts.extended_on is None and passed >= 15:
            self._perform(applications.extend, facts.number, note="等待邻近零售户意见", by=OFFICERS["approver"])
            facts.extended_on = self.today
        elif passed >= plan.decide_after + (9 if facts.extended_on else 0):
            self._decide(case)

    def _passed(self, since: date) -> int:
        return self.recount.known.between(since, self.today, self.today)

    def _answer(self, case: Case) -> None:
        facts = case.facts
        if case.plan.incomplete and not facts.asked_on:
            self._perform(applications.ask_correction, facts.number, by=OFFICERS["clerk"])
            facts.asked_on = self.today
        else:
            self._perform(applications.accept, facts.number, by=OFFICERS["clerk"])
            facts.accepted_on = self.today

    def _decide(self, case: Case) -> None:
        facts = case.facts
        self.recount.decide(facts, self.today)
        if case.plan.refuse or not self._grant(case):
            self._perform(applications.refuse, facts.number, reason="R6", by=OFFICERS["clerk"])
            self._perform(applications.refuse, facts.number, by=OFFICERS["approver"])
        facts.decided_on = self.today

    def _grant(self, case: Case) -> bool:
        number, revision = case.facts.number, 1 + len(case.facts.supplements)
        self.office.perform(screening.conclude, number, revision, clean(), by=SYSTEM_OFFICER)
        try:
            self.office.perform(applications.grant, number, by=OFFICERS["approver"])
        except BureauError:
            return False  # the year is about days: what the rules of the licence forbid is refused
        return True

    def _perform(self, deed: object, *args: object, by: Officer, **more: object) -> None:
        self.office.perform(deed, *args, by=by, **more)  # type: ignore[arg-type]


def licence_no(number: int) -> str:
    """Return the number of a made-up licence."""
    return f"3502031{number:05d}"


def licence(number: int, ends: date, now: datetime) -> dict[str, object]:
    """Return a licence of the register that ends on a day."""
    return {
        "licence_no": licence_no(number), "version": 1, "status": "active", "holder_kind": "sole_trader",
        "holder_name": "林海生", "holder_no": OPERATOR_ID, "shop_name": f"鹭岛{number}号便利店",
        "address": f"湖滨南路{number}号", "district": "350203", "valid_from": date(2021, 1, 1), "valid_to": ends,
        "decided_on": date(2021, 1, 1), "document_no": f"厦烟许准〔2021〕第{number}号", "changed_at": now,
    }  # fmt: skip


def notice() -> str:
    """Return the made-up notice for 2027: the days of the recount and the rest of the statutory year."""
    rest = ("2027-04-05", "2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04", "2027-06-09", "2027-09-15",
            "2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04", "2027-10-05")  # fmt: skip
    days = sorted({*(day.isoformat() for day in ANNOUNCED_2027), *rest})
    return "date,kind\n" + "".join(f"{day},off\n" for day in days)


def handed_out(office: Office) -> set[Card]:
    """Return every card of the program, with the day on which it was handed out."""
    c = cards.CARDS.c
    shown = select(c.subject, c.term, c.due_on, c.kind, c.given_at)
    with office.reading() as session:
        rows = session.execute(shown).all()
    found = [(r.subject, r.term, r.due_on, r.kind, (r.given_at + timedelta(hours=8)).date()) for r in rows]
    assert len(found) == len({card[:4] for card in found}), "a card was handed out twice"
    return set(found)


def opened(folder: Path) -> Office:
    """Return an office over a fresh database; nothing must survive a power cut here, so the disk is not waited for."""
    url = f"sqlite:///{folder / 'year.db'}"
    fill(url)
    engine = open_database(url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous=off"))
    bureau = Bureau(uscc="11350200MB1A2B3CXA", training=True)
    settings = Settings(bureau, Database(url), Ledger("file:ledger.key"), Store(folder / "store"))
    office = Office(settings, engine, b"ledger key of the story", Desk(bureau.name, bureau.uscc, training=True))
    return staffed(office)


def compare(year: Year) -> list[str]:
    """Return what differs between the program and the recount; nothing should."""
    ours, theirs = handed_out(year.office), year.recount.all()
    faults = [f"without cause: {card}" for card in sorted(ours - theirs)]
    faults += [f"missing: {card}" for card in sorted(theirs - ours)]
    with year.office.reading() as session:
        found = figures(session, FIRST, LAST)
    if (found.decided, found.in_time) != (year.recount.decided, year.recount.in_time):
        counted = (year.recount.decided, year.recount.in_time)
        faults.append(f"decided and in time: {(found.decided, found.in_time)}, recounted {counted}")
    if found.given != Counter(card[3] for card in theirs):
        faults.append(f"counts: {found.given}")
    return faults


def told(year: Year) -> str:
    """Return the year in figures."""
    kinds = Counter(card[3] for card in handed_out(year.office))
    facts = [case.facts for case in year.cases]
    deemed = (sum(f.deemed_accepted_on is not None for f in facts), sum(f.deemed_renewed_on is not None for f in facts))
    rate = year.recount.in_time / year.recount.decided
    return (
        f"{len(facts)} applications, {year.recount.decided} decided, {rate:.1%} in time; cards {dict(kinds)}; "
        f"deemed accepted {deemed[0]}, renewed {deemed[1]}; paused {sum(bool(f.pauses) for f in facts)}, "
        f"extended {sum(f.extended_on is not None for f in facts)}"
    )


def main(argv: list[str]) -> int:
    """Live a year and print how it went; exit status 1 where program and recount differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.stories.simulated_year")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--applications", type=int, default=300)
    options = parser.parse_args(argv)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        year = Year(opened(Path(folder)), options.seed, options.applications)
        year.run()
        faults = compare(year)
        sys.stdout.write(f"{told(year)}; {time.perf_counter() - began:.1f} s\n")
        year.office.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
