"""The application queue on both databases: every filter and what is typed, in the order of receipt, page by page."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from models.forms import Applicant
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Item, PartyKind
from rules.names import initials
from tests.support.rows import form, receive, row
from usecases import application_list, intake
from usecases.application_list import ApplicationFilter, ApplicationLine
from usecases.deeds import housekeeping

if TYPE_CHECKING:
    from sqlmodel import Session

    from wiring.office import Office

APPLICATIONS = table_of(ApplicationRow)
NAMES = ("林海生", "陈阿明", "林海", "王桂花", "CH商贸有限公司")
SHOPS = ("思明区鹭岛便利店", "厦门市湖里区阿生食杂店", "海生CH超市", "7天便利店")
KNOWN_AS = dict(zip(SHOPS, ("鹭岛便利店", "阿生食杂店", "海生CH超市", "7天便利店"), strict=True))  # without the places
CHANNELS = ("wechat", "kiosk")
DISTRICTS = ("350203", "350206")
ITEMS = (Item.NEW, Item.RENEW, Item.CLOSE)


@housekeeping
def change(session: "Session", number: str, values: dict[str, Any]) -> None:
    session.execute(update(APPLICATIONS).where(APPLICATIONS.c.number == number).values(**values))


@pytest.fixture
def queue(office: "Office") -> "Office":
    """Forty applications that differ in everything that can be filtered."""
    for number in range(40):
        base = form(ITEMS[number % 3])
        who = replace(base.applicant, name=NAMES[number % 5], id_no=f"35020319900307{number:04d}")
        shop = replace(base.premises, name=SHOPS[number % 4])
        channel = CHANNELS[number % 2]
        receive(office, row(f"R{number:04d}", channel=channel, of=replace(base, applicant=who, premises=shop)))
    for number in range(40):
        values: dict[str, Any] = {"state": ("received", "accepted", "granted")[number // 3 % 3]}
        values |= {"card": ("none", "yellow")[number % 7 == 0], "screening": ("pass", "deny", "")[number % 3]}
        values["assigned_to"] = ("zhou.ya", None, "zhang-wei")[number // 2 % 3]
        values |= {"district": DISTRICTS[number % 5 % 2], "taken_over": (None, None, "350200")[number // 5 % 3]}
        values["offered_to"] = (None, None, None, "350206")[number // 3 % 4]
        office.keep(change, f"A-2026-{number + 1:06d}", values)
    return office


def listed(office: "Office", wanted: ApplicationFilter, limit: int = 128) -> list[ApplicationLine]:
    with office.reading() as session:
        return list(application_list.page(session, wanted, limit=limit))


def everything(office: "Office") -> list[ApplicationLine]:
    return listed(office, ApplicationFilter())


def matches(line: ApplicationLine, wanted: ApplicationFilter) -> bool:
    pairs = [(wanted.state, line.state), (wanted.channel, line.channel), (wanted.item, line.item)]
    pairs += [(wanted.card, line.card), (wanted.outcome, line.screening)]
    if wanted.assigned_to not in {None, line.assigned_to} or not at(line, wanted):
        return False
    return all(asked is None or asked == value for asked, value in pairs)


def at(line: ApplicationLine, wanted: ApplicationFilter) -> bool:
    """Return whether an application is found under the office that a filter asks for."""
    passed_on = wanted.passed_on and line.taken_over is not None and line.district == wanted.office
    return passed_on or wanted.office in {None, line.taken_over or line.district, line.offered_to}


FILTERS = st.builds(
    ApplicationFilter,
    st.sampled_from([None, "received", "accepted", "granted", "refused"]),
    st.sampled_from([None, *CHANNELS, "website"]),
    st.sampled_from([None, *(item.value for item in ITEMS)]),
    st.sampled_from([None, "none", "yellow", "red"]),
    st.sampled_from([None, "zhou.ya", "zhang-wei", "ya"]),
    st.sampled_from([None, "pass", "deny"]),
    order=st.sampled_from(["oldest", "newest"]),
    office=st.sampled_from([None, *DISTRICTS, "350200", "350213"]),
    passed_on=st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=FILTERS)
def test_every_combination_of_filters_gives_what_reading_all_rows_gives(
    queue: "Office", wanted: ApplicationFilter
) -> None:
    expected = [line.number for line in everything(queue) if matches(line, wanted)]

    shown = [line.number for line in listed(queue, wanted)]

    with queue.reading() as session:
        counted = application_list.count(session, wanted)
        capped = application_list.count(session, wanted, cap=2)
        last = [line.number for line in application_list.last_page(session, wanted, limit=3)]
    assert shown == (expected if wanted.order == "oldest" else expected[::-1])
    assert counted == len(expected)
    assert capped == min(2, len(expected))
    assert last == shown[-3:]


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_pages_join_without_a_gap_in_both_directions(queue: "Office", order: str) -> None:
    wanted = ApplicationFilter(channel="wechat", order=order)
    whole = listed(queue, wanted)

    with queue.reading() as session:
        first = application_list.page(session, wanted, limit=7)
        second = application_list.page(session, wanted, after=first[-1].key, limit=7)
        back = application_list.page(session, wanted, before=second[0].key, limit=5)

    assert [*first, *second] == whole[:14]
    assert list(back) == whole[2:7]


@pytest.mark.parametrize("typed", ["林", "林海", "林海生", "桂", "鹭岛便利店", "便利", "无此人", "。。", "7天"])
def test_a_piece_of_a_name_finds_every_party_and_shop_that_holds_it(queue: "Office", typed: str) -> None:
    holds = [line.number for line in everything(queue) if typed in line.party_name or typed in line.shop_name]

    assert [line.number for line in listed(queue, ApplicationFilter(text=typed))] == holds


@pytest.mark.parametrize("typed", ["欧", "欧阳", "欧阳明", "阳明远", "欧阳明远"])
def test_the_person_behind_a_company_finds_its_application(queue: "Office", typed: str) -> None:
    who = Applicant(
        PartyKind.ENTERPRISE, "厦门市鹭滨贸易有限公司", uscc="91350203MA31ABCD0X", legal_rep_name="欧阳明远"
    )
    receive(queue, row("LEGAL", of=form(applicant=who)))

    assert [line.party_name for line in listed(queue, ApplicationFilter(text=typed))] == [who.name]
    assert listed(queue, ApplicationFilter(text="欧阳远明")) == []


@pytest.mark.parametrize("typed", ["l", "lh", "lhs", "LHS", "cam", "ldb", "ch", "chsm", "tas", "xyz"])
def test_the_start_of_pinyin_initials_finds_parties_and_shops(queue: "Office", typed: str) -> None:
    begins = [
        line.number
        for line in everything(queue)
        if any(initials(name).startswith(typed.lower()) for name in (line.party_name, KNOWN_AS[line.shop_name]))
    ]

    assert [line.number for line in listed(queue, ApplicationFilter(text=typed))] == begins


@pytest.mark.parametrize("length", range(4, 19))
def test_a_number_is_found_by_its_start_at_every_length(queue: "Office", length: int) -> None:
    whole = "350203199003070007"

    lines = listed(queue, ApplicationFilter(text=whole[:length]))

    with queue.reading() as session:
        numbers = session.execute(APPLICATIONS.select().order_by(APPLICATIONS.c.id)).all()
    begins = [
        r.number for r in numbers if any(n.startswith(whole[:length]) for n in (r.party_no, r.uscc, r.licence_no))
    ]
    assert [line.number for line in lines] == begins
    assert "A-2026-000008" in begins


def test_our_number_and_the_channels_reference_find_one(queue: "Office") -> None:
    assert [line.channel_ref for line in listed(queue, ApplicationFilter(text="a-2026-000003"))] == ["R0002"]
    assert [line.channel_ref for line in listed(queue, ApplicationFilter(text="R0031"))] == ["R0031"]
    assert listed(queue, ApplicationFilter(text="A-2026-000003", state="refused")) == []


def test_a_filter_and_what_is_typed_work_together(queue: "Office") -> None:
    lines = listed(queue, ApplicationFilter(state="granted", channel="kiosk", text="便利"))

    assert lines
    assert all((line.state, line.channel) == ("granted", "kiosk") and "便利" in line.shop_name for line in lines)


def test_a_newer_revision_is_found_by_its_new_name_and_number_only(queue: "Office") -> None:
    base = form()
    who = replace(base.applicant, name="欧阳光", id_no="110101198001010019")
    changed = replace(base, applicant=who, premises=replace(base.premises, name="CH新店"))

    queue.perform(intake.receive, "wechat", [row("R0000", 2, of=changed)], "b2", acknowledges=False, by=SYSTEM_OFFICER)

    for typed in ("欧阳光", "oyg", "110101198001010019", "1101", "ch", "新店"):
        assert "A-2026-000001" in {line.number for line in listed(queue, ApplicationFilter(text=typed))}
    for typed in ("林海生", "lhs", "350203199003070000", "鹭岛"):
        assert "A-2026-000001" not in {line.number for line in listed(queue, ApplicationFilter(text=typed))}
