"""The list of the hotline by its terms, every look into the drawer of a period, and the figures."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.complaints import HotlineKind
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, confirmed
from tests.support.complaints import CLERK, REPORT, SUPERVISOR, accepted, received
from tests.support.one_kind import database_url
from usecases import (
    complaint_cases,
    complaint_reporters,
    complaint_rewards,
    complaint_standing,
    complaint_statistics,
    complaints,
    complaints_desk,
    complaints_list,
)
from usecases.complaints_list import ComplaintFilter

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
ANSWER = "经查属实，已经处理。"


def listed(office: "Office", on: date, **wanted: str) -> list[str]:
    with office.reading() as session:
        found = complaints_list.page(session, ComplaintFilter(**wanted), on=on)
        assert complaints_list.count(session, ComplaintFilter(**wanted), on=on) == len(found)
    return [line.number for line in found]


def test_the_list_shows_what_is_over_and_what_ends_within_some_days(bureau: "Office") -> None:
    waiting, working = received(bureau), accepted(bureau, replace(REPORT, gist="另一件"))  # until 4 and 23 November

    assert [listed(bureau, date(2026, 11, day), within="over") for day in (4, 5, 23, 24)] == [
        [], [waiting], [waiting], [working, waiting],
    ]  # fmt: skip
    assert listed(bureau, date(2026, 11, 1), within="3") == [waiting]
    assert listed(bureau, date(2026, 10, 31), within="3") == []
    assert listed(bureau, date(2026, 11, 20), within="3", handler="supervisor") == []
    bureau.perform(complaints.dispatch, working, "inspector", by=SUPERVISOR)
    assert listed(bureau, date(2026, 11, 20), within="3", handler="inspector") == [working]
    bureau.perform(complaints.answer, working, ANSWER, by=INSPECTOR)
    assert listed(bureau, date(2026, 11, 24), within="over") == [waiting]


def test_an_item_is_found_by_its_hotlines_number(bureau: "Office") -> None:
    number = received(bureau, replace(REPORT, source="12345", reference="XM20261102"))
    received(bureau, replace(REPORT, gist="另一件"))

    assert listed(bureau, START, text="XM2026") == [number]


def test_every_look_of_some_days_is_listed_and_none_of_others(bureau: "Office", clock: Clock) -> None:
    first, second = received(bureau), received(bureau, replace(REPORT, gist="另一件"))
    for day, number in ((2, first), (3, second), (5, first)):
        clock.to(date(2026, 11, day))
        bureau.perform(complaint_reporters.open_drawer, number, f"第{day}日核实", by=INSPECTOR)

    with bureau.reading() as session:
        looks = complaints_desk.looks(session, date(2026, 11, 2), date(2026, 11, 3))

    assert [(look.number, look.by, look.reason) for look in looks] == [
        (first, "inspector", "第2日核实"), (second, "inspector", "第3日核实"),
    ]  # fmt: skip


def test_the_figures_are_by_kind_office_matter_and_month(bureau: "Office", clock: Clock) -> None:
    report = accepted(bureau)
    case = bureau.perform(complaint_cases.make, report, FACTS, by=INSPECTOR)
    confirmed(bureau, case, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    bureau.perform(complaint_rewards.propose, report, 50_000, reason="线索准确", by=INSPECTOR)
    bureau.perform(complaint_rewards.approve, report, by=CHIEF)
    asked = accepted(bureau, replace(REPORT, kind=HotlineKind.INQUIRY, matter="licences", district="350206"))
    late = accepted(bureau, replace(REPORT, kind=HotlineKind.INQUIRY, matter="licences", gist="第二问"))
    accepted(bureau, replace(REPORT, kind=HotlineKind.INQUIRY, gist="没有人答复"))
    received(bureau, replace(REPORT, kind=HotlineKind.SUGGESTION))
    gone = received(bureau, replace(REPORT, kind=HotlineKind.COMPLAINT, asks="退款"))
    bureau.perform(complaint_standing.withdraw, gone, "已经解决", by=CLERK)
    theirs = received(bureau, replace(REPORT, matter="price"))
    bureau.perform(complaints.refer, theirs, by=SUPERVISOR)
    old = received(bureau, replace(REPORT, against="", place=""))
    bureau.perform(complaints.turn_away, old, "no_facts", by=SUPERVISOR)
    for number, day, level in ((report, 23, 3), (asked, 9, 5), (late, 10, 2)):  # the last day of each but the third
        clock.to(date(2026, 11, day))
        bureau.perform(complaints.answer, number, ANSWER, by=INSPECTOR)
        bureau.perform(complaints.rate, number, level, by=CLERK)

    with bureau.reading() as session:
        found = complaint_statistics.figures(session, START, START, on=date(2026, 11, 10))
        on_its_day = complaint_statistics.figures(session, START, START, on=date(2026, 11, 9)).whole.overdue
        none = complaint_statistics.figures(session, date(2026, 11, 3), date(2026, 12, 31), on=START).whole

    whole = found.whole
    assert (whole.received, whole.open, whole.overdue, on_its_day) == (8, 2, 1, 0)
    assert (whole.answered, whole.on_time, whole.not_accepted, whole.referred, whole.withdrawn) == (3, 2, 1, 1, 1)
    assert (whole.cases, whole.rated, whole.happy, whole.rewards, whole.rewarded, whole.paid) == (1, 3, 2, 1, 50_000, 0)
    assert found.levels == {1: 0, 2: 1, 3: 1, 4: 0, 5: 1}
    inquiries = found.by["kind"]["inquiry"]
    assert (inquiries.received, inquiries.share_on_time, inquiries.satisfied) == (3, 0.5, 0.5)
    assert {code: sums.received for code, sums in found.by["office"].items()} == {"350203": 7, "350206": 1}
    assert (found.by["matter"]["licences"].answered, found.by["month"]["2026-11"].received) == (2, 8)
    assert (none.received, none.share_on_time, none.satisfied) == (0, None, None)
