"""Whose a deed is: every thing that deeds are about is found in its district, and the gate stops all others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from models.errors import Refused
from models.tables.blacklist import ListHitRow
from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.documents import DocumentRow
from models.tables.dossiers import DossierRow
from models.tables.outbox import AlarmRow, FeedbackRow, OutboxRow
from models.tables.ratings import RatingRow
from models.tables.terms import CardRow
from models.values import Item, Officer, Role
from rules import competence
from rules.competence import ABOUT, About
from tests.support.casework import FACTS
from tests.support.complaints import REPORT
from tests.support.licences import arrived, connected
from tests.support.penalties import PAPER
from tests.support.rows import OFFICERS, form, receive, row
from tests.support.window import written
from usecases import (
    applications,
    appointments,
    cards_desk,
    casework,
    complaints,
    deliveries_desk,
    feedback_desk,
    home,
    licence_acts,
    offices,
    penalties,
    previews,
    reviews,
    transfers,
    undo,
    whereabouts,
)
from usecases.penalty_forms import read_form
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

SIMING, HULI, CITY = "350203", "350206", "350200"
ONE, TWO = "A-2026-000001", "A-2026-000002"
AT, DAY = datetime(2026, 11, 21, 3, 0, tzinfo=UTC), date(2026, 11, 23)
PLAN = (
    "plan,district,valid_from,code,name,area_type,min_spacing_m,quota,places,school_buffer_m\n"
    "思明规划2027,350203,2027-01-01,S1,滨南单元,商业区,50,3,湖滨南路,100\n"
)
AGENCY = {SIMING: "11350203MB1A2B3D8M", CITY: "11350200MB1A2B3CXA"}
PLACES = ("350203", "350203-1", "350206", "350206-1")

Values = dict[str, Any]
DOSSIER = "厦烟许卷〔2026〕第1号"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On one kind of database: nothing here is said differently to the other."""
    return sqlite_url


def put(office: "Office", login: str, code: str, *roles: Role) -> "Officer":
    held = roles or (Role.LICENCE_CLERK, Role.APPROVER)
    office.perform(offices.put_officer, login, name="周敏", roles=held, office=code, by=OFFICERS["secadmin"])
    return office.officer(login)


@pytest.fixture
def siming(office: "Office") -> "Officer":
    """Let an approver of Siming grant a licence there and accept a renewal; return the officer."""
    officer = put(connected(office), "siming", SIMING)
    office.perform(applications.grant, arrived(office, "N1", form(Item.NEW)), by=officer)
    receive(office, row("WX2"))
    office.perform(applications.accept, TWO, by=officer)
    return officer


def filled(office: "Office") -> dict[About, tuple[Any, ...]]:
    """Add a row of everything else that deeds are about; return for each what a deed is called with."""
    hall = "hall-350203"
    office.perform(appointments.open_slots, hall, DAY, DAY, by=OFFICERS["clerk"])
    wanted = appointments.Wanted("陈一", "13900000009", Item.NEW)
    booking = office.perform(appointments.book, 1, wanted, by=OFFICERS["clerk"])
    with unit_of_work(office.engine) as session:
        c, d = table_of(OutboxRow).c, table_of(DocumentRow).c
        record = session.execute(select(c.key, c.payload).where(c.kind == "xk")).one()
        number, licence = record.payload["document_no"], record.payload["licence_no"]
        document = session.execute(select(d.number).where(d.subject == licence).limit(1)).scalar() or number
        for table, values in rows_about(f"xk|{number}|{AGENCY[SIMING]}"):
            session.execute(insert(table_of(table)).values(values))
        alarm_id = session.execute(select(table_of(AlarmRow).c.id).where(table_of(AlarmRow).c.subject == TWO)).scalar()
    noted = office.perform(complaints.receive, replace(REPORT, district=SIMING), None, by=OFFICERS["clerk"])
    case = office.perform(casework.register, FACTS, by=OFFICERS["inspector"])
    penalty = read_form(PAPER | {"document_no": "厦思烟处〔2026〕第1号"})
    return {
        About.APPLICATION: (TWO,), About.OFFERED: (TWO,), About.FORM: (Item.RENEW, written(Item.RENEW)),
        About.LICENCE: (f" {licence} ",), About.DOCUMENT: (document,), About.DELIVERY: ("D-2026-000001",),
        About.DOSSIER: (DOSSIER,), About.RATING: ("RT1",), About.MESSAGE: (record.key,),
        About.RECORD: (record.key,), About.PENALTIES: ([penalty],), About.FEEDBACK: ("F1",), About.ALARM: (alarm_id,),
        About.LIST_HIT: (1,), About.LEAD: (FACTS,), About.CASEWORK: (case,),
        About.COMPLAINT: (noted,),
        About.HALL: (hall,), About.BOOKING: (booking,), About.OFFICER: ("siming",), About.PLAN: (PLAN, ""),
    }  # fmt: skip


def rows_about(record_key: str) -> list[tuple[Any, Values]]:
    """Return a row of each thing that hangs on the two applications, and one on a published record."""
    said: Values = {"system": "credit", "feedback_id": "F1", "type": "dispute", "at": AT, "received_at": AT}
    return [*rows_of_the_first(), *rows_of_the_second(), (FeedbackRow, said | {"fields": [], "record_key": record_key})]


