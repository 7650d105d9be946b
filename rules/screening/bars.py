"""R1 to R4: bars of some years that follow from what was once decided on the applicant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.values import Outcome
from rules.basis import LegalBasis
from rules.identifiers import normal_number
from rules.lawrows import Law, Rule
from rules.periods import add_years, in_words
from rules.screening.case import Case, Finding, Record, Relation, relation

BASIS = LegalBasis("烟草专卖许可证管理办法", "工业和信息化部令第37号", "第二十五条", "LIC 25")


@dataclass(frozen=True, slots=True)
class Bar:
    """Which records a rule looks at; no causes = any cause."""

    rule: str
    kinds: frozenset[str]
    causes: frozenset[str]
    noun: str


BARS = (
    Bar("R1", frozenset({"disqualification"}), frozenset(), "取消从事烟草专卖业务资格的决定"),
    Bar(
        "R2",
        frozenset({"non_acceptance", "refusal"}),
        frozenset({"concealment", "false_material"}),
        "因隐瞒情况或者虚假材料不予受理、不予许可的决定",
    ),
    Bar("R3", frozenset({"annulment"}), frozenset({"fraud", "bribery"}), "因欺骗、贿赂取得许可证被撤销的决定"),
)
PENALTIES = Bar("R4", frozenset({"penalty"}), frozenset({"unlicensed_trading"}), "无证经营的行政处罚")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that fits a rule; `doubts` say why it does not fit for certain."""

    on: date | None
    act: str
    doubts: tuple[str, ...]


def bars(case: Case, on: date, law: Law) -> Iterator[Finding]:
    """Yield the findings of R1 to R4, as far as the law of the day has them."""
    own = case.desk.decisions if case.desk else ()
    if case.records is None:
        yield from _nobody_asked(case, own, on, law)
        return
    related = [(record, relation(case.applicant, record.party)) for record in (*case.records, *own)]
    tail = f"（数据截至{case.records_as_of}）" if case.records_as_of else ""
    for bar in BARS:
        if bar.rule in law.rules:
            hits, left_out = _hits(bar, related, on)
            yield _bar(bar, law.rules[bar.rule], hits, on, law, f"{left_out}{tail}")
    if PENALTIES.rule in law.rules:
        hits, left_out = _hits(PENALTIES, related, on)
        yield _twice_punished(law.rules[PENALTIES.rule], hits, on, law, f"{left_out}{tail}")


def _nobody_asked(case: Case, own: Iterable[Record], on: date, law: Law) -> Iterator[Finding]:
    """Yield that the records are not known; what we decided ourselves bars all the same."""
    outcome = Outcome.UNAVAILABLE if case.records_down else Outcome.REVIEW
    text = "处理记录的来源没有答复。" if case.records_down else "没有查询处理记录。"
    related = [(record, relation(case.applicant, record.party)) for record in own]
    for bar in (one for one in (*BARS, PENALTIES) if one.rule in law.rules):
        unknown = Finding(bar.rule, outcome, law.rules[bar.rule].cited, text)
        found = _bar(bar, law.rules[bar.rule], _hits(bar, related, on)[0], on, law, "") if bar in BARS else unknown
        yield found if found.outcome is Outcome.DENY else unknown


def _hits(bar: Bar, related: Iterable[tuple[Record, Relation]], on: date) -> tuple[list[Hit], str]:
    """Return the records that fit, and a sentence on those left out because they are dated later."""
    hits, later = [], 0
    for record, how in related:
        doubts = _doubts(bar, record, how)
        if doubts is None:
            continue
        if record.on is not None and record.on > on:
            later += 1
        else:
            hits.append(Hit(record.on, normal_number(record.act or ""), doubts))
    return hits, f"另有{later}条晚于{on}的记录未计入。" if later else ""


def _doubts(bar: Bar, record: Record, how: Relation) -> tuple[str, ...] | None:
    """Return why a record may not fit (nothing = it fits), or None where it does not."""
    if record.kind is not None and record.kind not in bar.kinds:
        return None
    if bar.causes and record.cause is not None and record.cause not in bar.causes:
        return None
    if record.in_force is False or how is Relation.OTHER:
        return None
    doubts = [] if how is Relation.OWN else [how.value]
    if record.kind is None:
        doubts.append("未写明种类")
    if bar.causes and record.cause is None:
        doubts.append("未写明原因")
    if record.in_force is None:
        doubts.append("未写明是否有效")
    if record.on is None:
        doubts.append("未写明日期")
    return tuple(doubts)


