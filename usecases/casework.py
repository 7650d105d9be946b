"""Leads of enforcement cases: entered with what is known, and completed or corrected until the case is noticed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.casework import CaseSource, CaseStage
from models.errors import InvalidInput, Refused
from models.said import said, sentence
from models.values import DISTRICTS, Officer, PartyKind, shanghai_date
from rules.casework import duties
from rules.casework.steps import INQUIRY, STAGE_NAMES
from rules.identifiers import check_id, check_uscc, is_uscc, normal_id, normal_number
from rules.identifiers.persons import birth_of
from rules.names import initials
from usecases import (
    audit,
    casework_alarm,
    casework_changes,
    casework_goods,
    casework_register,
    casework_rows,
    complaint_rows,
    numbers,
    undo_casework,
    whereabouts,
)
from usecases.deeds import deed
from usecases.texts import storable

REGISTERED, CHANGED = "case.lead_registered", "case.facts_changed"
KEPT = "案件未登记。"
PARTY = (
    "kind",
    "name",
    "number",
    "id_type",
    "born_on",
    "phone",
    "address",
    "legal_rep",
    "legal_rep_no",
    "sex",
    "nation",
    "dead_on",
)
DAYS = {"born_on": "出生日期", "dead_on": "死亡日期"}
OPEN_FACTS = frozenset({CaseStage.LEAD, *INQUIRY} - {CaseStage.NOTICED})  # what a notice tells stays as it was told


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case: `found_on` the day of discovery, `acted_on` the last day of the act."""

    source: CaseSource = CaseSource.PATROL
    found_on: date | None = None
    summary: str = ""
    place: str = ""
    district: str = ""
    cause: str = ""
    acted_on: date | None = None
    harmful: bool = False
    ownerless: bool = False
    party: Mapping[str, Any] = field(default_factory=dict)
    licence_no: str = ""
    source_ref: str = ""


@deed(REGISTERED)
def register(session: Session, facts: Facts, *, by: Officer, at: datetime) -> str:
    """Enter a lead and return its number (C-2026-000001); the term to decide on filing runs (E01).

    Raises InvalidInput naming everything that cannot be right.
    """
    today = shanghai_date(at)
    values = _values(facts, today)
    number = f"C-{today.year}-{numbers.take(session, f'cases-{today.year}'):06d}"
    office = facts.district or whereabouts.of_officer(session, by.login)
    row = values | {"number": number, "stage": CaseStage.LEAD.value, "office": office, "handler": by.login}
    row |= {"registered_at": at, "registered_by": by.login, "changed_at": at, "version": 1}
    row_id = casework_rows.add(session, row)
    told: dict[str, object] = {"source": facts.source.value, "cause": facts.cause, "district": facts.district}
    seq = audit.tell(session, by=by, at=at, deed=REGISTERED, subject=number, note=values["summary"], facts=told)
    undo_casework.remember_new(session, number, row_id, by=by, at=at, ledger_seq=seq)
    case = casework_rows.read(session, number)
    casework_rows.keep(session, case, {"version": 0}, at=at)
    return number


@deed(CHANGED)
def change(session: Session, number: str, facts: Facts, *, by: Officer, at: datetime) -> str:
    """Complete or correct what is known of a case before its notice; the ledger names the columns that changed.

    Raises NotFound; Refused (noticed already, ended); InvalidInput.
    """
    case = casework_rows.read(session, number, locked=True)
    if case.standing.stage not in OPEN_FACTS:
        words = said("案件处于“{stage}”，当事人和违法事实不能再改。", stage=STAGE_NAMES[case.standing.stage])
        raise Refused(words, kept="案件未变更。", do_next="内容有误的，由法制审核退回或者重新告知。")
    duties.check_recused(case.standing, by)
    values = _values(facts, shanghai_date(at), found_on=case.row["found_on"])
    complaint_rows.keep_out_of(session, case.number, {"案情": values["summary"], "地点": values["place"]})
    changed = sorted(name for name, value in values.items() if case.row[name] != value)
    told: dict[str, object] = {"changed": changed}
    note = casework_changes.told(case.row, values)
    seq = audit.tell(session, by=by, at=at, deed=CHANGED, subject=case.number, note=note, facts=told)
    undo_casework.remember(session, CHANGED, case, by=by, at=at, ledger_seq=seq)
    goods = casework_goods.of_case(session, case)
    found = casework_alarm.watch(session, case, facts.cause, goods, at=at, ledger_seq=seq)
    now = casework_rows.keep(session, case, values | {"alarm": found}, at=at)
    casework_register.tell(session, now, at=at, ledger_seq=seq)
    return case.number


