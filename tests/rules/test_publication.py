"""Publication: who is left out and why, by dated rows; what holds a record back; how records are named."""

from dataclasses import replace
from datetime import date

import pytest

from content.publications import publication
from models.errors import InvalidInput
from rules.basis import LegalBasis
from rules.publication import (
    DISPUTED,
    HOLDS,
    PenaltyFacts,
    Way,
    canonical_subject,
    cause,
    excluded,
    number_of,
    stage,
    subject_of,
    worst,
)
from rules.publication_rows import PublicationClock, in_force, parse

DECIDED = date(2026, 11, 2)
FACTS = PenaltyFacts(False, ("fine",), "person", "350203199003070014", "", DECIDED)
BORN_2008 = "350203200811020010"  # 18 on the day of the decision
ROW = """
[[exclusion]]
id = "simple_procedure"
on = true
text = "不归集"
title = "文件"
edition = 2015
article = "第一条"
ref = "X 1"
valid_from = {first}
{more}
mark = "practice"
"""
ENDLESS = ROW.format(first="2020-01-01", more="")
CLOCKS = """
[[clock]]
id = "L25"
warn_wd = [1, 3]
length_wd = 7
valid_from = 2026-01-01
valid_to = 2026-12-31
mark = "law"
[[clock]]
id = "L25"
warn_wd = [2]
valid_from = 2027-01-01
mark = "law"
"""


def why(facts: PenaltyFacts, on: date = DECIDED) -> str:
    found = excluded(facts, publication(on).exclusions)
    return found.id if found else ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"simple_procedure": True}, "simple_procedure"),
        ({"kinds": ("warning",)}, ""),
        ({"party_no": BORN_2008}, ""),
        ({"party_no": BORN_2008, "acted_on": date(2026, 11, 1)}, "minor"),
        ({"party_no": BORN_2008, "decided_on": date(2026, 11, 1)}, "minor"),
        (
            {"party_kind": "sole_trader", "party_no": "", "legal_rep_no": BORN_2008, "acted_on": date(2026, 11, 1)},
            "minor",
        ),
        ({"party_kind": "enterprise", "party_no": "", "legal_rep_no": BORN_2008, "acted_on": date(2026, 1, 1)}, ""),
        ({"party_no": "E12345678"}, ""),
    ],
    ids=[
        "an adult", "on the spot", "only a warning", "18 on the day", "17 at the act", "17 at the decision",
        "who runs the shop", "who represents a company", "a passport says no age",
    ],
)  # fmt: skip
def test_a_decision_is_left_out_on_its_ground(changes: dict[str, object], expected: str) -> None:
    assert why(replace(FACTS, **changes)) == expected  # type: ignore[arg-type]


def test_a_ground_that_the_customer_switches_on_counts_too() -> None:
    warned = replace(FACTS, kinds=("warning", "other:通报批评"))
    grounds = [replace(ground, on=True) for ground in publication(DECIDED).exclusions]

    found = excluded(warned, grounds)
    fined = excluded(replace(warned, kinds=("warning", "fine")), grounds)

    assert (found.id if found else "", fined) == ("warning_only", None)


def test_the_bureau_warns_itself_three_days_and_one_day_before() -> None:
    assert publication(DECIDED).clocks["L25"].warn_wd == (3, 1)


def test_a_row_counts_on_its_days_only() -> None:
    rows = parse(ROW.format(first="2020-01-01", more="valid_to = 2024-12-31"), "x.toml")

    days = (date(2019, 12, 31), date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    assert [len(in_force(rows, on).exclusions) for on in days] == [0, 1, 1, 0]
    assert in_force(rows, days[1]).exclusions[0].basis == LegalBasis("文件", 2015, "第一条", "X 1")


def test_a_clock_warns_first_what_is_earliest_and_may_say_how_long_it_runs() -> None:
    rows = parse(CLOCKS, "x.toml")

    found = [in_force(rows, date(year, 6, 1)).clocks["L25"] for year in (2026, 2027)]

    assert found == [PublicationClock("L25", (3, 1), 7), PublicationClock("L25", (2,), 0)]


@pytest.mark.parametrize(
    "text",
    [
        ROW.format(first="2020-01-01", more="valid_to = 2020-01-01"),
        ROW.format(first="2022-01-01", more="") + ROW.format(first="2020-01-01", more="valid_to = 2021-12-31"),
    ],
    ids=["one day", "the later row first"],
)
def test_rows_that_share_no_day_are_kept(text: str) -> None:
    assert len(parse(text, "x.toml")["exclusion"]) == text.count("[[")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ROW.format(first="2020-01-01", more="") + ROW.format(first="2022-01-01", more=""), "2020-01-01至9999-12-31"),
        (
            ROW.format(first="2020-01-01", more="valid_to = 2022-01-01") + ROW.format(first="2022-01-01", more=""),
            "有两行在同一天有效",
        ),
        (ENDLESS + ENDLESS.replace("simple_procedure", "minor") + ROW.format(first="2022-01-01", more=""), "有两行"),
        (ROW.format(first="2020-01-01", more="valid_to = 2019-12-31"), r"第1个\[\[exclusion\]\].*起止日期"),
        (ROW.format(first='"2020"', more=""), "起止日期"),
        (ROW.format(first="2020-01-01", more="").replace("simple_procedure", "other"), "程序不认识"),
        (ROW.format(first="2020-01-01", more="exept = 1"), "exept"),
        (ROW.format(first="2020-01-01", more="").replace("ref =", "reff ="), "缺少ref；不认识reff"),
        ("[[exclude]]\n", "exclude"),
        ("[[", "x.toml有误"),
    ],
    ids=["two rows", "one day in common", "another ground between", "backwards", "no date", "unknown ground",
         "unknown key", "typo", "table", "no TOML"],
)  # fmt: skip
def test_a_faulty_table_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse(text, "x.toml")


