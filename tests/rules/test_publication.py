"""Publication: who is left out and why, by dated rows; what holds a record back; how records are named."""

from dataclasses import replace
from datetime import date

import pytest

from content.publications import publication
from models.errors import InvalidInput
from rules.publication import DISPUTED, PenaltyFacts, Way, cause, excluded, number_of, stage, subject_of, worst
from rules.publication_rows import in_force, parse

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

    assert [len(in_force(rows, date(year, 12, 31)).exclusions) for year in (2019, 2020, 2024, 2025)] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ROW.format(first="2020-01-01", more="") + ROW.format(first="2022-01-01", more=""), "2020-01-01至9999-12-31"),
        (ROW.format(first="2020-01-01", more="valid_to = 2019-12-31"), "起止日期"),
        (ROW.format(first='"2020"', more=""), "起止日期"),
        (ROW.format(first="2020-01-01", more="").replace("simple_procedure", "other"), "程序不认识"),
        (ROW.format(first="2020-01-01", more="exept = 1"), "exept"),
        (ROW.format(first="2020-01-01", more="").replace("ref =", "reff ="), "缺少ref；不认识reff"),
        ("[[exclude]]\n", "exclude"),
        ("[[", "x.toml有误"),
    ],
    ids=["two rows on one day", "backwards", "no date", "unknown ground", "unknown key", "typo", "table", "no TOML"],
)
def test_a_faulty_table_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse(text, "x.toml")


def test_a_repair_counts_before_a_dispute() -> None:
    assert [worst(holds) for holds in (["disputed", "repaired"], ["disputed"], [])] == ["repaired", "disputed", ""]


def test_a_record_is_named_by_its_key() -> None:
    assert subject_of("cf|厦烟处〔2026〕第12号|C") == "cf|厦烟处〔2026〕第12号|C"
    assert subject_of("xk|厦烟许准〔2026〕第1号|C") == "xk:厦烟许准〔2026〕第1号"
    assert number_of("cf|厦烟处〔2026〕第12号|C") == "厦烟处〔2026〕第12号"
    with pytest.raises(InvalidInput):
        number_of("R-1")


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


SENT = Way("delivered", "", DECIDED, DECIDED, None, DECIDED)  # recorded and sent on its last day
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
        ({"state": "queued", "tries": 1}, "ours", "not_sent"),
        ({"state": "queued", "tries": 2}, "theirs", "platform_away"),
        ({"state": "queued", "away": True}, "theirs", "platform_away"),
        ({"sent_on": None, "due_on": BEFORE, "created_on": BEFORE}, "ours", "not_sent"),
    ],
)
def test_whose_it_is_that_a_record_is_late(changes: dict[str, object], whose: str, why: str) -> None:
    assert cause(replace(SENT, **changes)) == (whose, why)  # type: ignore[arg-type]
