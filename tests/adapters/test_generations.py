"""The columns of 2015: what leaves, what the receiver makes of it, and that the two generations never mix."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters import build
from adapters.engine.loading import profile_text
from adapters.platforms.credit import DeclaredCreditPlatform
from city.common.identifiers import uscc_check
from city.server import City
from city.systems.credit_2015_columns import BROKEN_RULE, FORMAT, FUTURE, LABEL, MISSING, REPAIRED, REPEATED, STALE
from ports.exchanges import Crossing
from ports.platforms import Outgoing, Receipt
from tests.adapters.conftest import secrets_of
from tests.adapters.records import licence, message, penalty
from usecases import hints

NAME, PROFILE = "credit2015", "municipal-2015/credit"
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
KNOWN = "92350206MA2YFAKE0X"
SHAANXI = f"91610131MA6U1J8P1{uscc_check('91610131MA6U1J8P1')}"  # right, and refused there
HIDDEN = "11010519******002X"


def setting(base: str, crossings: list[Crossing] | None = None) -> build.Setting:
    journal = crossings.append if crossings is not None else None
    return build.Setting(NAME, f"{base}/{NAME}", secrets_of(NAME), lambda: datetime.now(UTC), journal=journal)


@pytest.fixture
def old() -> DeclaredCreditPlatform:
    """The 2015 profile, with nobody at the other end."""
    return build.credit(build.system(PROFILE, setting("http://outside.test")))


@pytest.fixture
async def receiver(city: City, crossings: list[Crossing]) -> AsyncIterator[DeclaredCreditPlatform]:
    """The 2015 receiver of the city."""
    system = build.system(PROFILE, setting(city.base_url, crossings))
    yield build.credit(system)
    await system.aclose()


def data_of(platform: DeclaredCreditPlatform, outgoing: Outgoing) -> dict[str, str]:
    prepared = platform.prepare([outgoing], batch_no="B1", at=NOW)
    assert prepared.faults == ()
    data: dict[str, str] = json.loads(prepared.request)["rows"][0]["data"]
    return data


def test_a_licence_has_the_columns_of_2015_and_no_others(old: DeclaredCreditPlatform) -> None:
    assert data_of(old, message(licence(updated_on="2026-11-21"))) == {
        "XK_WSH": "厦烟许〔2026〕第12号",
        "XK_XMMC": "烟草专卖零售许可证",
        "XK_BM": "350200-YC-XK-001",
        "XK_SPLB": "普通",
        "XK_NR": "卷烟、雪茄烟零售",
        "XK_XDR": "厦门市思明区鹭桥便利店",
        "XK_XDR_SHXYM": "92350203MA2Y9DXW8R",
        "XK_XDR_SFZ": HIDDEN,
        "XK_FR": "王明",
        "XK_JDRQ": "2026/11/20",
        "XK_JZQ": "2031/11/19",
        "XK_XZJG": "厦门市烟草专卖局",
        "XK_ZT": "0",
        "DFBM": "350200",
        "SJC": "2026/11/21",
        "XK_SYFW": "0",
    }


def test_long_term_is_written_with_slashes(old: DeclaredCreditPlatform) -> None:
    assert data_of(old, message(licence(valid_to="2099-12-31")))["XK_JZQ"] == "2099/12/31"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({}, "0"), ({"valid": False}, "1"), ({"standing": "disputed"}, "2"), ({"standing": "other"}, "3")],
    ids=["valid", "ended", "disputed", "other"],
)
def test_the_state_is_a_column(old: DeclaredCreditPlatform, changes: dict[str, Any], code: str) -> None:
    assert data_of(old, message(licence(**changes)))["XK_ZT"] == code


@pytest.mark.parametrize(("kind", "record", "column"), [("xk", licence(), "XK_ZT"), ("cf", penalty(), "CF_ZT")])
def test_a_mark_of_a_dispute_differs_by_the_state_alone(
    old: DeclaredCreditPlatform, kind: str, record: Any, column: str
) -> None:
    mark, plain = (message(record, kind, op=op) for op in ("dispute", "upsert"))

    assert data_of(old, mark) == data_of(old, plain) | {column: "2"}


@pytest.mark.parametrize("profile", ["reference/credit", "legacy/front_push", "legacy/drop_push"])
def test_a_mark_of_a_dispute_is_never_written_in_the_columns_of_2018(profile: str, tmp_path: Path) -> None:
    place = {"legacy/front_push": f"sqlite:///{tmp_path}/f.db", "legacy/drop_push": f"file://{tmp_path}"}
    base = place.get(profile, "http://outside.test")
    new = build.credit(build.system(profile, build.Setting(NAME, base, secrets_of(NAME), lambda: NOW)))
    marks = [message(licence(), op="dispute"), message(penalty(), "cf", op="dispute")]
    prepared = [new.prepare([mark], batch_no="B1", at=NOW) for mark in marks]

    assert [one.request for one in prepared] == [b"", b""]
    assert [(fault.code, fault.field) for one in prepared for fault in one.faults] == [
        ("code_invalid", "XK_ZT"),
        ("code_invalid", "standing"),
    ]


def withdrawal(record: object) -> dict[str, object]:
    named = {"document_no": "厦烟许〔2026〕第12号", "agency_code": "11350200MB1A2B3CXA"}
    return named | {"reason": "决定已被撤销", "authority_no": "厦烟撤〔2026〕1号", "record": record}


def test_a_withdrawal_is_the_record_once_more_with_the_state_revoked(old: DeclaredCreditPlatform) -> None:
    one = message(withdrawal(licence()), op="withdraw", version=2)

    assert data_of(old, one) == data_of(old, message(licence())) | {"XK_ZT": "1"}


def test_a_withdrawal_without_its_record_waits_for_a_person(old: DeclaredCreditPlatform) -> None:
    bare = {name: value for name, value in withdrawal({}).items() if name != "record"}
    prepared = old.prepare([message(bare, op="withdraw")], batch_no="B1", at=NOW)

    assert prepared.request == b""
    assert [(fault.code, fault.field) for fault in prepared.faults] == [("column_missing", "record")]


def test_a_penalty_of_several_classes_is_parted_over_two_columns(old: DeclaredCreditPlatform) -> None:
    written = data_of(old, message(penalty(classes=["fine", "confiscation"], confiscated=1), "cf"))

    assert (written["CF_CFLB1"], written["CF_CFLB2"], written["CF_ZT"]) == ("罚款", "没收违法所得、没收非法财物", "0")
    assert "CF_NR_FK" not in written


@pytest.mark.parametrize(
    ("law", "label"),
    [
        ("warning", "警告"),
        ("criticism", "其他-通报批评"),
        ("withholding", "暂扣或者吊销许可证、暂扣或者吊销执照"),
        ("revocation", "暂扣或者吊销许可证、暂扣或者吊销执照"),
        ("downgrading", "其他-降低资质等级"),
        ("restriction", "其他-限制开展生产经营活动"),
        ("closure", "责令停产停业"),
        ("shutdown", "其他-责令关闭"),
        ("profession_ban", "其他-限制从业"),
        ("detention", "行政拘留"),
    ],
)
def test_each_class_of_the_law_of_2021_has_a_label_of_2018(law: str, label: str) -> None:
    system = build.system("reference/credit", setting("http://outside.test"))
    more = {"revoked": "烟草专卖零售许可证 350203100001"} if "吊销" in label else {}

    written = data_of(build.credit(system), message(penalty(classes=[law], fine=None, **more), "cf"))

    assert written["CF_CFLB"] == label


def test_two_classes_of_the_law_that_are_one_label_are_sent_once() -> None:
    system = build.system("reference/credit", setting("http://outside.test"))
    record = penalty(classes=["withholding", "revocation"], fine=None, revoked="许可证 350203100001")

    assert data_of(build.credit(system), message(record, "cf"))["CF_CFLB"] == "暂扣或者吊销许可证、暂扣或者吊销执照"


ADJUSTED = [
    ({"party": {**licence()["party"], "tax_no": "350203000000001"}}, "XK_XDR_SWDJ", None),
    ({"permit_class": "other:特许经营"}, "XK_SPLB", "其他"),
    ({"party": {**licence()["party"], "uscc": SHAANXI}}, "XK_XDR_SHXYM", None),
]


@pytest.mark.parametrize(("changes", "column", "sent"), ADJUSTED, ids=["tax number", "label", "a code of Shaanxi"])
def test_what_the_receiver_wrongly_refuses_is_changed_and_the_message_says_so(
    old: DeclaredCreditPlatform, changes: dict[str, Any], column: str, sent: str | None
) -> None:
    prepared = old.prepare([message(licence(**changes))], batch_no="B1", at=NOW)

    assert json.loads(prepared.request)["rows"][0]["data"].get(column) == sent
    ((key, done),) = prepared.adjusted
    assert (key, done.column, done.sent) == ("k1", column, sent or "")
    assert done.action == ("replaced" if sent else "suppressed")
    assert "对方" in done.why
    text = profile_text(PROFILE)[0].splitlines()
    assert text[done.line - 1] == "[[push.adjust]]"
    assert column in text[done.line]


def test_a_code_with_a_wrong_check_digit_is_told_and_not_left_out(old: DeclaredCreditPlatform) -> None:
    wrong = licence(party={**licence()["party"], "uscc": SHAANXI[:-1] + ("0" if SHAANXI[-1] != "0" else "1")})

    prepared = old.prepare([message(wrong)], batch_no="B1", at=NOW)

    assert [(fault.code, fault.field) for fault in prepared.faults] == [("check_digit", "XK_XDR_SHXYM")]


def faults(platform: DeclaredCreditPlatform, outgoing: Outgoing) -> list[tuple[str, str]]:
    prepared = platform.prepare([outgoing], batch_no="B1", at=NOW)
    return [(fault.code, fault.field) for fault in prepared.faults]


def with_change(old: str, new: str) -> DeclaredCreditPlatform:
    """Return the 2015 profile with one change."""
    text, source = profile_text(PROFILE)
    assert old in text
    return build.credit(build.system_of_text(text.replace(old, new), source, setting("http://outside.test")))


@pytest.mark.parametrize(
    ("unit", "fits", "too_long"),
    [("gb-byte", "局" * 32, "局" * 32 + "a"), ("gb-byte", "䶮" * 32, "𠀀" * 17), ("utf8-byte", "局" * 21, "局" * 22),
     ("char", "局" * 64, "局" * 65)],
    ids=["two bytes each", "rare ones have four", "three bytes each", "characters"],
)  # fmt: skip
def test_a_length_counts_in_the_unit_of_the_receiver_and_nothing_is_cut(unit: str, fits: str, too_long: str) -> None:
    old = 'XK_XZJG = { from = "agency_name", max = 64, unit = "gb-byte"'
    platform = with_change(old, old.replace("gb-byte", unit))

    assert data_of(platform, message(licence(agency_name=fits)))["XK_XZJG"] == fits
    assert faults(platform, message(licence(agency_name=too_long))) == [("too_long", "XK_XZJG")]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"party": {"kind": "enterprise", "name": "厦门鹭岛商贸有限公司"}}, "column_missing", "XK_XDR_SHXYM"),
        ({"updated_on": "2026-11-19"}, "date_invalid", "SJC"),
        ({"valid_to": "2026-11-19"}, "date_invalid", "XK_JZQ"),
        ({"decided_on": "2026-02-30"}, "date_invalid", "XK_JDRQ"),
        ({"standing": "forgotten"}, "code_invalid", "XK_ZT"),
        ({"party": {**licence()["party"], "legal_rep_id_no": "110105194912310021"}}, "check_digit", "XK_XDR_SFZ"),
    ],
    ids=["no code at all", "changed before decided", "ends before decided", "no day", "no such state", "check digit"],
)
def test_what_this_receiver_would_refuse_waits_for_a_person(
    old: DeclaredCreditPlatform, changes: dict[str, Any], code: str, field: str
) -> None:
    assert faults(old, message(licence(**changes))) == [(code, field)]


def test_a_word_that_no_code_stands_for_says_where_it_is_to_be_added(old: DeclaredCreditPlatform) -> None:
    prepared = old.prepare([message(licence(permit_class="special-2027"))], batch_no="B1", at=NOW)

    assert prepared.faults[0].message == (
        "代码表 permit_class 中没有“special-2027”；对方若有对应的代码，请补在对接规范的 [tables] permit_class 中"
    )


@pytest.mark.parametrize(
    ("classes", "sent"),
    [(["warning"], "0"), (["fine", "closure"], "1;3"), (["criticism"], None), (["other:通报批评"], None)],
    ids=["a code", "two codes", "no code for it", "no fallback"],
)
def test_a_receiver_of_codes_gets_codes_and_never_a_word_that_it_does_not_know(
    classes: list[str], sent: str | None
) -> None:
    text, source = profile_text("reference/credit")
    codes = (
        'class = { warning = "0", fine = "1", confiscation = "2", closure = "3", revocation = "4", detention = "5" }'
    )
    coded = re.sub(r"(?m)^class = .*$", codes, text).replace('CF_CFLB = ["罚款"]', 'CF_CFLB = ["1"]')
    platform = build.credit(build.system_of_text(coded, source, setting("http://outside.test")))
    one = message(penalty(classes=classes, fine=1 if "fine" in classes else None), "cf")

    if sent is None:
        assert faults(platform, one) == [("code_invalid", "CF_CFLB")]
    else:
        assert data_of(platform, one)["CF_CFLB"] == sent


def test_a_profile_may_hold_what_a_person_must_look_at() -> None:
    hold = 'matches = "其他-.+"\nthen = "replace"\nvalue = "其他"'
    platform = with_change(hold, 'matches = "其他-.+"\nthen = "hold"')

    prepared = platform.prepare([message(licence(permit_class="other:特许经营"))], batch_no="B1", at=NOW)

    assert [(fault.code, fault.field) for fault in prepared.faults] == [("held_by_profile", "XK_SPLB")]
    assert "对接规范第" in prepared.faults[0].message


@pytest.mark.parametrize(
    "code",
    [MISSING, FORMAT, FUTURE, REPEATED, REPAIRED, STALE, LABEL, BROKEN_RULE, "held_by_profile", "column_unknown"],
)
def test_each_code_of_such_a_receiver_has_a_hint_of_its_own(code: str) -> None:
    assert hints.for_code(code) != hints.DEFAULT


async def settled(platform: DeclaredCreditPlatform, city: City, rows: list[Outgoing], number: str) -> Receipt:
    sent = await platform.send(platform.prepare(rows, batch_no=number, at=NOW))
    assert sent.receipt_no.startswith("RW")
    city.world.clock.advance(2)
    receipt = await platform.receipt(sent.receipt_no)
    assert receipt is not None
    return receipt


def decided(city: City) -> str:
    return str(city.world.today - timedelta(days=1))


def known(city: City) -> str:
    """Return the code of a shop that the city's register knows."""
    codes = (city.world.people.party(n).uscc for n in range(60))
    return next(code for code in codes if code and city.world.registers.entity(code))


