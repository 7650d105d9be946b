"""Carton codes read at a shop or in a case: judged by register, letters and earlier readings, every one kept."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput, NotFound
from models.said import said
from models.tables.cartons import CartonScanRow
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.licences import LicenceEventRow, LicenceRow
from models.values import DISTRICTS, LicenceStatus, Officer, shanghai_date
from rules.carton_lines import in_order
from rules.cartons import Holder, Judgement, Known, Life, Sighting, coded_on, holder_at, judge
from rules.identifiers import Identifier, check_carton, check_licence
from usecases import audit
from usecases.deeds import deed
from usecases.texts import storable

SCANS, LICENCES, EVENTS = table_of(CartonScanRow), table_of(LicenceRow), table_of(LicenceEventRow)
CASES = table_of(EnforcementCaseRow)
READ = "cartons.read"
MOST = 5000  # codes of one reading
AT_ONCE = 400  # numbers in one question to the database
KEPT = "没有登记任何读数。"


@dataclass(frozen=True, slots=True)
class Where:
    """Where codes are read: at the shop of a licence, in a case, or at a place; all may be empty."""

    shop: str = ""
    case: str = ""
    place: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One code that was read: as it was given, what it came to, and its earlier readings, the oldest first."""

    text: str
    judgement: Judgement
    before: tuple[Sighting, ...]
    shop_name: str = ""


@deed(READ)
def read(session: Session, texts: Sequence[str], where: Where, *, by: Officer, at: datetime) -> list[Reading]:
    """Judge carton codes in the order given, keep every reading, and return one answer for each text.

    A code that comes twice in `texts` was seen before the second time. Raises NotFound (shop or case);
    InvalidInput (nothing to read, too much, a district that is not ours).
    """
    if not 1 <= len(texts) <= MOST:
        raise InvalidInput(said("一次读1至{most}个编码，这里有{count}个。", most=MOST, count=len(texts)), kept=KEPT)
    place = placed(session, where)
    readings = list(judged(session, texts, place, today=shanghai_date(at)))
    counts = Counter(one.judgement.verdict.value for one in readings)
    subject = place.case or place.shop or f"cartons:{shanghai_date(at)}"
    seq = audit.record(session, by=by, at=at, deed=READ, subject=subject, facts={"codes": len(texts), **counts})
    session.execute(
        insert(SCANS), [_row(one, place) | {"at": at, "by": by.login, "ledger_seq": seq} for one in readings]
    )
    return readings


def judged(session: Session, texts: Sequence[str], where: Where, *, today: date) -> Iterator[Reading]:
    """Yield what each code comes to, without keeping it."""
    codes = lawbook().in_force(today).settings.carton
    read_ = [check_carton(in_order(text), today, codes) for text in texts]
    holders = _holders(session, read_)
    before = _before(session, {one.normal for one in read_ if one.parts}, where)
    for text, one in zip(texts, read_, strict=True):
        seen = tuple(before.get(one.normal, ())) if one.parts else ()
        found = holders.get(one.normal)
        judgement = judge(one, Known(today, codes.letters, where.shop, found, seen))
        yield Reading(storable(text, 64), judgement, seen, found.shop_name if found else "")
        if one.parts:
            before.setdefault(one.normal, []).append(Sighting(today, where.place, here=True))


def placed(session: Session, where: Where) -> Where:
    """Return where it is in full: numbers in normal form, name or place and district of the shop or of the case.

    Raises NotFound; InvalidInput (a district that is not ours).
    """
    shop = _shop(session, where.shop) if where.shop else None
    case = _case(session, where.case) if where.case else None
    known = shop or case
    district = where.district or (known.district if known else "")
    if district and district not in DISTRICTS:
        raise InvalidInput(said("“{code}”不是本市的区。", code=district[:20]), kept=KEPT)
    number = shop.licence_no if shop else case.licence_no if case else ""
    place = where.place or (shop.shop_name if shop else case.place if case else "")
    return Where(number, case.number if case else "", storable(place, 200), district)


