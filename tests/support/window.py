"""What a clerk enters at the window in tests: fields and papers of made-up people."""

from typing import TYPE_CHECKING

from models.values import Item
from tests.support.rows import ATTACHED, LICENCE_NO, OFFICERS, OPERATOR_ID, SHOP_USCC
from usecases import window_intake
from usecases.window_intake import Entered, Handed

if TYPE_CHECKING:
    from models.forms import AttachmentRef
    from wiring.office import Office

CLERK = OFFICERS["clerk"]
JPEG, PNG = b"\xff\xd8\xff made up", b"\x89PNG\r\n\x1a\n made up"
PROXY_ID = "350206198512310025"
BASE = {
    "kind": "sole_trader", "name": "林海生", "id_type": "111", "id_no": OPERATOR_ID, "uscc": SHOP_USCC,
    "mobile": "13900000001", "shop_name": "思明区鹭岛便利店", "address": "厦门市思明区湖滨南路1号",
    "district": "350203",
}  # fmt: skip
OWN = {
    Item.NEW: {"is_hotel": "false", "fixed": "true", "separate_from_home": "true", "vending_machine": "false"},
    Item.CHANGE: {"new_shop_name": "思明区鹭江便利店"},
    Item.SUSPEND: {"suspend_from": "2026-12-01", "suspend_to": "2027-03-01", "reason": "装修"},
}


def written(item: Item, licence_no: str = LICENCE_NO, **changes: str) -> dict[str, str]:
    """Return the fields of a complete form."""
    licence = {} if item is Item.NEW else {"licence_no": licence_no}
    return {**licence, **BASE, **OWN.get(item, {}), **changes}


def scanned(office: "Office", *kinds: str) -> "tuple[AttachmentRef, ...]":
    """Put one made-up scan for each kind into the store and return them as papers."""
    found = []
    for kind in kinds:
        content = JPEG + kind.encode()
        office.store.put(content)
        found.append(window_intake.paper(kind, f"{kind}.jpg", content))
    return tuple(found)


def papers_for(office: "Office", item: Item, *more: str) -> "tuple[AttachmentRef, ...]":
    """Return every paper that an item asks for."""
    return scanned(office, *ATTACHED.get(item, ("id_card",)), *more)


def entered(office: "Office", item: Item, licence_no: str = LICENCE_NO, **changes: str) -> Entered:
    """Enter a complete form."""
    handed = Handed(papers_for(office, item))
    return office.perform(window_intake.enter, item, written(item, licence_no, **changes), handed, by=CLERK)
