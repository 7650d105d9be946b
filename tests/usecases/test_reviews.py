"""Parallel review: several units at once, their limits, what a grant waits for, and when an approver may overrule."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import BureauError, Conflict, InvalidInput, NotFound, Refused
from models.values import Card
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS
from tests.support.site_checks import FOUND, ONE, TWO, VISIT, desk, screen, shown
from usecases import applications, reviews, site_checks, undo

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url", "desk"]
CLERK, APPROVER, REVIEWER = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["reviewer"]
INSPECTOR, SUPERVISOR = OFFICERS["inspector"], OFFICERS["supervisor"]
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def outcomes(office: "Office") -> dict[str, str]:
    return {rule: found["outcome"] for rule, found in screen(office).items()}


def ask(office: "Office", *units: str, **more: Any) -> date:
    return office.perform(reviews.ask, ONE, units, by=CLERK, **more)


def grant(office: "Office", note: str = "") -> str:
    return office.perform(applications.grant, ONE, note=note, by=APPROVER)


def found_online(office: "Office") -> dict[str, str]:
    """Record a visit that meets N3, for which the table asks two units."""
    found = {**FOUND, "online_sales": True}
    office.perform(site_checks.record, ONE, found, times=VISIT, inspectors=TWO, by=INSPECTOR)
    return outcomes(office)


def test_units_are_asked_at_once_each_with_its_last_day_and_a_grant_waits_for_all(desk: "Office") -> None:
    due = ask(desk, "audit", "legal", question="是否有在办案件")

    assert (due, shown(desk).row["state"]) == (date(2026, 11, 27), "examining")
    desk.perform(reviews.answer, ONE, "audit", "agree", by=INSPECTOR)
    with pytest.raises(Refused, match="法规的意见尚未出具"):
        grant(desk)
    desk.perform(reviews.answer, ONE, "legal", "conditions", "悬挂警示标志", by=REVIEWER)
    assert grant(desk)


def test_the_table_asks_for_opinions_that_nobody_asked_for(desk: "Office") -> None:
    assert found_online(desk)["N3"] == "review"

    with pytest.raises(Refused, match="稽查、内管的意见尚未出具"):
        grant(desk)
    ask(desk, "audit", "internal")
    desk.perform(reviews.answer, ONE, "audit", "agree", by=INSPECTOR)
    desk.perform(reviews.answer, ONE, "internal", "agree", by=SUPERVISOR)
    assert grant(desk)


def test_an_objection_is_overruled_only_by_an_approver_with_a_reason(desk: "Office") -> None:
    ask(desk, "legal")
    desk.perform(reviews.answer, ONE, "legal", "object", "材料存疑", by=REVIEWER)
    with pytest.raises(Refused, match="法规不同意"):
        grant(desk)

    grant(desk, "材料已另行核实")

    assert "不采纳法规的意见：材料已另行核实" in shown(desk).history[-1].note


@pytest.mark.parametrize(
    ("unit", "opinion", "text", "login", "error", "told"),
    [
        ("legal", "agree", "", "inspector", Refused, "由法制审核员出具"),
        ("legal", "object", " 不 ", "reviewer", InvalidInput, "须写明理由"),
        ("legal", "maybe", "", "reviewer", InvalidInput, "意见应为"),
        ("legal", "agree", "长" * 1001, "reviewer", InvalidInput, "最多1000"),
        ("audit", "agree", "", "inspector", Conflict, "没有等待稽查"),
        ("nobody", "agree", "", "inspector", NotFound, "没有代码"),
    ],
)
def test_an_opinion_that_may_not_be_is_refused_and_nothing_is_kept(
    desk: "Office", unit: str, opinion: str, text: str, login: str, error: type[BureauError], told: str
) -> None:
    ask(desk, "legal")
    before = desk.changed()

    with pytest.raises(error, match=told):
        desk.perform(reviews.answer, ONE, unit, opinion, text, by=OFFICERS[login])

    assert desk.changed() == before


def test_nobody_answers_the_own_question_and_an_open_one_is_not_asked_twice(desk: "Office") -> None:
    desk.perform(reviews.ask, ONE, ["audit"], by=INSPECTOR)
    with pytest.raises(Refused, match="送审的人不能自己"):
        desk.perform(reviews.answer, ONE, "audit", "agree", by=INSPECTOR)
    with pytest.raises(Conflict, match="尚未出具意见"):
        ask(desk, "audit")


@pytest.mark.parametrize("days", [0, 16, -1])
def test_a_limit_is_one_to_fifteen_working_days(desk: "Office", days: int) -> None:
    with pytest.raises(InvalidInput, match="1至15"):
        ask(desk, "legal", limit_wd=days)
    assert ask(desk, "legal", limit_wd=15) == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("later", "card"), [(0, Card.WARNING), (6, Card.WARNING), (7, Card.YELLOW), (11, Card.YELLOW), (12, Card.RED)]
)
def test_what_is_owed_is_listed_for_its_unit_with_the_card_it_has_earned(
    desk: "Office", later: int, card: Card
) -> None:
    ask(desk, "legal", question="\x1b[2J请审", limit_wd=3 if later == 0 else 5)
    desk.clock = lambda: NOON + timedelta(days=later)

    with desk.reading() as session:
        (owed,) = reviews.awaiting(session, REVIEWER, at=desk.now())
        assert reviews.awaiting(session, INSPECTOR, at=desk.now()) == []
    assert (owed.number, owed.unit_name, owed.card, owed.party_name) == (ONE, "法规", card, "林海生")


def test_an_undone_question_and_an_undone_answer_are_as_if_never_given(desk: "Office") -> None:
    grace = timedelta(seconds=30)
    desk.clock = lambda: NOON + timedelta(seconds=1)
    ask(desk, "legal", grace=grace)
    desk.clock = lambda: NOON + timedelta(seconds=2)
    desk.perform(reviews.answer, ONE, "legal", "agree", by=REVIEWER, grace=grace)
    desk.perform(undo.undo_last, ONE, by=REVIEWER)
    with desk.reading() as session:
        assert [r["opinion"] for r in reviews.of_application(session, 1)] == [""]

    desk.perform(undo.undo_last, ONE, by=CLERK)

    with desk.reading() as session:
        assert reviews.of_application(session, 1) == []
    assert shown(desk).row["state"] == "accepted"


def test_two_of_a_unit_who_answer_at_once_give_one_opinion(desk: "Office") -> None:
    ask(desk, "audit")

    def answer(login: str) -> bool:
        try:
            desk.perform(reviews.answer, ONE, "audit", "agree", by=OFFICERS[login])
        except BureauError:
            return False
        return True

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(answer, ["inspector", "inspector2"])) == [False, True]
