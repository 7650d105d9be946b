"""The rows of the law book read as they are written: every key in its place, sums in fen, switches without a row."""

from dataclasses import replace
from datetime import date

import pytest

from models.errors import InvalidInput
from models.values import Fen, Item
from rules.basis import LegalBasis
from rules.identifiers import CartonCodes, CartonLayout
from rules.lawbook import Instrument, parse
from rules.lawrows import (
    Band,
    Cause,
    Condition,
    InstantRule,
    Law,
    PaperRule,
    Reason,
    Regulated,
    ReviewRule,
    Rule,
    Settings,
    TermRule,
    Threshold,
    Unit,
)
from rules.lawswitches import SWITCHES

FIRST, DAY = date(2020, 1, 1), date(2026, 11, 22)
BASIS = LegalBasis("试验法", 1, "第一条", "X 1")
SHOWN = "《试验法》(1)第一条[X 1]"
CITED = 'instrument = "X"\narticle = "第一条"\nref = "1"\n'
NOTED = 'note = "注"\n'
MUST = {
    "bar_inclusive": "true", "r6": "true", "warn_before_wd": "3", "red_after_yellow_wd": "4",
    "carton_letters": '["XMYC"]',
}  # fmt: skip
TURNED = {
    "sole_trader_is_citizen": "false",
    "bar_inclusive": "false", "r6": "false", "warn_before_wd": "1", "red_after_yellow_wd": "2",
    "carton_letters": '["FJYC"]', "criminal_punishment_denies": "true", "committed_limit_wd": "8",
    "renewal_lead_unit": '"wd"', "deemed_renewal_late": "false", "renewal_waits_for_investigation": "true",
    "renewal_early_days": "90", "card_section_heads": '["approver"]', "card_unit_heads": '["supervisor"]',
    "hearing_citizen_yuan": "10000", "hearing_organisation_yuan": "100001", "address_needs_new": "false",
    "required_steps": '["new:application.site_checked"]', "instant_sample_percent": "10",
    "defaulter_fresh_hours": "6", "shared_fresh_hours": "12",
    "penalty_litigation": '"general"', "c07_delegated": "true",
}  # fmt: skip


def row(table: str, text: str, cited: str = CITED) -> str:
    """Return one row of a file, cited and in force from the first day on."""
    return f'[[{table}]]\n{text}\n{cited}valid_from = 2020-01-01\nmark = "law"\n'


def switches(values: dict[str, str], more: str = "") -> str:
    return "".join(row("setting", f'key = "{key}"\nvalue = {value}\n{more}', NOTED) for key, value in values.items())


INSTRUMENT = row("instrument", 'key = "X"\ntitle = "试验法"\nedition = 1', "")
RULE = row("rule", 'id = "R1"\nname = "甲"')
LEAST = INSTRUMENT + RULE + switches(MUST)


def law_of(text: str) -> Law:
    return parse({"x.toml": text}).in_force(DAY)


def test_before_the_first_row_there_is_no_law() -> None:
    with pytest.raises(InvalidInput, match="没有收录2019-12-31有效的审查规则") as error:
        parse({"x.toml": LEAST}).in_force(date(2019, 12, 31))

    assert error.value.do_next == "请换一个较晚的日期。"
    assert parse({"x.toml": LEAST}).in_force(FIRST).on == FIRST


def test_a_book_without_the_text_that_a_row_cites_gives_no_law() -> None:
    with pytest.raises(InvalidInput, match="R1引用的X在2026-11-22没有有效文本"):
        replace(parse({"x.toml": LEAST}), instruments=()).in_force(DAY)


def test_an_instrument_is_read_with_its_key_title_and_edition() -> None:
    (found,) = parse({"x.toml": LEAST}).instruments

    assert (found.id, found.row, found.place) == ("X", Instrument("X", "试验法", 1), "x.toml第1行")
    assert (found.span.valid_from, found.span.valid_to, found.span.mark) == (FIRST, date.max, "law")


