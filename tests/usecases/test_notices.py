"""Notices: told once an occasion, to whom a number is known, in the words of the day; and pauses that tell them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from content.noticebook import notices as texts
from daemon.jobs.recompute_deadlines import recompute, settle
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.terms import RunningTermRow
from models.values import SYSTEM_OFFICER, Role
from ports.exchanges import Verdict
from rules.notices import LONGEST
from tests.support.receiver import answer, claim
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, calendars, cards_desk, cases, contacts, notices, offices, pauses, running_terms
from usecases.application_detail import detail
from usecases.deeds import housekeeping

if TYPE_CHECKING:
    from wiring.office import Office

ONE, MOBILE = "A-2026-000001", "13900000001"
OUTBOX = table_of(OutboxRow)


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return an office with a gateway and one received application."""
    office.desk = replace(office.desk, systems=(("wechat", "intake"), ("sms", "sms")))
    receive(staffed(office), row())
    return office


def told(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX).where(OUTBOX.c.system == "sms").order_by(OUTBOX.c.id)))


def on(office: "Office", year: int, month: int, day: int) -> None:
    office.clock = lambda: datetime(year, month, day, 4, 0, tzinfo=UTC)


def test_every_step_is_told_to_the_applicant_by_short_message_once(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    desk.perform(applications.extend, ONE, note="等待邻近零售户意见", by=OFFICERS["approver"])
    desk.perform(applications.refuse, ONE, reason="R6", by=OFFICERS["clerk"])
    desk.perform(applications.refuse, ONE, by=OFFICERS["approver"])

    sent = [message.payload for message in told(desk)]

    assert [payload["mobile"] for payload in sent] == [MOBILE] * 3
    assert ["已受理" in sent[0]["text"], "延长至2027-01-04" in sent[1]["text"], "不予许可" in sent[2]["text"]] == [
        True
    ] * 3
    assert all(len(payload["text"]) <= LONGEST and "林海生" not in payload["text"] for payload in sent)
    assert len({message.key for message in told(desk)}) == 3


def test_a_message_waits_until_the_write_back_has_arrived(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    (event,) = claim(desk)

    assert [(sms.state, sms.waits_for) for sms in told(desk)] == [("blocked", event.id)]
    answer(desk, event, Verdict.OK)

    assert [(sms.state, sms.waits_for) for sms in told(desk)] == [("ready", None)]


def test_nobody_is_told_of_a_decision_that_a_newer_revision_overtook(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    (event,) = claim(desk)

    answer(desk, event, Verdict.STALE, code="61512")

    assert [message.state for message in told(desk)] == ["cancelled"]
    with desk.reading() as session:
        found = detail(session, ONE, at=desk.now()).row
    assert (found["state"], found["attention"]) == ("received", "stale")


def test_a_pause_is_told_though_its_event_came_behind_a_newer_revision(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    (event,) = claim(desk)
    answer(desk, event, Verdict.OK)
    desk.perform(pauses.begin, ONE, "expert_review", by=OFFICERS["clerk"])
    (event,) = claim(desk)

    answer(desk, event, Verdict.STALE, code="61512")

    assert [message.state for message in told(desk)] == ["ready", "ready"]


def test_an_undone_deed_takes_its_message_back_and_the_next_one_tells_anew(desk: "Office") -> None:
    from datetime import timedelta

    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"], grace=timedelta(seconds=30))
    desk.undo(ONE, by=OFFICERS["clerk"])
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])

    assert [message.state for message in told(desk)] == ["cancelled", "blocked"]


def test_the_same_occasion_is_never_told_twice(desk: "Office") -> None:
    @housekeeping
    def twice(session: Any) -> list[str | None]:
        def told_for(when: str) -> str | None:
            return notices.tell(
                session, to=f"+86 {MOBILE}", kind="reminder", text="许可证即将到期", subject="350203100001",
                occasion=when, at=desk.now(),
            )  # fmt: skip

        return [told_for(when) for when in ("90", "90", "60")]

    first, again, later = desk.keep(twice)

    assert again is None
    assert first != later
    assert len(told(desk)) == 2


@pytest.mark.parametrize("mobile", [None, "", "0592-1234567", "12900000001"])
def test_without_a_mobile_number_nothing_is_sent(office: "Office", mobile: str | None) -> None:
    office.desk = replace(office.desk, systems=(("sms", "sms"),))
    base = form()
    receive(staffed(office), row(of=replace(base, applicant=replace(base.applicant, mobile=mobile))))

    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])

    assert told(office) == []


def test_officers_with_a_number_get_yellow_cards_as_messages(desk: "Office") -> None:
    with pytest.raises(InvalidInput):
        desk.perform(contacts.put, "supervisor", "0592-123", by=OFFICERS["supervisor"])
    with pytest.raises(NotFound):
        desk.perform(contacts.put, "nobody", "13900000009", by=OFFICERS["supervisor"])
    desk.perform(contacts.put, "supervisor", "13900000009", by=OFFICERS["supervisor"])
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    on(desk, 2026, 12, 19)
    recompute(desk)
    settle(desk)

    message = told(desk)[-1]
    with desk.reading() as session:
        (card,) = cards_desk.page(session, cards_desk.CardFilter(kind="yellow"))
    assert (message.payload["mobile"], "黄牌" in message.payload["text"]) == ("13900000009", True)
    assert card.messages == [message.key]


