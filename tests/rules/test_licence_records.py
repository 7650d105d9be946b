"""What a correction may change of a published licence record, and what cannot stand in it."""

from datetime import date
from typing import Any

import pytest

from rules import licence_records
from rules.licence_records import FIELDS, corrected, faults, key_of, really_changed, value_of

TODAY = date(2026, 11, 21)
RECORD: dict[str, Any] = {
    "document_no": "厦烟许（2026） 第 12 号", "party": {"kind": "sole_trader", "name": "鹭江便利店", "uscc": None},
    "content": "卷烟零售", "decided_on": "2026-11-02", "valid_from": "2026-11-02", "valid_to": "2031-11-01",
    "agency_name": "厦门市烟草专卖局", "agency_code": "11350200MB1A2B3CXA", "valid": True,
}  # fmt: skip
LONGEST = {  # reference city 8.3
    "document_no": 64, "document_name": 64, "party.name": 200, "party.uscc": 18, "party.reg_no": 15,
    "party.legal_rep_name": 50, "party.legal_rep_id_no": 64, "party.id_no": 64, "licence_no": 64, "content": 4000,
    "decided_on": 10, "valid_from": 10, "valid_to": 10, "agency_name": 200, "agency_code": 18, "remark": 512,
}  # fmt: skip
OPTIONAL = {  # O and C in its table
    "party.uscc", "party.reg_no", "party.legal_rep_name", "party.legal_rep_id_no", "party.id_no", "licence_no",
    "remark",
}  # fmt: skip


def found(**changes: str) -> list[tuple[str, str]]:
    return list(faults({name.replace("__", "."): text for name, text in changes.items()}, RECORD, TODAY))


def test_a_field_is_read_by_its_name_and_what_is_not_there_is_empty() -> None:
    assert value_of(RECORD, "party.name") == "鹭江便利店"
    assert (value_of(RECORD, "party.uscc"), value_of(RECORD, "remark"), value_of({}, "party.name")) == ("", "", "")


def test_a_corrected_record_has_the_new_values_and_the_old_one_stays() -> None:
    new = corrected(RECORD, {"party.name": "新名便利店", "content": "", "remark": "补记"})

    assert (new["party"], new["content"], new["remark"]) == (RECORD["party"] | {"name": "新名便利店"}, None, "补记")
    assert (RECORD["party"]["name"], RECORD["content"]) == ("鹭江便利店", "卷烟零售")
    assert corrected({}, {"party.name": "甲"}) == {"party": {"name": "甲"}}


def test_only_what_differs_is_a_change() -> None:
    given = {"party.name": " 鹭江便利店 ", "content": "雪茄零售 ", "party.uscc": ""}

    assert really_changed(RECORD, given) == {"content": "雪茄零售"}


def test_every_field_is_as_long_and_as_needed_as_the_contract_has_it() -> None:
    assert {name: field.longest for name, field in FIELDS.items()} == LONGEST
    assert {name for name, field in FIELDS.items() if not field.needed} == OPTIONAL
    assert {name for name, field in FIELDS.items() if field.is_day} == {"decided_on", "valid_from", "valid_to"}


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.needed])
def test_what_is_needed_is_not_taken_out(name: str) -> None:
    assert (name, f"{FIELDS[name].label}不能为空") in list(faults({name: ""}, RECORD, TODAY))


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.needed])
def test_what_is_not_needed_may_be_taken_out(name: str) -> None:
    assert list(faults({name: ""}, RECORD, TODAY)) == []


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.is_day])
def test_a_text_is_as_long_as_its_field_at_most(name: str) -> None:
    most = FIELDS[name].longest

    assert list(faults({name: "字" * most}, RECORD, TODAY)) == []
    assert list(faults({name: "字" * (most + 1)}, RECORD, TODAY)) == [(name, f"最多 {most} 个字符，现有 {most + 1} 个")]


@pytest.mark.parametrize("char", ["\x00", "\x1f", "\x7f", "\x9f", "\u200b", "\u200f", "\u202a", "\u2069", "\ufeff"])
def test_what_is_not_seen_stands_in_no_field(char: str) -> None:
    assert found(remark=f"见{char}后") == [("remark", "含有不可报送的字符")]


def test_days_exist_and_follow_one_another() -> None:
    assert found(valid_to="2026-02-30") == [("valid_to", "日期不存在，请写作 2026-01-31")]
    assert found(valid_to="2026-11-02") == []
    assert found(valid_to="2026-11-01") == [("valid_to", "早于有效期自")]
    assert found(valid_from="2031-11-02") == [("valid_to", "早于有效期自")]
    assert found(decided_on="2026-11-21") == []
    assert found(decided_on="2026-11-22") == [("decided_on", "晚于今天")]


def test_a_field_that_nobody_may_change_is_named_among_the_faults() -> None:
    assert found(valid="false", party__kind="person") == [
        ("valid", "没有这个栏目，或者不能更正"), ("party.kind", "没有这个栏目，或者不能更正"),
    ]  # fmt: skip


def test_receivers_know_a_record_by_its_canonical_number_and_its_agency() -> None:
    assert key_of(RECORD) == ("厦烟许〔2026〕第12号", "11350200MB1A2B3CXA")
    assert licence_records.BASIS.key == "ALL 40"
