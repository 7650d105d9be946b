"""Re-screening: what versions of the lists changed, against every licence in force and every open application.

One run walks in slices and remembers how far it came, so that it goes on where it was cut off; a slice is matched
without a transaction and kept in a short one.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.blacklist import BlacklistRow, BlacklistVersionRow, ListHitRow, RescreeningRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import Officer, shanghai_date
from rules import licences
from usecases import audit, cases, list_hits
from usecases.blacklist_case import of_form, of_licence
from usecases.deeds import deed, housekeeping
from usecases.rescreening_match import Candidate, Match, Matcher

ENTRIES, VERSIONS, RUNS = table_of(BlacklistRow), table_of(BlacklistVersionRow), table_of(RescreeningRow)
APPLICATIONS, LICENCES, HITS = table_of(ApplicationRow), table_of(LicenceRow), table_of(ListHitRow)
IN_FORCE = tuple(sorted(status.value for status in licences.IN_FORCE))
STAGES = ("lifted", "licences", "applications")
BLOCK = 50_000  # entries in memory at once
SLICE = 2_000  # parties between two bookmarks
NEWS = "list_hit"  # why a person must look at an application
LICENCE = [LICENCES.c[name] for name in (
    "id", "licence_no", "holder_name", "holder_no", "uscc", "shop_name", "legal_rep_name", "legal_rep_no",
)]  # fmt: skip
CANDIDATE = [ENTRIES.c[name] for name in Candidate._fields]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the versions behind `after_version` up to `last_version`, and how far it came."""

    id: int
    after_version: int
    last_version: int
    stage: str
    position: int
    block: int
    entries: int
    parties: int
    found: int
    started_at: datetime
    finished_at: datetime | None


RUN = [RUNS.c[name] for name in Run.__slots__]


@dataclass(frozen=True, slots=True)
class Slice:
    """What one slice found, as (number, matches) of each subject that some entry fits; `position` None = the last."""

    found: tuple[tuple[str, tuple[Match, ...]], ...]
    seen: int
    position: int | None


NOTHING = Slice((), 0, None)


def due(session: Session, *, at: datetime) -> bool:
    """Tell whether anything is to be done: a run that was cut off, a changed list, a dismissal that is over."""
    if session.execute(select(RUNS.c.id).where(RUNS.c.finished_at.is_(None)).limit(1)).first() is not None:
        return True
    if _newest(session) > _looked_at(session):
        return True
    c = HITS.c
    over = select(c.id).where(c.state == list_hits.CLEARED, c.until_on < shanghai_date(at)).limit(1)
    return session.execute(over).first() is not None


def _newest(session: Session) -> int:
    return session.execute(select(func.max(VERSIONS.c.id))).scalar() or 0


def _looked_at(session: Session) -> int:
    return session.execute(select(func.max(RUNS.c.last_version))).scalar() or 0


@housekeeping
def begin(session: Session, *, at: datetime) -> Run | None:
    """Return the run that is under way, or a new one where the lists changed since the last; None: nothing to do."""
    open_one = session.execute(select(*RUN).where(RUNS.c.finished_at.is_(None)).order_by(RUNS.c.id)).first()
    if open_one is not None:
        return Run(*open_one)
    newest, last = _newest(session), _looked_at(session)
    if newest <= last:
        return None
    entries = session.execute(select(func.count()).select_from(ENTRIES).where(_changed(last, newest))).scalar_one()
    values = {"after_version": last, "last_version": newest, "stage": STAGES[0], "entries": entries, "started_at": at}
    return Run(*session.execute(insert(RUNS).values(values).returning(*RUN)).one())


def runs(session: Session, *, limit: int = 20) -> list[Run]:
    """Return the newest runs, newest first."""
    return [Run(*row) for row in session.execute(select(*RUN).order_by(RUNS.c.id.desc()).limit(limit))]


def _changed(after: int, last: int) -> Any:
    """Return the condition under which an entry came with some versions and stands still."""
    return and_(ENTRIES.c.version_id.between(after + 1, last), ENTRIES.c.lifted_version.is_(None))


def changed_entries(session: Session, run: Run, on: date) -> tuple[Matcher, int | None]:
    """Return the next block of changed entries that are not over on a day, and its last id (None: no more behind).

    A block has the same bounds whenever it is read: what is lifted meanwhile draws no other entry into it.
    """
    c = ENTRIES.c
    came = (c.version_id.between(run.after_version + 1, run.last_version), c.id > run.block)
    last = session.execute(select(c.id).where(*came).order_by(c.id).offset(BLOCK - 1).limit(1)).scalar()
    wanted = select(*CANDIDATE).where(*came, c.lifted_version.is_(None), or_(c.to_on.is_(None), c.to_on >= on))
    found = Matcher()
    for row in session.execute(wanted.where(c.id <= last) if last is not None else wanted):
        found.add(Candidate(*row))
    return found, last


