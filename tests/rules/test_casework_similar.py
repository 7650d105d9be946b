"""Similar decisions: what is near, which come first, the middle of their ratios, and what is far from it."""

from datetime import date
from decimal import Decimal

import pytest

from models.values import Fen
from rules.casework.similar import FAR, MOST, YEARS, Earlier, chosen, far, middle, near

ON = date(2026, 5, 8)


def earlier(
    number: str, fine: int = 600_00, base: int = 10_000_00, on: date = ON, *, lightened: bool = False
) -> Earlier:
    return Earlier(number, on, "陈**", Fen(base), Fen(fine), lightened)


@pytest.mark.parametrize(
    ("base", "fine", "ratio"),
    [(10_000_00, 600_00, "6"), (3, 1, "33.33"), (3, 2, "66.67"), (200_00, 1, "0.01"), (201_00, 1, "0"), (1, 2, "200")],
)
def test_a_ratio_is_rounded_half_up_to_two_decimals(base: int, fine: int, ratio: str) -> None:
    assert earlier("甲", fine, base).ratio == Decimal(ratio)


@pytest.mark.parametrize(
    ("other", "held"), [(5, True), (4, False), (10, True), (20, True), (21, False), (0, False), (-10, False)]
)
def test_a_base_is_near_up_to_half_and_double(other: int, *, held: bool) -> None:
    assert near(Fen(10), Fen(other)) is held
    assert not near(Fen(0), Fen(0))
    assert near(Fen(2), Fen(1))


def test_the_nearest_come_first() -> None:
    given = [
        earlier("远", base=19_000_00, on=date(2026, 5, 10)), earlier("甲"), earlier("乙"),
        earlier("新", on=date(2026, 5, 9)), earlier("低", base=9_000_00, on=date(2026, 5, 11)),
        earlier("轻", lightened=True), earlier("过远", base=20_000_01), earlier("无", base=0),
    ]  # fmt: skip
    found = chosen(given, Fen(10_000_00), lightened=False)

    assert [one.number for one in found] == ["新", "乙", "甲", "低", "远", "轻"]
    assert [one.number for one in chosen(found, Fen(10_000_00), lightened=True)][:2] == ["轻", "新"]
    assert len(chosen([earlier(str(n)) for n in range(11)], Fen(10_000_00), lightened=False)) == MOST


def test_the_middle_is_the_lower_one_of_two() -> None:
    ratios = [earlier(str(fine), fine * 100_00) for fine in (9, 5, 7, 6)]

    assert (middle(ratios), middle(ratios[:3]), middle([])) == (Decimal(6), Decimal(7), None)


@pytest.mark.parametrize(("ratio", "held"), [("7.25", False), ("7.26", True), ("4.75", False), ("4.74", True)])
def test_a_quarter_of_the_range_is_not_yet_far(ratio: str, *, held: bool) -> None:
    assert far(Decimal(ratio), [earlier("甲")], 5) is held
    assert not far(Decimal(ratio), [], 5)


def test_the_measures_are_the_bureaus_own() -> None:
    assert (YEARS, MOST, Decimal("0.25")) == (3, 10, FAR)
    assert not Earlier("甲", ON, "陈**", Fen(1), Fen(1)).lightened
