"""What a recorded penalty sends is written by the real profiles and taken by the simulated city as it stands."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from adapters import build
from city.systems.case_system import _CASE
from city.systems.credit_columns import check_data
from ports.platforms import Outgoing, Prepared
from tests.conftest import NOON
from tests.support.penalties import KEY, PAPER, PERSON, SHOP, bureau, record, sent, withdraw
from tests.usecases.test_penalty_checks import COMPANY

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]
TODAY = date(2026, 11, 21)
PARTIES: dict[str, dict[str, Any]] = {
    "shop": SHOP,
    "shop without code": SHOP | {"uscc": None, "registration_no": "350203600004562"},
    "person": PERSON,
    "passport": PERSON | {"id_no": "E12345678", "id_type": "414"},
    "company": COMPANY,
}
KINDS: dict[str, dict[str, Any]] = {
    "warning": {"kinds": ["warning"], "fine": None, "confiscated": None, "base": None},
    "revocation": {"kinds": ["revocation"], "fine": None, "confiscated": None, "certificate": "零售许可证350203100001"},
    "another kind": {"kinds": ["other:通报批评", "closure"], "fine": None, "confiscated": None, "note": "备注"},
}


def prepared(office: "Office", profile: str, system: str) -> Prepared:
    """Return the bytes that the profile writes for the newest message of a system."""
    setting = build.Setting(system, "http://127.0.0.1:1", {"app_key": "key", "secret": "secret"}, lambda: NOON)
    client = build.system(profile, setting)
    newest = [message for message in sent(office) if message["system"] == system][-1]
    outgoing = Outgoing(newest["key"], newest["kind"], newest["op"], newest["version"], newest["payload"])
    writer = build.credit(client) if system == "credit" else build.platform(client)
    return writer.prepare([outgoing], batch_no="B1", at=NOON)


PAPERS = {name: {"party": party} for name, party in PARTIES.items()} | KINDS


@pytest.mark.parametrize("changes", PAPERS.values(), ids=PAPERS.keys())
def test_the_city_takes_every_party_and_every_kind(bureau: "Office", changes: dict[str, Any]) -> None:
    record(bureau, **changes)

    written = prepared(bureau, "reference/credit", "credit")
    case = prepared(bureau, "reference/case_system", "register")

    assert (written.faults, case.faults) == ((), ())
    row = json.loads(written.request)["rows"][0]
    check_data("cf", row["data"], TODAY)
    assert (row["op"], row["key"], row["version"]) == ("upsert", KEY, 1)
    _CASE(json.loads(case.request), "case")


def test_amounts_and_the_number_cross_as_the_contract_writes_them(bureau: "Office") -> None:
    record(bureau)

    data = json.loads(prepared(bureau, "reference/credit", "credit").request)["rows"][0]["data"]

    assert (data["CF_NR_FK"], data["CF_NR_WFFF"]) == ("0.150001", "0.020000")
    assert (data["CF_WSH"], data["CF_CFLB"]) == (PAPER["document_no"], "罚款;没收违法所得、没收非法财物")


def test_a_withdrawal_crosses_with_reason_and_document(bureau: "Office") -> None:
    record(bureau)
    withdraw(bureau)

    rows = json.loads(prepared(bureau, "reference/credit", "credit").request)["rows"]

    assert rows[-1] == {
        "op": "withdraw",
        "key": KEY,
        "version": 2,
        "reason": "复议撤销该决定",
        "doc_no": "厦烟撤〔2026〕第1号",
    }