def test_a_pause_tells_the_applicant_and_is_refused_where_there_is_no_clock(desk: "Office") -> None:
    with pytest.raises(Refused, match="尚未受理"):
        desk.perform(pauses.begin, ONE, "hearing", by=OFFICERS["clerk"])
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    with pytest.raises(InvalidInput, match="holiday"):
        desk.perform(pauses.begin, ONE, "holiday", by=OFFICERS["clerk"])
    with pytest.raises(Refused, match="renewal_waits_for_investigation"):
        desk.perform(pauses.begin, ONE, "investigation", by=OFFICERS["clerk"])
    with pytest.raises(InvalidInput, match="2026-11-23"):
        desk.perform(pauses.begin, ONE, "hearing", from_on=date(2026, 11, 23), by=OFFICERS["clerk"])
    with pytest.raises(NotFound):
        desk.perform(pauses.end, ONE, "hearing", by=OFFICERS["clerk"])

    desk.perform(pauses.begin, ONE, "hearing", reason="申请人申请听证", by=OFFICERS["clerk"])
    with pytest.raises(Conflict):
        desk.perform(pauses.begin, ONE, "hearing", by=OFFICERS["clerk"])

    assert "听证期间不计入办理期限" in told(desk)[-1].payload["text"]


def test_another_term_runs_is_watched_for_cards_and_moves_with_the_calendar(desk: "Office") -> None:
    from tests.usecases.test_deadlines import official_2027

    begun = (ONE, "L07", date(2026, 12, 18))
    last = desk.perform(running_terms.begin, *begun, handler="clerk", by=OFFICERS["clerk"])
    again = desk.perform(running_terms.begin, *begun, handler="clerk", by=OFFICERS["clerk"])
    with pytest.raises(InvalidInput):
        desk.perform(running_terms.begin, ONE, "L09", date(2026, 12, 18), by=OFFICERS["clerk"])
    desk.perform(calendars.load_official, official_2027(), "国办发明电〔2026〕7号", by=OFFICERS["sysadmin"])
    on(desk, 2027, 1, 6)
    settle(desk)

    with desk.reading() as session:
        (row_,) = session.execute(select(table_of(RunningTermRow))).all()
        found = [(card.term, card.kind) for card in cards_desk.page(session, cards_desk.CardFilter())]
    assert (last, again, row_.due_on, row_.provisional) == (date(2027, 1, 4),) * 2 + (date(2027, 1, 5), False)
    assert ("L07", "yellow") in found
    assert desk.perform(running_terms.done, ONE, "L07", by=SYSTEM_OFFICER) is True
    assert desk.perform(running_terms.done, ONE, "L07", by=SYSTEM_OFFICER) is False


@pytest.mark.parametrize("subject", [ONE, "rating:RT1"], ids=["an application", "something else"])
def test_the_warning_of_another_term_stays_until_it_is_done(desk: "Office", subject: str) -> None:
    clerk = OFFICERS["clerk"]
    last = desk.perform(running_terms.begin, subject, "L07", date(2026, 11, 21), handler="clerk", by=clerk)
    on(desk, last.year, last.month, last.day)

    def warnings() -> list[bool]:
        settle(desk)
        with desk.reading() as session:
            found = cards_desk.page(session, cards_desk.CardFilter(subject=subject, kind="warning"))
        return [card.lifted_at is None for card in found if card.term == "L07"]

    assert [warnings(), warnings()] == [[True], [True]]
    desk.perform(running_terms.done, subject, "L07", by=clerk)
    assert warnings() == [False]


def test_the_built_in_texts_fill_and_fit() -> None:
    for notice in texts():
        assert 0 < len(notice.filled({"materials": "材料" * 200, "reason": "理由" * 200})) <= LONGEST


def test_a_clock_that_stands_warns_no_more_from_that_moment_on(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    on(desk, 2026, 12, 16)
    recompute(desk)

    with desk.reading() as session:
        before = cases.read(session, ONE).row["card"]
    desk.perform(pauses.begin, ONE, "hearing", reason="申请人申请听证", by=OFFICERS["clerk"])

    with desk.reading() as session:
        assert (before, cases.read(session, ONE).row["card"]) == ("warning", "none")


def test_the_applicant_is_told_in_the_name_of_the_bureau_that_acts(desk: "Office") -> None:
    roles, by = [Role.LICENCE_CLERK], OFFICERS["secadmin"]
    desk.perform(offices.put_officer, "siming", name="周敏", roles=roles, office="350203-1", by=by)
    receive(desk, row("WX2", of=form(licence_no="350203100002")))

    desk.perform(applications.accept, ONE, by=desk.officer("siming"))
    desk.perform(applications.accept, "A-2026-000002", by=OFFICERS["clerk"])

    first, second = (message.payload["text"] for message in told(desk))
    assert "厦门市思明区烟草专卖局" in first
    assert ("厦门市烟草专卖局" in second, "思明区烟草专卖局" in second) == (True, False)
