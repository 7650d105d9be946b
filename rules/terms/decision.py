"""The clock of an application: the last day of its next step, with the arithmetic (L01, L04–L06, L13, L15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.values import Item
from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import Settings, TermRule
from rules.terms.spans import backward

BASIS = LegalBasis("行政许可法", 2019, "第三十二条、第四十二条、第四十五条、第八十二条", "ALL 32, 42, 45, 82")
PAUSES = {  # what stops the clock, as pauses name it
    "hearing": "听证",
    "expert_review": "专家评审",
    "test": "检验、检测、检疫、鉴定",
    "correction": "补正",
    "investigation": "立案调查",  # only where the setting says so (L16)
}
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
    item: Item | None = None

    @property
    def starts_on(self) -> date:
        """Return the day whose law counts: that of acceptance, before it that of receipt."""
        return self.accepted_on or self.received_on

    def paused(self, today: date) -> bool:
        """Tell whether the clock stands still on a day."""
        return any(pause.from_on <= today <= (pause.to_on or today) for pause in self.pauses)


@dataclass(frozen=True)
class Due:
    """The next last day (None while the applicant has to act), and how it was reached; `term` is its number."""

    on: date | None
    provisional: bool
    term: str
    basis: LegalBasis
    steps: tuple[Piece, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Return the arithmetic line by line."""
        if self.on is None:
            return self.steps
        doubt = (("日历", "含暂定日历的日期，官方放假安排导入后重新计算"),) if self.provisional else ()
        return (*self.steps, ("届满", str(self.on)), *doubt, ("依据", str(self.basis)))


def due(clock: Clock, today: date, calendar: Calendar, terms: Mapping[str, TermRule], settings: Settings) -> Due:
    """Return when the bureau must have done its next step: notify or accept (L01), or decide (L04, L05, L15).

    A pause that still runs is counted up to `today`. Computed from dates each time, never counted down.
    `terms` and `settings` are those in force on `clock.starts_on`.
    """
    if clock.accepted_on is not None:
        return _decision(clock.accepted_on, clock, today, calendar, (terms, settings))
    rule = terms["L01"]
    if clock.correcting:
        return Due(None, False, "L01", rule.basis, (("期限", "等待申请人补正，期限不计算"),))
    last = calendar.add_working_days(clock.received_on, rule.count)
    steps = (
        ("起算", f"{clock.received_on}收到材料，次日起算"),
        ("期限", f"{rule.count}个工作日内受理、一次告知补正或者不予受理"),
        ("逾期", rule.effect),
    )
    return Due(last, calendar.is_provisional(clock.received_on, last), "L01", rule.basis, steps)


def _decision(
    accepted_on: date, clock: Clock, today: date, calendar: Calendar, law: tuple[Mapping[str, TermRule], Settings]
) -> Due:
    """Return the last day of the decision: 20 working days, 10 more if extended, without the paused days."""
    terms, settings = law
    rule, count, promised = terms["L04"], terms["L04"].count, settings.committed_limit(clock.item)
    if promised:
        count = min(promised, count)
    steps = [("起算", f"{accepted_on}受理，次日起算"), ("期限", f"{count}个工作日{'（承诺）' if promised else ''}")]
    if clock.extended:
        rule = terms["L05"]
        count += rule.count
        steps.append(("延长", f"经批准延长{rule.count}个工作日"))
    last = calendar.add_working_days(accepted_on, count)
    for from_on, to_on, reason in _merged(clock.pauses, accepted_on, today):
        paused = _paused(from_on, to_on, accepted_on, calendar)
        if from_on <= last and paused:
            last = calendar.add_working_days(last, paused)
            steps.append(("扣除", f"{reason}：{from_on}至{to_on}，{paused}个工作日不计算（第四十五条）"))
    end = clock.expires_on
    if end is not None and accepted_on <= end < last and _in_time(clock, end, calendar, law):
        rule, last = terms["L15"], end
        steps.append(("提前", f"原许可证{last}届满，延续决定应在届满前作出（第五十条）"))
    return Due(last, calendar.is_provisional(accepted_on, last), rule.id, rule.basis, tuple(steps))


def _in_time(clock: Clock, end: date, calendar: Calendar, law: tuple[Mapping[str, TermRule], Settings]) -> bool:
    """Tell whether a renewal came early enough for L15; by the built-in setting, any day of the validity will do."""
    terms, settings = law
    lead = backward(terms["L14"], end, calendar, settings.renewal_lead_unit).on
    return settings.deemed_renewal_late or clock.received_on <= lead


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
