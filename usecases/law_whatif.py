"""What a change of the law book would have changed: every screening judged again, page by page, nothing written."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Text, and_, cast, exists, select
from sqlmodel import Session

from content.lawbook import lawbook, texts
from models.errors import InvalidInput
from models.said import said
from models.tables.applications import ApplicationRow, ScreeningRow
from models.tables.columns import table_of
from models.values import Outcome
from rules.lawbook import LawBook, parse
from rules.lawfiles import LAST, read_rows
from rules.screening import Screening
from usecases import law_receipts
from usecases.law_receipts import Kept

APPLICATIONS, SCREENINGS = table_of(ApplicationRow), table_of(ScreeningRow)
AT_ONCE = 500  # snapshots that are read at once
Said = tuple[str, str | None]  # outcome of a finding, through which day it bars
Answers = dict[str, Said]
NOTHING = "{}"  # a snapshot that keeps no facts


class Answer(msgspec.Struct, frozen=True):
    """A finding as it was kept, as far as outcomes are compared."""

    rule: str
    outcome: str
    barred_through: str | None = None


_read = msgspec.json.Decoder(list[Answer]).decode


@dataclass(frozen=True, slots=True)
class Change:
    """A changed law book beside the one in force; `as_if` is the day from which a row that is to come is looked at."""

    book: LawBook
    present: LawBook
    as_if: date | None

    def day(self, judged_on: date) -> date:
        """Return the day whose law a screening is judged by."""
        return judged_on if self.as_if is None else max(judged_on, self.as_if)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One application that would have come out otherwise, with the findings that differ: (rule, before, after)."""

    number: str
    item: str
    state: str
    judged_on: date
    before: str
    after: str
    findings: tuple[tuple[str, Said | None, Said | None], ...]


@dataclass(slots=True)
class Tally:
    """How many were looked at, and how many would have come out otherwise by outcome before and after."""

    looked_at: int = 0
    otherwise: int = 0
    not_kept: int = 0  # without the facts of their day
    not_by_this: int = 0  # come out otherwise, but by other changes of the book since their day
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    decided: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # with the state of the application


def change_of(name: str, text: str, *, today: date) -> Change:
    """Return the book in force with the rows of a file laid over it; raises InvalidInput with file, line and row."""
    begins = [row.raw["valid_from"] for _, row in read_rows(name, text)]
    if not begins:
        raise InvalidInput(
            said("{name}没有法规行。", name=name), kept="什么都没有改变。", do_next="写法同 content/law 的文件。"
        )
    coming = [day for day in begins if day > today]
    return Change(parse({**texts(), LAST + name: text}), lawbook(), max(coming, default=None))


def differing(session: Session, change: Change, since: date, tally: Tally) -> Iterator[Otherwise]:
    """Yield the applications whose newest screening since a day would have come out otherwise; counts into `tally`."""
    for row in _rows(session, since):
        tally.looked_at += 1
        if not row.case_text or row.case_text == NOTHING:
            tally.not_kept += 1
            continue
        found = _compared(law_receipts.read(row.case_text), row, change)
        if found is None:
            continue
        if not found.findings:
            tally.not_by_this += 1
            continue
        tally.otherwise += 1
        tally.outcomes[found.before, found.after] += 1
        tally.decided[found.before, found.after, found.state] += 1
        yield found


def _compared(kept: Kept, row: Any, change: Change) -> Otherwise | None:
    """Return how a screening would have come out, None where it stays; without findings where the file is no reason."""
    on, law_of = row.judged_on, change.day(row.judged_on)
    after = kept.judged(on, change.book.in_force(law_of))
    stored = _stored(_read(row.findings_text))
    if _answers(after) == stored and after.outcome.value == row.outcome:
        return None
    present = _answers(kept.judged(on, change.present.in_force(law_of)))
    now = _answers(after)
    rules = [rule for rule in dict.fromkeys((*present, *now)) if present.get(rule) != now.get(rule)]
    findings = tuple((rule, present.get(rule), now.get(rule)) for rule in rules)
    return Otherwise(row.number, row.item, row.state, on, row.outcome, after.outcome.value, findings)


def _answers(judged: Screening) -> Answers:
    """Return what was not passed; a rule that is looked at no more and one that passes are the same."""
    found: Answers = {}
    for each in judged.findings:
        if each.outcome is not Outcome.PASS:
            through = None if each.barred_through is None else each.barred_through.isoformat()
            found[_key(found, each.rule)] = (each.outcome.value, through)
    return found


def _stored(findings: list[Answer]) -> Answers:
    found: Answers = {}
    for each in findings:
        if each.outcome != Outcome.PASS:
            found[_key(found, each.rule)] = (each.outcome, each.barred_through)
    return found


def _key(found: Answers, rule: str) -> str:
    """Return under what a finding stands: a rule may have several."""
    return rule if rule not in found else f"{rule} {sum(1 for name in found if name.split()[0] == rule) + 1}"


def _rows(session: Session, since: date) -> Iterator[Any]:
    """Yield the newest screening of each application that was judged since a day, read in pages."""
    s, a, later = SCREENINGS.c, APPLICATIONS.c, SCREENINGS.alias()
    newer = exists().where(later.c.application_id == s.application_id, later.c.id > s.id)
    columns = (
        s.id, s.judged_on, s.outcome, a.number, a.item, a.state,
        cast(s.findings, Text).label("findings_text"), cast(s.case, Text).label("case_text"),
    )  # fmt: skip
    wanted = select(*columns).join_from(SCREENINGS, APPLICATIONS, a.id == s.application_id).where(~newer)
    wanted = wanted.order_by(s.judged_on, s.id).limit(AT_ONCE)
    day, last = since - timedelta(days=1), sys.maxsize
    while rows := session.execute(wanted.where((s.judged_on > day) | and_(s.judged_on == day, s.id > last))).all():
        yield from rows
        day, last = rows[-1].judged_on, rows[-1].id
        session.rollback()
