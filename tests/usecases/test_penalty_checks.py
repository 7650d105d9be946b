"""What cannot be right in a penalty decision, field by field, and how a paper is read."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import lawbook
from tests.support.penalties import PAPER, PERSON, SHOP
from tui.words import PENALTY_KINDS
from usecases.penalty_checks import KINDS, OTHER, faults_of, warnings_of
from usecases.penalty_forms import read_form, read_forms

TODAY = date(2026, 11, 21)
COMPANY = {
    "kind": "enterprise",
    "name": "厦门新万家福商贸有限公司",
    "uscc": "91350200MA00000XYL",
    "legal_rep": {"name": "欧阳明", "id_no": "350203199003070014"},
}


def faults(**changes: Any) -> set[str]:
    form, unread = read_form(PAPER | changes)
    return {fault.field for fault in [*unread, *faults_of(form, lawbook(), TODAY)]}


def test_the_console_offers_exactly_the_kinds_that_may_be_recorded() -> None:
    assert {kind for kind in PENALTY_KINDS if not kind.startswith(OTHER)} == set(KINDS)
    assert faults(kinds=[*PENALTY_KINDS], certificate="350203100001") == set()


@pytest.mark.parametrize("party", [SHOP, PERSON, COMPANY], ids=["shop", "person", "company"])
def test_a_right_decision_has_no_fault_for_each_kind_of_party(party: dict[str, object]) -> None:
    assert faults(party=party) == set()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"fine": "2500.00"}, set()),
        ({"fine": "2500.01"}, {"fine"}),
        ({"fine": "1000.00"}, set()),
        ({"fine": "999.99"}, {"fine"}),
        ({"fine": "500.00", "note": "依第三十二条减轻处罚"}, set()),
        ({"base": None}, {"base"}),
        ({"cause": "C16", "base": None, "fine": "50000.00"}, set()),
        ({"cause": "C16", "base": None, "fine": "50000.01"}, {"fine"}),
        ({"cause": "C16s", "base": None, "fine": "50000.01"}, set()),
        ({"cause": "C07"}, {"cause"}),
        ({"cause": "C17"}, {"cause"}),
        ({"cause": "C18"}, {"cause"}),
        ({"cause": "C19"}, {"cause"}),
        ({"cause": "C22"}, {"cause"}),
        ({"cause": None}, {"cause"}),
    ],
)
def test_the_fine_lies_in_the_range_of_a_cause_that_the_bureau_decides(
    changes: dict[str, object], fields: set[str]
) -> None:
    assert faults(**changes) == fields


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"kinds": []}, {"kinds", "fine", "confiscated"}),
        ({"kinds": ["fine"]}, {"confiscated"}),
        ({"kinds": ["confiscation"]}, {"fine"}),
        ({"fine": None}, {"fine"}),
        ({"confiscated": None}, {"confiscated"}),
        ({"kinds": ["fine", "confiscation", "revocation"]}, {"certificate"}),
        ({"certificate": "350203100001"}, {"certificate"}),
        ({"kinds": ["fine", "confiscation", "other:通报批评"]}, set()),
        ({"kinds": ["fine", "confiscation", "other:"]}, {"kinds"}),
        ({"kinds": ["fine", "confiscation", "detention"]}, {"kinds"}),
        ({"kinds": ["fine", "confiscation", "fine"]}, {"kinds"}),
        ({"kinds": "fine"}, {"kinds", "fine", "confiscated"}),
        ({"confiscated": "0.00"}, {"confiscated"}),
    ],
)
def test_kinds_and_amounts_belong_together(changes: dict[str, object], fields: set[str]) -> None:
    assert faults(**changes) == fields


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"decided_on": "2026-11-22"}, {"decided_on"}),
        ({"decided_on": "2026-11-21"}, set()),
        ({"decided_on": None}, {"decided_on"}),
        ({"decided_on": "1980-01-01"}, {"decided_on"}),
        ({"decided_on": "2026-02-30"}, {"decided_on"}),
        ({"valid_until": "2026-11-01"}, {"valid_until"}),
        ({"valid_until": None}, {"valid_until"}),
        ({"publicity_until": "2026-11-01"}, {"publicity_until"}),
        ({"publicity_until": "2027-11-02"}, set()),
    ],
)
def test_days_are_real_in_order_and_not_in_the_future(changes: dict[str, object], fields: set[str]) -> None:
    assert faults(**changes) == fields


def test_every_party_has_the_numbers_that_the_platform_wants_and_no_others() -> None:
    rep = SHOP["legal_rep"]
    assert faults(party=SHOP | {"uscc": None}) == {"party.uscc"}
    assert faults(party=SHOP | {"uscc": None, "registration_no": "350203600004562"}) == set()
    assert faults(party=SHOP | {"registration_no": "350203600004563"}) == {"party.registration_no"}
    assert faults(party=SHOP | {"uscc": "91350200MA00000XYL"}) == {"party.uscc"}
    assert faults(party=COMPANY | {"uscc": "92350206MA2YFAKE0X"}) == {"party.uscc"}
    assert faults(party=COMPANY | {"uscc": None, "registration_no": "350200100001235"}) == {"party.uscc"}
    assert faults(party=SHOP | {"legal_rep": None}) == {"party.legal_rep.name", "party.legal_rep.id_no"}
    assert faults(party=SHOP | {"id_no": "350203199003070014"}) == {"party.id_no"}
    assert faults(party=PERSON | {"uscc": "92350206MA2YFAKE0X"}) == {"party.uscc"}
    assert faults(party=PERSON | {"legal_rep": rep}) == {"party.legal_rep.name", "party.legal_rep.id_no"}
    assert faults(party=PERSON | {"id_no": "350206198512310026"}) == {"party.id_no"}
    assert faults(party=PERSON | {"id_no": "E12345678", "id_type": "414"}) == set()
    assert faults(party=PERSON | {"id_type": "999"}) == {"party.id_type"}
    assert faults(party=PERSON | {"kind": "shop"}) == {"party.kind"}
    assert faults(party="x") >= {"party", "party.kind", "party.name"}


def test_a_child_under_fourteen_at_the_act_is_not_penalised() -> None:
    child = PERSON | {"id_no": "350203201501010013"}

    assert faults(party=child) == {"party.id_no"}
    assert faults(party=child, acted_on="2026-10-01") == {"party.id_no"}


def test_the_act_is_not_later_than_the_decision() -> None:
    assert faults(acted_on="2026-11-03") == {"acted_on"}
    assert faults(acted_on="2026-11-02") == set()


def test_the_simple_procedure_has_its_limits() -> None:
    simple = {"simple_procedure": True, "kinds": ["fine"], "base": "500.00", "confiscated": None}

    assert faults(**simple, fine="200.00") == set()
    assert faults(**simple | {"base": "900.00"}, fine="200.01") == {"fine"}
    assert faults(**simple | {"base": "9000.00"}, fine="3000.00", party=COMPANY) == set()
    assert faults(**simple | {"kinds": ["fine", "closure"]}, fine="200.00") == {"simple_procedure"}
    assert faults(simple_procedure="yes") == {"simple_procedure"}


@pytest.mark.parametrize("char", ["\x00", "\n", "\u200b", "\u202e", "\u2066", "\ufeff", "\x85", "\ud800"], ids=ascii)
def test_characters_that_the_platform_forbids_are_faults(char: str) -> None:
    assert faults(facts=f"违{char}法", document_no=f"厦烟处{char}〔2026〕第1号") == {"facts", "document_no"}


@pytest.mark.parametrize(
    ("field", "most"), [("facts", 5000), ("content", 4000), ("violation", 2000), ("basis", 2048), ("note", 512)]
)
def test_texts_are_as_long_as_the_platform_takes_them(field: str, most: int) -> None:
    assert faults(**{field: "字" * most}) == set()
    assert faults(**{field: "字" * (most + 1)}) == {field}


def test_a_number_of_another_year_is_only_a_warning() -> None:
    form, _ = read_form(PAPER | {"document_no": "厦烟处〔2025〕第12号"})

    assert faults_of(form, lawbook(), TODAY) == []
    assert [warning.field for warning in warnings_of(form, lawbook(), TODAY)] == ["document_no"]


def test_one_object_and_many_lines_are_read_alike() -> None:
    whole = json.dumps(PAPER, indent=2, ensure_ascii=False).encode()
    lines = "\n\n".join([json.dumps(PAPER)] * 2).encode()

    assert [form.line for form, unread in read_forms(b"\xef\xbb\xbf" + whole) if not unread] == [1]
    assert [form.line for form, unread in read_forms(lines) if not unread] == [1, 3]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff\xfe", b"{", b'{"a":1,"a":2}', b"[" * 100_000, b"null", b'{"party":{"tel":1}}'],
    ids=["empty", "array", "not UTF-8", "cut", "key twice", "deep", "null", "unknown key"],
)
def test_what_is_no_decision_is_a_fault_and_never_a_crash(content: bytes) -> None:
    assert all(unread for _, unread in read_forms(content))


@given(st.integers(1, 10**18 - 1))
def test_amounts_are_read_to_the_fen(fen: int) -> None:
    form, unread = read_form({"fine": f"{fen // 100}.{fen % 100:02d}"})

    assert (form.fine, unread) == (fen, [])


@pytest.mark.parametrize("text", ["1,000", "-1", "1.001", "1e3", "１", " ", ".5", 100, True], ids=str)
def test_amounts_of_another_form_are_faults(text: object) -> None:
    assert "fine" in {fault.field for fault in read_form({"fine": text})[1]}
