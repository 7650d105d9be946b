"""Penalties to look at: the list by day, search by number, name and initials, one decision with all that was sent."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, text, tuple_
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from rules.identifiers import normal_id, normal_number
from rules.names import normal_name
from rules.penalties import canonical_number
from usecases import feedback, history, penalties, proposals, search_index
from usecases.feedback import Asked
from usecases.history import HISTORY, MACHINE, Step
from usecases.penalty_records import Values, not_published
from usecases.proposals import Proposal
from usecases.texts import storable

PENALTIES, OUTBOX = table_of(PenaltyRow), table_of(OutboxRow)
LETTERS = re.compile(r"[a-z]{1,40}", re.ASCII)
QUERY_LENGTH = 200
MOST = 200  # answers to one search
STATES = ("recorded", "withdrawn", "repaired")

Key = tuple[date, int]
Where = Any  # a condition of SQLAlchemy


@dataclass(frozen=True, slots=True)
class PenaltyLine:
    """One line of the list; amounts in fen."""

    id: int
    document_no: str
    party_kind: str
    party_name: str
    cause: str
    fine: int | None
    confiscated: int | None
    decided_on: date
    state: str
    version: int
    simple_procedure: bool

    @property
    def key(self) -> Key:
        """Return the keyset key."""
        return (self.decided_on, self.id)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message about a penalty, as far as it got; `message` is the receiver's own words."""

    key: str
    system: str
    kind: str
    op: str
    version: int
    state: str
    receiver_state: str
    code: str
    message: str
    deadline_on: date | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PenaltyDetail:
    """One decision whole: its columns, why it is not published (""), what was sent, what happened, what was asked."""

    row: Values
    not_published: str
    sent: tuple[Sent, ...]
    history: tuple[Step, ...]
    asked: tuple[Asked, ...]
    withdrawal: Proposal | None
    repair: Proposal | None = None


COLUMNS = [PENALTIES.c[name] for name in PenaltyLine.__slots__]
SENT = [OUTBOX.c[name] for name in Sent.__slots__]


def page(session: Session, *, state: str = "", after: Key | None = None, limit: int = 50) -> list[PenaltyLine]:
    """Return decisions, newest day first; `after` is the key of the last line seen."""
    c = PENALTIES.c
    wanted = select(*COLUMNS).order_by(c.decided_on.desc(), c.id.desc()).limit(limit)
    if state:
        wanted = wanted.where(c.state == state)
    if after is not None:
        wanted = wanted.where(tuple_(c.decided_on, c.id) < after)
    return [PenaltyLine(*row) for row in session.execute(wanted)]


def search(session: Session, query: str, *, limit: int = 50) -> list[PenaltyLine]:
    """Return decisions by document number, a party's or its head's number, name, or pinyin initials; newest first."""
    words = storable(query.strip()[:QUERY_LENGTH])
    if not words:
        return []
    c = PENALTIES.c
    numbers = {normal_number(words), normal_id(words)}
    exact: list[Where] = [c.canonical_no == canonical_number(words)]
    exact += [column.in_(numbers) for column in (c.party_no, c.uscc, c.registration_no, c.legal_rep_no)]
    found = _lines(session, or_(*exact))
    if LETTERS.fullmatch(words.lower()):
        found |= _lines(session, c.initials.like(f"%{words.lower()}%"))  # a bureau has some ten thousand decisions
    elif not found:
        found = _by_name(session, words) or _by_number_part(session, words)
    return sorted(found.values(), key=lambda line: line.key, reverse=True)[:limit]


def detail(session: Session, document_no: str) -> PenaltyDetail:
    """Return one decision with everything that was sent of it; raises NotFound."""
    row = penalties.fetch(session, document_no)
    c = HISTORY.c
    mine = c.subject == penalties.subject_of(row)
    sent = select(*SENT).where(OUTBOX.c.ledger_seq.in_(select(c.ledger_seq).where(mine))).order_by(OUTBOX.c.id)
    published = sent.with_only_columns(OUTBOX.c.subject).where(OUTBOX.c.kind == "cf")
    keys = set(session.execute(published).scalars())  # of its record on the credit platform
    told = and_(c.subject.in_(keys), c.deed.not_in(MACHINE))  # what people did about it there, and what was asked
    steps = history.lines().where(or_(mine, told)).order_by(c.id)
    return PenaltyDetail(
        row,
        not_published(row),
        tuple(Sent(*values) for values in session.execute(sent)),
        tuple(history.read(session, steps)),
        tuple(feedback.on_records(session, keys)),
        penalties.waiting_withdrawal(session, document_no),
        proposals.open_one(session, penalties.subject_of(row), "record.repaired"),
    )


def _by_name(session: Session, words: str) -> dict[int, PenaltyLine]:
    """Return decisions whose party, or the person behind it, has the query in its name."""
    sql, values = search_index.condition(session, penalties.INDEX, "penalties.id", words)
    wanted = normal_name(words)
    rows = select(PENALTIES.c.id, PENALTIES.c.party_name, PENALTIES.c.legal_rep_name)
    rows = rows.where(text(sql).bindparams(**values)).order_by(PENALTIES.c.id.desc()).limit(5 * MOST)
    ids = [row.id for row in session.execute(rows) if any(wanted in normal_name(name) for name in row[1:])]
    return _lines(session, PENALTIES.c.id.in_(ids[:MOST]))


def _by_number_part(session: Session, words: str) -> dict[int, PenaltyLine]:
    """Return decisions whose document number holds the query, so that 第12号 finds its year's and others'."""
    part = canonical_number(words).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return _lines(session, PENALTIES.c.canonical_no.like(f"%{part}%", escape="!"))


def _lines(session: Session, where: Where) -> dict[int, PenaltyLine]:
    wanted = select(*COLUMNS).where(where).order_by(PENALTIES.c.decided_on.desc(), PENALTIES.c.id.desc()).limit(MOST)
    return {row.id: PenaltyLine(*row) for row in session.execute(wanted)}
