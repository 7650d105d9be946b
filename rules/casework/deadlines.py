"""What is due in a case: the terms that run for the bureau, and those that run for the party."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.casework import CaseStage
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.collecting import BANKED, COLLECTED, DEFERRED, DEMANDED, HANDED_IN, SPOT, court_from, plan
from rules.casework.conditions import NOTICE, SERVED, inquiry_until, lead_until, stood_still
from rules.casework.standing import Standing
from rules.casework.steps import INQUIRY
from rules.terms.spans import span

BASIS = LegalBasis("行政处罚法", 2021, "第五十六条、第六十条、第六十一条、第六十七条", "APL 56–67")


WATCHED = INQUIRY | {CaseStage.LEAD}


@dataclass(frozen=True, slots=True)
class Due:
    """One term that runs: from which event, until when; `ours` says that the bureau must act (the party otherwise)."""

    term: str
    start: date
    until: date
    ours: bool = True


def running(case: Standing, asked: Asked) -> list[Due]:
    """Return the terms that run on a day, the nearest end first."""
    found = [*_of_the_lead(case, asked), *_of_the_inquiry(case, asked), *_of_the_notice(case, asked)]
    found += [Due("E09", kept.on, asked.until("E09", kept.on)) for kept in case.preserved]
    found += [*_of_the_alarm(case, asked), *_of_cash(case, asked)]
    return sorted([*found, *_after_the_decision(case, asked)], key=lambda due: (due.until, due.term))


def decision_until(case: Standing, asked: Asked) -> date | None:
    """Return until when it must be decided (E22): ninety days from filing, days of suspension not counted."""
    filed = case.day("case.filed")
    if filed is None:
        return None
    rule = asked.law.terms["E22"]
    return span(filed, rule.count + stood_still(case, asked.on), rule.unit, asked.calendar)


def _of_the_lead(case: Standing, asked: Asked) -> Iterator[Due]:
    if case.stage is not CaseStage.LEAD:
        return
    yield Due("E01", case.found_on, lead_until(case, asked))
    acted = case.day("case.acted_at_once")
    if acted is not None:
        yield Due("E04", acted, asked.until("E04", acted))


def _of_the_inquiry(case: Standing, asked: Asked) -> Iterator[Due]:
    filed = case.day("case.filed")
    if filed is None or case.stage not in INQUIRY or case.suspended:
        return
    inquiry, decision = inquiry_until(case, asked), decision_until(case, asked)
    if case.stage is CaseStage.INVESTIGATING and inquiry is not None:
        yield Due("E12", filed, inquiry)
    if decision is not None:
        yield Due("E22", filed, decision)
    sought = case.day("case.owner_sought")
    if case.ownerless and sought is not None:
        yield Due("E13", sought, asked.until("E13", sought), ours=False)


def _of_the_alarm(case: Standing, asked: Asked) -> Iterator[Due]:
    """Yield the days in which the head decides about the police: from the lead on, suspended or not."""
    raised = case.last("case.alarm_raised")
    if case.alarm and raised is not None and case.stage in WATCHED and not case.alarm_answered:
        yield Due("E16", raised.on, asked.until("E16", raised.on))


def _of_the_notice(case: Standing, asked: Asked) -> Iterator[Due]:
    served = case.last(SERVED, after=NOTICE)
    if case.stage is not CaseStage.NOTICED or served is None:
        return
    if not case.last("case.defence_waived", after=NOTICE):
        yield Due("E18", served.on, asked.until("E18", served.on), ours=False)
    closed = case.last("case.hearing_waived", after=NOTICE) or case.last("case.hearing_requested", after=NOTICE)
    if case.hearing_offered and not closed:
        yield Due("E19", served.on, asked.until("E19", served.on), ours=False)


def _after_the_decision(case: Standing, asked: Asked) -> Iterator[Due]:
    decided = case.day("case.decided") or case.day("case.not_punished")
    served = case.day("case.served") or case.day(SPOT)
    if case.stage is CaseStage.DECIDED and decided is not None:
        yield Due("E23", decided, asked.until("E23", decided))
    if case.stage is not CaseStage.EXECUTING or served is None or not case.unpaid:
        return
    days = [part.due_on for part in plan(case, asked)]
    yield Due("E25", served, min((day for day in days if day >= asked.on), default=max(days)), ours=False)
    yield from _of_the_court(case, asked)


def _of_the_court(case: Standing, asked: Asked) -> Iterator[Due]:
    """Yield the days that a demand gives the party, then the months to ask the court in (E34; ACL 53, 54)."""
    if case.last("case.enforcement_applied", after=DEFERRED):
        return
    demanded, begun = case.last(DEMANDED, after=DEFERRED), court_from(case, asked)
    if demanded is not None and asked.on <= asked.until("E34", demanded.on):
        yield Due("E34", demanded.on, asked.until("E34", demanded.on), ours=False)
    if not case.in_dispute and begun is not None:
        yield Due("E34m", begun, asked.until("E34m", begun))


def _of_cash(case: Standing, asked: Asked) -> Iterator[Due]:
    """Yield the two working days of the officer, then those of the bureau, with cash of the spot (E36)."""
    for deed, then in ((COLLECTED, HANDED_IN), (HANDED_IN, BANKED)):
        begun = case.last(deed, after=then)
        if begun is not None:
            yield Due("E36", begun.on, asked.until("E36", begun.on))