async def test_a_licence_is_published_withdrawn_and_disputed_in_the_states_of_2015(
    city: City, receiver: DeclaredCreditPlatform
) -> None:
    record = licence(decided_on=decided(city), party={**licence()["party"], "uscc": known(city)})
    versions = [
        message(record),
        message({**record, "standing": "disputed"}, version=2),
        message(withdrawal(record), op="withdraw", version=3),
    ]
    held = city.town.credit_2015.records.by_key

    for number, (one, state) in enumerate(zip(versions, "021", strict=True)):
        receipt = await settled(receiver, city, [one], f"B{number}")
        assert [row.state for row in receipt.rows] == ["published"]
        assert receipt.done
        assert [kept.data["XK_ZT"] for kept in held.values()] == [state]
    assert city.journal.violations == []


async def test_the_receipt_tells_right_wrong_updated_and_unlinked_rows_apart(
    city: City, receiver: DeclaredCreditPlatform
) -> None:
    day, party = decided(city), {**licence()["party"], "uscc": known(city)}
    rows = [
        message(licence("1号", decided_on=day, party=party), key="a"),
        message(licence("2号", decided_on=day), key="b"),
        message(licence("3号", decided_on=str(city.world.today + timedelta(days=3)), party=party), key="c"),
    ]

    receipt = await settled(receiver, city, rows, "B1")

    assert [(row.state, row.code) for row in receipt.rows] == [("published", ""), ("held", ""), ("rejected", "10005")]
    assert not receipt.done
    city.world.clock.advance(20)
    later = await receiver.receipt(receipt.receipt_no)
    assert later is not None
    assert later.done
    assert [row.state for row in later.rows] == ["published", "published", "rejected"]


