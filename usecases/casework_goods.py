"""Goods of an enforcement case: the whole list is kept anew with each change, and its totals are told in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from models.casework import Nature
from models.errors import Refused
from models.said import said
from models.tables.casework import CaseGoodsRow
from models.tables.columns import table_of
from models.values import Fen, Officer
from rules import prices
from rules.casework import duties
from rules.casework.steps import INQUIRY, LEAD, NOTICED, STAGE_NAMES
from rules.goods import Goods, Totals, totals
from usecases import audit, casework_rows
from usecases.casework_rows import EnforcementCase
from usecases.deeds import deed

GOODS = table_of(CaseGoodsRow)
LISTED = "case.goods_listed"
OPEN_GOODS = frozenset({LEAD, *INQUIRY} - {NOTICED})  # what a notice tells stays as it was told


@deed(LISTED)
def list_goods(session: Session, number: str, goods: Sequence[Goods], *, by: Officer, at: datetime) -> Totals:
    """Keep the goods of a case in the place of those that were listed before; return what they are together.

    Raises NotFound; InvalidInput (goods that cannot be); Refused (noticed already, ended).
    """
    case = open_case(session, number)
    return keep(session, case, goods, LISTED, by=by, at=at)[0]


def open_case(session: Session, number: str) -> EnforcementCase:
    """Return a case whose goods may still change; raises NotFound, Refused (noticed already, ended)."""
    case = casework_rows.read(session, number, locked=True)
    if words := fixed(case):
        raise Refused(words, kept="物品清单未变更。", do_next="内容有误的，由法制审核退回或者重新告知。")
    return case


def fixed(case: EnforcementCase) -> str:
    """Return why the goods of a case can no longer change, "" where they can."""
    stage = case.standing.stage
    return "" if stage in OPEN_GOODS else said("案件处于“{stage}”，物品清单不能再改。", stage=STAGE_NAMES[stage])


def keep(
    session: Session,
    case: EnforcementCase,
    goods: Sequence[Goods],
    name: str,
    *,
    by: Officer,
    at: datetime,
    **more: object,
) -> tuple[Totals, int]:
    """Keep the goods of an open case by a deed of this name; return their totals and the number in the ledger."""
    from usecases import casework_alarm, undo_casework  # what nobody needs who reads a case

    duties.check_recused(case.standing, by)
    for one in goods:
        prices.check(one)
    before, now = of_case(session, case), totals(goods)
    facts: dict[str, object] = {"kinds": now.kinds, "packs": now.packs, "sticks": now.sticks, "value": int(now.value)}
    seq = audit.tell(session, by=by, at=at, deed=name, subject=case.number, facts=facts | more)
    undo_casework.remember(session, name, case, by=by, at=at, ledger_seq=seq, goods=[row_of(one) for one in before])
    put(session, int(case.row["id"]), [row_of(one) for one in goods])
    found = casework_alarm.watch(session, case, case.row["cause"], goods, at=at, ledger_seq=seq)
    casework_rows.keep(session, case, {"alarm": found}, at=at)
    return now, seq


def put(session: Session, case_id: int, rows: Sequence[dict[str, object]]) -> None:
    """Write the goods of a case in the place of what is there."""
    session.execute(delete(GOODS).where(GOODS.c.case_id == case_id))
    if rows:
        session.execute(insert(GOODS), [row | {"case_id": case_id, "note": ""} for row in rows])


def row_of(one: Goods) -> dict[str, object]:
    """Return the columns of goods."""
    return {
        "barcode": one.barcode,
        "product": one.product,
        "brand": one.brand,
        "packs": one.packs,
        "packs_per_carton": one.packs_per_carton,
        "sticks_per_pack": one.sticks_per_pack,
        "nature": one.nature.value,
        "carton_price": one.carton_price,
        "price_basis": one.price_basis,
    }


def of_case(session: Session, case: EnforcementCase) -> list[Goods]:
    """Return the goods of a case in the order of the list."""
    rows = session.execute(select(GOODS).where(GOODS.c.case_id == case.row["id"]).order_by(GOODS.c.id))
    return [
        Goods(
            row.product,
            row.packs,
            row.packs_per_carton,
            row.sticks_per_pack,
            Nature(row.nature),
            None if row.carton_price is None else Fen(row.carton_price),
            row.barcode,
            row.brand,
            row.price_basis,
        )
        for row in rows
    ]