def _shop(session: Session, number: str) -> Any:
    c, wanted = LICENCES.c, check_licence(number).normal
    row = session.execute(select(c.licence_no, c.shop_name, c.district).where(c.licence_no == wanted)).first()
    if row is None:
        raise NotFound(said("登记簿中没有许可证“{number}”。", number=number[:64]), kept=KEPT)
    return row


def _case(session: Session, number: str) -> Any:
    c = CASES.c
    columns = (c.number, c.place, c.district, c.licence_no)
    row = session.execute(select(*columns).where(c.number == number.strip())).first()
    if row is None:
        raise NotFound(said("没有编号为“{number}”的案件。", number=number[:64]), kept=KEPT)
    return row


def _holders(session: Session, read_: Iterable[Identifier]) -> dict[str, Holder]:
    """Return the licence of each code as it stood on the day of coding, by code; what is not ours is left out."""
    known = [one for one in read_ if one.parts]
    numbers = sorted({one.normal[20:] for one in known})
    c, e = LICENCES.c, EVENTS.c
    wanted = (c.licence_no, c.shop_name, c.status, c.status_since, c.valid_from, c.valid_to)
    rows = {row.licence_no: row for row in _some(session, select(*wanted), c.licence_no, numbers)}
    lives: dict[str, list[Life]] = {}
    events = select(e.licence_no, e.at, e.act, e.status_from, e.detail).order_by(e.id)
    for row in _some(session, events, e.licence_no, list(rows)):
        lives.setdefault(row.licence_no, []).append(
            Life(shanghai_date(row.at), row.act, row.status_from, _spans(row.detail or {}))
        )
    found = {}
    for one in known:
        row, day = rows.get(one.normal[20:]), coded_on(one)
        if row is not None:
            now = Holder(row.shop_name, LicenceStatus(row.status), row.valid_from, row.valid_to)
            life = lives.get(row.licence_no, ())
            found[one.normal] = now if day is None else holder_at(day, now, row.status_since, life)
    return found


def _spans(detail: Mapping[str, Any]) -> dict[str, Sequence[str | None]]:
    return {name: detail[name] for name in ("valid_from", "valid_to") if isinstance(detail.get(name), list)}


def _before(session: Session, codes: Iterable[str], where: Where) -> dict[str, list[Sighting]]:
    """Return the earlier readings of codes, the oldest first."""
    c = SCANS.c
    found: dict[str, list[Sighting]] = {}
    query = select(c.code, c.at, c.place, c.shop, c.case_no).order_by(c.id)
    for row in _some(session, query, c.code, sorted(codes)):
        here = (row.case_no, row.shop, row.place) == (where.case, where.shop, where.place)
        here = here or bool(where.case and row.case_no == where.case) or bool(where.shop and row.shop == where.shop)
        found.setdefault(row.code, []).append(Sighting(shanghai_date(row.at), row.place, here))
    return found


def _some(session: Session, query: Any, column: Any, values: Sequence[str]) -> Iterator[Any]:
    """Yield the rows that have one of many values, some values at a time."""
    for first in range(0, len(values), AT_ONCE):
        yield from session.execute(query.where(column.in_(values[first : first + AT_ONCE])))


def _row(one: Reading, where: Where) -> dict[str, Any]:
    read_ = one.judgement.read
    number = read_.normal[20:] if read_.parts else ""
    return {
        "code": read_.normal if read_.parts else "",
        "text": one.text,
        "licence_no": number,
        "coded_on": coded_on(read_) if read_.parts else None,
        "shop": where.shop,
        "case_no": where.case,
        "place": where.place,
        "district": where.district,
        "stray": bool(number and where.shop and number != where.shop),
        "verdict": one.judgement.verdict.value,
        "findings": [[found.verdict.value, found.why] for found in one.judgement.findings],
    }