async def test_the_very_same_row_again_is_a_duplicate_and_counts_as_published(
    city: City, receiver: DeclaredCreditPlatform
) -> None:
    one = message(licence(decided_on=decided(city), party={**licence()["party"], "uscc": known(city)}))

    await settled(receiver, city, [one], "B1")
    again = await settled(receiver, city, [one], "B2")

    assert [(row.state, row.code) for row in again.rows] == [("published", "20001")]


async def test_what_is_held_in_2015_has_the_digest_that_we_compute(
    city: City, receiver: DeclaredCreditPlatform
) -> None:
    day = date.fromisoformat(decided(city))
    messages = [message(penalty(f"{n}号", decided_on=str(day)), "cf", key=str(n)) for n in range(3)]
    prepared = receiver.prepare(messages, batch_no="B1", at=NOW)
    await receiver.send(prepared)

    digest, held = await receiver.held_digest("cf", day), await receiver.held("cf", day)

    assert receiver.digest_of(held) == digest.digest
    assert {row.hash for row in held} == set(prepared.hashes)


async def test_a_report_whose_answer_was_lost_is_found_by_its_batch(
    city: City, receiver: DeclaredCreditPlatform
) -> None:
    prepared = receiver.prepare([message(licence(decided_on=decided(city)))], batch_no="B1", at=NOW)

    assert await receiver.inquire(prepared) is None
    sent = await receiver.send(prepared)
    asked = await receiver.inquire(prepared)

    assert asked is not None
    assert asked.receipt_no == sent.receipt_no
