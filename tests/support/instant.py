"""Applications that are proved in every respect, and what takes one proof away."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.instant import InstantDecisionRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.licences import CONNECTED
from tests.support.rows import LICENCE_NO, OPERATOR_ID, SHOP_USCC, receive, row, staffed
from usecases import instant, screening

if TYPE_CHECKING:
    from models.forms import ApplicationForm
    from usecases.evidence import Evidence
    from wiring.office import Office

ONE = "A-2026-000001"
BUSINESS = clean().facts["business"] | {
    "name": "厦门市思明区鹭岛便利店", "legal_rep_name": "林海生", "legal_rep_id_no": OPERATOR_ID,
}  # fmt: skip
STATUSES = {Item.RESUME: "suspended"}


def proved(item: Item = Item.RENEW, **changes: Any) -> "Evidence":
    """Return evidence that proves the holder and speaks against nothing."""
    licence = clean().facts["licence"] | {
        "licence_no": LICENCE_NO, "licence_status": STATUSES.get(item, "active"), "holder_kind": "sole_trader",
        "holder_name": "林海生", "holder_id_no": OPERATOR_ID, "holder_uscc": SHOP_USCC, "address": "",
    }  # fmt: skip
    return clean(**{"business": BUSINESS, "licence": licence} | changes)


def opened(office: "Office") -> "Office":
    """Return the office with its officers, connected, deciding at once."""
    office.desk = replace(CONNECTED, instant=True)
    return staffed(office)


def arrived(office: "Office", of: "ApplicationForm", evidence: "Evidence", ref: str = "WX1", number: str = ONE) -> int:
    """Receive and screen an application; return the id of the judgement that waits."""
    receive(office, row(ref, of=of))
    office.perform(screening.conclude, number, 1, evidence, by=SYSTEM_OFFICER)
    return int(judgements(office)[-1].id)


def decided(office: "Office", decision_id: int) -> str:
    """Let the machine decide, as the daemon does."""
    return office.perform(instant.decide, decision_id, by=SYSTEM_OFFICER)


def judgements(office: "Office") -> list[Any]:
    """Return every judgement, oldest first."""
    table = table_of(InstantDecisionRow)
    with office.reading() as session:
        return list(session.execute(select(table).order_by(table.c.id)))
