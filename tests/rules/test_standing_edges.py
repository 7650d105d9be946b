"""The edges of what concerns the applicant's standing and the desk: each answer with its words."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import orjson
import pytest

from models.errors import InvalidInput
from models.values import Outcome, PartyKind
from rules.screening import Desk, Finding, LayoutPlan, ListHit, Party, SiteCheck, screen
from rules.screening.case import Applicant, Business, Defaulter
from rules.screening.kept import snapshot_from
from tests.rules.cases import ON, OTHER_ID, Said, case_of, finding, law, on_the_desk, said

DENY, REVIEW, PASS, UNAVAILABLE = Outcome.DENY, Outcome.REVIEW, Outcome.PASS, Outcome.UNAVAILABLE
DAY = date(2026, 11, 20)
PLAN = LayoutPlan("规划", min_spacing_m=50, cell_quota=5, cell_count=3)
SITE = SiteCheck(DAY, nearest_shop_m=50)


@pytest.mark.parametrize(
    ("open_cases", "expected"),
    [
        (None, (REVIEW, "没有查询正在调查的案件。", "")),
        ((), (PASS, "没有正在调查的案件。", "")),
        (("甲", "乙"), (REVIEW, "有2起正在调查的案件：甲、乙。", "")),
    ],
)
def test_a9_an_open_case_asks(open_cases: tuple[str, ...] | None, expected: Said) -> None:
    assert on_the_desk("A9", investigations=open_cases) == expected


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (None, "没有其他地址的许可证。"),
        ((), "没有其他地址的许可证。"),
        (("1", "2"), "在其他地址持有2个许可证（1、2），可以分别申请。"),
    ],
)
def test_a10_a_licence_elsewhere_is_only_shown(others: tuple[str, ...] | None, words: str) -> None:
    assert on_the_desk("A10", other_licences=others) == (PASS, words, "")


BARS = ListHit("禁入名单", "倒卖", same_number=True, bars="《决定》")


@pytest.mark.parametrize(
    ("item", "hits", "expected"),
    [
        ("new", (BARS,), (DENY, "本局名单有记载：禁入名单（倒卖，号码一致）。", "列入禁入名单（倒卖）。")),
        ("renew", (BARS,), (REVIEW, "本局名单有记载：禁入名单（倒卖，号码一致），请核对。", "")),
        (
            "new",
            (replace(BARS, same_number=False),),
            (REVIEW, "本局名单有记载：禁入名单（倒卖，仅名称相同或者相近），请核对。", ""),
        ),
        ("new", (replace(BARS, bars=""),), (REVIEW, "本局名单有记载：禁入名单（倒卖，号码一致），请核对。", "")),
        (
            "new",
            (replace(BARS, bars="", reason=""), BARS),
            (
                DENY,
                "本局名单有记载：禁入名单（未写明原因，号码一致）；禁入名单（倒卖，号码一致）。",
                "列入禁入名单（倒卖）。",
            ),
        ),
    ],
)
def test_b1_only_a_list_that_bars_denies_and_only_by_number(
    item: str, hits: tuple[ListHit, ...], expected: Said
) -> None:
    assert on_the_desk("B1", item, blacklist=hits) == expected


def test_b1_cites_the_basis_of_the_list_that_bars() -> None:
    case = replace(case_of(), desk=Desk(blacklist=(replace(BARS, bars=""), BARS, replace(BARS, bars="《另一》"))))
    found: Finding = next(each for each in screen(case, ON, law()).findings if each.rule == "B1")

    assert found.basis == "《决定》"


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("ok", (PASS, "三统一系统中有该许可证。", "")),
        ("not_found", (REVIEW, "三统一系统中没有该许可证，请核实。", "")),
        ("unavailable", (UNAVAILABLE, "三统一系统没有答复，不知原许可证的情况。", "")),
        (None, (REVIEW, "没有查询原许可证。", "")),
    ],
)
def test_b2_only_a_licence_that_is_known_passes(held: str | None, expected: Said) -> None:
    assert on_the_desk("B2", "renew", held_licence=held) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2008-11-21", PASS),
        ("2008-11-22", REVIEW),
        ("2010-11-21", REVIEW),
        ("2010-11-22", DENY),
        ("2026-11-21", DENY),
        ("2026-11-22", REVIEW),
    ],
)
def test_a1_the_birthdays_themselves(born: str, expected: Outcome) -> None:
    assert finding("A1", applicant__birth_on=born).outcome is expected


@pytest.mark.parametrize(
    ("identity", "born", "expected"),
    [
        ("match", "1990-03-07", (PASS, "出生于1990-03-07，已满18周岁。", "")),
        ("mismatch", "1990-03-07", (REVIEW, "公安核验姓名与证件号码不一致。出生于1990-03-07，已满18周岁。", "")),
        ("no_record", "1990-03-07", (REVIEW, "公安核验姓名与证件号码无记录。出生于1990-03-07，已满18周岁。", "")),
        ("unavailable", "1990-03-07", (UNAVAILABLE, "公安核验没有答复。出生于1990-03-07，已满18周岁。", "")),
        (
            "unavailable",
            "2010-01-01",
            (REVIEW, "出生于2010-01-01，已满16未满18周岁，是否以自己的劳动收入为主要生活来源须核对。", ""),
        ),
        (
            "mismatch",
            "2020-01-01",
            (DENY, "出生于2020-01-01，未满16周岁。", "申请人出生于2020年1月1日，未满16周岁。"),
        ),
    ],
)
def test_a1_the_police_make_a_pass_a_question_and_never_a_denial_less(identity: str, born: str, expected: Said) -> None:
    case = replace(case_of(applicant__birth_on=born), desk=Desk(identity=identity))

    assert said("A1", case) == expected


def test_a1_a_faulty_number_and_no_number_are_told_apart() -> None:
    nobody, faulty = Applicant(PartyKind.PERSON), Applicant(PartyKind.PERSON, Party(id_no="350203199002290015"))

    assert said("A1", replace(case_of(), applicant=nobody))[1] == "不知道出生日期。"
    assert said("A1", replace(case_of(), applicant=faulty))[1] == "证件号码有误，不能据以计算年龄。"


@pytest.mark.parametrize(
    ("origin", "kind", "hotel", "franchise", "expected"),
    [
        ("domestic", "enterprise", False, False, (PASS, "内资。", "")),
        ("domestic", "enterprise", False, True, (REVIEW, "内资。但属于外国连锁企业的加盟店或者特许店，请核对。", "")),
        ("domestic", "enterprise", False, None, (REVIEW, "内资，但不知道是否外国连锁企业的加盟店。", "")),
        (None, "enterprise", False, False, (REVIEW, "不知道投资者来源。", "")),
        ("hk", "enterprise", True, False, (PASS, "香港投资，经营场所在宾馆、酒店内。", "")),
        ("macao", "sole_trader", None, False, (REVIEW, "澳门投资，不知道经营场所是否宾馆、酒店。", "")),
        ("taiwan", "person", False, False, (REVIEW, "台湾投资，但申请人不是企业或者个体工商户，请核对。", "")),
        (
            "foreign",
            "enterprise",
            False,
            True,
            (DENY, "外商投资，经营场所不是宾馆、酒店。", "申请人为外商投资，经营场所不是宾馆、酒店。"),
        ),
        (
            "foreign",
            "sole_trader",
            False,
            False,
            (DENY, "外商投资，经营场所不是宾馆、酒店。", "申请人为外商投资，经营场所不是宾馆、酒店。"),
        ),
    ],
)
def test_r5_says_whose_money_it_is(
    origin: str | None, kind: str, hotel: bool | None, franchise: bool | None, expected: Said
) -> None:
    case = case_of(premises__is_hotel=hotel)
    who = replace(case.applicant, kind=PartyKind(kind), investor_origin=origin, franchise_of_foreign=franchise)

    assert said("R5", replace(case, applicant=who)) == expected


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "没有查询失信被执行人名单。"),
        (Defaulter(None), "没有查询失信被执行人名单。"),
        (Defaulter("clear"), "不在失信被执行人名单上。"),
        (Defaulter("unavailable"), "失信被执行人名单没有答复。"),
        (Defaulter("hit", Party(id_no=OTHER_ID)), "名单上的是他人。"),
        (Defaulter("hit"), "失信被执行人名单有记载，但未写明当事人或者无法比对，请核对。"),
        (Defaulter("clear", as_of="2026-11-20"), "不在失信被执行人名单上。（名单数据截至2026-11-20）"),
    ],
)
def test_r6_says_what_the_list_said(found: Defaulter | None, words: str) -> None:
    assert said("R6", replace(case_of(), defaulter=found))[1] == words


@pytest.mark.parametrize(
    ("business", "expected"),
    [
        (None, (REVIEW, "没有查询商事登记。", "")),
        ({"status": None}, (REVIEW, "没有查询商事登记。", "")),
        ({"status": "unavailable"}, (UNAVAILABLE, "商事登记没有答复。", "")),
        ({"status": "revoked"}, (DENY, "营业执照已被吊销。", "申请人的营业执照已被吊销。")),
        ({"status": "ok", "scope_has_tobacco": None}, (REVIEW, "不知道经营范围是否含烟草制品零售。", "")),
        ({"status": "ok", "scope_has_tobacco": False}, (REVIEW, "经营范围不含烟草制品零售。", "")),
        ({"status": "ok", "scope_has_tobacco": True}, (PASS, "营业执照有效，经营范围含烟草制品零售。", "")),
    ],
)
def test_a8_says_what_the_register_said(business: dict[str, Any] | None, expected: Said) -> None:
    assert said("A8", case_of(business=business)) == expected


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (True, (DENY, "拟利用自动售货机销售。", "申请人拟利用自动售货机销售烟草制品。")),
        (False, (PASS, "不利用自动售货机销售。", "")),
        (None, (REVIEW, "不知道是否利用自动售货机销售。", "")),
    ],
)
def test_a7_says_what_the_applicant_means_to_do(machine: bool | None, expected: Said) -> None:
    assert said("A7", case_of(premises__vending_machine=machine)) == expected


def test_a8_says_of_which_day_the_register_is() -> None:
    case = replace(case_of(), business=Business("ok", scope_has_tobacco=True, as_of="2026-11-20"))

    assert said("A8", case) == (PASS, "营业执照有效，经营范围含烟草制品零售。（商事登记数据截至2026-11-20）", "")


def test_a_snapshot_gives_the_same_case_again_as_text_and_read() -> None:
    desk = Desk(SITE, PLAN, ("甲",), ("1",), (BARS,), "match", "ok", ())
    case = replace(case_of(), desk=desk)
    text = orjson.dumps({"case": asdict(case), "evidence": {"a": {}}, "known": {"b": 1}}).decode()

    assert snapshot_from(text).case == case
    assert snapshot_from(orjson.loads(text)) == snapshot_from(text)
    assert (snapshot_from(text).evidence, snapshot_from(text).known) == ({"a": {}}, {"b": 1})


@pytest.mark.parametrize("kept", ["{}", "[", {}, {"case": {"id": 1}}, '{"case": {"id": "1", "item": "x"}}'], ids=str)
def test_a_snapshot_without_a_case_is_refused(kept: Any) -> None:
    with pytest.raises(InvalidInput, match="快照中的事实无法读取"):
        snapshot_from(kept)
