"""Where carton codes were read, by code, licence and district; licences whose cartons turn up at other shops."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlmodel import Session

from models.errors import InvalidInput
from models.said import said
from models.tables.cartons import CartonScanRow
from models.tables.columns import table_of
from rules.carton_lines import HALF, first_half, in_order, second_half
from rules.identifiers import check_licence
from rules.identifiers.goods import AS_DIGITS, AS_LETTERS

SCANS = table_of(CartonScanRow)
_C = SCANS.c
_LINE = (
    _C.id, _C.code, _C.licence_no, _C.coded_on, _C.at, _C.by, _C.shop, _C.case_no, _C.place, _C.district, _C.verdict,
)  # fmt: skip
_STRAY = sa.text("stray")  # the same words as the index
CODE_LENGTH = 2 * HALF


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading, as lists show it."""

    id: int
    code: str
    licence_no: str
    coded_on: date | None
    at: datetime
    by: str
    shop: str
    case_no: str
    place: str
    district: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Stray:
    """A licence whose cartons were read at other shops: how many cartons, at how many shops, when last."""

    licence_no: str
    cartons: int
    shops: int
    last: datetime


def asked(text: str) -> str:
    """Return the code or licence number that a text names, in normal form; raises InvalidInput for anything else."""
    given = in_order(text)
    first, second = given[:HALF], given[HALF:]
    if len(given) == CODE_LENGTH and first_half(first) and second_half(second):
        return first.translate(AS_DIGITS) + second[:4].translate(AS_LETTERS) + second[4:].translate(AS_DIGITS)
    licence = check_licence(text)
    if licence.valid:
        return licence.normal
    raise InvalidInput(
        said("“{text}”既不是32位编码，也不是12位许可证号。", text=text[:64]), do_next="请核对后重新输入。"
    )


def of(session: Session, number: str, *, after: int | None = None, limit: int = 100) -> list[Seen]:
    """Return readings of a code or of a licence's cartons (as `asked` gives it), the newest first."""
    query = select(*_LINE).where(_named(number)).order_by(_C.id.desc()).limit(limit)
    if after is not None:
        query = query.where(_C.id < after)
    return [Seen(*row) for row in session.execute(query)]


def by_district(session: Session, number: str) -> dict[str, int]:
    """Return how many different cartons were read in each district; "" = where nobody said."""
    query = select(_C.district, func.count(_C.code.distinct())).where(_named(number)).group_by(_C.district)
    return {row[0]: row[1] for row in session.execute(query)}


def strays(session: Session, *, limit: int = 50) -> list[Stray]:
    """Return licences whose cartons were read at other shops, those with the most cartons first."""
    cartons = func.count(_C.code.distinct())
    query = select(_C.licence_no, cartons, func.count(_C.shop.distinct()), func.max(_C.at)).where(_STRAY)
    query = query.group_by(_C.licence_no).order_by(cartons.desc(), _C.licence_no).limit(limit)
    return [Stray(*row) for row in session.execute(query)]


def strays_of(session: Session, licence_no: str) -> int:
    """Return how many different cartons of one licence were read at other shops."""
    query = select(func.count(_C.code.distinct())).where(_STRAY, _C.licence_no == licence_no)
    return int(session.execute(query).scalar_one())


def _named(number: str) -> Any:
    return (_C.code if len(number) == CODE_LENGTH else _C.licence_no) == number
