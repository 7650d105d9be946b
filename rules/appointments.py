"""Appointments: the times that a hall offers on a day, and when somebody may not book any more."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import SHANGHAI
from rules.basis import LegalBasis

BASIS = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第五条", "ONLINE 5")
EVERY_HALL = "*"
STATE_NAMES = {"booked": "已预约", "arrived": "已到场", "served": "已收件", "cancelled": "已取消", "no_show": "未到场"}


@dataclass(frozen=True, slots=True)
class Hall:
    """One place with counters."""

    code: str
    name: str
    district: str
    address: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a hall ("*": every one) offers on some weekdays (1 = Monday), from its first through its last day."""

    hall: str
    weekdays: frozenset[int]
    begins: time
    ends: time
    minutes: int
    capacity: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Limit:
    """When somebody counts as away, and after how many times within how many days bookings rest for how long."""

    no_show_minutes: int
    no_shows: int
    within_days: int
    barred_days: int
    ahead_days: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Span:
    """One time of a day that can be booked; times as 09:00."""

    begins: str
    ends: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything that content/appointments.toml says."""

    halls: tuple[Hall, ...]
    plans: tuple[Plan, ...]
    limits: tuple[Limit, ...]

    def hall(self, code: str) -> Hall:
        """Return a hall; raises InvalidInput naming those that there are."""
        found = next((hall for hall in self.halls if hall.code == code), None)
        if found is None:
            known = "、".join(f"{hall.code}（{hall.name}）" for hall in self.halls)
            raise InvalidInput(
                said("没有大厅“{code}”。", code=code),
                kept="没有任何改动。",
                do_next=said("可用：{known}。", known=known),
            )
        return found

    def limit(self, on: date) -> Limit:
        """Return the limits in force on a day; raises InvalidInput where none are."""
        found = [limit for limit in self.limits if limit.valid_from <= on <= limit.valid_to]
        if not found:
            raise InvalidInput(
                said("预约设置中没有{on}有效的限制。", on=on), do_next="请补充 content/appointments.toml。"
            )
        return found[0]

    def spans(self, hall: str, day: date, is_working: Callable[[date], bool]) -> list[Span]:
        """Return the times that a hall offers on a day, in order; nothing on a day off."""
        if not is_working(day):
            return []
        plans = [
            plan for plan in self.plans if plan.hall in (hall, EVERY_HALL) and plan.valid_from <= day <= plan.valid_to
        ]
        own = [plan for plan in plans if plan.hall == hall] or plans
        wanted = [plan for plan in own if day.isoweekday() in plan.weekdays]
        return sorted((span for plan in wanted for span in _cut(plan)), key=lambda span: span.begins)


def _cut(plan: Plan) -> Iterator[Span]:
    """Yield the whole spans of a plan; what is left at its end is not offered."""
    step, base = timedelta(minutes=plan.minutes), date.min
    now, end = datetime.combine(base, plan.begins), datetime.combine(base, plan.ends)
    while now + step <= end:
        yield Span(f"{now:%H:%M}", f"{now + step:%H:%M}", plan.capacity)
        now += step


def begins_at(day: date, begins: str) -> datetime:
    """Return the moment at which a span of a day begins."""
    return datetime.combine(day, time.fromisoformat(begins), SHANGHAI)


def check_day(day: date, today: date, limit: Limit) -> None:
    """Raise Refused for a day that has passed or lies too far ahead."""
    if day < today:
        raise Refused(said("{day}已经过去，不能预约。", day=day), kept="没有预约。", do_next="请另选时段。")
    if day > today + timedelta(days=limit.ahead_days):
        raise Refused(
            said("只能预约{days}天以内的时段。", days=limit.ahead_days),
            kept="没有预约。",
            do_next="请另选时段。",
        )


def check_person(missed_on: Sequence[date], today: date, limit: Limit) -> None:
    """Raise Refused where somebody stayed away too often lately; the counter itself stays open to them."""
    recent = sorted(day for day in missed_on if day >= today - timedelta(days=limit.within_days))
    if len(recent) < limit.no_shows:
        return
    until = recent[-1] + timedelta(days=limit.barred_days)
    if today <= until:
        raise Refused(
            said(
                "{days}天内已有{count}次预约未到场，{until}以前暂停预约。",
                days=limit.within_days,
                count=len(recent),
                until=until,
            ),
            kept="没有预约。",
            do_next="可以直接到窗口取号办理，不受影响。",
        )


def parse(text: str, source: str) -> Timetable:
    """Return the timetable of a TOML text; raises InvalidInput naming what is wrong."""
    try:
        raw = tomllib.loads(text)
        halls = tuple(Hall(**row) for row in raw.get("hall", []))
        plans = tuple(_plan(row) for row in raw.get("plan", []))
        limits = tuple(Limit(**({"valid_to": date.max} | row)) for row in raw.get("limit", []))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(said("预约设置{source}有误：{error}。", source=source, error=error)) from error
    if any(a.valid_from <= b.valid_to and b.valid_from <= a.valid_to for a, b in combinations(limits, 2)):
        raise InvalidInput(said("预约设置{source}有误：有两行限制在同一天有效。", source=source))
    known = {hall.code for hall in halls} | {EVERY_HALL}
    for plan in plans:
        if plan.hall not in known or plan.minutes < 1 or plan.capacity < 1 or plan.begins >= plan.ends:
            raise InvalidInput(
                said("预约设置{source}有误：{hall}的时段、人数或者大厅不对。", source=source, hall=plan.hall)
            )
    return Timetable(halls, plans, limits)


def _plan(row: dict[str, Any]) -> Plan:
    begins, ends = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
    days, last = frozenset(row["weekdays"]), row.get("valid_to", date.max)
    return Plan(row["hall"], days, begins, ends, row["minutes"], row["capacity"], row["valid_from"], last)
