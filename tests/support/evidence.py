"""Evidence as the registers of a friendly city would give it."""

from typing import Any

from usecases.evidence import Evidence

AS_OF = "2026-11-21T11:59:00+08:00"


def clean(**changes: Any) -> Evidence:
    """Return evidence that speaks against nothing; `changes` replaces the answer of a source."""
    facts: dict[str, Any] = {
        "business": {
            "status": "ok",
            "entity_status": "open",
            "scope": "食品销售;烟草制品零售",
            "investor_origin": "domestic",
            "franchise_of_foreign": False,
            "as_of": AS_OF,
        },
        "police": {"status": "ok", "result": "match", "serial": "S1", "as_of": AS_OF},
        "elicence": {"status": "ok", "type": "business_licence", "identifiers": ["EL1"]},
        "records": {"status": "ok", "as_of": AS_OF, "items": []},
        "defaulter": {"status": "clear", "as_of": AS_OF, "log_no": "L1"},
        "licence": {
            "status": "ok",
            "licence_no": "350203100001",
            "licence_status": "active",
            "version": 3,
            "valid_from": "2022-01-01",
            "valid_to": "2026-12-31",
        },
        "licences": {"status": "ok", "items": []},
    }
    return Evidence(facts | changes)


HIT = {
    "status": "hit",
    "name": "林海生",
    "number": "350203199003070014",
    "number_kind": "id_no",
    "role": "applicant",
    "case_nos": ["(2026)闽0203执12号"],
    "log_no": "L2",
    "as_of": AS_OF,
}
