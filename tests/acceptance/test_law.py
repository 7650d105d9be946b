"""The vectors of the field: screening, terms and identifiers, through the command line alone."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.program import luqiao

ID, OTHER_ID = "350203199003070014", "350206198512310025"
SHOP, COMPANY = "92350206MA2YFAKE0X", "91350203MA31ABCD0Q"
WANG: dict[str, Any] = {"name": "王明", "id_no": ID}
CLEAR: dict[str, Any] = {
    "id": "c",
    "item": "new",
    "received_on": "2026-11-21",
    "applicant": {
        "kind": "sole_trader", "name": "王明", "id_no": ID, "uscc": SHOP, "birth_on": None, "legal_rep": WANG,
        "investor_origin": "domestic", "franchise_of_foreign": False,
    },
    "premises": {
        "address": "厦门市", "district": "350203", "is_hotel": False, "fixed": True, "separate_from_home": True,
        "school_distance_m": 51, "holds_licence": False, "vending_machine": False,
    },
    "records": [],
    "defaulter": {"status": "clear", "party": None, "as_of": "2026-11-21T09:00:00+08:00"},
    "business": {"status": "ok", "scope_has_tobacco": True},
}  # fmt: skip
RULES = ["R1", "R2", "R3", "R4", "R5", "R6", "A1", "A2", "A4", "A7", "A8"]


def record(kind: str, on: str, cause: str = "other", **more: Any) -> dict[str, Any]:
    """A decision in force on 王明."""
    return {
        "kind": kind,
        "on": on,
        "cause": cause,
        "in_force": True,
        "act": None,
        "by": "tobacco",
        "party": WANG,
    } | more


def barred(**more: Any) -> dict[str, Any]:
    """A disqualification that still bars."""
    return record("disqualification", "2025-01-01", **more)


def penalties(*days: str, **more: Any) -> list[dict[str, Any]]:
    """Penalties for unlicensed trading, each for an act of its own."""
    return [record("penalty", day, "unlicensed_trading", **{"act": f"act {n}"} | more) for n, day in enumerate(days)]


def case(**changes: Any) -> dict[str, Any]:
    """The clear case with some values changed; `a__b` is b inside a, `...` takes the key away."""
    changed = copy.deepcopy(CLEAR)
    for path, value in changes.items():
        *into, last = path.split("__")
        place = changed
        for name in into:
            place = place[name]
        if value is ...:
            place.pop(last)
        else:
            place[last] = value
    return changed


COMPANY_OF_WANG = {"applicant__kind": "enterprise", "applicant__id_no": None, "applicant__uscc": COMPANY}
HIT: dict[str, Any] = {"status": "hit", "as_of": "2026-11-21", "party": WANG}
CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("clear", "R1", "pass", {}),
    ("last day of three years", "R1", "deny", {"records": [record("disqualification", "2023-11-21")]}),
    ("first free day", "R1", "pass", {"records": [record("disqualification", "2023-11-20")]}),
    ("later than the day", "R1", "pass", {"records": [record("disqualification", "2026-11-22")]}),
    ("not in force", "R1", "pass", {"records": [barred(in_force=False)]}),
    ("force unknown", "R1", "review", {"records": [barred(in_force=None)]}),
    ("another person", "R1", "pass", {"records": [barred(party={"name": "李四", "id_no": OTHER_ID})]}),
    ("name alone", "R1", "review", {"records": [barred(party={"name": "王明"})]}),
    ("15 digits", "R1", "deny", {"records": [barred(party={"id_no": "350203900307001"})]}),
    ("the shop's code", "R1", "deny", {"records": [barred(party={"uscc": SHOP.lower()})]}),
    ("legal representative", "R1", "review", {"records": [barred()], **COMPANY_OF_WANG}),
    ("nobody asked", "R4", "review", {"records": ...}),
    ("concealment", "R2", "deny", {"records": [record("refusal", "2025-11-21", "concealment")]}),
    ("a year and a day", "R2", "pass", {"records": [record("refusal", "2025-11-20", "concealment")]}),
    ("not accepted", "R2", "deny", {"records": [record("non_acceptance", "2026-01-01", "false_material")]}),
    ("refused for another reason", "R2", "pass", {"records": [record("refusal", "2026-01-01")]}),
    ("bribery", "R3", "deny", {"records": [record("annulment", "2024-01-01", "bribery")]}),
    ("the agency's fault", "R3", "pass", {"records": [record("annulment", "2024-01-01", "agency_fault")]}),
    ("two in a year", "R4", "deny", {"records": penalties("2024-02-29", "2025-02-28", by="market_supervision")}),
    ("a day more than a year", "R4", "pass", {"records": penalties("2024-02-29", "2025-03-01")}),
    ("one act on two days", "R4", "pass", {"records": penalties("2025-01-01", "2025-02-01", act="x")}),
    ("one day without an act", "R4", "pass", {"records": penalties("2025-01-01", "2025-01-01", act=None)}),
    ("two acts on one day", "R4", "deny", {"records": penalties("2025-01-01", "2025-01-01")}),
    ("foreign", "R5", "deny", {"applicant__investor_origin": "hk"}),
    ("foreign in a hotel", "R5", "pass", {"applicant__investor_origin": "foreign", "premises__is_hotel": True}),
    ("hotel unknown", "R5", "review", {"applicant__investor_origin": "foreign", "premises__is_hotel": None}),
    ("franchise", "R5", "review", {"applicant__franchise_of_foreign": True}),
    ("defaulter", "R6", "deny", {"defaulter": HIT}),
    ("a hit on nobody", "R6", "review", {"defaulter": HIT | {"party": None}}),
    ("a hit on somebody else", "R6", "pass", {"defaulter": HIT | {"party": {"name": "李四", "id_no": OTHER_ID}}}),
    ("list down", "R6", "unavailable", {"defaulter": {"status": "unavailable"}}),
    ("15 years", "A1", "deny", {"applicant__birth_on": "2010-11-22"}),
    ("16 years", "A1", "review", {"applicant__birth_on": "2010-11-21"}),
    ("18 years", "A1", "pass", {"applicant__birth_on": "2008-11-21"}),
    ("50 m", "A2", "deny", {"premises__school_distance_m": 50}),
    ("not measured", "A2", "review", {"premises__school_distance_m": None}),
    ("a licence is there", "A4", "deny", {"premises__holds_licence": True}),
    ("a machine", "A7", "deny", {"premises__vending_machine": True}),
    ("no tobacco in scope", "A8", "review", {"business": {"status": "ok", "scope_has_tobacco": False}}),
    ("revoked", "A8", "deny", {"business": {"status": "revoked"}}),
    ("register down", "A8", "unavailable", {"business": {"status": "unavailable"}}),
    ("renewal of a defaulter", "R6", "review", {"item": "renew", "defaulter": HIT}),
]  # fmt: skip
BAD: list[tuple[str, str]] = [
    ("unknown key", json.dumps(case(colour="red"))),
    ("unknown key within", json.dumps(case(applicant__colour="red"))),
    ("wrong type", json.dumps(case(premises__is_hotel="no"))),
    ("impossible date", json.dumps(case(records=[record("penalty", "2023-02-29")]))),
    ("unknown word", json.dumps(case(item="NEW"))),
    ("no kind", json.dumps(case(applicant__kind=None))),
    ("no id", json.dumps(case(id=...))),
    ("no JSON", "{"),
    ("no object", "[]"),
]


@pytest.fixture(scope="module")
def screened(folder: Path) -> dict[str, Any]:
    """The answers to all cases in one call, by name."""
    lines = [json.dumps(case(**changes) | {"id": name}, ensure_ascii=False) for name, _, _, changes in CASES]
    ran = luqiao("law", "screen", "-", "--json", cwd=folder, given="\n".join(lines))
    assert (ran.status, ran.err) == (0, "")
    return {answer["id"]: answer for answer in ran.lines}


@pytest.mark.parametrize(("name", "rule", "outcome"), [each[:3] for each in CASES], ids=[each[0] for each in CASES])
def test_a_rule_answers_as_the_field_says(screened: dict[str, Any], name: str, rule: str, outcome: str) -> None:
    findings = {finding["rule"]: finding for finding in screened[name]["findings"]}

    assert findings[rule]["outcome"] == outcome
    assert all(finding["basis"] and finding["evidence"] for finding in findings.values())


def test_findings_name_every_rule_in_order_and_the_worst_is_the_whole(screened: dict[str, Any]) -> None:
    assert [finding["rule"] for finding in screened["clear"]["findings"]] == RULES
    assert [finding["rule"] for finding in screened["renewal of a defaulter"]["findings"]] == ["R6", "A8"]
    assert {screened[name]["outcome"] for name in ("clear", "first free day")} == {"pass"}
    assert screened["last day of three years"]["findings"][0]["barred_through"] == "2026-11-21"
    assert (screened["list down"]["outcome"], screened["foreign"]["outcome"]) == ("unavailable", "deny")


def test_a_bad_line_is_answered_and_the_others_too(folder: Path) -> None:
    good = json.dumps(case(), ensure_ascii=False)
    file = folder / "bad.jsonl"
    file.write_text("\n".join([*(line for _, line in BAD), good]), encoding="utf-8")

    ran = luqiao("law", "screen", str(file), "--on", "2027-01-01", "--json", cwd=folder)

    assert ran.status == 2
    assert [name for (name, _), answer in zip(BAD, ran.lines, strict=False) if "error" not in answer] == []
    assert (len(ran.lines), ran.lines[-1]["outcome"]) == (len(BAD) + 1, "pass")


TERMS = [
    ("2025-12-29", "3wd", "2026-01-04", False),
    ("2026-02-14", "5wd", "2026-02-28", False), ("2026-11-19", "30wd", "2026-12-31", False),
    ("2026-11-20", "30wd", "2027-01-04", True),
    ("2026-09-10", "15d", "2026-09-28", False), ("2024-02-29", "3y", "2027-02-28", False),
    ("2023-02-28", "1y", "2024-02-28", False),
]  # fmt: skip


@pytest.mark.parametrize(("start", "length", "last_day", "provisional"), TERMS)
def test_a_term_ends_on_its_day(folder: Path, start: str, length: str, last_day: str, provisional: bool) -> None:
    term = luqiao("law", "term", "--from", start, "--length", length, "--json", cwd=folder).json

    assert list(term) == ["from", "length", "last_day", "provisional", "basis"]
    assert (term["last_day"], term["provisional"]) == (last_day, provisional)


@pytest.mark.parametrize("length", ["0wd", "-1d", "3m"])
def test_a_length_that_is_none_is_refused(folder: Path, length: str) -> None:
    assert luqiao("law", "term", "--from", "2026-01-05", f"--length={length}", cwd=folder).status == 2


IDENTIFIERS = [ ("USCC", "91350200MA00000XYL", True, 1),
    ("USCC", "00000000000000000X", False, None),
    ("ID", "35020519880808004x", True, 0), ("ID", "350203900307001", True, None),
    ("ID", "350203199002290015", False, None), ("ID", "830000198502281246", True, 0),
    ("REGISTRATION", "350203600004562", True, 0),
    ("LICENCE", "350203300001", True, 1), ("BARCODE", "6901028075763", True, 0),
    ("CARTON", "2090112345678907\nXMYC350203100001", True, 0),
    ("CARTON", "2090112345678951YCYC350203100001", True, 2),
    ("CARTON", "2130112345678907XMYC350203100001", False, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "valid", "warnings"), IDENTIFIERS, ids=lambda value: str(value)[:20])
def test_an_identifier_is_decoded(folder: Path, kind: str, text: str, valid: bool, warnings: int | None) -> None:
    ran = luqiao("check", kind, text, "--json", cwd=folder)

    assert list(ran.json) == ["kind", "valid", "normal", "parts", "faults", "warnings"]
    assert (ran.json["valid"], ran.status) == (valid, 0 if valid else 1)
    assert bool(ran.json["faults"]) is not valid
    assert warnings is None or len(ran.json["warnings"]) == warnings