def look(session: Session, run: Run, matcher: Matcher) -> Slice:
    """Match the next slice of a run; changes nothing."""
    return _licences(session, run, matcher) if run.stage == "licences" else _applications(session, run, matcher)


def _licences(session: Session, run: Run, matcher: Matcher) -> Slice:
    c = LICENCES.c
    wanted = select(*LICENCE).where(c.id > run.position, c.status.in_(IN_FORCE)).order_by(c.id).limit(SLICE)
    rows = session.execute(wanted).mappings().all()
    found = [(str(row["licence_no"]), tuple(matcher.matches(of_licence(row)))) for row in rows]
    return Slice(tuple(one for one in found if one[1]), len(rows), rows[-1]["id"] if len(rows) == SLICE else None)


def _applications(session: Session, run: Run, matcher: Matcher) -> Slice:
    c = APPLICATIONS.c
    wanted = select(c.id, c.number, c.revision).where(c.id > run.position, c.state.in_(cases.OPEN))
    rows = session.execute(wanted.order_by(c.id).limit(SLICE)).all()
    found = []
    for row in rows:
        matches = matcher.matches(of_form(cases.form_of(session, row.id, row.revision)))
        found += [(row.number, tuple(matches))] if matches else []
    return Slice(tuple(found), len(rows), rows[-1].id if len(rows) == SLICE else None)


@deed("blacklist.rescreened")
def keep(session: Session, run: Run, seen: Slice, *, by: Officer, at: datetime) -> Run:
    """Keep what a slice found and how far the run came; the bookmark and the hits are kept or lost together."""
    kind = "licence" if run.stage == "licences" else "application"
    fresh = list_hits.note(session, kind, seen.found, run.last_version, at=at)
    for number in dict.fromkeys(subject for subject, _entry in fresh if kind == "application"):
        screen_again(session, number)
    if fresh:
        told = hashlib.sha256(repr(fresh).encode()).hexdigest()
        facts: dict[str, object] = {"run": run.id, "kind": kind, "found": len(fresh), "digest": told}
        audit.record(session, by=by, at=at, deed="blacklist.rescreened", subject=f"rescreening:{run.id}", facts=facts)
    counted = {"parties": run.parties + seen.seen, "found": run.found + len(fresh)}
    return _moved(session, run, counted | ({"position": seen.position} if seen.position else {}))


keep.always_recorded = False  # type: ignore[attr-defined]  # a slice in which nothing fits is no deed


@deed("blacklist.rescreened")
def settle(session: Session, run: Run, *, by: Officer, at: datetime) -> Run:
    """Let hits wait no more whose entries were lifted; the applications concerned are screened again."""
    c = ENTRIES.c
    lifted = select(c.id).where(c.lifted_version.between(run.after_version + 1, run.last_version))
    concerned = list_hits.gone(session, lifted)
    for kind, number in concerned:
        if kind == "application":
            screen_again(session, number)
    if concerned:
        facts: dict[str, object] = {"run": run.id, "lifted_for": len(concerned)}
        audit.record(session, by=by, at=at, deed="blacklist.rescreened", subject=f"rescreening:{run.id}", facts=facts)
    return _moved(session, run, {"stage": "licences"})


settle.always_recorded = False  # type: ignore[attr-defined]


@housekeeping
def forward(session: Session, run: Run, block: int | None, *, at: datetime) -> Run:
    """Go on to the applications, then to the next block of entries (`block` = last id of this one), then end."""
    if run.stage == "licences":
        return _moved(session, run, {"stage": "applications", "position": 0})
    if block is not None:
        return _moved(session, run, {"stage": "licences", "position": 0, "block": block})
    return _moved(session, run, {"finished_at": at})


def _moved(session: Session, run: Run, values: dict[str, Any]) -> Run:
    moved = update(RUNS).where(RUNS.c.id == run.id).values(values).returning(*RUN)
    return Run(*session.execute(moved).one())


def screen_again(session: Session, number: str) -> None:
    """Have an open application screened anew, and say in the queue why."""
    case = cases.read(session, number, locked=True)
    if case.state in cases.OPEN:
        mark = {} if case.row["attention"] else {"attention": NEWS}
        cases.change(session, case, screened_at=None, **mark)


@housekeeping
def ask_again(session: Session, *, at: datetime) -> int:
    """Let dismissals that are over wait for a person again where the entry still stands; return how many."""
    c = HITS.c
    standing = select(ENTRIES.c.id).where(ENTRIES.c.id == c.entry_id, ENTRIES.c.lifted_version.is_(None)).exists()
    over = update(HITS).where(c.state == list_hits.CLEARED, c.until_on < shanghai_date(at))
    again = over.where(standing).values(state=list_hits.WAITING, found_at=at, until_on=None)
    count = int(session.execute(again).rowcount)  # type: ignore[attr-defined]
    session.execute(over.values(state=list_hits.GONE, until_on=None))  # of entries that were lifted meanwhile
    return count
