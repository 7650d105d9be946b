"""The clock of an application: its next last day with the arithmetic, and the card it has earned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.values import Card
from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import Settings, TermRule

BASIS = LegalBasis("行政许可法", 2019, "第三十二条、第四十二条、第四十五条、第八十二条", "ALL 32, 42, 45, 82")
Piece = tuple[str, str]  # label and text, as the detail pane shows them line by line


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that are not counted (hearing, test, expert review: ALL 45); `to_on` None = still running."""

    from_on: date
    to_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """What the due date of an application is computed from; `received_on` is the day of the newest material.

    `expires_on` is the end of the licence that is to be renewed: the decision must come before (ALL 50).
    """

    received_on: date
    accepted_on: date | None = None
    correcting: bool = False
    extended: bool = False
    pauses: tuple[Pause, ...] = ()
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The next last day (None while the applicant has to act), and how it was reached."""

    on: date | None
    provisional: bool
    pieces: tuple[Piece, ...]
    basis: LegalBasis


def due(clock: Clock, today: date, calendar: Calendar, terms: Mapping[str, TermRule], settings: Settings) -> Due:
    """Return when the bureau must have done its next step: notify or accept (L01), or decide (L04, L05).

    A pause that still runs is counted up to `today`. Computed from dates each time, never counted down.
    """
    if clock.accepted_on is not None:
        return _decision(clock.accepted_on, clock, today, calendar, (terms["L04"], terms["L05"], settings))
    rule = terms["L01"]
    if clock.correcting:
        return Due(None, provisional=False, pieces=(("期限", "等待申请人补正,期限不计算"),), basis=rule.basis)
    last = calendar.add_working_days(clock.received_on, rule.count)
    pieces = [
        ("起算", f"{clock.received_on}收到材料,次日起算"),
        ("期限", f"{rule.count}个工作日内受理、一次告知补正或者不予受理"),
        ("逾期", rule.effect),
    ]
    return _answer(clock.received_on, last, calendar, pieces, rule.basis)


def _decision(
    accepted_on: date, clock: Clock, today: date, calendar: Calendar, law: tuple[TermRule, TermRule, Settings]
) -> Due:
    """Return the last day of the decision: 20 working days, 10 more if extended, without the paused days."""
    rule, extension, settings = law
    promised = settings.committed_limit_wd
    count = min(promised, rule.count) if promised else rule.count
    pieces = [("起算", f"{accepted_on}受理,次日起算"), ("期限", f"{count}个工作日{'(承诺)' if promised else ''}")]
    if clock.extended:
        count += extension.count
        pieces.append(("延长", f"经批准延长{extension.count}个工作日"))
    last = calendar.add_working_days(accepted_on, count)
    for from_on, to_on, reason in _merged(clock.pauses, accepted_on, today):
        paused = _paused(from_on, to_on, accepted_on, calendar)
        if from_on <= last and paused:
            last = calendar.add_working_days(last, paused)
            pieces.append(("扣除", f"{reason}:{from_on}至{to_on},{paused}个工作日不计算(第四十五条)"))
    if clock.expires_on is not None and clock.expires_on < last:
        last = clock.expires_on
        pieces.append(("提前", f"原许可证{last}届满,延续决定应在届满前作出(第五十条)"))
    return _answer(accepted_on, last, calendar, pieces, rule.basis)


def _merged(pauses: tuple[Pause, ...], start: date, today: date) -> list[tuple[date, date, str]]:
    """Return the pauses in order, without days that two of them share; one still running ends today."""
    merged: list[tuple[date, date, str]] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_on):
        from_on, to_on = max(pause.from_on, start), pause.to_on or today
        if merged and from_on <= merged[-1][1]:
            first, last, reason = merged.pop()
            reason = reason if pause.reason in reason else f"{reason}、{pause.reason}"
            merged.append((first, max(last, to_on), reason))
        elif from_on <= to_on:
            merged.append((from_on, to_on, pause.reason))
    return merged


def _paused(from_on: date, to_on: date, start: date, calendar: Calendar) -> int:
    """Return how many counted working days a pause takes away; the day of the event was never counted."""
    first = 1 if from_on > start and calendar.is_working(from_on) else 0
    return calendar.working_days_between(max(from_on, start), to_on) + first


def _answer(start: date, last: date, calendar: Calendar, pieces: list[Piece], basis: LegalBasis) -> Due:
    provisional = calendar.is_provisional(start, last)
    pieces.append(("届满", str(last)))
    if provisional:
        pieces.append(("日历", "含暂定日历的日期,官方放假安排导入后重新计算"))
    pieces.append(("依据", str(basis)))
    return Due(last, provisional, tuple(pieces), basis)


def card(due_on: date | None, today: date, calendar: Calendar, settings: Settings, *, done: bool = False) -> Card:
    """Return the card of something due: a warning near the last day, yellow once it is overdue, then red.

    Yellow begins on the day after `due_on`; red when, from there, more than `red_after_yellow_wd` working
    days have gone by. What is done, or waits for the applicant (`due_on` None), has none.
    """
    if done or due_on is None:
        return Card.NONE
    if today > due_on:
        late = calendar.working_days_between(due_on, today)
        return Card.RED if late > settings.red_after_yellow_wd else Card.YELLOW
    left = calendar.working_days_between(today, due_on)
    return Card.WARNING if left <= settings.warn_before_wd else Card.NONE
