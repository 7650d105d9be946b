"""The input of `law screen` is read strictly, and a fault names its place."""

import copy
from datetime import date
from typing import Any

import pytest

from models.errors import InvalidInput
from models.values import Item, PartyKind
from rules.screening import Party
from rules.screening.reading import read_case
from tests.rules.cases import CLEAN, ID_NO, USCC, changed, record


def without(*path: str) -> dict[str, Any]:
    case = copy.deepcopy(CLEAN)
    place = case
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return case


def test_a_case_is_read_with_its_numbers_in_normal_form() -> None:
    case = read_case(changed(applicant__id_no="350203 900307001", applicant__uscc=USCC.lower()))

    assert (case.item, case.received_on) == (Item.NEW, date(2026, 11, 21))
    assert case.applicant.kind is PartyKind.SOLE_TRADER
    assert case.applicant.own == Party("王伟", ID_NO, USCC)
    assert case.premises.school_distance_m == 120
    assert case.records == ()


def test_only_four_keys_are_mandatory() -> None:
    case = read_case({"id": "x", "item": "renew", "received_on": "2026-11-21", "applicant": {"kind": "person"}})

    assert case.records is None
    assert case.defaulter is None
    assert case.premises.is_hotel is None


@pytest.mark.parametrize("path", [("id",), ("item",), ("received_on",), ("applicant",), ("applicant", "kind")])
def test_a_missing_or_null_mandatory_key_is_named(path: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match=rf"^{'.'.join(path)}：必须填写$"):
        read_case(without(*path))
    with pytest.raises(InvalidInput, match="必须填写"):
        read_case(changed(**{"__".join(path): None}))


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (changed(colour="red"), "colour：没有这个键"),
        (changed(applicant__age=3), "applicant.age：没有这个键"),
        (changed(applicant__legal_rep={"uscc": "x"}), "applicant.legal_rep.uscc：没有这个键"),
        (changed(business__as_of="2026-01-01"), "business.as_of：没有这个键"),
        (changed(id=5), "id：应为文本"),
        (changed(item="新办"), "item：应为"),
        (changed(received_on="2026-02-29"), "received_on：应为真实存在的日期"),
        (changed(received_on="2026-2-9"), "received_on：应为真实存在的日期"),
        (changed(received_on=20260201), "received_on：应为真实存在的日期"),
        (changed(applicant__kind="company"), "applicant.kind：应为"),
        (changed(applicant__birth_on="1990-13-01"), "applicant.birth_on：应为真实存在的日期"),
        (changed(applicant__id_no=3.5), "applicant.id_no：应为文本"),
        (changed(applicant="王伟"), "applicant：应为对象"),
        (changed(premises=[]), "premises：应为对象"),
        (changed(premises__is_hotel=1), "premises.is_hotel：应为true或false"),
        (changed(premises__is_hotel="true"), "premises.is_hotel：应为true或false"),
        (changed(premises__school_distance_m="50"), "premises.school_distance_m：应为不小于零的数"),
        (changed(premises__school_distance_m=True), "premises.school_distance_m：应为不小于零的数"),
        (changed(premises__school_distance_m=-1), "premises.school_distance_m：应为不小于零的数"),
        (changed(premises__school_distance_m=float("inf")), "premises.school_distance_m：应为不小于零的数"),
        (changed(records={}), "records：应为列表"),
        (changed(records=[None]), "records[0]：应为对象"),
        (changed(records=[record("penalty", "2026-01-01"), record("penalty", "2026-02-30")]), "records[1].on：应为"),
        (changed(records=[record("fine", "2026-01-01")]), "records[0].kind：应为"),
        (changed(records=[record("penalty", "2026-01-01", party={"age": 1})]), "records[0].party.age：没有这个键"),
        (changed(defaulter__status="HIT"), "defaulter.status：应为"),
        (changed(defaulter__as_of="2026-02-30"), "defaulter.as_of：应为"),
        (changed(defaulter__as_of="2026-02-30T09:00:00+08:00"), "defaulter.as_of：时刻不存在"),
        (changed(defaulter__as_of="gestern"), "defaulter.as_of：应为"),
        (["not", "an", "object"], "应为对象"),
        (None, "应为对象"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_anywhere_names_its_place(case: Any, place: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_case(case)

    assert error.value.message.startswith(place)


@pytest.mark.parametrize("as_of", ["2026-11-20", "2026-11-20T09:30:00+08:00", "2026-11-20T01:30:00.123456Z", None])
def test_the_day_of_the_list_may_be_a_day_or_a_moment(as_of: str | None) -> None:
    read = read_case(changed(defaulter__as_of=as_of)).defaulter

    assert read is not None
    assert read.as_of == as_of