def _last_day(decided_on: date, rule: Rule, law: Law) -> date:
    """Return the last day that a bar blocks: the same day of the year still bars (CIVIL 201–203)."""
    end = add_years(decided_on, rule.years)
    return end if law.settings.bar_inclusive else end - timedelta(days=1)


def _bar(bar: Bar, rule: Rule, hits: list[Hit], on: date, law: Law, tail: str) -> Finding:
    """Judge R1, R2 or R3 from the records that fit."""
    ends = [(None if hit.on is None else _last_day(hit.on, rule, law), hit) for hit in hits]
    certain = max(((end, hit.on) for end, hit in ends if end and hit.on and end >= on and not hit.doubts), default=None)
    basis = rule.cited
    if certain is not None:
        last, decided_on = certain
        stated = f"申请人有{in_words(decided_on)}{bar.noun}，{_within(rule, last)}"
        text = _barred(decided_on, bar.noun, rule.years, last) + tail
        return Finding(rule.id, Outcome.DENY, basis, text, last, stated)
    for end, hit in ends:
        if hit.doubts and (end is None or end >= on):
            when = f"{hit.on}" if hit.on else ""
            return Finding(
                rule.id, Outcome.REVIEW, basis, f"有{when}{bar.noun}，但{'、'.join(hit.doubts)}，请核对。{tail}"
            )
    text = f"{bar.noun}均已满{rule.years}年。" if hits else f"没有{bar.noun}。"
    return Finding(rule.id, Outcome.PASS, basis, text + tail)


def _within(rule: Rule, end: date) -> str:
    return f"{rule.years}年内不得申请，至{in_words(end)}止。"


def _barred(decided_on: date, noun: str, years: int, end: date) -> str:
    free = f"，{end + timedelta(days=1)}起可以申请" if end < date.max else ""
    return f"{decided_on}有{noun}（当事人号码一致），{years}年限制至{end}{free}。"


def _twice_punished(rule: Rule, hits: list[Hit], on: date, law: Law, tail: str) -> Finding:
    """Judge R4: two acts punished within a year, the bar runs from the later penalty of the latest such pair."""
    basis = rule.cited
    pair = _latest_pair([hit for hit in hits if not hit.doubts], rule)
    if pair is not None and _last_day(pair[1], rule, law) >= on:
        end = _last_day(pair[1], rule, law)
        free = f"，{end + timedelta(days=1)}起可以申请" if end < date.max else ""
        acts = f"{pair[0]}和{pair[1]}因无证经营两次受罚，相隔不超过{rule.within_years}年"
        text = f"{acts}，{rule.years}年限制至{end}{free}。"
        both = f"{in_words(pair[0])}、{in_words(pair[1])}"
        stated = f"申请人因无证经营于{both}两次受到行政处罚，相隔不超过{rule.within_years}年，{_within(rule, end)}"
        return Finding(rule.id, Outcome.DENY, basis, text + tail, end, stated)
    doubtful = _latest_pair(hits, rule)
    open_end = doubtful is not None and _last_day(doubtful[1], rule, law) >= on
    if open_end or _undated_pair(hits):
        doubts = "、".join(dict.fromkeys(doubt for hit in hits for doubt in hit.doubts))
        return Finding(rule.id, Outcome.REVIEW, basis, f"可能一年内因无证经营两次受罚，但{doubts}，请核对。{tail}")
    return Finding(rule.id, Outcome.PASS, basis, _not_twice(hits, pair, rule) + tail)


def _not_twice(hits: list[Hit], pair: tuple[date, date] | None, rule: Rule) -> str:
    if pair is not None:
        return f"{pair[0]}和{pair[1]}两次受罚，已满{rule.years}年。"
    return f"无证经营受罚{len(hits)}次，没有一年内的两次不同行为。" if hits else f"没有{PENALTIES.noun}。"


def _key(hit: Hit) -> str:
    """Return what makes two penalties one act: the same text, or without one the same day."""
    return f"act {hit.act}" if hit.act else f"day {hit.on}"


def _latest_pair(hits: list[Hit], rule: Rule) -> tuple[date, date] | None:
    """Return the two days of the latest two penalties for different acts within the year, the later one last."""
    dated = sorted(((hit.on, _key(hit)) for hit in hits if hit.on is not None), reverse=True)
    for position, (later, act) in enumerate(dated):
        for earlier, other in dated[position + 1 :]:
            if later > add_years(earlier, rule.within_years):
                break
            if other != act:
                return earlier, later
    return None


def _undated_pair(hits: list[Hit]) -> bool:
    """Tell whether a penalty without a day could make a pair with another one."""
    undated = [hit for hit in hits if hit.on is None]
    return any(
        not hit.act or not other.act or hit.act != other.act for hit in undated for other in hits if other is not hit
    )
