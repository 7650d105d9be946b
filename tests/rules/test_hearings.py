"""Hearings: the first and the last day of each step, who may preside, what a record and an answer need."""

from datetime import date, timedelta

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.errors import InvalidInput, Refused
from rules import hearings

CALENDAR = built_in_calendar()
OFFERED, LAST, TODAY = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 4)
TERMS = lawbook().in_force(OFFERED).terms
DAY = timedelta(days=1)
SAID = ["主持人", "宣布听证开始"]


def test_the_right_is_given_up_on_the_day_after_the_last_one() -> None:
    assert [hearings.silent(LAST, day) for day in (LAST - DAY, LAST, LAST + DAY)] == [False, False, True]


@pytest.mark.parametrize("requested_on", [OFFERED, LAST])
def test_a_hearing_may_be_asked_for_from_the_day_of_the_offer_through_the_last(requested_on: date) -> None:
    hearings.check_request(requested_on, OFFERED, LAST, TODAY)
    hearings.check_request(requested_on, OFFERED, LAST, requested_on)


@pytest.mark.parametrize(
    ("requested_on", "error"),
    [(OFFERED - DAY, InvalidInput), (TODAY + DAY, InvalidInput), (LAST + DAY, Refused)],
    ids=["before the offer", "in the future", "too late"],
)
def test_a_request_of_another_day_is_refused(requested_on: date, error: type[Exception]) -> None:
    with pytest.raises(error):
        hearings.check_request(requested_on, OFFERED, LAST, TODAY)


@pytest.mark.parametrize(
    ("held_on", "today", "told"),
    [
        ("2026-12-02", "2026-11-23", ""),  # L12: seven working days before
        ("2026-12-02", "2026-11-24", "应在2026-11-23前通知，今天已不足7个工作日"),
        ("2026-12-21", "2026-11-23", ""),
        ("2026-12-22", "2026-11-23", "应在2026-12-21前举行"),
    ],
)
def test_a_hearing_is_told_in_time_and_held_by_its_last_day(held_on: str, today: str, told: str) -> None:
    days = date.fromisoformat(held_on), date(2026, 12, 21), date.fromisoformat(today)

    if told:
        with pytest.raises(Refused, match=told):
            hearings.check_notice(*days, TERMS, CALENDAR)
    else:
        hearings.check_notice(*days, TERMS, CALENDAR)


@pytest.mark.parametrize(
    ("host", "recorder", "told"),
    [("clerk", "other", "审查该申请的人员不能主持"), ("other", "other", "应为不同的人员"), ("other", "clerk", "")],
    ids=["who examined presides", "one person for both", "who examined writes"],
)
def test_who_examined_does_not_preside_and_nobody_does_both(host: str, recorder: str, told: str) -> None:
    if told:
        with pytest.raises(Refused, match=told):
            hearings.check_host(host, recorder, {"clerk"})
    else:
        hearings.check_host(host, recorder, {"clerk"})


def test_a_record_is_written_on_the_day_of_the_hearing_or_later() -> None:
    hearings.check_its_day(OFFERED, TODAY, TODAY)
    hearings.check_its_day(OFFERED, TODAY, TODAY + DAY)
    with pytest.raises(Refused, match="还没有到"):
        hearings.check_its_day(OFFERED, TODAY, TODAY - DAY)


@pytest.mark.parametrize("days", [(None, None), (None, TODAY), (OFFERED, None)])
def test_a_hearing_that_nobody_was_told_of_has_no_record(days: tuple[date | None, date | None]) -> None:
    with pytest.raises(Refused, match="尚未通知"):
        hearings.check_its_day(*days, TODAY)


@pytest.mark.parametrize(
    ("record", "attending"),
    [([SAID] * 200, ["林海生"]), ([["主", "长" * 2000]], ["林" * 2000])],
    ids=["two hundred lines", "two thousand characters"],
)
def test_a_long_record_is_kept(record: list[list[str]], attending: list[str]) -> None:
    hearings.check_record(record, attending)


@pytest.mark.parametrize(
    ("record", "attending", "told"),
    [
        ([], ["林海生"], "写明参加人和经过"),
        ([SAID], [], "写明参加人和经过"),
        ([["主持人", " "]], ["林海生"], "应有发言人和内容"),
        ([SAID, [" ", "请求准予许可"]], ["林海生"], "应有发言人和内容"),
        ([["主持人"]], ["林海生"], "应有发言人和内容"),
        ([[*SAID, "多"]], ["林海生"], "应有发言人和内容"),
        ([SAID] * 201, ["林海生"], "最多200条，每条最多2000个字"),
        ([["主", "长" * 2001]], ["林海生"], "每条最多2000个字"),
        ([["主" * 2001, "说"]], ["林海生"], "每条最多2000个字"),
        ([SAID], ["林海生", "林" * 2001], "每条最多2000个字"),
    ],
)
def test_a_record_without_words_or_beyond_measure_is_refused(
    record: list[list[str]], attending: list[str], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        hearings.check_record(record, attending)


def test_a_refusal_answers_the_record_with_four_characters_at_least() -> None:
    hearings.check_answer(" 不予采纳 ")
    with pytest.raises(InvalidInput, match="是否采纳"):
        hearings.check_answer(" 不采纳 ")
