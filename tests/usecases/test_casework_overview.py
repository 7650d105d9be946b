"""Open cases at a glance agree with the list that they lead to, line by line and card by card."""

from dataclasses import replace
from datetime import date

import pytest

from models.values import SYSTEM_OFFICER
from tests.support.casework import FACTS, INSPECTOR, Clock, at_work, confirmed
from usecases import cards, cards_desk, casework, casework_cards, casework_desk, casework_overview, clocks
from usecases.casework_desk import CaseFilter
from wiring.office import Office

TODAY = date(2026, 11, 20)
FOUND = (date(2026, 10, 9), date(2026, 11, 10), date(2026, 11, 13), date(2026, 11, 20))  # red, yellow, warning, early


@pytest.fixture
def bureau(office: Office) -> Office:
    """An office with a lead of each card, one of another office, and a case that was filed."""
    at_work(office, Clock(TODAY))
    numbers = []
    for place, found in enumerate(FOUND):
        facts = replace(FACTS, found_on=found, acted_on=found, district="350206" if place == 1 else "350203")
        numbers.append(office.perform(casework.register, facts, by=INSPECTOR))
    confirmed(office, numbers[-1], "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    return office


def overview(office: Office, by: str, of: str | None = None) -> casework_overview.Overview:
    """Return what is seen at a glance."""
    with office.reading() as session:
        return casework_overview.read(session, by, of, at=office.now())


def test_leads_are_counted_by_the_card_of_their_term(bureau: Office) -> None:
    found = overview(bureau, "stage")

    assert [(line.key, line.open) for line in found.lines] == [("lead", 3), ("investigating", 1)]
    assert dict(found.lines[0].cards) == {"red": 1, "yellow": 1, "warning": 1}
    assert (found.total.open, found.total.cards["none"]) == (4, 1)


def test_every_count_is_that_of_the_list_it_leads_to(bureau: Office) -> None:
    with bureau.reading() as session:
        for by in casework_overview.BY:
            for line in casework_overview.read(session, by, None, at=bureau.now()).lines:
                wanted = replace(CaseFilter(stage=casework_desk.UNDER_WAY), **{by: line.key})
                assert casework_desk.count(session, wanted, at=bureau.now()) == line.open
                for card in ("red", "yellow", "warning", "none"):
                    listed = casework_desk.page(session, replace(wanted, card=card), at=bureau.now())
                    assert len(listed) == line.cards[card]
                    assert {one.card for one in listed} <= {card}


def test_an_office_sees_its_own_and_what_has_ended_is_not_counted(bureau: Office) -> None:
    other = [line.key for line in overview(bureau, "office").lines]
    own = overview(bureau, "office", "350206")
    with bureau.reading() as session:
        number = casework_desk.page(session, CaseFilter(office="350206"), at=bureau.now())[0].number
    confirmed(bureau, number, "case.not_filed", reason="不属于本局管辖")

    assert other == ["350203", "350206"]
    assert [(line.key, line.open) for line in own.lines] == [("350206", 1)]
    assert overview(bureau, "office", "350206").lines == ()


def test_cards_count_until_they_are_answered(bureau: Office) -> None:
    with bureau.reading() as session:
        owing = casework_cards.owing(session, clocks.reckoner(session, bureau.now()))
    bureau.perform(cards.hand_out, owing, by=SYSTEM_OFFICER)
    before = overview(bureau, "stage").total.unanswered
    with bureau.reading() as session:
        red = next(one for one in cards_of(session) if one.kind == "red")
    bureau.perform(cards.answer, red.id, "人手不足，本周内办结", by=INSPECTOR)

    assert before == 3
    assert overview(bureau, "stage").total.unanswered == 2
    assert overview(bureau, "handler", "350206").lines[0].unanswered == 1


def cards_of(session: object) -> list[cards_desk.CardLine]:
    """Return every card."""
    return list(cards_desk.page(session, cards_desk.CardFilter()))  # type: ignore[arg-type]
