"""The register to look at: keyset pages by any filter, capped counts, search by number, name, initials, address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, Select, column, func, or_, select, table, text, tuple_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.evaluation import StandingRow
from models.tables.licences import LicenceRow
from models.tables.register import CONCERN_KINDS, LicenceConcernRow
from models.values import LicenceStatus
from rules.identifiers import normal_id, normal_number
from usecases import frequent_pieces, licence_index, search_index
from usecases.texts import storable

LICENCES, CONCERNS, STANDINGS = table_of(LicenceRow), table_of(LicenceConcernRow), table_of(StandingRow)
Key = tuple[date, str]
CAP = 10_001
MOST = 200  # answers to one search; a clerk types more when there are more
NEWEST, FIRST = 20_000, 10_000  # most rows in which a frequent word is looked for first; under a filter
AMPLE = 1.5  # times as many of them as should hold enough
WRITTEN = ("holder_name", "shop_name", "legal_rep_name", "address")
CANDIDATES = 600  # rows that are looked at again where the spelling of the database differs from what was typed
QUERY_LENGTH = 100
PLANNED = text(  # for few answers of very many rows its planner else reads the table, starts processes or compiles,
    "select set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true), "
    "set_config('jit', 'off', true), "
    "set_config('cpu_operator_cost', '0.05', true)"  # and compares pieces row by row, which costs more than it thinks
)
_GRAM = table("licence_gram", column("rowid", Integer), column("licence_gram"))


@dataclass(frozen=True, slots=True)
class LicenceFilter:
    """What the register shows; None = no condition. `within` = active ones that end in so many days.

    `concern` is a kind of LicenceConcernRow, `warned` shows what was imported with warnings, `grade` is that of the
    credit evaluation as last reckoned.
    """

    status: str | None = None
    district: str | None = None
    within: str | None = None
    concern: str | None = None
    warned: str | None = None
    grade: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One line of the register; texts come from outside."""

    id: int
    licence_no: str
    status: str
    holder_name: str
    holder_no: str
    uscc: str
    shop_name: str
    address: str
    district: str
    valid_from: date
    valid_to: date
    import_warnings: int
    suspended_from: date | None
    grade: str = ""  # of the credit evaluation as last reckoned

    @property
    def key(self) -> Key:
        """Return the keyset key."""
        return (self.valid_to, self.licence_no)


_SHOWN = [LICENCES.c[name] for name in LicenceLine.__slots__ if name != "grade"]


def find(session: Session, licence_no: str) -> LicenceLine | None:
    """Return one licence by its whole number."""
    row = session.execute(select(*_SHOWN).where(LICENCES.c.licence_no == normal_number(licence_no))).first()
    return None if row is None else _graded(session, [LicenceLine(*row)])[0]


def _graded(session: Session, lines: Sequence[LicenceLine]) -> list[LicenceLine]:
    """Return lines with their grades; a look of its own by key, so that no list waits for a join."""
    c = STANDINGS.c
    mine = select(c.licence_no, c.grade).where(c.licence_no.in_([line.licence_no for line in lines]))
    grades = {row.licence_no: row.grade for row in session.execute(mine)} if lines else {}
    return [replace(line, grade=grades.get(line.licence_no, "")) for line in lines]


def page(
    session: Session,
    wanted: LicenceFilter,
    today: date,
    *,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 128,
) -> list[LicenceLine]:
    """Return one page behind `after`, or the page that ends just before `before`, without the search.

    The order is by number; of what ends soon, by the day of its end.
    """
    backwards = before is not None
    query = _filtered(select(*_SHOWN), wanted, today)
    columns = _order(wanted)
    for key, behind in ((after, True), (before, False)):
        if key is not None:
            place = tuple_(*columns)
            given = tuple_(*(key if len(columns) == 2 else key[1:]))
            query = query.where(place > given if behind else place < given)
    query = query.order_by(*(c.desc() for c in columns) if backwards else columns).limit(limit)
    rows = _graded(session, _lines(session, query))
    return rows[::-1] if backwards else rows


def last_page(session: Session, wanted: LicenceFilter, today: date, *, limit: int = 128) -> list[LicenceLine]:
    """Return the end of the list."""
    query = _filtered(select(*_SHOWN), wanted, today).order_by(*(c.desc() for c in _order(wanted))).limit(limit)
    return _graded(session, _lines(session, query))[::-1]


