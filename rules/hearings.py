"""Hearings before a licensing decision: request, notice, record, and who may preside (ALL 46–48)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from models.errors import InvalidInput, Refused
from models.said import said
from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import TermRule
from rules.terms.steps import hearing_notice

BASIS = LegalBasis("行政许可法", 2019, "第四十六条至第四十八条", "ALL 46–48")
KEPT = "听证未变更。"
MOST_LINES, LONGEST = 200, 2000
LEAST_ANSWER = 4  # characters with which a refusal answers the record


def silent(request_until: date, today: date) -> bool:
    """Tell whether nobody asked in time: the day after the last one the right is given up (ALL 47)."""
    return today > request_until


def check_request(requested_on: date, offered_on: date, request_until: date, today: date) -> None:
    """Raise Refused for a request after the last day, InvalidInput for a day that cannot be."""
    if not offered_on <= requested_on <= today:
        raise InvalidInput(said("申请听证的日期应在{offered_on}至今天之间。", offered_on=offered_on), kept=KEPT)
    if requested_on > request_until:
        raise Refused(
            said(
                "听证应在{request_until}前提出，{requested_on}提出已逾期，视为放弃（{basis}）。",
                request_until=request_until,
                requested_on=requested_on,
                basis=BASIS,
            ),
            kept=KEPT,
            do_next="可以继续审查并作出决定。",
        )


def check_notice(
    held_on: date, hold_until: date, today: date, terms: Mapping[str, TermRule], calendar: Calendar
) -> None:
    """Raise Refused for a hearing later than L11 allows, or told less than L12 before."""
    if held_on > hold_until:
        raise Refused(
            said("听证应在{hold_until}前举行（{basis}）。", hold_until=hold_until, basis=BASIS),
            kept=KEPT,
            do_next="请改定较早的日期。",
        )
    last = hearing_notice(held_on, terms, calendar).on
    if today > last:
        raise Refused(
            said(
                "{held_on}的听证应在{last}前通知，今天已不足{count}个工作日（{basis}）。",
                held_on=held_on,
                last=last,
                count=terms["L12"].count,
                basis=BASIS,
            ),
            kept=KEPT,
            do_next="请改定较晚的日期。",
        )


def check_host(host: str, recorder: str, examiners: Collection[str]) -> None:
    """Raise Refused where the one who presides has examined the application, or writes the record as well."""
    if host in examiners:
        raise Refused(
            said("审查该申请的人员不能主持听证（{basis}）。", basis=BASIS),
            kept=KEPT,
            do_next="请指定未参与审查的人员主持。",
        )
    if host == recorder:
        raise Refused("主持人和记录人应为不同的人员。", kept=KEPT)


def check_its_day(noticed_on: date | None, held_on: date | None, today: date) -> None:
    """Raise Refused for a record of a hearing that nobody was told of, or whose day has not come."""
    if noticed_on is None or held_on is None:
        raise Refused(said("听证尚未通知（{basis}）。", basis=BASIS), kept=KEPT, do_next="请先通知听证。")
    if held_on > today:
        raise Refused(
            said("听证定于{held_on}举行，还没有到（{basis}）。", held_on=held_on, basis=BASIS),
            kept=KEPT,
            do_next="请在举行以后登记笔录。",
        )


def check_record(record: Sequence[Sequence[str]], attending: Sequence[str]) -> None:
    """Raise InvalidInput for a record without anybody, without a word, or too long to be one."""
    if not attending or not record:
        raise InvalidInput("听证笔录应写明参加人和经过。", kept=KEPT)
    texts = [*attending, *(text for line in record for text in line)]
    if any(len(line) != 2 or not all(part.strip() for part in line) for line in record):
        raise InvalidInput("听证笔录的每一条应有发言人和内容。", kept=KEPT)
    if len(record) > MOST_LINES or any(len(text) > LONGEST for text in texts):
        raise InvalidInput(
            said("听证笔录最多{most}条，每条最多{longest}个字。", most=MOST_LINES, longest=LONGEST),
            kept=KEPT,
        )


def check_answer(note: str) -> None:
    """Raise InvalidInput for a refusal after a hearing that does not answer its record (ALL 48)."""
    if len(note.strip()) < LEAST_ANSWER:
        raise InvalidInput(
            said(
                "听证后的决定应根据听证笔录作出：请在说明中写明对笔录所载意见是否采纳及理由（{basis}）。", basis=BASIS
            ),
            kept="申请未作决定。",
        )
