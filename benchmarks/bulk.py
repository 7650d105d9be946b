"""Five hundred renewals decided in one stroke: the preview, then every grant with its papers and ledger entry."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from benchmarks.intake import declared
from benchmarks.measuring import Figure, bounded, spending
from benchmarks.offices import sqlite_office
from benchmarks.papers import raw_rows
from models.forms import ApplicationForm
from models.values import SYSTEM_OFFICER, Item, PartyKind, rfc3339
from ports.intake import Row
from usecases import applications, intake, previews, screening
from usecases.evidence import Evidence
from usecases.officers import TRAINING, register_training
from wiring.office import Office

RENEWALS, BOUND = 500, 5.0
CLERK = TRAINING[0]
GRACE = timedelta(seconds=30)
SYSTEMS = (("credit", "credit"), ("joint", "joint"), ("case_system", "case_system"), ("sms", "sms"))


def renewals(count: int, now: datetime) -> list[Row]:
    """Return complete renewals of made-up sole traders, each of a licence of its own."""
    channel = declared("wechat", "http://127.0.0.1:1/wechat")
    forms = (channel.read(raw).form for raw in raw_rows("wechat", count * 40, now))
    traders = (form for form in forms if form is not None and _fits(form))
    return [_row(number, form) for number, form in zip(range(1, count + 1), traders, strict=False)]


def _fits(form: ApplicationForm) -> bool:
    """Return whether an application of a sole trader would be a complete renewal."""
    kinds = {each.kind for each in form.attachments}
    return form.applicant.kind is PartyKind.SOLE_TRADER and "id_card" in kinds


def _row(number: int, form: ApplicationForm) -> Row:
    wanted = replace(form, item=Item.RENEW, licence_no=f"3502031{number:05d}", channel_state="submitted", changes=())
    raw = f'{{"renewal":{number}}}'.encode()
    return Row("wechat", f"RN{number:08d}", 1, raw, sha256(raw).hexdigest(), wanted)


def evidence(licence_no: str, now: datetime) -> Evidence:
    """Return what registers say where nothing speaks against a renewal."""
    facts: dict[str, Any] = {
        "business": {"status": "ok", "entity_status": "open", "scope": "烟草制品零售", "investor_origin": "domestic",
                     "franchise_of_foreign": False},
        "police": {"status": "ok", "result": "match", "serial": "S1"},
        "elicence": {"status": "ok", "type": "business_licence", "identifiers": ["EL1"]},
        "records": {"status": "ok", "items": []},
        "defaulter": {"status": "clear", "log_no": "L1"},
        "licence": {"status": "ok", "licence_no": licence_no, "licence_status": "active", "version": 3,
                    "valid_from": "2022-01-01", "valid_to": f"{now.year + 1}-12-31"},
        "licences": {"status": "ok", "items": []},
    }  # fmt: skip
    return Evidence({name: said | {"as_of": rfc3339(now)} for name, said in facts.items()})


def prepared(office: Office, count: int) -> list[str]:
    """Receive and screen renewals; return their numbers."""
    office.desk = replace(office.desk, systems=(*SYSTEMS, ("wechat", "intake")))
    office.perform(register_training, by=SYSTEM_OFFICER)
    now = office.now()
    rows = renewals(count, now)
    office.perform(intake.receive, "wechat", rows, None, acknowledges=False, by=SYSTEM_OFFICER)
    numbers = [f"A-{now.year}-{number:06d}" for number in range(1, len(rows) + 1)]
    for number, row in zip(numbers, rows, strict=True):
        proof = evidence(str(row.form and row.form.licence_no), now)
        office.perform(screening.conclude, number, 1, proof, by=SYSTEM_OFFICER)
    return numbers


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the seconds that a clerk waits for the preview and for all decisions."""
    with sqlite_office() as office:
        numbers = prepared(office, rows or RENEWALS)
        with spending() as looking, office.reading() as session:
            able = previews.of_grants(session, numbers, by=CLERK, at=office.now()).able
        with spending() as deciding:
            against = office.perform_each(applications.grant, able, by=CLERK, grace=GRACE)
    more = {
        "preview": round(looking.wall, 3),
        "cpu": round(deciding.cpu + looking.cpu, 3),
        "granted": len(able) - len(against),
    }
    yield bounded("bulk", looking.wall + deciding.wall, "s", BOUND * len(numbers) / RENEWALS, len(numbers), **more)
