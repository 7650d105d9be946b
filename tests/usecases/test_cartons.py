"""Carton codes read at shops and in cases: judged, kept, and known again."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.errors import InvalidInput, NotFound, Refused
from models.tables.cartons import CartonScanRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from rules.cartons import Verdict
from tests.support.casework import FACTS, INSPECTOR, START, Clock, at_work
from tests.support.one_kind import database_url
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import OFFICERS
from usecases import cartons, casework

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
SCANS, LICENCES = table_of(CartonScanRow), table_of(LicenceRow)
OWN, OTHER = "350203100000", "350205100001"


def code(licence: str = OWN, day: str = "60901", serial: str = "123456789", index: str = "07") -> str:
    """Return a code of ours: coded on 1 September 2026 unless told."""
    return f"{day}{serial}{index}XMYC{licence}"


@pytest.fixture
def bureau(office: "Office") -> "Office":
    at_work(office, Clock(START))
    take_in(office, csv_of(*(holder(number) for number in range(3))))
    return office


def read(office: "Office", *texts: str, **where: str) -> list[str]:
    """Read codes and return the verdict of each."""
    found = office.perform(cartons.read, texts, cartons.Where(**where), by=INSPECTOR)
    return [one.judgement.verdict.value for one in found]


def kept(office: "Office") -> list[dict[str, Any]]:
    with office.reading() as session:
        return [dict(row._mapping) for row in session.execute(select(SCANS).order_by(SCANS.c.id))]


def test_a_carton_of_the_shop_and_one_of_another_are_told_apart(bureau: "Office") -> None:
    assert read(bureau, code(), code(OTHER, index="08"), shop=OWN) == ["OWN_SHOP", "OTHER_SHOP_SAME_CITY"]
    own, other = kept(bureau)
    assert (own["code"], own["licence_no"], own["coded_on"], own["stray"]) == (code(), OWN, date(2026, 9, 1), False)
    assert (other["shop"], other["licence_no"], other["stray"], other["district"]) == (OWN, OTHER, True, "350203")
    assert own["place"] == "厦门市鹭岛0号食杂店"


def test_a_code_is_known_again_in_the_same_reading_and_at_another_shop(bureau: "Office") -> None:
    assert read(bureau, code(), code(), shop=OWN) == ["OWN_SHOP", "DUPLICATE_SEEN"]
    (again,) = bureau.perform(cartons.read, [code()], cartons.Where(shop=OTHER), by=INSPECTOR)
    assert [one.here for one in again.before] == [False, False]
    assert again.judgement.findings[0].why == "2026-11-02在厦门市鹭岛0号食杂店读过同一编码，其中一处可能是仿制的"
    assert len(kept(bureau)) == 3


def test_the_licence_counts_as_it_stood_on_the_day_of_coding(bureau: "Office") -> None:
    with bureau.engine.begin() as connection:
        ended = {"status": "cancelled", "status_since": date(2026, 9, 2)}
        connection.execute(update(LICENCES).where(LICENCES.c.licence_no == OWN).values(ended))
    assert read(bureau, code(day="60901"), code(day="60902"), shop=OWN) == ["OWN_SHOP", "LICENCE_NOT_ACTIVE_AT_DATE"]
    assert read(bureau, code(day="40229"), code(day="40301"), shop=OWN) == ["LICENCE_NOT_ACTIVE_AT_DATE", "OWN_SHOP"]


def test_what_cannot_be_read_is_answered_and_kept(bureau: "Office") -> None:
    torn = code()[:31]
    assert read(bureau, torn, code("350203199999"), code("310101100001"), shop=OWN) == [
        Verdict.UNREADABLE, Verdict.LICENCE_UNKNOWN, Verdict.OTHER_CITY,
    ]  # fmt: skip
    assert next((row["code"], row["text"]) for row in kept(bureau)) == ("", torn)


def test_a_reading_of_a_case_takes_its_place_from_it(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    assert read(bureau, code(), case=number) == ["IN_REGISTER"]
    (row,) = kept(bureau)
    assert (row["case_no"], row["place"], row["district"]) == (number, FACTS.place, FACTS.district)


def test_nothing_is_kept_where_the_place_is_not_known(bureau: "Office") -> None:
    with pytest.raises(NotFound):
        read(bureau, code(), shop="350203199999")
    with pytest.raises(NotFound):
        read(bureau, code(), case="C-2026-000099")
    with pytest.raises(InvalidInput):
        read(bureau, code(), district="310101")
    with pytest.raises(InvalidInput):
        read(bureau)
    with pytest.raises(Refused):
        bureau.perform(cartons.read, [code()], cartons.Where(shop=OWN), by=OFFICERS["clerk"])
    assert kept(bureau) == []
