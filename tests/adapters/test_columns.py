"""Our records in the columns of 2018: their rules, and the golden vectors of the contract."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import build
from adapters.engine.canonical import Tree, canonical_json, content_hash
from adapters.engine.loading import profile_text
from adapters.engine.templates import canonical
from adapters.platforms.columns import ColumnFault, wan
from adapters.platforms.credit import DeclaredCreditPlatform
from models.errors import InvalidInput
from ports.platforms import Held, Outgoing, Piece
from tests.adapters.conftest import Reach
from tests.adapters.records import OPERATOR_NO, licence, message, penalty

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
KEY = "xk|厦烟许〔2026〕第12号|11350200MB1A2B3CXA"
HASH = "78f103d4b225f32ca806337a2129fba162708bdc4a741c87b30423540c7d1e55"


@pytest.fixture
def credit(reach: Reach) -> DeclaredCreditPlatform:
    return build.credit(reach("credit"))


def columns(credit: DeclaredCreditPlatform, outgoing: Outgoing) -> dict[str, str]:
    prepared = credit.prepare([outgoing], batch_no="B1", at=NOW)
    assert prepared.faults == ()
    data: dict[str, str] = json.loads(prepared.request)["rows"][0]["data"]
    return data


def fault(credit: DeclaredCreditPlatform, outgoing: Outgoing) -> tuple[str, str]:
    prepared = credit.prepare([outgoing], batch_no="B1", at=NOW)
    assert prepared.request == b""
    assert prepared.keys == ()
    (only,) = prepared.faults
    assert only.key == "k1"
    return only.code, only.field


def test_content_hash_and_canonical_form_are_those_of_the_contract() -> None:
    data: dict[str, Tree] = {"XK_ZT": "1", "XK_XDR_MC": "厦门市思明区鹭桥便利店"}

    assert canonical_json(data) == '{"XK_XDR_MC":"厦门市思明区鹭桥便利店","XK_ZT":"1"}'.encode()
    assert content_hash(data) == HASH


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    assert canonical_json({"\ufb33": "", "\U0001f600": ""}) == '{"\U0001f600":"","\ufb33":""}'.encode()


def test_the_canonical_number_of_the_contract() -> None:
    assert canonical("厦烟许（2026）第 12 号") == "厦烟许〔2026〕第12号"
    assert canonical("厦烟许【2026】第\u200b12\ufeff号") == "厦烟许〔2026〕第12号"


def test_the_digest_of_held_records_is_that_of_the_contract(credit: DeclaredCreditPlatform) -> None:
    digest = credit.digest_of([Held(KEY, 1, HASH, "published")])

    assert digest == "5b3a6e1d3d1f05648859ac023bc4e738ce49ba4b016d5b2e3d76af79a7f3d683"


def test_a_licence_of_a_sole_trader_has_these_columns_and_no_others(credit: DeclaredCreditPlatform) -> None:
    assert columns(credit, message(licence())) == {
        "XK_XDR_MC": "厦门市思明区鹭桥便利店",
        "XK_XDR_LB": "个体工商户",
        "XK_XDR_SHXYM": "92350203MA2Y9DXW8R",
        "XK_FRDB": "王明",
        "XK_FR_ZJLX": "身份证",
        "XK_FR_ZJHM": OPERATOR_NO,
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": "厦烟许〔2026〕第12号",
        "XK_XKLB": "普通",
        "XK_XKZS": "烟草专卖零售许可证",
        "XK_XKBH": "350203100001",
        "XK_NR": "卷烟、雪茄烟零售",
        "XK_JDRQ": "2026-11-20",
        "XK_YXQZ": "2026-11-20",
        "XK_YXQZI": "2031-11-19",
        "XK_XKJG": "厦门市烟草专卖局",
        "XK_XKJGDM": "11350200MB1A2B3CXA",
        "XK_ZT": "1",
        "XK_LYDW": "厦门市烟草专卖局",
        "XK_LYDWDM": "11350200MB1A2B3CXA",
    }


def test_the_number_is_sent_as_written_and_keyed_in_canonical_form(credit: DeclaredCreditPlatform) -> None:
    prepared = credit.prepare([message(licence("厦烟许（2026）第 12 号"))], batch_no="B1", at=NOW)
    row = json.loads(prepared.request)["rows"][0]

    assert row["data"]["XK_WSH"] == "厦烟许（2026）第 12 号"
    assert row["key"] == prepared.record_keys[0] == KEY
    assert row["hash"] == prepared.hashes[0] == content_hash(row["data"])


def test_a_licence_without_a_document_number_is_keyed_by_its_licence_number(credit: DeclaredCreditPlatform) -> None:
    assert columns(credit, message(licence("")))["XK_WSH"] == "350203100001"


def test_a_fine_is_written_in_wan_with_six_decimals(credit: DeclaredCreditPlatform) -> None:
    written = columns(credit, message(penalty(), "cf"))

    assert written["CF_NR_FK"] == "0.100001"
    assert written["CF_CFLB"] == "罚款"
    assert (written["CF_XDR_ZJLX"], written["CF_XDR_ZJHM"]) == ("身份证", OPERATOR_NO)


@pytest.mark.parametrize(
    ("fen", "text"), [(1, "0.000001"), (100001, "0.100001"), (10**6, "1.000000"), (123456789, "123.456789")]
)
def test_one_fen_is_a_millionth_of_a_wan(fen: int, text: str) -> None:
    assert wan("CF_NR_FK", fen) == text


@pytest.mark.parametrize("fen", [0, -1, True, 1.5, "100"], ids=str)
def test_an_amount_is_a_positive_whole_number_of_fen(fen: object) -> None:
    with pytest.raises(ColumnFault, match="amount_format"):
        wan("CF_NR_FK", fen)


def test_numbers_are_sent_in_normal_form(credit: DeclaredCreditPlatform) -> None:
    party = {**licence()["party"], "uscc": "９２３５０２０３MA2Y9DXW8R\u200b", "legal_rep_id_no": " 11010519491231002x"}

    written = columns(credit, message(licence(party=party)))

    assert (written["XK_XDR_SHXYM"], written["XK_FR_ZJHM"]) == ("92350203MA2Y9DXW8R", OPERATOR_NO)


PERSON = {"kind": "person", "name": "陈建国", "id_no": OPERATOR_NO}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"content": ""}, "column_missing", "XK_NR"),
        ({"content": "零售\x1b[2J"}, "character_forbidden", "XK_NR"),
        ({"content": "零\u200b售"}, "character_forbidden", "XK_NR"),
        ({"content": "零售\n卷烟"}, "character_forbidden", "XK_NR"),
        ({"content": "长" * 4001}, "too_long", "XK_NR"),
        ({"decided_on": "2026-02-30"}, "date_invalid", "XK_JDRQ"),
        ({"decided_on": "2026/11/20"}, "date_invalid", "XK_JDRQ"),
        ({"valid_to": "2026-11-19"}, "date_invalid", "XK_YXQZI"),
        ({"licence_no": "35020330000"}, "value_invalid", "XK_XKBH"),
        ({"licence_no": None}, "column_missing", "XK_XKBH"),
        ({"agency_code": "11350200MB1A2B3CXB"}, "check_digit", "XK_XKJGDM"),
        ({"permit_class": "nonsense"}, "code_invalid", "XK_XKLB"),
        ({"valid": None}, "column_missing", "XK_ZT"),
        ({"party": {**PERSON, "uscc": "92350203MA2Y9DXW8R"}}, "column_forbidden", "XK_XDR_SHXYM"),
        ({"party": {**PERSON, "legal_rep_name": "王明"}}, "column_forbidden", "XK_FRDB"),
        ({"party": {"kind": "person", "name": "陈建国"}}, "column_missing", "XK_XDR_ZJHM"),
        ({"party": {**PERSON, "id_no": "110105194912310021"}}, "check_digit", "XK_XDR_ZJHM"),
        ({"party": {**PERSON, "id_no": "1101**********002X"}}, "check_digit", "XK_XDR_ZJHM"),
        ({"party": {**licence()["party"], "kind": "enterprise"}}, "value_invalid", "XK_XDR_SHXYM"),
        ({"party": {**licence()["party"], "uscc": None}}, "column_missing", "XK_XDR_SHXYM"),
        ({"party": {**licence()["party"], "reg_no": "12345"}}, "value_invalid", "XK_XDR_GSZC"),
        ({"party": {**licence()["party"], "tax_no": "T1"}}, "column_forbidden", "XK_XDR_SWDJ"),
        ({"party": {**licence()["party"], "legal_rep_id_no": None}}, "column_missing", "XK_FR_ZJHM"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_the_receiver_would_refuse_is_named_with_its_column(
    credit: DeclaredCreditPlatform, changes: dict[str, Any], code: str, field: str
) -> None:
    assert fault(credit, message(licence(**changes))) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"fine": None}, "column_missing", "CF_NR_FK"),
        ({"classes": ["warning"]}, "column_forbidden", "CF_NR_FK"),
        ({"classes": ["fine", "fine"]}, "value_invalid", "CF_CFLB"),
        ({"classes": ["fine", "confiscation"]}, "column_missing", "CF_NR_WFFF"),
        ({"confiscated": 1}, "column_forbidden", "CF_NR_WFFF"),
        ({"classes": ["fine", "revocation"]}, "column_missing", "CF_NR_ZKDX"),
        ({"classes": []}, "column_missing", "CF_CFLB"),
        ({"valid_to": "2026-11-19"}, "date_invalid", "CF_YXQ"),
        ({"published_to": "2026-11-19"}, "date_invalid", "CF_GSJZQ"),
        ({"fine": 10**19}, "amount_format", "CF_NR_FK"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_amounts_belong_to_their_class_of_penalty(
    credit: DeclaredCreditPlatform, changes: dict[str, Any], code: str, field: str
) -> None:
    assert fault(credit, message(penalty(**changes), "cf"))[0] in {code, "too_long"}
    assert fault(credit, message(penalty(**changes), "cf"))[1] == field


def test_a_sole_trader_may_have_a_registration_number_instead(credit: DeclaredCreditPlatform) -> None:
    party = {**licence()["party"], "uscc": None, "reg_no": "350203600123456"}

    assert columns(credit, message(licence(party=party)))["XK_XDR_GSZC"] == "350203600123456"


def test_other_classes_are_written_with_their_label(credit: DeclaredCreditPlatform) -> None:
    written = columns(credit, message(penalty(classes=["fine", "other:通报批评"]), "cf"))

    assert written["CF_CFLB"] == "罚款;其他-通报批评"


def test_blanks_around_a_text_are_taken_off(credit: DeclaredCreditPlatform) -> None:
    assert columns(credit, message(licence(remark="  备注　")))["BZ"] == "备注"


def test_good_rows_are_written_although_others_are_at_fault(credit: DeclaredCreditPlatform) -> None:
    messages = [
        message(licence("1号"), key="a"),
        message(licence("2号", content=""), key="b"),
        message(licence("１号"), key="c"),
        message(licence("3号"), key="d"),
    ]

    prepared = credit.prepare(messages, batch_no="B7", at=NOW)

    assert prepared.keys == ("a", "d")
    assert [(f.key, f.code) for f in prepared.faults] == [("b", "column_missing"), ("c", "row_duplicate")]
    assert prepared.idempotency_key == "luqiao-B7"


def test_the_same_messages_give_the_same_bytes(credit: DeclaredCreditPlatform) -> None:
    first = credit.prepare([message(licence())], batch_no="B1", at=NOW)
    later = credit.prepare([message(licence())], batch_no="B1", at=datetime(2027, 1, 1, tzinfo=UTC))

    assert first == later


def test_a_withdrawal_names_reason_and_authority(credit: DeclaredCreditPlatform) -> None:
    record = {
        "document_no": "厦烟许（2026）第 12 号",
        "agency_code": "11350200MB1A2B3CXA",
        "reason": "决定已被撤销",
        "authority_no": "厦烟撤〔2026〕1号",
    }
    prepared = credit.prepare([message(record, op="withdraw", version=2)], batch_no="B1", at=NOW)

    assert json.loads(prepared.request)["rows"] == [
        {"op": "withdraw", "key": KEY, "version": 2, "reason": "决定已被撤销", "doc_no": "厦烟撤〔2026〕1号"}
    ]
    assert fault(credit, message({**record, "reason": "不"}, op="withdraw")) == ("value_invalid", "reason")


def test_a_batch_is_of_one_kind_and_within_the_limit(credit: DeclaredCreditPlatform) -> None:
    with pytest.raises(InvalidInput):
        credit.prepare([message(licence()), message(penalty(), "cf")], batch_no="B1", at=NOW)
    with pytest.raises(InvalidInput):
        credit.prepare([message(licence())] * 501, batch_no="B1", at=NOW)


def test_long_term_is_a_date_like_any_other(credit: DeclaredCreditPlatform) -> None:
    assert columns(credit, message(licence(valid_to="2099-12-31")))["XK_YXQZI"] == str(date(2099, 12, 31))


def written(credit: DeclaredCreditPlatform, one: Outgoing) -> Piece:
    piece = credit.write(one)
    assert isinstance(piece, Piece)
    return piece


def test_rows_that_were_written_ahead_give_the_same_request(credit: DeclaredCreditPlatform) -> None:
    messages = [message(licence("1号"), key="a"), message(licence("2号"), key="b")]
    ahead = [one._replace(piece=written(credit, one), payload={}) for one in messages]

    assert credit.prepare(ahead, batch_no="B1", at=NOW) == credit.prepare(messages, batch_no="B1", at=NOW)


def test_the_second_of_two_rows_with_one_key_is_at_fault_although_both_were_written_ahead(
    credit: DeclaredCreditPlatform,
) -> None:
    messages = [message(licence("1号"), key="a"), message(licence("１号"), key="b")]
    ahead = [one._replace(piece=written(credit, one), payload={}) for one in messages]

    prepared = credit.prepare(ahead, batch_no="B1", at=NOW)

    assert prepared.keys == ("a",)
    assert [(f.key, f.code) for f in prepared.faults] == [("b", "row_duplicate")]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('key = "xk|{number|canonical}|{agency}"', 'key = "xk/{number|canonical}/{agency}"', False),
        ('person = "自然人"', 'person = "个人"', False),
        ('rate = "25/s"', 'rate = "20/s"', True),
    ],
    ids=["the key", "a table", "the rate"],
)
def test_what_was_written_ahead_counts_only_for_the_rules_that_wrote_it(
    credit: DeclaredCreditPlatform, old: str, new: str, same: bool
) -> None:
    text, source = profile_text("reference/credit")
    assert old in text

    changed = build.credit(build.system_of_text(text.replace(old, new), source, credit.system.setting))

    assert (changed.form == credit.form) is same


@given(st.dictionaries(st.text(max_size=3), st.text(), max_size=5))
def test_the_canonical_form_of_texts_is_that_of_plain_json(columns: dict[str, str]) -> None:
    if not encodable(columns):
        return
    ordered = dict(sorted(columns.items(), key=lambda pair: pair[0].encode("utf-16-be")))

    assert canonical_json(columns) == json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode()


def encodable(columns: dict[str, str]) -> bool:
    return not any("\ud800" <= char <= "\udfff" for pair in columns.items() for text in pair for char in text)
