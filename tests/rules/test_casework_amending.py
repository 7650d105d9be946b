"""A decision that is changed: by less than it was, in something, with its kinds and its sums fitting together."""

from datetime import date
from typing import Any

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from models.values import Fen
from rules.casework.amending import AMENDING, as_amended
from rules.casework.asked import Asked
from rules.casework.collecting import confiscated_of, fine_of, former, plan
from rules.casework.disposing import DISPOSING
from rules.casework.standing import Standing, Taken
from rules.payments import Former, Instalment

SERVED, TODAY = date(2026, 3, 2), date(2026, 6, 1)
FINE = 100_000
DECISION: dict[str, Any] = {
    "kinds": ["fine", "confiscation"], "fine": FINE, "confiscated": 50_000, "in_kind": 20_000, "content": "罚款、没收",
    "facts": "从外地进货", "base": 2_000_000,
}  # fmt: skip
DECIDED = Taken("case.decided", date(2026, 2, 27), "approver2", DECISION)
SERVICE = Taken("case.served", SERVED, "inspector")
LOWER: dict[str, Any] = DECISION | {"fine": FINE - 1, "content": "罚款减少"}


def amended(**said: Any) -> Taken:
    return Taken("case.amended", TODAY, "approver2", said)


def case(*taken: Taken, first: tuple[Taken, ...] = (DECIDED, SERVICE)) -> Standing:
    return Standing(CaseStage.EXECUTING, date(2026, 2, 1), cause="C01", owed=FINE, taken=[*first, *taken])


def asked(**said: Any) -> Asked:
    return Asked(TODAY, lawbook().in_force(TODAY), built_in_calendar(), said)


def why(condition: str, standing: Standing, **said: Any) -> str:
    return AMENDING[condition](standing, asked(**said))


def test_only_a_decision_that_punishes_is_changed() -> None:
    unpunished = case(first=(Taken("case.not_punished", SERVED, "x", {}), SERVICE))
    assert why("punished", unpunished) == "没有行政处罚决定可以变更"
    assert why("punished", case()) == why("punished", case(first=(Taken("case.fined_on_the_spot", SERVED, "x"),))) == ""
    assert why("not_heavier", unpunished, **DECISION) == why("amended", unpunished, **DECISION) == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (DECISION, ""),
        (LOWER, ""),
        ({"kinds": ["warning"], "content": "警告"}, ""),
        ({"kinds": ["criticism"], "content": "通报批评"}, ""),
        ({"kinds": ["other:通报批评"], "content": "通报批评"}, ""),
        (DECISION | {"fine": FINE + 1}, "变更后的罚款重于原决定"),
        (DECISION | {"confiscated": 50_001, "in_kind": 20_001}, "变更后的没收金额重于原决定"),
        (DECISION | {"in_kind": 19_999}, "变更后应缴的没收款重于原决定"),
        (DECISION | {"confiscated": 50_001}, "变更后的没收金额重于原决定；变更后应缴的没收款重于原决定"),
        (DECISION | {"kinds": ["fine", "closure"]}, "变更后有原决定没有的处罚种类"),
    ],
)
def test_nothing_becomes_heavier_by_a_remedy(said: dict[str, Any], told: str) -> None:
    assert why("not_heavier", case(), **said) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"kinds": ["fine"], "fine": 1}, ""),
        ({"kinds": ["warning"]}, ""),
        ({"kinds": ["fine"], "fine": 0}, "处罚种类和罚款不一致"),
        ({"kinds": ["warning"], "fine": 1}, "处罚种类和罚款不一致"),
        ({"kinds": ["confiscation"], "confiscated": 1}, ""),
        ({"kinds": ["warning"], "confiscated": 1}, "处罚种类和没收金额不一致"),
        ({"kinds": ["fine", "confiscation"]}, "处罚种类和罚款不一致；处罚种类和没收金额不一致"),
    ],
)
def test_kinds_and_sums_fit_together(said: dict[str, Any], told: str) -> None:
    assert why("sums_named", case(), **said) == told


@pytest.mark.parametrize(
    "more",
    [{"fine": FINE - 1}, {"confiscated": 49_999}, {"in_kind": 20_001}, {"kinds": ["fine"]}, {"content": "停业五日"}],
)
def test_something_must_change(more: dict[str, Any]) -> None:
    assert why("amended", case(), **DECISION) == "与原决定相同，没有变更"
    assert why("amended", case(), **DECISION | more) == ""
    assert why("amended", case(amended(**DECISION | more)), **DECISION | more) == "与原决定相同，没有变更"


def test_a_second_change_is_held_against_the_first() -> None:
    once = case(amended(**LOWER))
    assert why("not_heavier", once, **DECISION) == "变更后的罚款重于原决定"
    assert why("not_heavier", once, **LOWER) == ""


def test_the_sums_of_a_decision_are_those_that_it_was_changed_to() -> None:
    lowered = case(amended(kinds=["fine"], fine=30_000, content="罚款300元"))
    assert (fine_of(case()), confiscated_of(case())) == (FINE, 30_000)
    assert (fine_of(lowered), confiscated_of(lowered)) == (30_000, 0)
    assert [part.amount for part in plan(lowered, asked())] == [30_000]
    assert DISPOSING["forfeited"](case(), asked()) == ""
    assert DISPOSING["forfeited"](lowered, asked()) == "没有决定没收物品"
    spot = Taken("case.fined_on_the_spot", SERVED, "x", {"fine": 20_000, "in_kind": 1})
    assert confiscated_of(case(amended(kinds=["warning"], content="警告"), first=(spot,))) == 0


@pytest.mark.parametrize(
    ("fine", "left"),
    [(FINE, [40_000, 60_000]), (99_999, [40_000, 59_999]), (40_000, [40_000]), (39_999, [39_999]), (0, [0])],
)
def test_the_last_parts_of_a_lowered_fine_become_less(fine: int, left: list[int]) -> None:
    days = [date(2026, 3, 20), date(2026, 4, 20)]
    parts = [{"due_on": day.isoformat(), "amount": sum_} for day, sum_ in zip(days, (40_000, 60_000), strict=True)]
    grants = [Taken("case.payment_deferred", date(2026, 3, day), "x", {"parts": parts}) for day in (10, 11)]
    changed = case(*grants, amended(**LOWER | {"fine": fine}))
    wanted = tuple(Instalment(day, Fen(amount)) for day, amount in zip(days, left, strict=False))
    assert plan(changed, asked()) == wanted
    assert former(changed, asked()) == (
        Former((Instalment(date(2026, 3, 17), Fen(fine)),), date(2026, 3, 10)), Former(wanted, date(2026, 3, 11)),
    )  # fmt: skip


def test_a_changed_decision_keeps_its_facts_and_loses_the_sums_that_fell() -> None:
    found = as_amended(DECISION, {"kinds": ["warning"], "content": "警告", "document": "复决1号"})
    assert found == {"kinds": ["warning"], "content": "警告", "facts": "从外地进货", "base": 2_000_000}
