"""The desk of cases: pages forth and back in either order, what a search finds, cards, and what is new in a book."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import BureauError
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, Clock, at_work, confirmed, did, noticed
from tests.support.one_kind import database_url
from usecases import casework, casework_book, casework_desk, casework_steps, home
from usecases.casework_desk import CaseFilter

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
NAMES = ("林海生", "陈美玉", "黄文昌", "海生商行", "吴天明")


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    """Five leads, the later ones found earlier, so that either order differs from the other."""
    at_work(office, clock)
    for place, name in enumerate(NAMES):
        party = {"kind": "person", "name": name} | ({"number": "350203199003070014"} if place == 0 else {})
        found = date(2026, 10, 30 - 3 * place)
        district = ("350203", "350206")[place % 2]
        values: dict[str, Any] = {"party": party, "found_on": found, "acted_on": found, "district": district}
        office.perform(casework.register, replace(FACTS, **values), by=INSPECTOR)
    return office


def numbers(office: "Office", wanted: CaseFilter, **more: Any) -> list[int]:
    """Return the last digits of what a page shows."""
    with office.reading() as session:
        found = casework_desk.page(session, wanted, at=office.now(), **more)
    return [int(line.number[-1]) for line in found]


@pytest.mark.parametrize("order", ["newest", "due"])
def test_pages_go_forth_and_back(bureau: "Office", order: str) -> None:
    wanted, at = CaseFilter(order=order), bureau.now()
    with bureau.reading() as session:
        begun = casework_desk.page(session, wanted, at=at, limit=2)
        behind = casework_desk.page(session, wanted, at=at, after=begun[-1].key, limit=2)
        again = casework_desk.page(session, wanted, at=at, before=behind[0].key, limit=2)
        last = casework_desk.last_page(session, wanted, at=at, limit=2)
        whole = casework_desk.page(session, wanted, at=at)
    assert [int(line.number[-1]) for line in whole] == [5, 4, 3, 2, 1]
    assert again == begun
    assert behind == whole[2:4]
    assert last == whole[-2:]


def test_the_nearest_term_stands_first_whatever_came_when(bureau: "Office") -> None:
    late = bureau.perform(casework.register, replace(FACTS, found_on=date(2026, 10, 10), acted_on=None), by=INSPECTOR)

    assert numbers(bureau, CaseFilter(order="due"), limit=2) == [int(late[-1]), 5]
    assert numbers(bureau, CaseFilter(), limit=2) == [6, 5]


def test_what_is_overdue_and_what_ends_soon_are_apart(bureau: "Office") -> None:
    # found on 30, 27, 24, 21, 18 October: seven working days end on 10, 5, 3 November, 30 and 27 October
    assert numbers(bureau, CaseFilter(within="over")) == [5, 4]
    assert numbers(bureau, CaseFilter(within="3")) == [3, 2]
    assert numbers(bureau, CaseFilter(within="30")) == [3, 2, 1]
    with bureau.reading() as session:
        assert casework_desk.count(session, CaseFilter(within="30"), at=bureau.now()) == 3
        assert casework_desk.count(session, CaseFilter(within="30"), at=bureau.now(), cap=2) == 2


def test_the_card_is_that_of_the_nearest_last_day(bureau: "Office") -> None:
    with bureau.reading() as session:
        cards = {line.number[-1]: line.card for line in casework_desk.page(session, CaseFilter(), at=bureau.now())}

    assert cards == {"5": "red", "4": "yellow", "3": "warning", "2": "warning", "1": "none"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CaseFilter(office="350206"), [4, 2]),
        (CaseFilter(stage="investigating"), []),
        (CaseFilter(handler="inspector", office="350203"), [5, 3, 1]),
        (CaseFilter(handler="approver"), []),
    ],
)
def test_a_filter_narrows(bureau: "Office", wanted: CaseFilter, found: list[int]) -> None:
    assert numbers(bureau, wanted) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("C-2026-000002", [2]),
        ("c-2026-00000", [5, 4, 3, 2, 1]),
        ("350203199003070014", [1]),
        ("lhs", [1]),
        ("hs", [4]),
        ("林海", [1]),
        ("海生", [4]),
        ("文昌", [3]),
        ("湖滨南路", [5, 4, 3, 2, 1]),
        ("%", []),
        ("没有", []),
        (" ", []),
    ],
)
def test_a_case_is_found_by_what_a_clerk_types(bureau: "Office", typed: str, found: list[int]) -> None:
    with bureau.reading() as session:
        lines = casework_desk.search(session, CaseFilter(text=typed), at=bureau.now())

    assert [int(line.number[-1]) for line in lines] == found


def test_a_search_stays_within_the_filter(bureau: "Office") -> None:
    with bureau.reading() as session:
        lines = casework_desk.search(session, CaseFilter(text="湖滨南路", office="350206"), at=bureau.now(), limit=1)

    assert [line.number[-1] for line in lines] == ["4"]


def test_a_book_has_a_chapter_for_each_stage_and_what_is_new_since_the_review(office: "Office", clock: Clock) -> None:
    at_work(office, clock)
    number = noticed(office)
    with office.reading() as session:
        book = casework_book.read(session, number, at=office.now())
    assert [chapter.stage.value for chapter in book.chapters] == [
        "lead", "investigating", "reported", "reviewed", "noticed"
    ]  # fmt: skip
    assert [step.deed for step in book.chapters[-1].steps] == ["case.notice_served"]
    assert sum((chapter.steps for chapter in book.chapters), ()) == book.detail.steps
    assert {(term.due.term, term.due.ours) for term in book.terms} == {("E18", False), ("E22", True)}
    assert book.since is not None
    assert book.since.opinion == next(step for step in book.detail.steps if step.deed == "case.review_passed")
    assert not book.since.own


def test_a_stage_that_a_case_came_back_to_stands_twice(office: "Office", clock: Clock) -> None:
    at_work(office, clock)
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    team = ["inspector", "inspector2"]
    confirmed(office, number, "case.filed", officers=team, reason="有证据证明违法")
    times = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00"}
    said: dict[str, Any] = {"officers": team, "certificates_shown": True, "found": "有卷烟", "place": "思明区", **times}
    did(office, number, "case.scene_recorded", **said)
    did(office, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款")
    with office.reading() as session:
        assert casework_book.read(session, number, at=office.now()).since is None
    did(office, number, "case.review_returned", by=LAWYER, opinion="证据不足")
    clock.to(date(2026, 11, 3))
    office.perform(casework.change, number, replace(FACTS, summary="补充了案情"), by=INSPECTOR)
    did(office, number, "case.order_to_correct", demands=["停止"])
    with office.reading() as session:
        book = casework_book.read(session, number, at=office.now())

    assert [chapter.stage.value for chapter in book.chapters] == ["lead", "investigating", "reported", "investigating"]
    assert book.since is not None
    assert [news.deed for news in book.since.news] == ["case.facts_changed", "case.order_to_correct"]
    assert book.since.news[0].by == INSPECTOR.login


def test_there_is_no_book_of_what_does_not_exist(bureau: "Office") -> None:
    with pytest.raises(BureauError, match="没有编号为"), bureau.reading() as session:
        casework_book.read(session, "C-2026-000099", at=bureau.now())


def test_the_second_officer_is_told_what_waits(bureau: "Office") -> None:
    said = {"officers": ["inspector", "inspector2"], "reason": "有证据"}
    bureau.perform(casework_steps.propose, "C-2026-000001", "case.filed", said, by=INSPECTOR)
    with bureau.reading() as session:
        assert [one.subject for one in home.proposals_waiting(session, CHIEF)] == ["C-2026-000001"]
