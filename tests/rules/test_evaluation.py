"""The credit evaluation: what counts, for how long, up to which cap, and tables that are refused."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import read_text
from content.lawbook import lawbook
from content.scoring import scoring
from models.errors import InvalidInput
from rules.evaluation import Evaluation, Event, Item, Table, check, evaluate, table_of, whole_years
from rules.evaluation_rows import rows_of
from rules.licences import STEPS

ON = date(2026, 11, 22)
SINCE = date(2026, 1, 5)  # not yet a whole year


def judged(*events: Event, on: date = ON, since: date = SINCE) -> Evaluation:
    return evaluate(scoring(on), events, since, on)


def penalty(cause: str, on: date, ref: str = "厦烟处〔2026〕第1号", struck: str = "") -> Event:
    return Event("penalty", cause, on, ref, struck)


def test_who_did_nothing_stands_at_the_start() -> None:
    found = judged()

    assert (found.score, found.grade.id, found.reasons) == (100, "A", ())


def test_a_decision_counts_through_the_last_day_of_its_years() -> None:
    done = penalty("C01", date(2026, 1, 5))

    assert [line.points for line in judged(done, on=date(2028, 1, 5)).reasons if line.item == "P3"] == [-15]
    assert [line.points for line in judged(done, on=date(2028, 1, 6)).reasons if line.item == "P3"] == [0]
    assert judged(done, on=date(2028, 1, 6)).reasons[0].note == "已过计分期"


def test_the_cap_is_reached_and_never_passed() -> None:
    found = judged(*(penalty("C01", date(2026, n, 1), f"{n}号") for n in range(1, 6)))

    assert [reason.points for reason in found.reasons] == [-15, -15, -15, 0, 0]
    assert found.score == 55
    assert found.reasons[3].note == "本项最多45分"


def test_the_cap_is_used_up_in_the_order_of_the_days_and_a_single_point_too() -> None:
    item = Item("P", "甲", "penalty", frozenset({"C01"}), points=-1, cap=-2, years=2)
    table = replace(scoring(ON), items=(item,))
    months = (3, 1, 2, 4)

    found = evaluate(table, [penalty("C01", date(2026, n, 1), f"{9 - n}号") for n in months], SINCE, ON)

    assert [(reason.on.month, reason.points) for reason in found.reasons] == [(1, -1), (2, -1), (3, 0), (4, 0)]
    assert [reason.note for reason in found.reasons] == ["", "", "本项最多2分", "本项最多2分"]


def test_what_was_struck_takes_nothing_and_says_why() -> None:
    found = judged(penalty("C01", date(2026, 3, 1), struck="号码属于另一人"))

    assert found.score == 100
    assert found.reasons[0].note == "异议成立，不计：号码属于另一人"


def test_what_happens_after_the_day_is_not_known_yet() -> None:
    assert judged(penalty("C01", ON + timedelta(days=1))).score == 100
    assert judged(penalty("C01", ON)).score == 85


def test_years_without_a_decision_give_points_and_a_decision_begins_them_anew() -> None:
    assert judged(since=date(2010, 1, 1)).score == 110
    assert judged(since=date(2024, 11, 22)).score == 104
    assert judged(since=date(2024, 11, 23)).score == 102
    broken = judged(penalty("C13", date(2020, 1, 1)), since=date(2010, 1, 1))
    assert [(reason.item, reason.points) for reason in broken.reasons] == [("P5", 0), ("G1", 10)]


def test_a_decision_that_was_struck_does_not_begin_the_years_anew() -> None:
    since, on = date(2022, 11, 22), date(2024, 11, 22)

    for struck, points in (("", 4), ("号码属于另一人", 8)):
        found = judged(penalty("C13", on, struck=struck), since=since)
        assert [reason.points for reason in found.reasons if reason.item == "G1"] == [points]


def test_a_score_stays_between_its_ends() -> None:
    events = [penalty(cause, date(2026, 2, 1), cause) for cause in ("C08", "C17", "C16", "C16s", "C01", "C05", "C07")]

    assert judged(*events).score == 0
    assert judged(*events).grade.id == "D"


@pytest.mark.parametrize(("begin", "on", "years"), [
    (date(2024, 2, 29), date(2025, 2, 27), 0), (date(2024, 2, 29), date(2025, 2, 28), 1),
    (date(2024, 2, 29), date(2028, 2, 28), 3), (date(2024, 2, 29), date(2028, 2, 29), 4), (ON, ON, 0),
    (date(2027, 1, 1), ON, 0),
])  # fmt: skip
def test_a_year_from_the_29th_of_february_ends_on_the_28th(begin: date, on: date, years: int) -> None:
    assert whole_years(begin, on) == years


EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.just("penalty"),
        what=st.sampled_from(["C01", "C08", "C16", "C20"]),
        on=st.dates(date(2021, 1, 1), date(2026, 11, 22)),
        ref=st.uuids().map(str),
        struck=st.sampled_from(["", "不实"]),
    ),
    max_size=8,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_things_became_known_changes_nothing(events: list[Event], chance: object) -> None:
    mixed = list(events)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert judged(*mixed) == judged(*events)
    assert 0 <= judged(*events).score <= 110


@given(EVENTS)
def test_the_reasons_add_up_to_the_score(events: list[Event]) -> None:
    found = judged(*events)

    assert found.score == max(0, min(110, 100 + sum(reason.points for reason in found.reasons)))


def test_years_without_a_decision_are_no_event_that_grows_old() -> None:
    table = read(read_text("evaluation.toml"))

    assert [item.years for item in table.items if item.event == "clean"] == [0]


def test_every_cause_and_every_day_since_2021_has_its_item() -> None:
    causes = set(lawbook().in_force(ON).causes)
    counted = {cause for item in scoring(ON).items if item.event == "penalty" for cause in item.matches}

    assert counted == causes
    with pytest.raises(InvalidInput, match="没有收录2020-12-31"):
        scoring(date(2020, 12, 31))


def refused(old: str, new: str) -> str:
    """Return what is said of the built-in table with one change."""
    text = read_text("evaluation.toml")
    assert old in text
    with pytest.raises(InvalidInput) as error:
        read(text.replace(old, new, 1))
    return str(error.value.message)


def read(text: str) -> Table:
    table = table_of(rows_of(tomllib.loads(text), "evaluation.toml", "x").holding(ON), ON, "x")
    check(table, lawbook().in_force(ON).causes, STEPS)
    return table


P3 = 'cap = -45\nyears = 2\nvalid_from = 2021-01-01\nmark = "practice"\n'
SECOND = """[[item]]
id = "P3"
name = "x"
event = "penalty"
causes = ["C01"]
points = -1
cap = -1
years = 1
mark = "practice"
"""


def followed(day: str) -> str:
    """Return the row of P3 ended on 30 June 2025, and another from a day on."""
    return f"{P3}valid_to = 2025-06-30\n\n{SECOND}valid_from = {day}\n"


@pytest.mark.parametrize(("old", "new", "said"), [
    (P3, followed("2025-06-30"), "P3有两行在同一天有效：2021-01-01至2025-06-30，2025-06-30至9999-12-31"),
    (P3, followed("2025-07-02"), "P3的两行之间有空档：2021-01-01至2025-06-30，2025-07-02至9999-12-31"),
    ('causes = ["C01"]', 'causes = ["C01", "C99"]', "P3写了没有的C99"),
    ('causes = ["C01"]', 'causes = ["C01", "C08"]', "P1和P3都计C08"),
    ('causes = ["C01"]', 'cause = ["C01"]', "不认识cause"),
    ("cap = -45", "cap = -10", "P3的上限-10容不下一次的-15分"),
    ("cap = -45", "cap = 45", "P3的上限45容不下"),
    ("points = -15", 'points = "-15"', "P3的points应为整数"),
    ("points = -15", "points = true", "P3的points应为整数"),
    ("points = -15", "points = 0", "P3的上限-45容不下一次的0分"),
    ("points = -15\n", "", "第3个[[item]]：缺少points"),
    (P3, P3.replace('mark = "practice"\n', ""), "第3个[[item]]：缺少mark"),
    (P3, P3.replace("2021-01-01", '"2021-01-01"'), "P3的valid_from应为日期"),
    ('event = "clean"', 'event = "quiet"', "G1的event应为"),
    ("least = 0\nconsequence", "least = 5\nconsequence", "没有从0分起的等级"),
    ("least = 80", "least = 95", "两个等级从同一分数起"),
    ("start = 100", "start = 120", "起点不在"),
    ('steps = ["licence.change_ordered"]', 'steps = ["licence.shrunk"]', "S3写了没有的licence.shrunk"),
    ("start = 100", "start = -1", "起点不在"),
    (P3, f"{P3}valid_to = 2020-12-31\n", "2021-01-01起而2020-12-31止，日期颠倒"),
    ("[[scale]]", "[[scales]]", "不认识的表“scales”"),
])  # fmt: skip
def test_a_faulty_table_is_refused_with_its_rows(old: str, new: str, said: str) -> None:
    assert said in refused(old, new)


def test_a_row_counts_from_its_first_day_through_its_last() -> None:
    rows = rows_of(tomllib.loads(read_text("evaluation.toml").replace(P3, followed("2025-07-01"))), "x", "x")
    held = [
        [row["name"] == "x" for row in rows.holding(date(2025, month, day))["item"] if row["id"] == "P3"]
        for month, day in ((6, 30), (7, 1))
    ]

    assert held == [[False], [True]]
    assert [bool(rows.holding(date(year, 1, 1))["item"]) for year in (2020, 2021)] == [False, True]


def test_a_wrong_row_is_named_by_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"第2个\[\[item\]\]不是表"):
        rows_of({"item": [tomllib.loads(f"{SECOND}valid_from = 2020-01-01")["item"][0], 1]}, "x", "x")


def test_a_start_at_either_end_a_single_point_and_a_row_of_one_day_are_right() -> None:
    text = read_text("evaluation.toml")

    read(text.replace("points = -15", "points = -1"))
    read(text.replace("points = -15\ncap = -45", "points = 1\ncap = 1"))
    read(text.replace("start = 100", "start = 0"))
    read(text.replace("start = 100", "start = 110"))
    read(text.replace(P3, f"{P3}valid_to = 2021-01-01\n\n{SECOND}valid_from = 2021-01-02\n"))
