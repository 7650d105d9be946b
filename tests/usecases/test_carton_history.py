"""Where carton codes were read: by code, by licence, by district, and the licences whose cartons stray."""

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidInput
from tests.support.casework import INSPECTOR, START, Clock, at_work
from tests.support.register import csv_of, holder, take_in
from usecases import carton_history, cartons
from usecases.carton_history import Stray

if TYPE_CHECKING:
    from wiring.office import Office

FIRST, SECOND, THIRD = "350203100000", "350205100001", "350206100002"
CODE = "6090112345678907XMYC"


def code(licence: str, index: int = 7) -> str:
    return f"60901123456789{index:02d}XMYC{licence}"


@pytest.fixture
def bureau(office: "Office") -> "Office":
    at_work(office, Clock(START))
    take_in(office, csv_of(*(holder(number) for number in range(3))))
    for shop in (FIRST, SECOND, THIRD, THIRD):
        where = cartons.Where(shop=shop)
        office.perform(cartons.read, [code(FIRST), code(SECOND, 8), code(shop, 9)], where, by=INSPECTOR)
    return office


def test_the_history_of_a_code_and_of_a_licence_is_the_newest_first(bureau: "Office") -> None:
    with bureau.reading() as session:
        seen = carton_history.of(session, code(FIRST))
        assert [one.shop for one in seen] == [THIRD, THIRD, SECOND, FIRST]
        assert (seen[0].verdict, seen[0].place, seen[0].by) == ("DUPLICATE_SEEN", "厦门市鹭岛2号食杂店", "inspector")
        first, *_ = carton_history.of(session, FIRST, limit=1)
        assert first.code == code(FIRST)
        assert [one.id for one in carton_history.of(session, FIRST, after=first.id)] == [
            one.id for one in carton_history.of(session, FIRST)[1:]
        ]
        assert len(carton_history.of(session, FIRST)) == 5


def test_districts_and_strays_count_each_carton_once(bureau: "Office") -> None:
    with bureau.reading() as session:
        assert carton_history.by_district(session, FIRST) == {"350203": 2, "350205": 1, "350206": 1}
        assert carton_history.by_district(session, code(FIRST)) == {"350203": 1, "350205": 1, "350206": 1}
        assert [carton_history.strays_of(session, number) for number in (FIRST, SECOND, THIRD)] == [1, 1, 0]
        now = bureau.now()
        assert carton_history.strays(session) == [Stray(FIRST, 1, 2, now), Stray(SECOND, 1, 2, now)]
        assert carton_history.strays(session, limit=1) == [Stray(FIRST, 1, 2, now)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"XMYC{FIRST} 6O9OI12345678907", CODE + FIRST),
        (f" {CODE}{FIRST}", CODE + FIRST),
        ("3502 0310 0000", FIRST),
    ],
)
def test_a_code_or_licence_is_found_however_it_is_written(text: str, expected: str) -> None:
    assert carton_history.asked(text) == expected


@pytest.mark.parametrize("text", ["", "350203", CODE, CODE + FIRST + "1"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        carton_history.asked(text)
