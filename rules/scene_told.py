"""Who was at a scene and when: officers, certificates, start and end, a clock that was wrong beside what it said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from models.errors import InvalidInput
from models.said import said
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第四十二条、第四十七条、第五十五条", "APL 42, 47, 55")
LEAST_OFFICERS, LONGEST, MOST_SHIFT = 2, 100, 60 * 24 * 3660  # officers, characters, minutes
UNREADABLE = "现场记录里有读不懂的人员或者时间。"


@dataclass(frozen=True, slots=True)
class Told:
    """What a journal says of people and times; moments as the laptop wrote them (`raw_…`) and as they were mended."""

    people: tuple[tuple[str, str], ...]  # login, number of the certificate ("" where nobody said it)
    place: str
    started_at: str
    ended_at: str
    raw_started_at: str
    raw_ended_at: str
    present: str
    certificates_shown: bool
    shift: int  # minutes that were added to what the laptop said
    why: str  # and the reason
    backward: tuple[str, ...]  # where the laptop's clock went back

    @property
    def clock_in_words(self) -> str:
        """Return how the times were mended and why, "" where they were not."""
        if not self.shift:
            return ""
        way = "慢" if self.shift > 0 else "快"
        raw = said(
            "{day}至{last}",
            day=self.raw_started_at[:16].replace("T", " "),
            last=self.raw_ended_at[:16].replace("T", " "),
        )
        return said(
            "电脑时间{way}{minutes}分钟（{why}），电脑所记为{raw}，已更正",
            way=way,
            minutes=abs(self.shift),
            why=self.why,
            raw=raw,
        )


def told(events: Sequence[Mapping[str, Any]]) -> Told:
    """Return people and times of a journal: what was said last counts; raises InvalidInput for what cannot be read."""
    try:
        return _told(events)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(UNREADABLE, kept="现场记录文件未动。", do_next="请用记录它的程序版本打开。") from error


def _told(events: Sequence[Mapping[str, Any]]) -> Told:
    head, team, end, clock = events[0], _last(events, "team"), _last(events, "ended"), _last(events, "clock")
    shift = int(clock.get("minutes", 0))
    began = str(team.get("started_at") or head.get("at", ""))
    ended = str(end.get("ended_at") or end.get("at", "") or events[-1].get("at", ""))
    logins = [(str(login), "") for login in head.get("officers", ())]
    people = [(str(login), str(number)) for login, number in team.get("people", ())] or logins
    return Told(
        tuple(people),
        str(team.get("place") or head.get("place", "")),
        began if team.get("started_at") else _moved(began, shift),
        ended if end.get("ended_at") else _moved(ended, shift),
        str(head.get("at", "")),
        str(end.get("at", "") or events[-1].get("at", "")),
        str(end.get("present", "")),
        bool(end.get("certificates_shown", False)),
        shift,
        str(clock.get("why", "")),
        tuple(_backward(events)),
    )


def _last(events: Sequence[Mapping[str, Any]], do: str) -> Mapping[str, Any]:
    return next((one for one in reversed(events) if one.get("do") == do), {})


def _moved(moment: str, minutes: int) -> str:
    if not minutes:
        return moment
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).isoformat()


def _backward(events: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Yield where one entry of a laptop is earlier than the one before it."""
    moments = [str(one["at"]) for one in events if one.get("at")]
    for before, now in pairwise(moments):
        if datetime.fromisoformat(now) < datetime.fromisoformat(before):
            yield said(
                "电脑时间倒退：{before}以后是{now}",
                before=before[:16].replace("T", " "),
                now=now[:16].replace("T", " "),
            )


def team_faults(people: Sequence[tuple[str, str]], began: str, at: datetime) -> list[tuple[str, str]]:
    """Return (key, what is wrong): two different officers, each with a certificate; a start that is not to come."""
    wrong = []
    if len({login for login, _number in people if login}) < LEAST_OFFICERS:
        wrong.append(("second", "须有两名不同的执法人员（《行政处罚法》第四十二条）"))
    for key, (_login, number) in zip(("first_no", "second_no"), people, strict=False):
        wrong += [] if number else [(key, "须写明执法证号")]
        wrong += [(key, said("最长{most}字", most=LONGEST))] if len(number) > LONGEST else []
    return wrong + ([("started_at", "开始时间不能晚于现在")] if began and _after(began, at) else [])


def end_faults(ended: str, began: str, at: datetime) -> list[tuple[str, str]]:
    """Return (key, what is wrong) of an end: not before the start, not to come."""
    if ended and _after(began, datetime.fromisoformat(ended)):
        return [("ended_at", "结束时间不能早于开始时间")]
    return [("ended_at", "结束时间不能晚于现在")] if ended and _after(ended, at) else []


def _after(moment: str, at: datetime) -> bool:
    return bool(moment) and datetime.fromisoformat(moment) > at


def clock_faults(shift: int, why: str) -> list[tuple[str, str]]:
    """Return (key, what is wrong) of a clock that is mended: a reason, and a clock that somebody could have set."""
    wrong = [] if why.strip() else [("why", "须写明理由")]
    wrong += [("why", said("最长{most}字", most=LONGEST))] if len(why) > LONGEST else []
    return wrong + ([] if abs(shift) <= MOST_SHIFT else [("now", "与电脑时间相差十年以上")])
