"""What a step of a case is judged by: the law of its day and of the day of the act, and the goods at stake."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput
from rules.casework import fining
from rules.casework.asked import Asked
from rules.goods import totals
from rules.lawrows import Cause, Law
from usecases import casework_goods, casework_rows
from usecases.casework_rows import EnforcementCase


def judged(session: Session, case: EnforcementCase, on: date, words: Mapping[str, Any] | None = None) -> Asked:
    """Return what a step of a day is judged by; how many goods there are only where it has a fine."""
    goods = casework_goods.of_case(session, case)
    asked = replace(casework_rows.asked(session, on, words), then=law_of(case.row["acted_on"]), listed=bool(goods))
    return replace(asked, cartons=totals(goods).cartons) if goods and asked.said.get("fine") else asked


def cause_of(session: Session, case: EnforcementCase, on: date, words: Mapping[str, Any]) -> Cause | None:
    """Return the cause of a case in the law that counts (APL 37), None where it has none.

    A fine is weighed by both laws; without one it is the law of the act, where that is known and has the cause.
    """
    asked = judged(session, case, on, words)
    try:
        found = fining.weighed(case.standing, asked)
    except InvalidInput:
        found = None
    if found is not None:
        return found.cause
    before = asked.then.causes.get(case.standing.cause) if asked.then else None
    return before or asked.law.causes.get(case.standing.cause)


def law_of(acted_on: date | None) -> Law | None:
    """Return the law of the day of an act, None where the day is unknown or the book does not go back so far."""
    try:
        return None if acted_on is None else lawbook().in_force(acted_on)
    except InvalidInput:
        return None
