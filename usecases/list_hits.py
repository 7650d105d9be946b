"""Hits: which entry of a list fits which licence or application, and what a person said of it; kept for good."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, insert, select, update
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, NotFound
from models.tables.blacklist import ListHitRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date
from rules.names import normal_name
from usecases import audit, cases
from usecases.deeds import deed
from usecases.texts import storable

if TYPE_CHECKING:
    from usecases.rescreening_match import Candidate, Match, Party

HITS = table_of(ListHitRow)
WAITING, KEPT, CLEARED, GONE = "waiting", "confirmed", "dismissed", "gone"
DISMISSED_MONTHS = 24  # our own choice: a cleared pair is asked about again after so long
LONGEST_MONTHS = 120
AT_ONCE = 500
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit as it stands; `parts` are the reasons of the score, `until_on` ends a dismissal."""

    id: int
    subject: str
    subject_kind: str
    role: str
    party_name: str
    party_numbers: list[str]
    list_name: str
    entry_id: int
    entry_name: str
    entry_number: str
    score: float
    same_number: bool
    parts: list[str]
    state: str
    found_at: datetime
    decided_at: datetime | None
    decided_by: str
    why: str
    until_on: date | None


COLUMNS = [HITS.c[name] for name in Hit.__slots__]


def entry_digest(entry: "Candidate") -> str:
    """Return what a pair is known by on the side of the list: everything that the entry says of the party."""
    said = (entry.list_name, entry.name, entry.number, entry.kind, entry.reason, str(entry.from_on), str(entry.to_on))
    return _digest(said)


def party_digest(party: "Party") -> str:
    """Return what a pair is known by on our side: the name in normal form and every number."""
    return _digest((normal_name(party.name), *sorted(party.numbers)))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def hits(
    session: Session, *, state: str = WAITING, list_name: str = "", subject: str = "", limit: int = 200, after: int = 0
) -> list[Hit]:
    """Return hits, the oldest first; `after` is the id of the last one seen."""
    c = HITS.c
    wanted = select(*COLUMNS).where(c.id > after).order_by(c.id).limit(limit)
    for column, value in ((c.state, state), (c.list_name, list_name), (c.subject, subject)):
        wanted = wanted.where(column == value) if value else wanted
    return [Hit(*row) for row in session.execute(wanted)]


def count(session: Session, *, cap: int) -> int:
    """Return how many hits wait for a person, counted up to `cap`."""
    inner = select(HITS.c.id).where(HITS.c.state == WAITING).limit(cap).subquery()
    return int(session.execute(select(func.count()).select_from(inner)).scalar_one())


def hit(session: Session, hit_id: int) -> Hit:
    """Return one hit; raises NotFound."""
    row = session.execute(select(*COLUMNS).where(HITS.c.id == hit_id)).first()
    if row is None:
        raise NotFound(f"没有编号为 {hit_id} 的名单命中。", do_next="请先查看待核对的命中。")
    return Hit(*row)


def cleared(session: Session, digests: Sequence[str], on: date) -> set[Pair]:
    """Return the pairs (entry, party) that somebody dismissed and whose dismissal still holds, of some entries."""
    c, found = HITS.c, set[Pair]()
    for start in range(0, len(digests), AT_ONCE):
        wanted = select(c.entry_digest, c.party_digest).where(c.entry_digest.in_(digests[start : start + AT_ONCE]))
        wanted = wanted.where(c.state == CLEARED, c.until_on >= on)
        found |= {(row[0], row[1]) for row in session.execute(wanted)}
    return found


def note(
    session: Session, kind: str, found: "Sequence[tuple[str, Sequence[Match]]]", version_id: int, *, at: datetime
) -> list[tuple[str, int]]:
    """Keep what fits some subjects; return (subject, entry) of what is new to a person: never seen, or asked again."""
    pairs = [(subject, match, _pair(match)) for subject, matches in found for match in matches]
    quiet = cleared(session, [pair[0] for _, _, pair in pairs], shanghai_date(at)) if pairs else set()
    known = _known(session, [subject for subject, _ in found])
    fresh, rows = list[tuple[str, int]](), list[dict[str, Any]]()
    for subject, match, pair in pairs:
        before = known.get((subject, pair))
        if pair in quiet or (before is not None and before[1] in {WAITING, KEPT}):
            if before is not None and before[0]:  # the same entry may have been lifted and come back
                session.execute(update(HITS).where(HITS.c.id == before[0]).values(entry_id=match.entry.id))
            continue
        shared: dict[str, Any] = {"entry_id": match.entry.id, "state": WAITING, "found_at": at, "until_on": None}
        shared |= {"version_id": version_id, "score": match.score, "parts": list(match.parts)}
        if before is None:
            rows.append(shared | _values(subject, kind, match, pair))
            known[(subject, pair)] = (0, WAITING)
        else:
            session.execute(update(HITS).where(HITS.c.id == before[0]).values(shared))
        fresh.append((subject, match.entry.id))
    if rows:
        session.execute(insert(HITS), rows)
    return fresh