def _values(facts: Facts, today: date, *, found_on: date | None = None) -> dict[str, Any]:
    """Return the columns of checked facts."""
    found = facts.found_on or found_on or today
    party, faults = _party(facts.party, today)
    faults += _wrong(facts, found, today)
    if faults:
        raise InvalidInput(sentence(faults), kept=KEPT, do_next="请改正后再登记。")
    return {
        "source": facts.source.value,
        "source_ref": storable(facts.source_ref, 64),
        "found_on": found,
        "summary": storable(facts.summary.strip(), 2000),
        "place": storable(facts.place.strip(), 200),
        "district": facts.district,
        "cause": facts.cause,
        "acted_on": facts.acted_on,
        "harmful": facts.harmful,
        "ownerless": facts.ownerless,
        "party": party,
        "party_name": party.get("name", ""),
        "party_no": party.get("number", ""),
        "initials": initials(party.get("name", ""))[:210],
        "licence_no": normal_number(facts.licence_no)[:12],
    }


def _wrong(facts: Facts, found: date, today: date) -> list[str]:
    wrong = [] if facts.summary.strip() else ["没有写明案情"]
    wrong += [said("发现日期{found}在今天之后", found=found)] if found > today else []
    if facts.acted_on is not None and facts.acted_on > found:
        wrong.append(said("违法行为终了的日期{acted_on}在发现日期{found}之后", acted_on=facts.acted_on, found=found))
    if facts.cause and facts.cause not in lawbook().in_force(found).causes:
        wrong.append(said("没有案由“{cause}”", cause=facts.cause))
    if facts.district and facts.district not in DISTRICTS:
        wrong.append(said("没有代码为“{district}”的区", district=facts.district))
    if facts.ownerless and facts.party:
        wrong.append("无主物品的案件没有当事人")
    return wrong


def _party(given: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[str]]:
    """Return the party as it is kept, and what is wrong with it; the day of birth is that of the ID number."""
    wrong: list[str] = [said("当事人没有“{key}”这一项", key=key) for key in given if key not in PARTY]
    party = {key: str(given[key]).strip() for key in PARTY if str(given.get(key) or "").strip()}
    kind = party.get("kind", "")
    if party and kind not in {each.value for each in PartyKind}:
        wrong.append("当事人的类别应为自然人、个体工商户、企业或者其他组织")
    if party and not party.get("name"):
        wrong.append("没有写明当事人的名称")
    number = party.get("number", "")
    if number:
        party["number"], faults = _number(number, person=kind == PartyKind.PERSON, id_type=party.get("id_type", ""))
        wrong += faults
        born = birth_of(party["number"])
        party |= {"born_on": born.isoformat()} if born and kind == PartyKind.PERSON else {}
    return party, wrong + _wrong_days(party, today)


def _wrong_days(party: Mapping[str, str], today: date) -> list[str]:
    """Return what is wrong with the days of birth and of death."""
    days: dict[str, date] = {}
    wrong: list[str] = []
    for key, name in DAYS.items():
        try:
            days |= {key: date.fromisoformat(party[key])} if key in party else {}
        except ValueError:
            wrong.append(said("当事人的{name}应为日期，例如1990-03-07", name=name))
    wrong += [
        said("当事人的{name}{day}在今天之后", name=DAYS[key], day=day) for key, day in days.items() if day > today
    ]
    return wrong + (["当事人的死亡日期早于出生日期"] if len(days) == 2 and days["dead_on"] < days["born_on"] else [])


def _number(number: str, *, person: bool, id_type: str) -> tuple[str, list[str]]:
    """Return a number in normal form and its faults; papers without a check digit are taken as they are."""
    if person and id_type in ("", "111"):
        found = check_id(number)
        return normal_id(number), [said("证件号码{fault}", fault=fault) for fault in found.faults]
    plain = normal_number(number)
    return plain, [said("信用代码{fault}", fault=fault) for fault in check_uscc(plain).faults] if is_uscc(plain) else []


def known(session: Session, number: str) -> Facts:
    """Return what is known of a case, to be completed or corrected; raises NotFound."""
    row = casework_rows.read(session, number).row
    values = {each.name: row[each.name] for each in fields(Facts) if each.name != "party"}
    party = {key: value for key, value in (row["party"] or {}).items() if key in PARTY}
    return Facts(**values | {"source": CaseSource(row["source"]), "party": party})
