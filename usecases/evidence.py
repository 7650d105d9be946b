"""Evidence: ask the city's registers about an applicant, all at once; what does not answer is `unavailable`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from models.errors import OutsideError, OutsideUnavailable
from models.forms import ApplicationForm
from models.values import Item, PartyKind
from ports.registries import (
    BusinessRegister,
    CaseRegister,
    DefaulterList,
    ELicenceRegister,
    PoliceRegister,
    PriorRecord,
    Query,
)
from rules.identifiers import check_id, check_uscc, normal_id, normal_number

CAUSE = "烟草专卖零售许可申请审查"
WAITS, PATIENCE = 3, 5.0  # how often, and at most how many seconds, a screening waits for one source
UNAVAILABLE, OK, NOT_FOUND, NOT_ASKED = "unavailable", "ok", "not_found", "not_asked"

Ask = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers that are connected; None = not configured, so nobody can ask."""

    business: BusinessRegister | None = None
    police: PoliceRegister | None = None
    elicence: ELicenceRegister | None = None
    cases: CaseRegister | None = None
    defaulters: DefaulterList | None = None


KINDS = {  # of the system that each source of the evidence asks
    "business": "business",
    "police": "police",
    "elicence": "elicence",
    "records": "case_system",
    "defaulter": "joint",
    "licence": "case_system",
    "licences": "case_system",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each source said; `facts` is plain JSON that the snapshot keeps."""

    facts: dict[str, Any]
    failures: tuple[tuple[str, OutsideError], ...] = ()  # source, why it did not answer


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked about, in normal forms; None = not known or not valid, so it is never sent on (contract 11)."""

    name: str
    id_no: str | None
    uscc: str | None
    legal_rep: tuple[str, str] | None  # name, ID number


def subject_of(form: ApplicationForm) -> Subject:
    """Return who the registers may be asked about; faulty numbers are left out."""
    who = form.applicant
    id_no = _valid_id(who.id_no) if (who.id_type or "111") == "111" else None
    uscc = normal_number(who.uscc or "")
    rep_no = _valid_id(who.legal_rep_id_no)
    rep = (who.legal_rep_name, rep_no) if who.legal_rep_name and rep_no else None
    return Subject(who.name, id_no, uscc if check_uscc(uscc).valid else None, rep)


def _valid_id(text: str | None) -> str | None:
    number = normal_id(text or "")
    return number if len(number) == 18 and check_id(number).valid else None


async def gather(
    registers: Registers, form: ApplicationForm, number: str, known: Mapping[str, dict[str, Any]] | None = None
) -> Evidence:
    """Ask every register that concerns the application, at the same time; what is `known` is not asked again."""
    subject = subject_of(form)
    asked: dict[str, Ask] = {
        "business": lambda: _business(registers.business, subject, number),
        "police": lambda: _police(registers.police, subject, number),
        "elicence": lambda: _elicence(registers.elicence, subject, number),
        "records": lambda: _records(registers.cases, subject),
        "defaulter": lambda: _defaulter(registers.defaulters, form, subject, number),
        "licence": lambda: _licence(registers.cases, form),
        "licences": lambda: _licences(registers.cases, subject),
    }
    facts: dict[str, Any] = dict(known or {})
    asked = {source: ask for source, ask in asked.items() if source not in facts}
    answers = await asyncio.gather(*(_patiently(ask) for ask in asked.values()), return_exceptions=True)
    failures: list[tuple[str, OutsideError]] = []
    for source, answer in zip(asked, answers, strict=True):
        if isinstance(answer, OutsideError):
            facts[source] = {"status": UNAVAILABLE, "message": answer.message}
            failures.append((source, answer))
        elif isinstance(answer, BaseException):
            raise answer
        else:
            facts[source] = answer
    return Evidence(facts, tuple(failures))


async def _patiently(ask: Ask) -> dict[str, Any]:
    """Ask again when a source only wants us to wait a moment (it is asked too fast, not broken)."""
    for _ in range(WAITS):
        try:
            return await ask()
        except OutsideUnavailable as error:
            if error.retry_after is None or error.retry_after > PATIENCE:
                raise
            await asyncio.sleep(error.retry_after + 0.05)
    return await ask()


async def _business(register: BusinessRegister | None, subject: Subject, number: str) -> dict[str, Any]:
    if register is None or subject.uscc is None:
        return {"status": NOT_ASKED}
    entity = await register.entity(Query(subject.uscc, subject.name, CAUSE, number))
    return {"status": NOT_FOUND} if entity is None else {**asdict(entity), "entity_status": entity.status, "status": OK}


async def _police(register: PoliceRegister | None, subject: Subject, number: str) -> dict[str, Any]:
    if register is None or subject.id_no is None:
        return {"status": NOT_ASKED}
    answer = await register.check(Query(subject.id_no, subject.name, CAUSE, number))
    return {"status": OK, **asdict(answer)}


async def _elicence(register: ELicenceRegister | None, subject: Subject, number: str) -> dict[str, Any]:
    holder = subject.uscc or subject.id_no
    if register is None or holder is None:
        return {"status": NOT_ASKED}
    kind = "business_licence" if subject.uscc else "id_card"
    found = await register.find(Query(holder, subject.name, CAUSE, number), kind)
    return {"status": OK, "type": kind, "identifiers": list(found)}


async def _records(register: CaseRegister | None, subject: Subject) -> dict[str, Any]:
    numbers = [n for n in (subject.id_no, subject.uscc, subject.legal_rep[1] if subject.legal_rep else None) if n]
    if register is None or not numbers:
        return {"status": NOT_ASKED}
    answers = await asyncio.gather(*(register.records(n) for n in numbers))
    seen = {record.id: record for _, records in answers for record in records}
    return {"status": OK, "as_of": answers[0][0], "items": [_record(r) for r in seen.values()]}


def _record(record: PriorRecord) -> dict[str, Any]:
    plain = asdict(record)
    party = {"name": record.party_name, "id_no": record.party_id_no, "uscc": record.party_uscc}
    kept = {k: plain[k] for k in ("id", "kind", "cause", "in_force", "act", "by")}
    return kept | {"on": record.on.isoformat(), "party": party}


async def _defaulter(
    register: DefaulterList | None, form: ApplicationForm, subject: Subject, number: str
) -> dict[str, Any]:
    """Ask about the applicant; for an entity also about its legal representative."""
    wanted = _defaulter_subjects(form, subject)
    if register is None or not wanted:
        return {"status": NOT_ASKED}
    clear: dict[str, Any] = {"status": NOT_ASKED}
    for name, party_no, role in wanted:
        answer = await register.query(Query(party_no, name, CAUSE, number))
        if answer.result != "clear":
            rows = [row.case_no for row in answer.rows]
            found = {"status": answer.result, "name": name, "number": party_no, "role": role, "case_nos": rows}
            found["number_kind"] = "uscc" if party_no == subject.uscc else "id_no"
            return found | {"log_no": answer.log_no, "as_of": answer.as_of}
        clear = {"status": "clear", "as_of": answer.as_of, "log_no": answer.log_no}
    return clear


def _defaulter_subjects(form: ApplicationForm, subject: Subject) -> list[tuple[str, str, str]]:
    wanted = []
    if form.applicant.kind in (PartyKind.PERSON, PartyKind.SOLE_TRADER) and subject.id_no:
        wanted.append((subject.name, subject.id_no, "applicant"))
    elif subject.uscc and form.applicant.kind not in (PartyKind.PERSON, PartyKind.SOLE_TRADER):
        wanted.append((subject.name, subject.uscc, "applicant"))
    if subject.legal_rep and wanted and wanted[0][1] == subject.uscc:
        wanted.append((*subject.legal_rep, "legal_rep"))
    return wanted


async def _licence(register: CaseRegister | None, form: ApplicationForm) -> dict[str, Any]:
    licence_no = normal_number(form.licence_no or "")
    if register is None or form.item is Item.NEW or not licence_no:
        return {"status": NOT_ASKED}
    held = await register.licence(licence_no)
    return {"status": NOT_FOUND} if held is None else {**asdict(held), "licence_status": held.status, "status": OK}


async def _licences(register: CaseRegister | None, subject: Subject) -> dict[str, Any]:
    numbers = [n for n in (subject.id_no, subject.uscc) if n]
    if register is None or not numbers:
        return {"status": NOT_ASKED}
    answers = await asyncio.gather(*(register.licences(n) for n in numbers))
    seen = {held.licence_no: held for answer in answers for held in answer}
    return {"status": OK, "items": [asdict(held) for held in seen.values()]}