def test_a_rule_and_a_term_are_read_key_by_key() -> None:
    rule = row("rule", 'id = "R2"\nname = "乙"\nyears = 3\nwithin_years = 5\nnote = "注"')
    term = row(
        "term", 'id = "L1"\nname = "丙"\ncount = 6\nunit = "m"\neffect = "alarm"\nthen_count = 60\nthen_unit = "d"'
    )
    law = law_of(LEAST + rule + term + row("term", 'id = "L2"\nname = "丁"'))

    assert law.rules == {
        "R1": Rule("R1", "甲", BASIS, SHOWN, 0, 0, "law", ""), "R2": Rule("R2", "乙", BASIS, SHOWN, 3, 5, "law", "注"),
    }  # fmt: skip
    assert law.terms == {
        "L1": TermRule("L1", "丙", BASIS, 6, "m", "alarm", "law", "", 60, "d"),
        "L2": TermRule("L2", "丁", BASIS, 0, "", "", "law", "", 0, ""),
    }


def test_a_cause_is_read_key_by_key_and_its_sums_are_fen() -> None:
    plain = 'name = "甲"\nviolated = "第二条"\ndecider = "tobacco"\nmay = false\nheavy = true'
    share = 'low_percent = 5\nhigh_percent = 10\nbase = "货值"\nmeasures = "没收"'
    sums = 'low_yuan = 2\nhigh_yuan = 30\ncloses = true\nserious_of = "C1"\nnote = "注"'
    found = law_of(
        LEAST + row("cause", f'id = "C1"\n{plain}\n{share}') + row("cause", f'id = "C2"\n{plain}\n{sums}')
    ).causes

    one = Cause("C1", "甲", "第二条", BASIS, "tobacco", "没收", 5, 10, "货值", heavy=True, mark="law")
    other = replace(
        one, id="C2", measures="", low_percent=None, high_percent=None, base="", low=Fen(2_00), high=Fen(30_00),
        serious_of="C1", note="注", closes=True,
    )  # fmt: skip
    assert found == {"C1": one, "C2": other}


def test_a_reason_is_read_key_by_key_and_may_stand_on_the_article_of_its_rule() -> None:
    text = 'text = "文"\nkinds = ["refusal"]\nrecord_cause = "other"'
    own = row("reason", f'id = "OWN"\nname = "甲"\n{text}\nitems = ["new"]\nnote = "注"')
    by_rule = row("reason", f'id = "R1"\nname = "乙"\n{text}\nrule = "R1"', "")

    found = law_of(LEAST + own + by_rule).reasons

    assert found == {
        "OWN": Reason("OWN", "甲", "文", BASIS, frozenset({"refusal"}), frozenset({Item.NEW}), "other", "law", "注"),
        "R1": Reason("R1", "乙", "文", BASIS, frozenset({"refusal"}), frozenset(), "other", "law", ""),
    }


def test_a_row_of_what_is_decided_at_once_is_read_key_by_key() -> None:
    text = 'result = "grant"\nfindings = ["R1"]\noutcomes = ["pass"]\nagainst = ["penalty"]'
    more = 'statuses = ["active"]\nregisters = ["own"]\nshared = ["id_card"]\nagainst_years = 3\nnote = "注"'
    found = law_of(LEAST + row("instant", f'id = "new"\n{text}') + row("instant", f'id = "renew"\n{text}\n{more}'))

    new = InstantRule(
        "new", Item.NEW, "grant", BASIS, ("R1",), frozenset({"pass"}), (), (), (), ("penalty",), mark="law"
    )
    renew = replace(
        new, id="renew", item=Item.RENEW, statuses=("active",), registers=("own",), shared=("id_card",),
        against_years=3, note="注",
    )  # fmt: skip
    assert found.instant == {"new": new, "renew": renew}


