"""Publication of decisions (双公示): what holds a record back, who may name what as authority, how far a record got."""

from models.errors import InvalidInput
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第四十八条", "APL 48")
REPAIR = LegalBasis("信用修复管理办法（试行）", "国家发展改革委令第58号", "关于停止公示的规定", "REPAIR end")
REPAIRED, DISPUTED = "repaired", "disputed"
HOLDS = {  # why a record may not be sent: what the outbox says of it
    REPAIRED: "已按信用修复停止公示，不再推送。",
    DISPUTED: "当事人有异议，答复之前暂停推送。",
}


def worst(holds: list[str]) -> str:
    """Return what counts among the holds of a record: a repair is for ever, a dispute until its answer; "" for none."""
    return next((why for why in (REPAIRED, DISPUTED) if why in holds), "")


def subject_of(record_key: str) -> str:
    """Return our name of a record in the outbox for the receiver's key (kind|number|agency).

    A penalty is named by that key itself, a licence by its document number.
    """
    kind, _, rest = record_key.partition("|")
    return f"xk:{rest.rpartition('|')[0]}" if kind == "xk" and rest else record_key


def number_of(record_key: str) -> str:
    """Return the document number in a receiver's key; InvalidInput where there is none."""
    parts = record_key.split("|")
    if len(parts) < 3 or not parts[1]:
        raise InvalidInput(f"“{record_key[:100]}”不是公示记录的键。", kept="未作任何更改。")
    return "|".join(parts[1:-1])