def rows_of_the_first() -> list[tuple[Any, Values]]:
    """Return the delivery, the dossier and the rating of the first application."""
    delivery: Values = {"number": "D-2026-000001", "subject": ONE, "way": "window", "recipient": "林海生"}
    delivery |= {"documents": [], "message_keys": [], "steps": []}
    delivery |= {"planned_at": AT, "planned_by": "clerk", "ledger_seq": 1}
    dossier: Values = {"number": DOSSIER, "subject": ONE, "title": "案卷", "party": "林海生", "item": "new"}
    dossier |= {"outcome": "granted", "retention_class": "long", "retention_title": "长期", "gaps": []}
    dossier |= {"locked_at": AT, "locked_by": "clerk", "manifest_sha256": "a" * 64, "ledger_seq": 1}
    rating: Values = {"system": "rating", "rating_id": "RT1", "channel": "wechat", "application_ref": "N1"}
    rating |= {"subject": ONE, "level": 1, "at": AT, "received_at": AT, "digest": "b" * 64, "ledger_seq": 1}
    return [(DeliveryRow, delivery), (DossierRow, dossier), (RatingRow, rating)]


def rows_of_the_second() -> list[tuple[Any, Values]]:
    """Return the card, the alarm and the hit of the second application."""
    card: Values = {"subject": TWO, "term": "L04", "kind": "yellow", "due_on": DAY, "given_at": AT}
    card |= {"told": [], "messages": [], "ledger_seq": 1}
    alarm: Values = {"system": "cards", "code": "yellow", "subject": TWO, "raised_at": AT, "last_at": AT}
    hit: Values = {"subject": TWO, "subject_kind": "application", "role": "holder", "party_name": "林海生"}
    hit |= {"party_digest": "c" * 64, "list_name": "重点户", "entry_id": 1, "entry_name": "林海生", "version_id": 1}
    hit |= {"entry_digest": "d" * 64, "score": 1.0, "same_number": True, "state": "waiting", "found_at": AT}
    return [(CardRow, card), (AlarmRow, alarm), (ListHitRow, hit)]


def refused(office: "Office", deed: str, by: "Officer", args: tuple[Any, ...], more: Any = None) -> bool:
    with office.reading() as session:
        try:
            offices.require(session, deed, by, args, more or {})
        except Refused:
            return True
    return False


def test_every_deed_is_stopped_at_the_gate_of_every_office_but_its_own(office: "Office", siming: "Officer") -> None:
    things = filled(office)
    people = {code: put(office, f"p{n}", code) for n, code in enumerate(PLACES)}
    with office.reading() as session:
        wanted = previews.of_grants(session, [TWO], by=people[HULI], at=AT)
    assert [reason[:20] for reason in wanted.reasons] == ["厦门市湖里区烟草专卖局不能办理思明区的申"]
    city, boss = OFFICERS["approver"], put(office, "boss", HULI, Role.SUPERVISOR)
    deeds = {deed: about for deed, about in ABOUT.items() if about in things}

    for deed, about in deeds.items():
        stopped = {code: refused(office, deed, who, things[about]) for code, who in people.items()}
        own_hall = deed not in competence.HALL_DEEDS
        assert stopped == {SIMING: False, "350203-1": own_hall, HULI: True, "350206-1": True}, deed
        assert not refused(office, deed, city, things[about])
        assert not refused(office, deed, boss, things[about])
    assert {about for about in About if about not in things} == {
        About.NUMBERS, About.OWN, About.CITY, About.ANYWHERE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("deed", "args", "more", "stopped"),
    [
        ("blacklist.added", ("内部", {}), {}, True),
        ("quarantine.resolved", (1, "x"), {}, True),
        ("instant.stopped", ("查错",), {}, False),
        ("instant.resumed", ("已改",), {}, True),
        ("appointment.booked", (1, None), {}, False),
        ("deed.undone", (), {}, False),
        ("document.numbers_voided", ("acceptance", 2026, 1, 2), {}, False),
        ("document.numbers_voided", ("acceptance", 2026, 1, 2), {"office": HULI}, True),
        ("application.granted", ("A-2026-999999",), {}, False),
        ("penalty.corrected", ("厦烟处〔2026〕第12号",), {}, True),
        ("penalty.corrected", ("厦思烟处〔2026〕第12号",), {}, False),
        ("outbox.released", ("no such key",), {}, False),
        ("number.revealed", ("350203100001", "核对"), {}, False),
    ],
)
def test_what_is_the_citys_or_everybodys(
    office: "Office", siming: "Officer", deed: str, args: tuple[Any, ...], more: dict[str, Any], *, stopped: bool
) -> None:
    assert refused(office, deed, siming, args, more) is stopped


def test_the_gate_itself_refuses_and_nothing_is_kept(office: "Office", siming: "Officer") -> None:
    decision = read_form(PAPER | {"document_no": "厦烟处〔2026〕第12号"})

    with pytest.raises(Refused, match="不能办理厦门市的处罚决定"):
        office.perform(penalties.record, [decision], by=siming)

    with office.reading() as session:
        assert session.execute(select(penalties.PENALTIES.c.id)).all() == []


