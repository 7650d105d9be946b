"""Hearings: every day of L10 to L12 at its boundary, the clock standing meanwhile, and a refusal that answers."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import BureauError, Conflict, InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, hearings, screening, undo
from usecases.application_detail import detail
from usecases.hearings import Sitting

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CLERK, CLERK2, APPROVER, REVIEWER = (OFFICERS[name] for name in ("clerk", "clerk2", "approver", "reviewer"))
ONE = "A-2026-000001"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday
LAST = date(2026, 11, 30)  # five working days later: the last day to ask
HELD = date(2026, 12, 4)
SITTING = Sitting(HELD, "9时30分", "本局会议室", "reviewer", "clerk2")
RECORD = [["主持人", "宣布听证开始"], ["申请人", "请求准予许可"]]
DOCUMENTS = table_of(DocumentRow)


@pytest.fixture
def desk(office: "Office") -> "Office":
    staffed(office)
    at(office, 0)
    receive(office, row(of=form(Item.NEW)))
    office.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)
    office.perform(applications.accept, ONE, by=CLERK)
    return office


def at(office: "Office", days: int) -> None:
    office.clock = lambda: NOON + timedelta(days=days)


def shown(office: "Office") -> Any:
    with office.reading() as session:
        return detail(session, ONE, at=office.now())


def offered(office: "Office") -> date:
    return office.perform(hearings.offer, ONE, "拟以不符合合理布局为由不予许可", by=CLERK)


def requested(office: "Office", **more: Any) -> date:
    return office.perform(hearings.request, ONE, "林海生", by=CLERK, **more)


def notified(office: "Office", sitting: Sitting = SITTING) -> str:
    return office.perform(hearings.notify, ONE, sitting, by=CLERK)


def held(office: "Office", days: int = 11) -> str:
    at(office, days)
    return office.perform(hearings.hold, ONE, ["林海生（申请人）"], RECORD, conclusion="听证结束", by=REVIEWER)


def refuse(office: "Office", note: str) -> Any:
    office.perform(applications.refuse, ONE, reason="A3", note=note, by=CLERK)
    return office.perform(applications.refuse, ONE, by=APPROVER)


def papers(office: "Office") -> dict[str, dict[str, Any]]:
    with office.reading() as session:
        return {r.kind: r.data for r in session.execute(select(DOCUMENTS.c.kind, DOCUMENTS.c.data))}


def test_from_the_right_to_the_record_the_clock_stands_and_then_goes_on(desk: "Office") -> None:
    before = shown(desk).row["due_on"]
    assert offered(desk) == LAST
    assert requested(desk) == date(2026, 12, 21)  # 20 working days
    notified(desk)

    number = held(desk)

    row_ = shown(desk).row
    assert before == date(2026, 12, 21)
    assert row_["due_on"] == date(2027, 1, 4)  # nine working days later, over New Year
    assert number == "厦烟许听录〔2026〕第1号"
    assert papers(desk)["hearing_right"]["request_until"] == "2026-11-30"
    assert papers(desk)["hearing_notice"]["officers"] == ["周雅"]
    assert papers(desk)["hearing_record"]["record"] == RECORD


@pytest.mark.parametrize(("days", "allowed"), [(7, True), (8, False)])
def test_l10_the_last_day_to_ask_is_the_fifth_working_day(desk: "Office", days: int, *, allowed: bool) -> None:
    offered(desk)
    at(desk, days)

    if allowed:
        requested(desk)
    else:
        with pytest.raises(Refused, match="已逾期，视为放弃"):
            requested(desk)
    assert shown(desk).row["due_on"] == (date(2026, 12, 22) if allowed else date(2026, 12, 21))


def test_a_request_that_came_in_time_may_be_entered_later_and_counts_from_its_day(desk: "Office") -> None:
    offered(desk)
    at(desk, 9)
    with pytest.raises(InvalidInput, match="之间"):
        requested(desk, on=date(2026, 11, 22))

    assert requested(desk, on=LAST) == date(2026, 12, 28)
    with pytest.raises(Conflict, match="已于2026-11-30申请"):
        requested(desk)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 12, 1), "不足7个工作日"),
        (date(2026, 12, 2), ""),
        (date(2026, 12, 21), ""),
        (date(2026, 12, 22), "应在2026-12-21前举行"),
    ],
)
def test_l11_and_l12_a_hearing_is_told_seven_working_days_before_and_held_within_twenty(
    desk: "Office", day: date, told: str
) -> None:
    offered(desk)
    requested(desk)

    if told:
        with pytest.raises(Refused, match=told):
            notified(desk, Sitting(day, "", "本局", "reviewer", "clerk2"))
    else:
        assert notified(desk, Sitting(day, "", "本局", "reviewer", "clerk2")).endswith("第1号")


@pytest.mark.parametrize(
    ("host", "recorder", "error", "told"),
    [
        ("clerk", "clerk2", Refused, "审查该申请的人员不能主持"),
        ("reviewer", "reviewer", Refused, "不同的人员"),
        ("nobody", "clerk2", InvalidInput, "没有名为nobody"),
    ],
)
def test_who_examined_does_not_preside(
    desk: "Office", host: str, recorder: str, error: type[BureauError], told: str
) -> None:
    offered(desk)
    requested(desk)

    with pytest.raises(error, match=told):
        notified(desk, Sitting(HELD, "", "本局", host, recorder))

    assert "hearing_notice" not in papers(desk)


def test_nothing_is_held_before_it_was_told_and_its_day_has_come(desk: "Office") -> None:
    offered(desk)
    with pytest.raises(Refused, match="还没有申请听证"):
        held(desk, 0)
    requested(desk)
    with pytest.raises(Refused, match="尚未通知"):
        held(desk, 0)
    notified(desk)
    with pytest.raises(Refused, match="还没有到"):
        held(desk, 10)
    assert held(desk, 11)


@pytest.mark.parametrize("record", [[], [["主持人", " "]], [["主持人"]], [["主", "长" * 2001]], [["主", "说"]] * 201])
def test_a_record_without_words_or_beyond_measure_is_not_kept(desk: "Office", record: list[list[str]]) -> None:
    offered(desk)
    requested(desk)
    notified(desk)
    at(desk, 11)

    with pytest.raises(InvalidInput, match="听证笔录"):
        desk.perform(hearings.hold, ONE, ["林海生"], record, by=REVIEWER)

    assert "hearing_record" not in papers(desk)


def test_what_is_said_at_a_hearing_is_kept_as_data_whatever_it_holds(desk: "Office") -> None:
    offered(desk)
    requested(desk)
    notified(desk)
    at(desk, 11)
    hostile = '\x00#import "/etc/passwd" \ud800[@click=app.quit]走[/]'

    desk.perform(hearings.hold, ONE, [hostile], [["申请人", hostile]], by=REVIEWER)

    said = papers(desk)["hearing_record"]["record"][0][1]
    assert said.startswith("␀#import")
    assert "\\ud800" in said


def test_silence_gives_the_right_up_by_itself_on_the_next_day(desk: "Office") -> None:
    offered(desk)
    at(desk, 7)
    with pytest.raises(Refused, match="举行听证或者放弃听证"):
        desk.perform(applications.grant, ONE, by=APPROVER)

    at(desk, 8)
    desk.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)  # as the daemon asks again

    assert desk.perform(applications.grant, ONE, by=APPROVER)


def test_a_request_that_is_taken_back_lets_the_clock_go_on(desk: "Office") -> None:
    offered(desk)
    requested(desk)
    with pytest.raises(InvalidInput, match="须写明"):
        desk.perform(hearings.waive, ONE, by=CLERK)
    at(desk, 1)
    desk.perform(hearings.waive, ONE, note="申请人书面撤回听证申请", by=CLERK)

    assert shown(desk).row["due_on"] == date(2026, 12, 22)
    desk.perform(applications.grant, ONE, by=APPROVER)


def test_a_second_offer_stands_in_the_way_of_a_decision_again(desk: "Office") -> None:
    offered(desk)
    with pytest.raises(Conflict, match="尚未了结"):
        offered(desk)
    desk.perform(hearings.waive, ONE, note="电话表示放弃", by=CLERK)
    offered(desk)

    with pytest.raises(Refused, match="举行听证或者放弃听证"):
        desk.perform(applications.grant, ONE, by=APPROVER)


def test_a_refusal_after_a_hearing_answers_its_record(desk: "Office") -> None:
    offered(desk)
    requested(desk)
    notified(desk)
    held(desk)
    with pytest.raises(InvalidInput, match="是否采纳"):
        refuse(desk, "")

    refuse(desk, "申请人未提出新的事实，意见不予采纳。")

    paper = papers(desk)["refusal"]
    assert paper["heard"] is True
    assert paper["hearing_result"].startswith("已举行听证（厦烟许听录〔2026〕第1号）。申请人未提出新的事实")


def test_an_undone_offer_gives_its_number_back(desk: "Office") -> None:
    desk.perform(hearings.offer, ONE, "甲", by=CLERK2, grace=timedelta(seconds=30))
    desk.perform(undo.undo_last, ONE, by=CLERK2)

    offered(desk)

    with desk.reading() as session:
        assert [h["right_no"] for h in hearings.of_application(session, 1)] == ["厦烟许听告〔2026〕第1号"]
