"""Applications of made-up people as a channel would bring them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from models.forms import Applicant, ApplicationForm, AttachmentRef, Premises
from models.values import SYSTEM_OFFICER, Item, PartyKind
from ports.intake import Row
from usecases import intake
from usecases.officers import TRAINING, register_training

if TYPE_CHECKING:
    from wiring.office import Office

SUBMITTED = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
OFFICERS = {officer.login: officer for officer in TRAINING}
OPERATOR_ID, SHOP_USCC = "350203199003070014", "92350206MA2YFAKE0X"
LICENCE_NO = "350203100001"
ATTACHED = {
    Item.NEW: ("id_card", "business_licence", "premises_proof"),
    Item.SUSPEND: ("old_licence",),
    Item.RESUME: ("old_licence",),
    Item.CLOSE: ("old_licence",),
}


def form(item: Item = Item.RENEW, **changes: Any) -> ApplicationForm:
    """Return a complete application of a sole trader."""
    who = Applicant(PartyKind.SOLE_TRADER, "林海生", "111", OPERATOR_ID, SHOP_USCC, mobile="13900000001")
    shop = Premises("思明区鹭岛便利店", "厦门市思明区湖滨南路1号", "350203", False, True, True, False)
    kinds = ATTACHED.get(item, ("id_card",))
    attached = tuple(AttachmentRef(f"m{n}", kind, f"{kind}.jpg", 3, "ab" * 32) for n, kind in enumerate(kinds))
    licence_no = None if item is Item.NEW else LICENCE_NO
    base = ApplicationForm(
        item, who, shop, SUBMITTED, SUBMITTED, "submitted", licence_no=licence_no, attachments=attached
    )
    return replace(base, **changes)


def row(ref: str = "WX1", revision: int = 1, channel: str = "wechat", of: ApplicationForm | None = None) -> Row:
    """Return a row that was understood."""
    filled = of or form()
    raw = f'{{"id":"{ref}","revision":{revision},"name":"{filled.applicant.name}"}}'.encode()
    return Row(
        channel, ref, revision, raw, sha256(repr(replace(filled, channel_state="")).encode()).hexdigest(), filled
    )


def malformed(ref: str = "WX9", channel: str = "wechat") -> Row:
    """Return a row that could not be understood."""
    return Row(channel, ref, 1, b'{"id":"WX9"}', "0" * 64, None, "缺少 applicant_name", "list[3].applicant_name")


def receive(office: "Office", *rows: Row, bookmark: str = "b1", acknowledges: bool = False) -> intake.Kept:
    """Let the office keep rows as the daemon would."""
    channel = rows[0].channel
    return office.perform(intake.receive, channel, list(rows), bookmark, acknowledges=acknowledges, by=SYSTEM_OFFICER)


def staffed(office: "Office") -> "Office":
    """Register the training officers."""
    office.perform(register_training, by=SYSTEM_OFFICER)
    return office


def later(days: int) -> timedelta:
    """Return whole days."""
    return timedelta(days=days)
