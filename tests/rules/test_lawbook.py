"""The law book: the row in force on each day, no gaps, no overlaps, no dangling reference, all ids of the domain."""

import tomllib
from datetime import date, timedelta

import pytest

from content import read_text
from content.lawbook import FILES, lawbook
from models.errors import InvalidInput
from models.values import Item
from rules.lawbook import parse
from rules.lawrows import Rule, TermRule

TODAY = date(2026, 11, 21)
INSTRUMENT = """
[[instrument]]
key = "X"
title = "试验法"
edition = 1
valid_from = 2020-01-01
valid_to = 2020-12-31
mark = "law"
"""
RULE = """
[[rule]]
id = "R1"
name = "试验"
instrument = "X"
article = "第一条"
ref = "1"
valid_from = {first}
valid_to = {last}
mark = "law"
"""


def test_every_id_of_the_domain_is_in_force_today() -> None:
    law = lawbook().in_force(TODAY)

    assert set(law.rules) == {*(f"R{n}" for n in range(1, 7)), *(f"A{n}" for n in range(1, 11)), "B1", "B2"}
    assert {term for term in law.terms if term[0] not in "EK"} == {*(f"L{n:02d}" for n in range(1, 28)), "V01"}
    assert {term for term in law.terms if term[0] == "E"} == {
        *(f"E{n:02d}" for n in range(1, 42)),
        "E31g",
        "E34m",
        "E39h",
    }
    assert {term for term in law.terms if term[0] == "K"} == {f"K{n:02d}" for n in range(1, 8)}
    assert set(law.causes) == {*(f"C{n:02d}" for n in range(1, 22)), "C02s", "C16s"}
    assert {f"R{n}" for n in range(1, 7)} <= set(law.reasons)


@pytest.mark.parametrize("day", ["2007-03-07", "2016-07-19", "2016-07-20", "2021-02-28", "2021-03-01", "2026-11-21"])
def test_every_screening_rule_has_a_row_on_every_day(day: str) -> None:
    assert len(lawbook().in_force(date.fromisoformat(day)).rules) == 18


@pytest.mark.parametrize(
    ("day", "rule", "key"),
    [
        ("2016-07-19", "R1", "LIC51 26(三)"),
        ("2016-07-20", "R1", "LIC 25(三)"),
        ("2020-12-31", "A1", "GPCL 17–18"),
        ("2021-01-01", "A1", "CIVIL 17–18"),
        ("2021-03-01", "A7", "LIC_R 51"),
    ],
)
def test_a_rule_cites_the_instrument_of_the_day(day: str, rule: str, key: str) -> None:
    assert lawbook().in_force(date.fromisoformat(day)).rules[rule].basis.key == key


@pytest.mark.parametrize(("day", "edition"), [("2019-04-22", 2003), ("2019-04-23", 2019)])
def test_one_row_prints_the_edition_in_force(day: str, edition: int) -> None:
    assert lawbook().in_force(date.fromisoformat(day)).terms["L04"].basis.edition == edition


@pytest.mark.parametrize(
    ("term", "count", "unit"),
    [("L01", 5, "wd"), ("L04", 20, "wd"), ("L05", 10, "wd"), ("L07", 10, "wd"), ("L14", 30, "d"), ("L24", 5, "y")],
)
def test_the_terms_have_their_length(term: str, count: int, unit: str) -> None:
    row = lawbook().in_force(TODAY).terms[term]

    assert (row.count, row.unit) == (count, unit)


def test_recall_was_shortened_when_order_37_came() -> None:
    before, after = (lawbook().in_force(day).terms["L22"] for day in (date(2016, 7, 19), date(2016, 7, 20)))

    assert (before.count, before.unit, after.count, after.unit) == (1, "y", 6, "m")


@pytest.mark.parametrize(
    ("cause", "low", "high", "decider"),
    [
        ("C01", 5, 10, "tobacco"),
        ("C05", 50, 100, "tobacco"),
        ("C07", 20, 50, "market_supervision"),
        ("C09", 100, 200, "tobacco"),
        ("C19", None, None, "customs"),
    ],
)
def test_the_causes_have_their_range_and_decider(cause: str, low: int | None, high: int | None, decider: str) -> None:
    row = lawbook().in_force(TODAY).causes[cause]

    assert (row.low_percent, row.high_percent, row.decider) == (low, high, decider)


def test_a_reason_is_found_in_any_case_and_knows_how_it_counts_later() -> None:
    law = lawbook().in_force(TODAY)

    assert law.reason(" r1 ").basis == law.rules["R1"].basis
    assert law.reason("untrue").record_cause == "false_material"
    assert law.reason("concealed").record_cause == "concealment"
    assert law.reason("INCOMPLETE").kinds == {"non_acceptance"}
    assert law.reason("RENEW_CONDITIONS").items == {Item.RENEW}


