"""What is new since an officer's own opinion: whose opinion counts, old and new blanks, facts, papers."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import Refused
from models.values import Officer
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, Clock, at_work, confirmed, did
from tests.support.rows import OFFICERS
from usecases import casework, casework_book, casework_changes
from usecases.casework_news import Since

if TYPE_CHECKING:
    from wiring.office import Office

APPROVER = OFFICERS["approver"]
TEAM = ["inspector", "inspector2"]
REPORT: dict[str, Any] = {"facts": "从外地进货", "nature": "违法", "proposal": "罚款", "grave": True}
VOTES = [["张炜", "同意", ""], ["吴佩琪", "不同意", "金额过高"], ["郑明", "同意", ""]]
CLOCK = Clock(date(2026, 11, 2))


def since(office: "Office", number: str, reader: Officer) -> Since:
    """Return what is new for a reader."""
    with office.reading() as session:
        found = casework_book.read(session, number, at=office.now(), reader=reader).since
    assert found is not None
    return found


@pytest.fixture
def case(office: "Office") -> "tuple[Office, str]":
    """A case that was reported, sent back, changed, and reported again; an approver has filed it."""
    CLOCK.to(date(2026, 11, 2))
    at_work(office, CLOCK)
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    times = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00"}
    scene: dict[str, Any] = {
        "officers": TEAM,
        "certificates_shown": True,
        "found": "有卷烟",
        "place": "思明区",
        **times,
    }
    CLOCK.to(date(2026, 11, 3))
    did(office, number, "case.scene_recorded", **scene)
    did(office, number, "case.reported", **REPORT)
    did(office, number, "case.review_returned", by=LAWYER, opinion="证据不足")
    CLOCK.to(date(2026, 11, 4))
    facts = replace(FACTS, summary="补充了案情", party={**FACTS.party, "phone": "13900000002"})
    office.perform(casework.change, number, facts, by=INSPECTOR)
    did(office, number, "case.reported", **REPORT | {"proposal": "从重罚款"})
    return office, number


def test_a_reviewer_sees_the_facts_and_blanks_that_changed_and_the_new_papers(case: "tuple[Office, str]") -> None:
    found = since(*case, LAWYER)

    assert (found.own, found.opinion.said["opinion"]) == (True, "证据不足")
    changed, reported = found.news
    assert changed.note == "案情：举报某店从外地购进卷烟 → 补充了案情；电话已更改"
    assert reported.differing == ("proposal",)
    assert (reported.before or {})["proposal"] == "罚款"
    assert [paper.title for paper in found.papers] == ["案件调查终结报告"]


def test_who_approved_the_filing_sees_everything_since_then(case: "tuple[Office, str]") -> None:
    found = since(*case, CHIEF)

    assert (found.own, found.opinion.deed) == (True, "case.filed")
    assert [news.deed for news in found.news] == [
        "case.scene_recorded", "case.reported", "case.review_returned", "case.facts_changed", "case.reported",
    ]  # fmt: skip
    assert found.news[1].before is None


def test_who_gave_no_opinion_sees_what_is_new_since_the_newest_of_another(case: "tuple[Office, str]") -> None:
    found = since(*case, APPROVER)

    assert (found.own, found.opinion.deed) == (False, "case.review_returned")


def test_a_vote_is_an_opinion_of_each_member(case: "tuple[Office, str]") -> None:
    office, number = case
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意")
    CLOCK.to(date(2026, 11, 5))
    did(office, number, "case.deliberated", by=CHIEF, host="approver", votes=VOTES, conclusion="同意", agreed=True)

    assert [since(*case, one).opinion.deed for one in (APPROVER, CHIEF, LAWYER)] == [
        "case.deliberated", "case.deliberated", "case.review_passed",
    ]  # fmt: skip


def test_a_deliberation_without_a_majority_or_a_reason_is_not_kept(case: "tuple[Office, str]") -> None:
    office, number = case
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意")
    wrong: dict[str, Any] = {"votes": VOTES[:2], "conclusion": "同意", "agreed": True}
    with pytest.raises(Refused, match="没有过半数"):
        did(office, number, "case.deliberated", by=CHIEF, **wrong)
    wrong["votes"] = [*VOTES[:2], ["郑明", "不同意", ""]]
    with pytest.raises(Refused, match="郑明不同意，没有写明理由"):
        did(office, number, "case.deliberated", by=CHIEF, **wrong)

    assert since(*case, CHIEF).opinion.deed == "case.filed"


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({}, {}, ""),
        ({"cause": "C01"}, {"cause": "C01"}, ""),
        ({"cause": ""}, {"cause": "C02"}, "案由：没有 → C02"),
        ({"harmful": True}, {"harmful": False}, "危害后果：有 → 没有"),
        ({"acted_on": date(2026, 1, 2)}, {"acted_on": None}, "行为终了：2026-01-02 → 没有"),
        ({"summary": "一；二"}, {"summary": "三" * 61}, f"案情：一，二 → {'三' * 59}…"),
        ({"summary": "甲"}, {"summary": "三" * 60}, f"案情：甲 → {'三' * 60}"),
        ({"party": {"number": "1", "name": "甲"}}, {"party": None}, "当事人：甲 → 没有；证件号码已更改"),
    ],
)
def test_a_change_tells_old_and_new_and_no_number(before: dict[str, Any], now: dict[str, Any], words: str) -> None:
    assert casework_changes.told(before, now) == words
