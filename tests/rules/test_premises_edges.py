"""The edges of what concerns the premises, the applicant's standing and the desk: each answer with its words."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import orjson
import pytest

from models.errors import InvalidInput
from models.values import Outcome, PartyKind
from rules.screening import Case, Desk, Finding, LayoutPlan, ListHit, Party, SiteCheck, screen
from rules.screening.case import Applicant, Business, Defaulter
from rules.screening.kept import snapshot_from
from rules.screening.premises import layout
from tests.rules.cases import ON, OTHER_ID, case_of, finding, law

DENY, REVIEW, PASS, UNAVAILABLE = Outcome.DENY, Outcome.REVIEW, Outcome.PASS, Outcome.UNAVAILABLE
DAY = date(2026, 11, 20)
PLAN = LayoutPlan("规划", min_spacing_m=50, cell_quota=5, cell_count=3)
SITE = SiteCheck(DAY, nearest_shop_m=50)
Said = tuple[Outcome, str, str]


def said(rule: str, case: Case, on: date = ON) -> Said:
    found = next(each for each in screen(case, on, law()).findings if each.rule == rule)
    return found.outcome, found.evidence, found.stated


def on_the_desk(rule: str, item: str = "new", **known: Any) -> Said:
    return said(rule, replace(case_of(item=item), desk=Desk(**known)))


@pytest.mark.parametrize(
    ("plan", "nearest", "expected"),
    [
        ({}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        (
            {},
            49,
            (
                DENY,
                "与最近零售点相距49米，小于规划规定的50米。",
                "经营场所与最近的烟草制品零售点相距49米，小于规划规定的50米。",
            ),
        ),
        (
            {"cell_count": 5},
            50,
            (
                DENY,
                "规划的单元格已有5个零售点，上限5个。",
                "经营场所所在的规划的单元格已有5个零售点，达到规定的上限5个。",
            ),
        ),
        ({"cell_count": 4}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        ({"ahead": 1}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        (
            {"ahead": 2},
            50,
            (REVIEW, "规划的单元格余2个名额，先受理的申请有2件，按受理先后决定（ALL 57）。", ""),
        ),
        ({"placed": False}, 49, (REVIEW, "不能确定该场所在规划中的单元格，请在实地核查中写明。", "")),
        ({}, None, (REVIEW, "间距没有测量或者单元格数量不明（规划）。", "")),
        ({"cell_count": None}, 50, (REVIEW, "间距没有测量或者单元格数量不明（规划）。", "")),
        ({"min_spacing_m": None}, None, (PASS, "符合规划的间距和数量要求。", "")),
        ({"cell_quota": None, "cell_count": None}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        ({"cell_quota": None, "cell_count": 9}, 50, (PASS, "符合规划的间距和数量要求。", "")),
    ],
)
def test_a3_spacing_and_quota_at_their_ends(plan: dict[str, Any], nearest: float | None, expected: Said) -> None:
    site = replace(SITE, nearest_shop_m=nearest)

    assert on_the_desk("A3", layout=replace(PLAN, **plan), site=site) == expected


def test_a3_without_a_plan_or_a_site_check_asks() -> None:
    assert on_the_desk("A3") == (REVIEW, "没有该区域的合理布局规划数据，请核对。", "")
    assert on_the_desk("A3", layout=PLAN)[0] is REVIEW
    assert LayoutPlan("规划").ahead == 0
    assert LayoutPlan("规划").placed


@pytest.mark.parametrize(
    ("fixed", "separate", "expected"),
    [
        (True, True, (PASS, "实地核查，截至2026-11-20：场所固定，与住所相独立。", "")),
        (
            False,
            True,
            (DENY, "实地核查，截至2026-11-20：场所不固定。", "经2026年11月20日实地核查，经营场所不固定。"),
        ),
        (
            True,
            False,
            (
                DENY,
                "实地核查，截至2026-11-20：未与住所相独立。",
                "经2026年11月20日实地核查，经营场所未与住所相独立。",
            ),
        ),
        (
            None,
            False,
            (
                DENY,
                "实地核查，截至2026-11-20：未与住所相独立。",
                "经2026年11月20日实地核查，经营场所未与住所相独立。",
            ),
        ),
        (True, None, (PASS, "填报：场所固定，与住所相独立。", "")),
        (None, True, (PASS, "填报：场所固定，与住所相独立。", "")),
    ],
)
def test_a5_what_two_officers_saw_goes_before_what_was_stated(
    fixed: bool | None, separate: bool | None, expected: Said
) -> None:
    assert on_the_desk("A5", site=SiteCheck(DAY, fixed, separate)) == expected


@pytest.mark.parametrize(
    ("fixed", "separate", "words"),
    [
        (None, True, "不知道场所是否固定、是否与住所相独立，须现场核查。"),
        (True, None, "不知道场所是否固定、是否与住所相独立，须现场核查。"),
        (True, False, "填报：未与住所相独立，须现场核查。"),
        (False, True, "填报：场所不固定，须现场核查。"),
    ],
)
def test_a5_what_was_stated_only_asks(fixed: bool | None, separate: bool | None, words: str) -> None:
    case = case_of(premises__fixed=fixed, premises__separate_from_home=separate)

    assert said("A5", replace(case, desk=Desk())) == (REVIEW, words, "")


@pytest.mark.parametrize(
    ("safe", "expected"),
    [
        (None, (REVIEW, "场所安全须现场核查。", "")),
        (True, (PASS, "实地核查，截至2026-11-20：没有不适宜经营的安全因素。", "")),
        (
            False,
            (
                DENY,
                "实地核查，截至2026-11-20：基于安全因素不适宜经营卷烟。",
                "经2026年11月20日实地核查，经营场所基于安全因素不适宜经营卷烟。",
            ),
        ),
    ],
)
def test_a6_safety_is_what_two_officers_saw(safe: bool | None, expected: Said) -> None:
    assert on_the_desk("A6", site=SiteCheck(DAY, safe=safe)) == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (None, (REVIEW, "不知道该经营场所是否已有许可证。", "")),
        (True, (DENY, "该经营场所已有有效的零售许可证。", "")),
        (False, (PASS, "该经营场所没有有效的零售许可证。", "")),
    ],
)
def test_a4_one_address_one_licence(held: bool | None, expected: Said) -> None:
    assert said("A4", case_of(premises__holds_licence=held)) == expected


def test_a2_names_the_source_the_day_and_the_method() -> None:
    measured = SiteCheck(DAY, school_distance_m=50, method="步行路线")

    assert on_the_desk("A2", site=measured) == (
        DENY,
        "与中小学校、幼儿园的距离50米（实地核查，截至2026-11-20，步行路线），不超过50米。",
        "经2026年11月20日实地核查，经营场所距最近的中小学校、幼儿园50米，未超过规定的50米。",
    )
    assert said("A2", case_of(premises__school_distance_m=50)) == (
        DENY,
        "与中小学校、幼儿园的距离50米（填报），不超过50米。",
        "申请人填报的经营场所距最近的中小学校、幼儿园50米，未超过规定的50米。",
    )
    own = on_the_desk("A2", site=measured, layout=replace(PLAN, school_buffer_m=49))
    assert own == (PASS, "与中小学校、幼儿园的距离50米（实地核查，截至2026-11-20，步行路线），超过49米。", "")


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


def test_a3_asks_where_nobody_looked_at_a_plan() -> None:
    found = layout(case_of(), law())

    assert (found.outcome, found.evidence) == (REVIEW, "没有该区域的合理布局规划数据，请核对。")


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
