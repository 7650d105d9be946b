"""Carton codes: the lines of a file put together, and what each code comes to at every boundary."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content.lawbook import lawbook
from models.values import LicenceStatus
from rules import cartons, district_map
from rules.carton_lines import Piece, first_half, in_order, is_half, pieces, second_half
from rules.cartons import Holder, Known, Life, Sighting, Verdict, holder_at, judge
from rules.identifiers import check_carton

TODAY = date(2026, 11, 22)
OWN, OTHER = "350203100001", "350206200002"
UPPER, LOWER = "6090112345678907", "XMYC350203100001"
ACTIVE, CANCELLED, SUSPENDED = LicenceStatus.ACTIVE, LicenceStatus.CANCELLED, LicenceStatus.SUSPENDED
PENDING = LicenceStatus.PENDING_DELIVERY
HOLDER = Holder("鹭江便利店", ACTIVE, date(2024, 3, 1), date(2029, 2, 28))


def judged(text: str = UPPER + LOWER, **known: Any) -> list[tuple[str, str]]:
    """Return the findings of a code found at its own shop, unless told."""
    codes = lawbook().in_force(TODAY).settings.carton
    read = check_carton(text, TODAY, codes)
    found = judge(read, replace(Known(TODAY, ("XMYC",), OWN, HOLDER), **known))
    assert found.verdict == found.findings[0].verdict
    return [(one.verdict.value, one.why) for one in found.findings]


def verdicts(text: str = UPPER + LOWER, **known: Any) -> list[str]:
    return [verdict for verdict, _why in judged(text, **known)]


def test_a_carton_of_the_shop_of_another_and_of_no_named_shop() -> None:
    assert judged() == [("OWN_SHOP", "许可证350203100001（鹭江便利店）与现场店铺一致")]
    words = "编码上的许可证是350203100001（鹭江便利店），现场店铺是350206200002"
    assert judged(shop=OTHER) == [("OTHER_SHOP_SAME_CITY", words)]
    words = "许可证350203100001（鹭江便利店）在册，未指明现场店铺，不能判断是否本店"
    assert judged(shop="") == [("IN_REGISTER", words)]


@pytest.mark.parametrize(
    ("index", "expected"),
    [("00", "INDEX_OUT_OF_RANGE"), ("01", "OWN_SHOP"), ("50", "OWN_SHOP"), ("51", "INDEX_OUT_OF_RANGE")],
)  # fmt: skip
def test_a_case_holds_fifty_cartons(index: str, expected: str) -> None:
    assert verdicts(UPPER[:14] + index + LOWER)[0] == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("61122", "OWN_SHOP"), ("61123", "DATE_FUTURE"), ("60229", "DATE_IMPOSSIBLE"), ("61301", "DATE_IMPOSSIBLE"),
     ("40229", "LICENCE_NOT_ACTIVE_AT_DATE"), ("40301", "OWN_SHOP"), ("71231", "LICENCE_NOT_ACTIVE_AT_DATE")],
)  # fmt: skip
def test_the_day_of_coding(day: str, expected: str) -> None:
    assert verdicts(day + UPPER[5:] + LOWER)[0] == expected


def test_reasons_name_the_day() -> None:
    assert judged("61123" + UPPER[5:] + LOWER)[0][1] == "编码日期2026-11-23在今天之后，也可能早十年"
    assert judged("60229" + UPPER[5:] + LOWER)[0][1] == "编码日期02月29日不存在"
    assert judged(UPPER[:14] + "51" + LOWER)[0][1] == "条序号51不在01至50之间，一件只有50条"
    assert judged("40229" + UPPER[5:] + LOWER)[0][1] == "编码日期2024-02-29早于许可证有效期起始日2024-03-01"


@pytest.mark.parametrize(
    ("through", "expected"), [(date(2026, 9, 1), "OWN_SHOP"), (date(2026, 8, 31), "LICENCE_NOT_ACTIVE_AT_DATE")]
)
def test_a_licence_counts_to_its_last_day(through: date, expected: str) -> None:
    assert verdicts(holder=Holder("店", ACTIVE, date(2024, 3, 1), through))[0] == expected


@pytest.mark.parametrize("status", list(LicenceStatus))
def test_only_a_licence_in_force_is_supplied(status: LicenceStatus) -> None:
    first = verdicts(holder=Holder("店", status, date(2024, 3, 1), date(2029, 2, 28)))[0]
    assert (first == "OWN_SHOP") is (status in (ACTIVE, PENDING))


def test_why_a_licence_was_not_in_force() -> None:
    found = judged(holder=Holder("店", SUSPENDED, date(2024, 3, 1), date(2029, 2, 28)))
    assert found[0] == ("LICENCE_NOT_ACTIVE_AT_DATE", "编码日期2026-09-01许可证处于“停业”")
    found = judged(holder=Holder("店", None, date(2026, 9, 2), date(2029, 2, 28)))
    assert found[0] == ("LICENCE_NOT_ACTIVE_AT_DATE", "编码日期2026-09-01早于许可证有效期起始日2026-09-02")
    found = judged(holder=Holder("店", ACTIVE, date(2024, 3, 1), date(2026, 8, 31)))
    assert found[0][1] == "编码日期2026-09-01晚于许可证有效期届满日2026-08-31"


def test_another_city_and_an_unknown_licence() -> None:
    assert judged(UPPER + "YCYC" + OWN)[0] == ("OTHER_CITY", "字母YCYC不是本市的")
    assert verdicts(UPPER + "YCYC" + OWN) == ["OTHER_CITY", "OWN_SHOP"]
    foreign = judged(UPPER + "YCYC320902100001", holder=None)
    assert foreign == [("OTHER_CITY", "字母YCYC不是本市的；许可证区划代码320902不是厦门的")]
    assert judged(holder=None) == [("LICENCE_UNKNOWN", "许可证350203100001不在本局登记簿中")]


def test_a_code_that_was_seen_says_first_where_else() -> None:
    here, there = Sighting(date(2026, 9, 3), "甲店", here=True), Sighting(date(2026, 9, 4), "乙店", here=False)
    assert judged(before=(here,))[0] == ("DUPLICATE_SEEN", "2026-09-03在这里读过同一编码，同一条不要重复计数")
    assert judged(before=(here, there))[0][1] == "2026-09-04在乙店读过同一编码，其中一处可能是仿制的"
    later = Sighting(date(2026, 9, 5), "丙店", here=False)
    assert judged(before=(there, later))[0][1] == judged(before=(there,))[0][1]
    assert judged(before=(here, Sighting(TODAY, "甲店", here=True)))[0][1].startswith("2026-09-03")
    nowhere = Sighting(date(2026, 9, 4), "", here=False)
    assert judged(before=(nowhere,))[0][1] == "2026-09-04在别处读过同一编码，其中一处可能是仿制的"


def test_what_cannot_be_read_says_nothing_else() -> None:
    assert verdicts(UPPER + LOWER[:-1], before=(Sighting(TODAY, "", here=True),)) == ["UNREADABLE"]


def test_the_gravest_comes_first_and_every_verdict_has_a_name() -> None:
    text = "61123" + UPPER[5:14] + "51" + "YCYC" + OWN
    seen = (Sighting(TODAY, "", here=True),)
    assert verdicts(text, before=seen, holder=None) == [
        "DATE_FUTURE", "INDEX_OUT_OF_RANGE", "DUPLICATE_SEEN", "OTHER_CITY", "LICENCE_UNKNOWN",
    ]  # fmt: skip
    assert set(cartons.VERDICT_NAMES) == set(Verdict)
    codes = lawbook().in_force(TODAY).settings.carton
    fits = judge(check_carton(UPPER + LOWER, TODAY, codes), Known(TODAY, ("XMYC",), OWN, HOLDER))
    assert fits.fits
    assert judge(check_carton(UPPER + LOWER, TODAY, codes), Known(TODAY, ("XMYC",), "", HOLDER)).fits
    assert not judge(check_carton(UPPER, TODAY, codes), Known(TODAY, ("XMYC",))).fits


GRANT = Life(date(2024, 3, 1), "licence.granted", "")
END = Life(date(2026, 9, 2), "licence.cancelled", "active")
ENDED = Holder("店", CANCELLED, date(2024, 3, 1), date(2029, 2, 28))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2024, 2, 29), None), (date(2024, 3, 1), ACTIVE), (date(2026, 9, 1), ACTIVE), (date(2026, 9, 2), ACTIVE),
     (date(2026, 9, 3), CANCELLED)],
)  # fmt: skip
def test_a_licence_is_taken_back_to_the_day(day: date, expected: LicenceStatus | None) -> None:
    assert holder_at(day, ENDED, END.on, (GRANT, END)).status == expected


def test_a_renewal_is_taken_back_with_its_days() -> None:
    renewed = Life(
        date(2026, 3, 1),
        "licence.renewed",
        "active",
        {"valid_from": ["2021-03-01", "2024-03-01"], "valid_to": ["2026-02-28", "2029-02-28"]},
    )
    then = holder_at(date(2026, 2, 28), HOLDER, None, (GRANT, renewed))
    assert (then.valid_from, then.valid_to, then.shop_name) == (date(2021, 3, 1), date(2026, 2, 28), "鹭江便利店")
    assert holder_at(date(2026, 3, 2), HOLDER, None, (GRANT, renewed)) == HOLDER


def test_an_imported_licence_is_known_by_its_status_and_since_when() -> None:
    taken = Life(date(2026, 11, 2), "imported", "")
    since = date(2026, 9, 2)
    assert holder_at(date(2026, 9, 1), ENDED, since, (taken,)).status == ACTIVE
    assert holder_at(since, ENDED, since, (taken,)).status == CANCELLED
    assert holder_at(date(2026, 9, 1), ENDED, None, (taken,)).status == CANCELLED
    suspended = Holder("店", SUSPENDED, date(2024, 3, 1), date(2029, 2, 28))
    later = Life(date(2026, 11, 20), "licence.suspended", "active")
    assert holder_at(date(2026, 9, 1), suspended, date(2026, 11, 20), (taken, later)).status == ACTIVE


def test_halves_are_known_and_put_in_order() -> None:
    assert (first_half(UPPER), second_half(UPPER), first_half(LOWER), second_half(LOWER)) == (True, False, False, True)
    assert first_half("6O9O1I2345678907")
    assert second_half("xmyc 3502O3IOOOO1")
    assert [is_half(text) for text in (UPPER, LOWER, UPPER[1:], "")] == [True, True, False, False]
    assert in_order(LOWER + UPPER) == in_order(UPPER + "\n" + LOWER) == UPPER + LOWER
    assert in_order("abc") == "ABC"
    for text in (LOWER + LOWER, LOWER + "X" * 16, "X" * 16 + UPPER):
        assert in_order(text) == text
    either = "0110350203100001"  # both an upper and, with O and I, a lower line
    assert in_order(either + UPPER) == UPPER + either


NEXT_UPPER, NEXT_LOWER = "6090212345678908", "XMYC350206200002"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([UPPER + LOWER, "", f" {LOWER}{UPPER} "], [(1, UPPER + LOWER), (3, UPPER + LOWER)]),
        ([UPPER, LOWER], [(1, UPPER + LOWER)]),
        ([LOWER, UPPER], [(1, UPPER + LOWER)]),
        ([UPPER, LOWER, NEXT_UPPER, NEXT_LOWER], [(1, UPPER + LOWER), (3, NEXT_UPPER + NEXT_LOWER)]),
        ([LOWER, UPPER, "", NEXT_LOWER, NEXT_UPPER], [(1, UPPER + LOWER), (4, NEXT_UPPER + NEXT_LOWER)]),
        ([UPPER, "torn", NEXT_UPPER, NEXT_LOWER], [(1, UPPER), (2, "TORN"), (3, NEXT_UPPER + NEXT_LOWER)]),
        ([UPPER, UPPER, LOWER], [(1, UPPER), (2, UPPER + LOWER)]),
        ([UPPER, LOWER, LOWER], [(1, UPPER + LOWER), (3, LOWER)]),
        ([LOWER, NEXT_UPPER, NEXT_LOWER], [(1, LOWER), (2, NEXT_UPPER), (3, NEXT_LOWER)]),
        ([UPPER, LOWER, NEXT_UPPER], [(1, UPPER), (2, LOWER), (3, NEXT_UPPER)]),
        ([LOWER, UPPER, NEXT_LOWER, NEXT_UPPER], [(1, LOWER), (2, UPPER), (3, NEXT_LOWER), (4, NEXT_UPPER)]),
        ([UPPER], [(1, UPPER)]),
        ([UPPER, UPPER], [(1, UPPER), (2, UPPER)]),
        ([], []),
    ],
)
def test_lines_of_a_file_belong_together_only_where_that_is_sure(
    lines: list[str], expected: list[tuple[int, str]]
) -> None:
    assert list(pieces(lines)) == [Piece(line, text) for line, text in expected]


def test_the_map_shows_every_district_with_its_count() -> None:
    lines = district_map.drawn({"350203": 12, "350205": 3, "350211": 100_000, "": 7}, "350203")
    assert lines == [
        "         ┌───────────────┐    ┌───────────────┐",
        "         │ 集美区        │    │ 同安区        │",
        "         │ █████ 100,000 │    │ 0             │",
        "         └───────────────┘    └───────────────┘",
        "┌───────────────┐   ┌───────────────┐   ┌───────────────┐",
        "│ 海沧区        │~ ~│ 湖里区        │~ ~│ 翔安区        │",
        "│ █ 3           │   │ 0             │   │ 0             │",
        "└───────────────┘~ ~└───────────────┘~ ~└───────────────┘",
        "                    ┌───────────────┐",
        "        ~ ~      ~ ~│ 思明区*       │~ ~        ~ ~",
        "                    │ █ 12          │",
        "        ~ ~      ~ ~└───────────────┘~ ~        ~ ~",
    ]
    assert max(district_map.cells(line) for line in lines) == district_map.WIDTH
    assert [line for line in district_map.drawn({"350203": 5, "350206": 10}) if "█" in line] == [
        "│               │   │ █████ 10      │   │               │".replace("│               │", "│ 0             │"),
        "                    │ ██ 5          │",
    ]
