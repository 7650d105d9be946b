"""One enforcement case as a book: chapters by stage, goods, terms with their cards, what is new since an opinion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from models.casework import CaseStage
from models.errors import InvalidInput
from models.said import said
from models.values import Officer
from rules.casework.clashes import Clash
from rules.casework.deadlines import Due
from rules.casework.steps import STEPS
from rules.goods import Goods
from rules.lawrows import TermRule
from rules.terms import card
from usecases import (
    cards_desk,
    casework_amounts,
    casework_consistency,
    casework_goods,
    casework_list,
    casework_news,
    clocks,
)
from usecases.cards_desk import CardLine
from usecases.casework_amounts import Amount
from usecases.casework_list import CaseDetail, StepLine
from usecases.casework_news import Since
from usecases.casework_rows import EnforcementCase

if TYPE_CHECKING:
    from usecases.payments_desk import Money


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage of the case with the steps that were taken in it; the last one is where the case stands."""

    stage: CaseStage
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One term that runs, with its card and the row of the law that it follows."""

    due: Due
    card: str
    law: TermRule


@dataclass(frozen=True, slots=True)
class Book:
    """A case whole, in the order in which it is read; `since` is None where nobody gave an opinion."""

    detail: CaseDetail
    chapters: tuple[Chapter, ...]
    goods: tuple[Goods, ...]
    terms: tuple[Term, ...]
    since: Since | None
    amount: Amount | None  # what may be decided; None where `unweighed` says why it cannot be told
    unweighed: str
    papers: int
    clashes: tuple[Clash, ...]
    money: "Money | None"  # None before there is a decision
    cards: tuple[CardLine, ...] = ()  # that were handed out, the newest first


def read(session: Session, number: str, *, at: datetime, reader: Officer | None = None) -> Book:
    """Return a case as a book for a reader, who sees what is new since an opinion of their own; raises NotFound."""
    found = casework_list.detail(session, number, at=at)
    known, goods = clocks.reckoner(session, at), casework_goods.of_case(session, found.case)
    terms = tuple(_term(due, known) for due in found.terms)
    since = casework_news.since(session, found.case.number, found.steps, reader)
    amount, unweighed = _weighed(session, found.case, at)
    cards = tuple(cards_desk.page(session, cards_desk.CardFilter(subject=found.case.number)))
    _number, papers, clashes = casework_consistency.clashes(session, found.case.number, at=at)
    parts = (tuple(chapters(found.steps)), tuple(goods), terms, since)
    return Book(found, *parts, amount, unweighed, papers, tuple(clashes), _money(session, found.case, at), cards)


def _money(session: Session, case: EnforcementCase, at: datetime) -> "Money | None":
    """Return what is owed and paid; what reckons it is loaded only for a case that was decided."""
    if not case.row["decided_on"]:
        return None
    from usecases import payments_desk

    return payments_desk.money(session, case.number, at=at)


def _weighed(session: Session, case: EnforcementCase, at: datetime) -> tuple[Amount | None, str]:
    """Return what fine may be decided, or why it cannot be told yet."""
    try:
        return casework_amounts.of_case(session, case.number, casework_amounts.Wish(), at=at), ""
    except InvalidInput as error:
        return None, said("{why}{do_next}", why=error.message, do_next=error.do_next)


def chapters(steps: Sequence[StepLine]) -> Iterable[Chapter]:
    """Yield the stages in the order in which the case went through them; one that it came back to stands twice."""
    stage, taken = CaseStage.LEAD, list[StepLine]()
    for step in steps:
        taken.append(step)
        to = STEPS[step.deed].to if step.deed in STEPS else None
        if to is not None and to is not stage:
            yield Chapter(stage, tuple(taken))
            stage, taken = to, []
    yield Chapter(stage, tuple(taken))


def _term(due: Due, known: clocks.Reckoner) -> Term:
    from content.lawbook import lawbook

    law = lawbook().in_force(due.start).terms[due.term]
    shown = card(due.until, known.today, known.calendar, known.settings) if due.ours else None
    return Term(due, "none" if shown is None else shown.value, law)
