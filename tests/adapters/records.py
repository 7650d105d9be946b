"""Made-up records for the platforms."""

from typing import Any

from ports.payloads import LicenceRecord, PenaltyRecord
from ports.platforms import Outgoing

BUREAU = {"agency_name": "厦门市烟草专卖局", "agency_code": "11350200MB1A2B3CXA"}
OPERATOR_NO = "11010519491231002X"


def licence(number: str = "厦烟许〔2026〕第12号", **changes: Any) -> LicenceRecord:
    """Return a licence of a sole trader; `changes` replace its members."""
    record: dict[str, object] = {
        "party": {
            "kind": "sole_trader",
            "name": "厦门市思明区鹭桥便利店",
            "uscc": "92350203MA2Y9DXW8R",
            "legal_rep_name": "王明",
            "legal_rep_id_no": OPERATOR_NO,
        },
        "document_name": "准予行政许可决定书",
        "document_no": number,
        "certificate_name": "烟草专卖零售许可证",
        "licence_no": "350203100001",
        "content": "卷烟、雪茄烟零售",
        "decided_on": "2026-11-20",
        "valid_from": "2026-11-20",
        "valid_to": "2031-11-19",
        "valid": True,
        **BUREAU,
    }
    return {**record, **changes}  # type: ignore[typeddict-item]


def penalty(number: str = "厦烟处〔2026〕第12号", **changes: Any) -> PenaltyRecord:
    """Return a penalty of a natural person with a fine of 1,000.01 yuan."""
    record: dict[str, object] = {
        "party": {"kind": "person", "name": "陈建国", "id_no": OPERATOR_NO},
        "document_no": number,
        "violation": "未在当地烟草专卖批发企业进货",
        "facts": "从非当地批发企业购进卷烟十条。",
        "basis": "《中华人民共和国烟草专卖法实施条例》第五十六条",
        "classes": ["fine"],
        "content": "罚款人民币1000.01元。",
        "fine": 100001,
        "decided_on": "2026-11-20",
        "valid_to": "2027-11-20",
        **BUREAU,
    }
    return {**record, **changes}  # type: ignore[typeddict-item]


def message(record: object, kind: str = "xk", *, key: str = "k1", op: str = "upsert", version: int = 1) -> Outgoing:
    """Return the message of the outbox that carries a record."""
    return Outgoing(key, kind, op, version, dict(record))  # type: ignore[call-overload]
