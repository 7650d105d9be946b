"""Whether an intended penalty gives the right to a hearing: its sums apart, and what it closes (APL 63)."""

from typing import Any

import pytest

from models.values import PartyKind
from rules.casework.standing import Party
from tests.support.standing import DAY, case, on
from usecases.casework_effects import completed, hearing_offered

LIGHT: dict[str, Any] = {"kinds": ["fine", "confiscation"], "base": 100_000_00}


def offered(cause: str = "C01", kind: PartyKind | None = PartyKind.PERSON, **said: Any) -> bool:
    asked = on(DAY, **LIGHT | said)
    return hearing_offered(case(cause=cause, party=Party(kind, "甲", "1")), asked.said, asked)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"fine": 9_999_99}, False), ({"fine": 10_000_00}, True),
        ({"confiscated": 9_999_99}, False), ({"confiscated": 10_000_00}, True),
        ({"confiscated": 19_999_98, "in_kind": 9_999_99}, False),
        ({"confiscated": 19_999_98, "in_kind": 10_000_00}, True),
        ({"confiscated": 19_999_99, "in_kind": 9_999_99}, True),
        ({"fine": 9_999_99, "confiscated": 19_999_98, "in_kind": 9_999_99}, False),
        ({"kinds": ["closure"]}, True), ({"kinds": ["revocation", "fine"]}, True), ({"kinds": ["warning"]}, False),
    ],
)  # fmt: skip
def test_fine_gains_and_goods_reach_the_threshold_each_by_itself(said: dict[str, Any], *, heard: bool) -> None:
    assert offered(**said) is heard
    assert offered("C08", **said) is heard


def test_an_organisation_has_ten_times_the_threshold_and_who_is_not_known_is_heard() -> None:
    assert not offered(kind=PartyKind.ENTERPRISE, fine=99_999_99)
    assert offered(kind=PartyKind.ENTERPRISE, fine=100_000_00)
    assert offered(kind=PartyKind.SOLE_TRADER, fine=10_000_00)
    assert offered(kind=None, fine=1)


@pytest.mark.parametrize(
    ("cause", "heard"), [("C16", False), ("C16s", True), ("C05", True), ("C06", True), ("C20", False)]
)
def test_a_cause_whose_every_penalty_closes_is_heard(cause: str, *, heard: bool) -> None:
    assert offered(cause, kinds=["warning"]) is heard
    words = {"kinds": ["warning"]}
    assert completed("case.noticed", case(cause=cause), words, on(DAY, **words))["hearing"] is heard