def count(session: Session, wanted: LicenceFilter, today: date, *, cap: int = CAP) -> int:
    """Return how many licences the filter selects, or the search finds, at most `cap`."""
    if wanted.text.strip():
        return min(cap, len(search(session, wanted, today)))
    query = _filtered(select(LICENCES.c.id), wanted, today).limit(cap)
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def tasks(session: Session, today: date, *, cap: int) -> dict[str, int]:
    """Return how many licences ask for something, by what: ending_30, ending_60, ending_90, expired, each concern."""
    found = {f"ending_{days}": LicenceFilter(within=str(days)) for days in (30, 60, 90)}
    found["expired"] = LicenceFilter(status=LicenceStatus.EXPIRED.value)
    found |= {kind: LicenceFilter(concern=kind) for kind in CONCERN_KINDS}
    return {code: count(session, wanted, today, cap=cap) for code, wanted in found.items()}


def search(session: Session, wanted: LicenceFilter, today: date, *, limit: int = MOST) -> list[LicenceLine]:
    """Return what is found by number (its start), holder's ID number or USCC, initials, name or address, by number.

    At most `limit`; where there are exactly so many, there may be more.
    """
    typed = storable(wanted.text.strip()[:QUERY_LENGTH])
    if not typed:
        return page(session, wanted, today, limit=limit)
    ways = {"licence": _by_number, "holder": _by_holder, "initials": _by_initials}
    way = ways.get(licence_index.kind(typed))
    found = way(session, wanted, typed, today, limit) if way else []
    found = found or _by_text(session, wanted, typed, today, limit)
    return _graded(session, sorted(found, key=lambda line: line.licence_no))


def _filtered(query: Select[Any], wanted: LicenceFilter, today: date) -> Select[Any]:
    c = LICENCES.c
    if wanted.status:
        query = query.where(c.status == wanted.status)
    if wanted.district:
        query = query.where(c.district == wanted.district)
    if wanted.within:
        end = today + timedelta(days=int(wanted.within))
        query = query.where(c.status == LicenceStatus.ACTIVE.value, c.valid_to >= today, c.valid_to <= end)
    if wanted.concern:
        mine = select(CONCERNS.c.licence_no).where(CONCERNS.c.kind == wanted.concern, CONCERNS.c.closed_on.is_(None))
        query = query.where(c.licence_no.in_(mine))
    if wanted.grade:
        query = query.where(c.licence_no.in_(select(STANDINGS.c.licence_no).where(STANDINGS.c.grade == wanted.grade)))
    return query.where(c.import_warnings > 0) if wanted.warned else query


def _order(wanted: LicenceFilter) -> list[ColumnElement[Any]]:
    c = LICENCES.c
    return [c.valid_to, c.licence_no] if wanted.within else [c.licence_no]


def _lines(session: Session, query: Select[Any]) -> list[LicenceLine]:
    return [LicenceLine(*row) for row in session.execute(query)]


def _by_number(session: Session, wanted: LicenceFilter, typed: str, today: date, limit: int) -> list[LicenceLine]:
    start = normal_number(typed)
    c = LICENCES.c
    query = _filtered(select(*_SHOWN), wanted, today).where(c.licence_no >= start, c.licence_no < start + ":")
    return _lines(session, query.order_by(c.licence_no).limit(limit))


def _by_holder(session: Session, wanted: LicenceFilter, typed: str, today: date, limit: int) -> list[LicenceLine]:
    """Return the licences of one person or organisation: exact, on the normal form."""
    numbers = {normal_number(typed), normal_id(typed)}
    found: dict[int, LicenceLine] = {}
    for each in (LICENCES.c.holder_no, LICENCES.c.uscc, LICENCES.c.legal_rep_no):
        query = _filtered(select(*_SHOWN), wanted, today).where(each.in_(numbers), each != "")
        found |= {line.id: line for line in _lines(session, query.limit(limit))}
    return list(found.values())[:limit]