def _pair(match: "Match") -> Pair:
    return entry_digest(match.entry), party_digest(match.party)


def _known(session: Session, subjects: Sequence[str]) -> dict[tuple[str, Pair], tuple[int, str]]:
    """Return (id, state) of each hit that some subjects have already, by subject and pair."""
    c, known = HITS.c, dict[tuple[str, Pair], tuple[int, str]]()
    for start in range(0, len(subjects), AT_ONCE):
        wanted = select(c.subject, c.entry_digest, c.party_digest, c.id, c.state)
        for row in session.execute(wanted.where(c.subject.in_(subjects[start : start + AT_ONCE]))):
            known[(row[0], (row[1], row[2]))] = (row[3], row[4])
    return known


def _values(subject: str, kind: str, match: "Match", pair: Pair) -> dict[str, Any]:
    entry, party = match.entry, match.party
    return {
        "subject": subject,
        "subject_kind": kind,
        "role": party.role,
        "party_name": storable(party.name),
        "party_numbers": list(party.numbers),
        "party_digest": pair[1],
        "list_name": entry.list_name,
        "entry_name": entry.name,
        "entry_number": entry.number,
        "entry_digest": pair[0],
        "same_number": match.same_number,
        "decided_by": "",
        "why": "",
    }


def gone(session: Session, lifted: Select[Any]) -> list[tuple[str, str]]:
    """Let hits wait no more whose entry was lifted; return (kind, subject) of all that it concerned.

    `lifted` is the query for the ids of those entries: a list that was closed may have had a million.
    """
    c, mine = HITS.c, HITS.c.entry_id.in_(lifted)
    found = [(row[0], row[1]) for row in session.execute(select(c.subject_kind, c.subject).where(mine).distinct())]
    session.execute(update(HITS).where(mine, c.state == WAITING).values(state=GONE))
    return found


@deed("list_hit.confirmed")
def confirm(session: Session, hit_id: int, why: str, *, by: Officer, at: datetime) -> Hit:
    """Say that the entry means this party; what follows from it is a deed of its own. Raises as `dismiss`."""
    return _decide(session, hit_id, KEPT, why, None, by=by, at=at)


@deed("list_hit.dismissed")
def dismiss(
    session: Session, hit_id: int, why: str, *, months: int = DISMISSED_MONTHS, by: Officer, at: datetime
) -> Hit:
    """Say that the entry means somebody else; the pair stays cleared until either changes, or `months` are over.

    Raises NotFound; InvalidInput (no reason, months); Conflict (decided alike already, or the entry was lifted).
    """
    from rules.terms.spans import add_months

    if not 1 <= months <= LONGEST_MONTHS:
        raise InvalidInput(f"排除的期限应为 1 到 {LONGEST_MONTHS} 个月。", kept="未作任何更改。")
    return _decide(session, hit_id, CLEARED, why, add_months(shanghai_date(at), months), by=by, at=at)


def _decide(
    session: Session, hit_id: int, state: str, why: str, until_on: date | None, *, by: Officer, at: datetime
) -> Hit:
    words = storable(why.strip(), 500)
    if not words:
        raise InvalidInput("没有写明理由。", kept="命中仍待核对。", do_next="请写明核对了什么。")
    found = hit(session, hit_id)
    if found.state in {state, GONE}:
        raise Conflict("该命中已经处理，或者名单条目已经解除。", kept="未作任何更改。", do_next="请刷新。")
    values = {"state": state, "decided_at": at, "decided_by": by.login, "why": words, "until_on": until_on}
    session.execute(update(HITS).where(HITS.c.id == hit_id).values(values))
    facts: dict[str, object] = {"hit": hit_id, "entry": found.entry_id, "list": found.list_name, "before": found.state}
    facts |= {"score": str(found.score), "same_number": found.same_number, "until": str(until_on or "")}
    name = "list_hit.confirmed" if state == KEPT else "list_hit.dismissed"
    audit.tell(session, by=by, at=at, deed=name, subject=found.subject, note=words, facts=facts)
    if state == CLEARED and found.subject_kind == "application":
        _screen_again(session, found.subject)
    return hit(session, hit_id)


def _screen_again(session: Session, number: str) -> None:
    """Have an open application screened anew, without what was cleared."""
    case = cases.read(session, number, locked=True)
    if case.state in cases.OPEN:
        cases.change(session, case, screened_at=None)