def test_papers_units_reviews_and_situations_are_read_key_by_key() -> None:
    situation = 'id = "N1"\nname = "甲"\ntext = "乙"\nitems = ["new"]\noutcome = "deny"'
    when = 'when = [{ field = "a.b", is = true }, { at_least = 3, field = "c" }, { field = "d", at_most = 5 }]'
    review = 'id = "V1"\nname = "丙"\nitems = ["renew"]\nfindings = ["N1"]\nunits = ["audit"]\nlimit_wd = 5'
    law = law_of(
        LEAST
        + row("paper", 'id = "id_card"\nmonths = 12\nnote = "注"')
        + row("unit", 'id = "audit"\nname = "稽查"\nroles = ["inspector"]', "")
        + row("negative", f"{situation}\n{when}")
        + row("review", f"{review}\nagainst = false")
    )

    conditions = (Condition("a.b", "is", value=True), Condition("c", "at_least", 3), Condition("d", "at_most", 5))
    assert law.papers == {"id_card": PaperRule("id_card", 12, BASIS, "law", "注")}
    assert law.units == {"audit": Unit("audit", "稽查", frozenset({"inspector"}))}
    assert law.negative == (
        Regulated("N1", "甲", "乙", BASIS, SHOWN, frozenset({Item.NEW}), conditions, "deny"),
    )  # fmt: skip
    assert law.reviews == (
        ReviewRule("V1", "丙", BASIS, frozenset({Item.RENEW}), frozenset({"N1"}), ("audit",), 5, against=False),
    )


def test_a_discretion_standard_is_read_key_by_key() -> None:
    cause = 'id = "C1"\nname = "甲"\nviolated = "乙"\ndecider = "tobacco"\nmay = true\nheavy = false'
    ends = "low_percent = 5\nhigh_percent = 6\nfrom_yuan = 1\nbelow_yuan = 20\nfrom_cartons = 3\nbelow_cartons = 40"
    law = law_of(
        LEAST
        + row("cause", f"{cause}\nlow_percent = 5\nhigh_percent = 6\nlow_yuan = 7\nhigh_yuan = 8")
        + row("band", f'id = "B1"\nname = "丙"\ncause = "C1"\n{ends}')
        + row("band", 'id = "B2"\nname = "丁"\ncause = "C1"\nlow_yuan = 7\nhigh_yuan = 8')
    )

    assert law.bands == (
        Band("B1", "丙", BASIS, "C1", 5, 6, None, None, Fen(100), Fen(2000), 3, 40),
        Band("B2", "丁", BASIS, "C1", None, None, Fen(700), Fen(800)),
    )


def test_a_step_of_a_standard_may_be_one_number() -> None:
    cause = 'id = "C1"\nname = "甲"\nviolated = "乙"\ndecider = "tobacco"\nmay = true\nheavy = false'
    band = 'id = "B1"\nname = "丙"\ncause = "C1"\nlow_percent = 6\nhigh_percent = 6'
    law = law_of(LEAST + row("cause", f"{cause}\nlow_percent = 5\nhigh_percent = 6") + row("band", band))

    assert (law.bands[0].low_percent, law.bands[0].high_percent) == (6, 6)


@pytest.mark.parametrize(
    "ends", ["low_percent = 4\nhigh_percent = 6", "low_percent = 5\nhigh_percent = 7", "high_percent = 6"]
)
def test_a_standard_that_leaves_the_law_is_refused_with_the_file(ends: str) -> None:
    cause = 'id = "C1"\nname = "甲"\nviolated = "乙"\ndecider = "tobacco"\nmay = true\nheavy = false'
    text = LEAST + row("cause", f"{cause}\nlow_percent = 5\nhigh_percent = 6")

    with pytest.raises(InvalidInput, match="裁量基准B1的幅度应在C1的法定幅度以内"):
        parse({"a.toml": text + row("band", f'id = "B1"\nname = "丙"\ncause = "C1"\n{ends}')})