def _by_initials(session: Session, wanted: LicenceFilter, typed: str, today: date, limit: int) -> list[LicenceLine]:
    start = typed.lower()
    found: dict[int, LicenceLine] = {}
    for each in (LICENCES.c.initials, LICENCES.c.shop_initials):
        query = _filtered(select(*_SHOWN), wanted, today).where(
            each >= start, each < start[:-1] + chr(ord(start[-1]) + 1)
        )
        found |= {line.id: line for line in _lines(session, query.limit(limit))}
    return list(found.values())[:limit]


def _by_text(session: Session, wanted: LicenceFilter, typed: str, today: date, limit: int) -> list[LicenceLine]:
    """Return licences whose names or address hold what was typed; longer texts are compared as they are written."""
    pieces = licence_index.pieces(typed)
    if not pieces:
        return []
    if _on_postgresql(session):  # it would collect all of a word before it looks at the first
        session.execute(PLANNED)
        found = _frequent(session, wanted, typed, today, limit)
        if len(found) == limit:
            return found
    if len(pieces) < 2:
        return _lines(session, _candidates(session, wanted, typed, today).limit(limit))
    few = _candidates(session, wanted, typed, today, few=True)
    found = _lines(session, few.where(_written(typed)).limit(limit))
    return found or _written_otherwise(session, wanted, typed, today, few)[:limit]


def _written_otherwise(
    session: Session, wanted: LicenceFilter, typed: str, today: date, few: Select[Any]
) -> list[LicenceLine]:
    """Return licences whose spelling is another one than was typed; where `few` gives too many, all pairs count."""
    looked_at: Sequence[Any] = ()
    for query in (few, _candidates(session, wanted, typed, today)):
        columns = query.with_only_columns(*_SHOWN, LICENCES.c.legal_rep_name)
        looked_at = session.execute(columns.limit(CANDIDATES)).all()
        if len(looked_at) < CANDIDATES:
            break
    rows = [row for row in looked_at if licence_index.holds([getattr(row, name) for name in WRITTEN], typed)]
    return [LicenceLine(*row[:-1]) for row in rows]


def _written(typed: str, columns: Any = LICENCES.c) -> ColumnElement[bool]:
    """Return whether a name or the address holds a text as it was typed; of an address one character is no word."""
    like = f"%{typed.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    names = WRITTEN if len(typed) > 1 else WRITTEN[:-1]
    return or_(*(columns[name].like(like, escape="!") for name in names))


def _frequent(session: Session, wanted: LicenceFilter, typed: str, today: date, limit: int) -> list[LicenceLine]:
    """Look for a frequent text in so many of the newest (under a filter: of the first) that enough should be there."""
    known = frequent_pieces.shares(session, licence_index.INDEX)
    share = min(known.get(piece, 0.0) for piece in licence_index.pieces(typed))
    unfiltered = replace(wanted, text="") == LicenceFilter()
    if share * (NEWEST if unfiltered else FIRST) < limit * AMPLE:
        return []
    some = _filtered(select(*_SHOWN, LICENCES.c.legal_rep_name), wanted, today)
    some = some.order_by(LICENCES.c.id.desc()) if unfiltered else some
    looked_at = some.limit(int(limit * AMPLE / share)).subquery()
    shown = [looked_at.c[one.name] for one in _SHOWN]
    return _lines(session, select(*shown).where(_written(typed, looked_at.c)).limit(limit))


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _candidates(session: Session, wanted: LicenceFilter, typed: str, today: date, *, few: bool = False) -> Select[Any]:
    """Return the query for licences that hold every pair of the characters.

    `few`: only the rarest pairs where that is faster; whoever asks then compares the whole text.
    """
    filters = {"status": wanted.status, "district": wanted.district}
    if not _on_postgresql(session):
        joined = _GRAM.join(LICENCES, LICENCES.c.id == _GRAM.c.rowid)
        match = _GRAM.c.licence_gram.op("match")(licence_index.expression(filters, typed))
        query = select(*_SHOWN).select_from(joined).where(match)
        return _filtered(query, wanted, today).order_by(_GRAM.c.rowid.desc())
    words = licence_index.pieces(typed)
    words = frequent_pieces.rarest(session, licence_index.INDEX, words) if few else words
    words += licence_index.filter_words(filters)
    sql, values = search_index.any_of(session, licence_index.INDEX, "licences.id", [words])
    return _filtered(select(*_SHOWN).where(text(sql).bindparams(**values)), wanted, today)