def test_an_unknown_code_names_the_known_ones() -> None:
    law = lawbook().in_force(TODAY)

    with pytest.raises(InvalidInput, match="没有理由代码“R9”") as reason:
        law.reason("R9")
    with pytest.raises(InvalidInput, match="没有案由“C99”") as cause:
        law.cause("C99")
    assert "R1、R2" in reason.value.do_next
    assert "C01、C02" in cause.value.do_next
    assert law.cause("c02S").id == "C02s"


def test_the_settings_say_what_the_contract_says() -> None:
    settings = lawbook().in_force(TODAY).settings

    assert settings.r6
    assert settings.bar_inclusive
    assert settings.school_buffers == {"*": 50}
    assert (settings.hearing_citizen, settings.hearing_organisation) == (1_000_000, 10_000_000)


def test_a_setting_without_a_row_has_its_first_value() -> None:
    now, then = (lawbook().in_force(day).settings for day in (TODAY, date(2008, 1, 1)))

    assert (now.renewal_early_days, now.required_steps, now.unit_heads) == (
        180, (), ("supervisor",),
    )  # fmt: skip
    assert (then.hearing_citizen, then.hearing_organisation, then.committed_limit_wd) == (0, 0, 0)


@pytest.mark.parametrize(
    ("file", "table", "numbers"),
    [
        ("screening", "rule", ("years", "within_years")),
        ("terms", "term", ("count", "then_count")),
        ("instant", "instant", ("against_years",)),
    ],
)
def test_a_row_counts_what_its_file_says_and_nothing_else(file: str, table: str, numbers: tuple[str, ...]) -> None:
    law = lawbook().in_force(TODAY)
    found = {"rule": law.rules, "term": law.terms, "instant": law.instant}[table]
    rows = tomllib.loads(read_text(f"law/{file}.toml"))[table]
    current = [row for row in rows if row["valid_from"] <= TODAY <= row.get("valid_to", TODAY)]

    assert current
    for row in current:
        assert [getattr(found[row["id"]], name) for name in numbers] == [row.get(name, 0) for name in numbers]


def test_what_counts_nothing_has_no_length() -> None:
    basis = lawbook().in_force(TODAY).terms["L07"].basis
    rule, term = Rule("R1", "x", basis, "x"), TermRule("L01", "x", basis)

    assert (rule.years, rule.within_years, term.count, term.then_count) == (0, 0, 0, 0)


def test_what_rests_on_no_text_is_marked() -> None:
    law = lawbook().in_force(TODAY)

    assert {law.rules[rule].mark for rule in ("R1", "R2", "R3", "R4")} == {"inference"}
    assert law.rules["R6"].mark == "practice"
    assert law.terms["L06"].mark == "paraphrase"


def test_the_digest_names_the_whole_book() -> None:
    texts = {name: read_text(f"law/{name}.toml") for name in FILES}
    changed = {**texts, "settings": texts["settings"].replace("value = 50", "value = 60")}

    assert parse(texts).digest == parse(dict(reversed(texts.items()))).digest
    assert parse(texts).digest != parse(changed).digest


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [("2019-12-31", "2020-06-01", "2019-12-31"), ("2020-01-01", "2021-01-01", "2021-01-01")],
    ids=["before the edition", "after the edition"],
)
def test_a_reference_to_a_text_not_in_force_is_found(first: str, last: str, day: str) -> None:
    with pytest.raises(InvalidInput, match=f"R1引用的X在{day}没有有效文本"):
        parse({"a": INSTRUMENT + RULE.format(first=first, last=last)})


def test_two_rows_of_one_rule_never_hold_on_one_day() -> None:
    rows = RULE.format(first="2020-01-01", last="2020-06-01") + RULE.format(first="2020-06-01", last="2020-12-31")

    with pytest.raises(InvalidInput, match="R1在2020-06-01有两条有效的规定"):
        parse({"a": INSTRUMENT + rows})


@pytest.mark.parametrize("text", ["[[rule]\n", "[[unknown]]\nid = 1\n", "rule = 5\n"])
def test_a_broken_file_is_named(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"法规文件b\.toml有误"):
        parse({"b.toml": text})


def test_the_law_of_a_day_is_kept() -> None:
    book = lawbook()

    assert book.in_force(TODAY) is book.in_force(TODAY)
    assert book.in_force(TODAY - timedelta(days=1)) is not book.in_force(TODAY)