@pytest.mark.parametrize(("unit", "least"), [("yuan", 700), ("stick", 7), ("case", 7), ("penalty", 7), ("year", 7)])
def test_a_threshold_is_read_key_by_key(unit: str, least: int) -> None:
    law = law_of(LEAST + row("threshold", f'id = "T1"\nname = "甲"\ncount = 7\nunit = "{unit}"\nnote = "注"'))

    assert law.thresholds == {"T1": Threshold("T1", "甲", BASIS, least, unit, "law", "注")}
    assert law.least("T1") == least


def test_a_book_of_rules_and_switches_alone_has_nothing_else() -> None:
    law = law_of(LEAST)

    assert law == Law(DAY, law.rules, {}, {}, {}, law.settings, law.digest)
    assert (law.instant, law.papers, law.negative, law.units, law.reviews, law.bands) == ({}, {}, (), {}, (), ())


def test_a_switch_without_a_row_is_as_the_law_or_the_bureau_has_it() -> None:
    found = law_of(LEAST + row("carton", 'name = "x"\nparts = [["月", 1, 3], ["日", 3, 5]]', NOTED)).settings

    layout = CartonLayout("x", (("月", 1, 3), ("日", 3, 5)), "注")
    codes = CartonCodes((layout,), ("XMYC",))
    assert found == Settings(
        bar_inclusive=True, r6=True, criminal_punishment_denies=False, school_buffers={}, warn_before_wd=3,
        red_after_yellow_wd=4, committed_limit_wd=0, hearing_citizen=Fen(0), hearing_organisation=Fen(0), carton=codes,
    )  # fmt: skip
    assert (found.renewal_lead_unit, found.deemed_renewal_late, found.renewal_early_days) == ("d", True, 0)
    assert (found.address_needs_new, found.renewal_waits_for_investigation) == (True, False)
    assert (found.penalty_litigation, found.c07_delegated) == ("special", False)
    assert (found.instant_sample_percent, found.defaulter_fresh_hours, found.shared_fresh_hours) == (100, 24, 0)


def test_every_switch_is_read_from_its_own_key() -> None:
    districts = switches({"school_buffer_m": "50"}, 'district = "*"') + switches(
        {"school_buffer_m": "60"}, 'district = "350203"'
    )
    found = law_of(
        INSTRUMENT + RULE + switches(TURNED) + districts + switches({"committed_limit_wd": "5"}, 'item = "renew"')
    ).settings

    assert found == Settings(
        bar_inclusive=False, r6=False, criminal_punishment_denies=True, school_buffers={"*": 50, "350203": 60},
        warn_before_wd=1, red_after_yellow_wd=2, committed_limit_wd=8, hearing_citizen=Fen(10_000_00),
        hearing_organisation=Fen(100_001_00), carton=CartonCodes((), ("FJYC",)), committed_limits={"renew": 5},
        renewal_lead_unit="wd", deemed_renewal_late=False, renewal_waits_for_investigation=True, renewal_early_days=90,
        section_heads=("approver",), unit_heads=("supervisor",), address_needs_new=False,
        required_steps=("new:application.site_checked",), instant_sample_percent=10, defaulter_fresh_hours=6,
        shared_fresh_hours=12, penalty_litigation="general", c07_delegated=True, sole_trader_is_citizen=False,
    )  # fmt: skip
    assert {*TURNED, "school_buffer_m"} == set(SWITCHES)
    assert [found.committed_limit(item) for item in (Item.RENEW, Item.NEW, None)] == [5, 8, 8]


def test_what_a_row_need_not_say_counts_nothing_and_takes_no_side() -> None:
    cause = Cause("C1", "甲", "第二条", BASIS, "tobacco", "")
    instant = InstantRule("new", Item.NEW, "accept", BASIS, (), frozenset(), (), (), (), ())

    assert (cause.may, cause.heavy, cause.closes, cause.low, cause.high_percent) == (False, False, False, None, None)
    assert instant.against_years == 0
