"""The credit evaluation of retailers: reckoned from what is recorded, kept as standings, never counted down."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from content.scoring import scoring
from models.tables.columns import table_of
from models.tables.evaluation import EvaluationDisputeRow, StandingChangeRow, StandingRow
from models.tables.licences import LicenceEventRow, LicenceRow
from models.tables.penalties import PenaltyRow
from models.values import Officer, shanghai_date
from rules.evaluation import PENALTY, STEP, Evaluation, Event, evaluate
from usecases import audit, licence_facts
from usecases.deeds import deed

LICENCES, EVENTS, PENALTIES = table_of(LicenceRow), table_of(LicenceEventRow), table_of(PenaltyRow)
STANDINGS, CHANGES = table_of(StandingRow), table_of(StandingChangeRow)
DISPUTES = table_of(EvaluationDisputeRow)
AT_ONCE = 500
UPHELD, OUT_OF_FORCE = "upheld", "withdrawn"
NUMBERS = ("holder_no", "uscc", "legal_rep_no")
_WANTED = [LICENCES.c[name] for name in ("licence_no", "decided_on", "valid_from", *NUMBERS)]
_MOVED = update(STANDINGS).where(STANDINGS.c.licence_no == bindparam("wanted"))
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look changed, and behind which licence the next one begins (None: there are no more)."""

    changed: int
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history of a standing; `came` and `went` are what counts now, and what did until then."""

    on: date
    grade: str
    score: int
    came: tuple[str, ...]
    went: tuple[str, ...]


@deed("evaluations.renewed")
def renew(session: Session, after: str = "", *, by: Officer, at: datetime, limit: int = AT_ONCE) -> Look:
    """Reckon the licences behind `after` anew, some at a time, and keep what changed."""
    on = shanghai_date(at)
    query = select(*_WANTED).where(LICENCES.c.licence_no > after).order_by(LICENCES.c.licence_no).limit(limit)
    rows = [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001
    changed = _kept(session, reckoned(session, rows, on), on, by=by, at=at)
    return Look(changed, rows[-1]["licence_no"] if len(rows) == limit else None)


renew.always_recorded = False  # type: ignore[attr-defined]  # a day on which nothing changes is no deed


def of_licence(session: Session, licence_no: str, on: date) -> Evaluation:
    """Return the evaluation of one licence on a day, reckoned now; raises NotFound."""
    row = licence_facts.read(session, licence_no)
    return reckoned(session, [row], on)[row["licence_no"]]


def history(session: Session, licence_no: str) -> list[Change]:
    """Return how the standing of a licence changed, newest first."""
    c = CHANGES.c
    query = select(c.on, c.grade, c.score, c.reasons).where(c.licence_no == licence_no).order_by(c.id)
    changes, before = list[Change](), dict[str, None]()
    for row in session.execute(query):
        now = dict.fromkeys(map(_counted, row.reasons))
        came, went = tuple(one for one in now if one not in before), tuple(one for one in before if one not in now)
        changes.append(Change(row.on, row.grade, row.score, came, went))
        before = now
    return changes[::-1]


def _counted(reason: Mapping[str, Any]) -> str:
    return f"{reason['points']:+d} {reason['name']} {reason['ref']}".strip()


def refresh(session: Session, licence_no: str, *, by: Officer, at: datetime) -> None:
    """Keep the standing of one licence as it is after a deed."""
    on = shanghai_date(at)
    _kept(session, {licence_no: of_licence(session, licence_no, on)}, on, by=by, at=at)


def reckoned(session: Session, rows: Sequence[Mapping[str, Any]], on: date) -> dict[str, Evaluation]:
    """Return the evaluation of each licence on a day; `rows` are licences with their numbers and days."""
    table = scoring(on)
    events = events_of(session, rows, on)
    return {
        row["licence_no"]: evaluate(table, events[row["licence_no"]], min(row["decided_on"], row["valid_from"]), on)
        for row in rows
    }


def events_of(session: Session, rows: Sequence[Mapping[str, Any]], on: date) -> dict[str, list[Event]]:
    """Return what the table of a day counts: decisions against each holder by number, and acts ex officio."""
    found: dict[str, list[Event]] = {row["licence_no"]: [] for row in rows}
    struck = _struck(session, found)
    holders: dict[str, list[str]] = {}
    for row in rows:
        for number in {row[name] for name in NUMBERS} - {""}:
            holders.setdefault(number, []).append(row["licence_no"])
    for one in _penalties(session, holders):
        concerned = {no for number in (one.party_no, one.uscc) if number for no in holders.get(number, ())}
        for no in concerned:
            why = struck.get((no, one.canonical_no), "")
            found[no].append(Event(PENALTY, one.cause, one.decided_on, one.canonical_no, why))
    for step in _steps(session, found, on):
        ref = step.document_no or step.act
        event = Event(STEP, step.act, shanghai_date(step.at), ref, struck.get((step.licence_no, ref), ""))
        found[step.licence_no].append(event)
    return found


def _penalties(session: Session, holders: Iterable[str]) -> Sequence[Any]:
    c, numbers = PENALTIES.c, list(holders)
    query = select(c.canonical_no, c.cause, c.decided_on, c.party_no, c.uscc)
    mine = or_(c.party_no.in_(numbers), c.uscc.in_(numbers))
    return session.execute(query.where(mine, c.state != OUT_OF_FORCE)).all()


def _steps(session: Session, licences: Iterable[str], on: date) -> Sequence[Any]:
    c = EVENTS.c
    acts = sorted({act for item in scoring(on).items if item.event == STEP for act in item.matches})
    query = select(c.licence_no, c.act, c.at, c.document_no)
    return session.execute(query.where(c.licence_no.in_(list(licences)), c.act.in_(acts))).all()


def _struck(session: Session, licences: Iterable[str]) -> dict[tuple[str, str], str]:
    c = DISPUTES.c
    query = select(c.licence_no, c.ref, c.answer).where(c.state == UPHELD, c.licence_no.in_(list(licences)))
    return {(row.licence_no, row.ref): row.answer for row in session.execute(query)}


def _kept(session: Session, found: Mapping[str, Evaluation], on: date, *, by: Officer, at: datetime) -> int:
    """Keep the standings that changed; return how many."""
    c = STANDINGS.c
    rows = session.execute(select(c.licence_no, c.grade, c.score).where(c.licence_no.in_(list(found))))
    before = {row.licence_no: (row.grade, row.score) for row in rows}
    changed = {no: one for no, one in found.items() if before.get(no) != (one.grade.id, one.score)}
    if not changed:
        return 0
    digest = hashlib.sha256("\n".join(f"{no} {one.grade.id} {one.score}" for no, one in changed.items()).encode())
    facts: dict[str, object] = {"changed": len(changed), "digest": digest.hexdigest(), "table": scoring(on).digest}
    audit.record(session, by=by, at=at, deed="evaluations.renewed", subject=f"evaluations:{on}", facts=facts)
    session.execute(insert(CHANGES), [_change(no, one, at) for no, one in changed.items()])
    fresh = [_standing(no, one) for no, one in changed.items() if no not in before]
    if fresh:
        session.execute(insert(STANDINGS), fresh)
    moved = [_standing(no, one) | {"wanted": no} for no, one in changed.items() if no in before]
    if moved:
        values: Values = {name: bindparam(name) for name in ("grade", "score", "since_on")}
        session.connection().execute(_MOVED.values(values), moved)
    return len(changed)


def _standing(licence_no: str, one: Evaluation) -> Values:
    return {"licence_no": licence_no, "grade": one.grade.id, "score": one.score, "since_on": one.on}


def _change(licence_no: str, one: Evaluation, at: datetime) -> Values:
    reasons = [{name: _plain(value) for name, value in asdict(reason).items()} for reason in one.reasons]
    kept = {"licence_no": licence_no, "on": one.on, "grade": one.grade.id, "score": one.score, "at": at}
    return kept | {"reasons": reasons, "table_digest": scoring(one.on).digest}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