def test_a_repair_counts_before_a_dispute() -> None:
    assert [worst(holds) for holds in (["disputed", "repaired"], ["disputed"], [])] == ["repaired", "disputed", ""]
    assert (HOLDS["repaired"], HOLDS["disputed"]) == (
        "已按信用修复停止公示，不再推送。",
        "当事人有异议，答复之前暂停推送。",
    )


def test_a_record_is_named_by_its_key() -> None:
    assert subject_of("cf|厦烟处〔2026〕第12号|C") == "cf|厦烟处〔2026〕第12号|C"
    assert subject_of("xk|厦烟许准〔2026〕第1号|C") == "xk:厦烟许准〔2026〕第1号"
    assert number_of("cf|厦烟处〔2026〕第12号|C") == "厦烟处〔2026〕第12号"
    assert number_of("cf|甲|乙|C") == "甲|乙"
    assert number_of("cf|厦烟处〔2026〕第12号|") == "厦烟处〔2026〕第12号"


@pytest.mark.parametrize(
    ("subject", "canonical"),
    [
        ("xk:厦烟许准(2026)第 1 号", "xk:厦烟许准〔2026〕第1号"),
        ("xk:厦烟许准〔2026〕第1号", "xk:厦烟许准〔2026〕第1号"),
    ],
)
def test_a_licence_record_is_named_in_canonical_form(subject: str, canonical: str) -> None:
    assert canonical_subject(subject) == canonical


@pytest.mark.parametrize(
    "subject", ["cf|厦烟处(2026)第12号|C", "cf:厦烟处(2026)第12号", "xk|厦烟许准(2026)第1号|C", "xk"]
)
def test_the_name_of_another_record_stays_as_it_is_written(subject: str) -> None:
    assert canonical_subject(subject) == subject


@pytest.mark.parametrize("key", ["R-1", "cf|厦烟处〔2026〕第12号", "cf||C"], ids=["no key", "no agency", "no number"])
def test_a_key_without_a_number_between_kind_and_agency_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput, match="不是公示记录的键"):
        number_of(key)


@pytest.mark.parametrize(
    ("state", "receiver", "where"),
    [
        ("queued", "", "waiting"),
        ("delivered", "", "accepted"),
        ("delivered", "held", "held"),
        ("confirmed", "", "validated"),
        *(("confirmed", end, end) for end in ("published", "withdrawn", "superseded", "repaired")),
        *((end, "published", end) for end in ("rejected", "dead", "cancelled")),
    ],
)
def test_where_a_record_is_follows_its_message_and_the_receivers_word(state: str, receiver: str, where: str) -> None:
    assert stage(state, receiver) == where


SENT = Way("delivered", "", DECIDED, DECIDED, None, DECIDED, tries=1)  # recorded and sent on its last day
BEFORE, AFTER = date(2026, 11, 1), date(2026, 11, 3)


@pytest.mark.parametrize(
    ("changes", "whose", "why"),
    [
        ({"confirmed_on": DECIDED}, "", ""),
        ({"confirmed_on": AFTER}, "theirs", "unconfirmed"),
        ({"state": "confirmed"}, "theirs", "unconfirmed"),
        ({"created_on": AFTER, "hold": DISPUTED}, "ours", "recorded_late"),
        ({"hold": DISPUTED, "state": "dead"}, "theirs", "disputed"),
        ({"state": "dead", "rejected": True}, "ours", "given_up"),
        ({"rejected": True}, "ours", "rejected"),
        ({"sent_on": AFTER, "receiver_state": "held"}, "theirs", "held"),
        ({"sent_on": None, "receiver_state": "held"}, "ours", "not_sent"),
        ({"sent_on": AFTER}, "ours", "not_sent"),
        ({"state": "queued"}, "ours", "not_sent"),
        ({"state": "queued", "tries": 2}, "theirs", "platform_away"),
        ({"state": "queued", "away": True}, "theirs", "platform_away"),
        ({"sent_on": None, "due_on": BEFORE, "created_on": BEFORE}, "ours", "not_sent"),
    ],
)
def test_whose_it_is_that_a_record_is_late(changes: dict[str, object], whose: str, why: str) -> None:
    assert cause(replace(SENT, **changes)) == (whose, why)  # type: ignore[arg-type]