def sent(office: "Office", kind: str) -> dict[str, Any]:
    c = table_of(OutboxRow).c
    with office.reading() as session:
        payload: dict[str, Any] = session.execute(select(c.payload).where(c.kind == kind)).scalars().one()
    return payload


def agency(payload: dict[str, Any]) -> tuple[str, ...]:
    return tuple(payload.get(name, "") for name in ("agency_name", "agency_code", "source_name", "source_code"))


@pytest.mark.parametrize("training", [True, False], ids=["training", "no code entered"])
def test_a_published_licence_names_the_district_that_decided_and_the_city_that_reports(
    office: "Office", *, training: bool
) -> None:
    connected(office)
    office.desk = replace(office.desk, training=training)
    by = put(office, "siming", SIMING)
    office.perform(applications.grant, arrived(office, "N1", form(Item.NEW)), by=by)

    city = ("厦门市烟草专卖局", AGENCY[CITY])
    decided = ("厦门市思明区烟草专卖局", AGENCY[SIMING], *city)
    assert agency(sent(office, "xk")) == (decided if training else (*city, "", ""))


def test_a_penalty_of_a_district_is_known_by_the_districts_code(office: "Office", siming: "Officer") -> None:
    office.desk = replace(office.desk, training=True)
    put(office, "siming", SIMING, Role.INSPECTOR)
    number = "厦思烟处〔2026〕第1号"

    office.perform(penalties.record, [read_form(PAPER | {"document_no": number})], by=office.officer("siming"))

    assert agency(sent(office, "cf"))[1] == AGENCY[SIMING]
    c = table_of(OutboxRow).c
    with office.reading() as session:
        keys = session.execute(select(c.subject).where(c.kind == "cf")).scalars().all()
    assert keys == [f"cf|{number}|{AGENCY[SIMING]}"]


def listed(office: "Office", code: str) -> tuple[int, int]:
    """Return how many cards and deliveries an office's lists show."""
    with office.reading() as session:
        return (
            cards_desk.count(session, cards_desk.CardFilter(office=code)),
            deliveries_desk.count(session, deliveries_desk.DeliveryFilter(office=code)),
        )


def test_lists_follow_a_case_that_is_handed_over_and_come_back_with_it(office: "Office", siming: "Officer") -> None:
    filled(office)
    huli = put(office, "huli", HULI)
    with unit_of_work(office.engine) as session:
        stands = session.execute(select(whereabouts.APPLICATIONS.c.id).where(whereabouts.APPLICATIONS.c.number == TWO))
        whereabouts.moved(session, stands.scalar_one(), TWO, SIMING)
    assert (listed(office, SIMING)[0], listed(office, HULI)) == (1, (0, 0))

    office.perform(transfers.transfer, TWO, HULI, note="店铺在湖里区", by=siming)
    office.perform(transfers.accept, TWO, by=huli, grace=timedelta(seconds=30))
    assert (listed(office, SIMING)[0], listed(office, HULI)[0]) == (0, 1)

    office.perform(undo.undo_last, by=huli)
    assert (listed(office, SIMING)[0], listed(office, HULI)[0]) == (1, 0)


def test_the_home_counts_what_the_office_has_to_do(office: "Office", siming: "Officer") -> None:
    (licence_no,) = filled(office)[About.LICENCE]
    number = licence_no.strip()
    office.perform(licence_acts.propose, number, "annulled", ground="fraud", reason="材料系伪造。", by=siming)
    with unit_of_work(office.engine) as session:
        outbox = table_of(OutboxRow)
        session.execute(update(outbox).where(outbox.c.kind == "xk").values(state="rejected"))
    people = [put(office, f"h{code}", code) for code in (SIMING, HULI)]

    with office.reading() as session:
        seen = [home.summary(session, who) for who in (*people, OFFICERS["approver"])]
        asked = [len(feedback_desk.undecided(session, code)) for code in (SIMING, HULI, None)]
    found = [({todo.code for todo in one.todo} & {"rejected", "alarms"}, one.proposals) for one in seen]
    assert found == [({"rejected", "alarms"}, 1), (set(), 0), ({"rejected", "alarms"}, 1)]
    assert [len(one.alarms) for one in seen] == [1, 0, 1]
    assert asked == [1, 0, 1]


def test_an_opinion_is_owed_by_the_reviewers_of_the_office_that_has_the_case(
    office: "Office", siming: "Officer"
) -> None:
    mine, other = (put(office, f"r{code}", code, Role.LEGAL_REVIEWER) for code in (SIMING, HULI))
    unit = next(unit.id for unit in reviews.units(DAY).values() if Role.LEGAL_REVIEWER.value in unit.roles)
    office.perform(reviews.ask, TWO, [unit], by=siming)

    with office.reading() as session:
        owed = [len(reviews.awaiting(session, by, at=AT)) for by in (mine, other, OFFICERS["reviewer"])]
    assert owed == [1, 0, 1]
