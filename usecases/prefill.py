"""Form filling (一证通办): what our register, earlier applications and stored answers of the city know of a person."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput
from models.forms import Applicant, ApplicationForm, Premises
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import DISTRICTS, Item, PartyKind, rfc3339, shanghai_date
from rules.identifiers import normal_id, normal_number
from rules.prefill import BUSINESS, EARLIER, ELICENCE, NATIONAL, OWN, POLICE, STATED, FilledValue, SourceValue, merge
from usecases import cases, evidence
from usecases.cases import Case
from usecases.evidence import OK, Evidence, Registers

APPLICATIONS, LICENCES = table_of(ApplicationRow), table_of(LicenceRow)
Said = Mapping[str, Any]
Tell = Callable[..., Iterator[SourceValue]]
NATURAL = (PartyKind.PERSON, PartyKind.SOLE_TRADER)


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of one party: `facts` as evidence keeps them, `answered_at` when each source gave them."""

    form: ApplicationForm | None
    number: str  # the newest application
    facts: Said
    answered_at: datetime | None
    licence: dict[str, Any] | None


def prefill(
    session: Session, *, id_no: str = "", uscc: str = "", licence_no: str = "", at: datetime
) -> list[FilledValue]:
    """Return what fills a form for one number, each value with source, time and conflicts; nothing is asked outside.

    Raises InvalidInput where no number is given.
    """
    return merge(values(known(session, id_no=id_no, uscc=uscc, licence_no=licence_no), at=at))


def known(session: Session, *, id_no: str = "", uscc: str = "", licence_no: str = "") -> Known:
    """Return what is stored of whom a number names: newest application, its answers, their licence."""
    numbers = {normal_id(id_no), normal_number(uscc)} - {""}
    wanted_licence = normal_number(licence_no)
    if not numbers and not wanted_licence:
        raise InvalidInput("没有给出证件号码、统一社会信用代码或者许可证号。", do_next="请输入其中一个号码。")
    licence = _licence(session, numbers, wanted_licence)
    if licence is not None:
        numbers |= {licence["holder_no"], licence["uscc"]} - {""}
    newest = _newest(session, numbers)
    if newest is None:
        return Known(None, "", {}, None, licence)
    return _stored(session, newest, licence)


def _licence(session: Session, numbers: set[str], licence_no: str) -> dict[str, Any] | None:
    """Return the licence of that number, or the newest of a holder of one of these numbers."""
    c = LICENCES.c
    mine = c.licence_no == licence_no if licence_no else or_(c.holder_no.in_(numbers), c.uscc.in_(numbers))
    row = session.execute(select(LICENCES).where(mine).order_by(c.valid_to.desc(), c.id.desc()).limit(1)).first()
    return None if row is None else cases.columns_of(row)


def _newest(session: Session, numbers: set[str]) -> str | None:
    if not numbers:
        return None
    c = APPLICATIONS.c
    mine = or_(c.party_no.in_(numbers), c.uscc.in_(numbers))
    found: str | None = session.execute(select(c.number).where(mine).order_by(c.id.desc()).limit(1)).scalar()
    return found


def _stored(session: Session, number: str, licence: dict[str, Any] | None) -> Known:
    case = cases.read(session, number)
    return _answers(case, cases.newest_screening(session, case.id), licence)


def _answers(case: Case, screening: dict[str, Any] | None, licence: dict[str, Any] | None) -> Known:
    facts = ((screening or {}).get("case") or {}).get("evidence") or {}
    return Known(case.form, case.number, facts, screening["at"] if screening else None, licence)


def of_application(
    session: Session, case: Case, screening: dict[str, Any] | None, *, at: datetime
) -> list[FilledValue]:
    """Return what the sources say to an application beside what the applicant stated."""
    licence = _licence(session, set(), normal_number(case.form.licence_no or "")) if case.form.licence_no else None
    stored = _answers(case, screening, licence)
    told = _form(case.form, STATED, rfc3339(case.form.submitted_at), fresh=True)
    return merge([*told, *(one for one in values(stored, at=at) if one.source != EARLIER)])


def values(stored: Known, *, at: datetime) -> list[SourceValue]:
    """Return what every source says; an answer is fresh for the hours that the settings of the day allow."""
    young = fresh(stored, at=at)
    when = rfc3339(stored.answered_at) if stored.answered_at else ""
    found: list[SourceValue] = []
    for source, tell in TELLERS.items():
        said = stored.facts.get(source) or {}
        if said.get("status") == OK:
            found += tell(said, stored.form, said.get("as_of") or when, fresh=young)
    if stored.licence is not None:
        found += _own(stored.licence, rfc3339(at))
    if stored.form is not None:
        found += _form(stored.form, EARLIER, rfc3339(stored.form.updated_at), fresh=young)
    return found


def fresh(stored: Known, *, at: datetime) -> bool:
    """Tell whether the stored answers are young enough to be used without asking again."""
    hours = lawbook().in_force(shanghai_date(at)).settings.shared_fresh_hours
    return stored.answered_at is not None and at - stored.answered_at <= timedelta(hours=hours)


async def ask(registers: Registers, stored: Known, wanted: ApplicationForm, number: str, *, at: datetime) -> Known:
    """Ask the sources whose stored answer is missing, down or too old, and return what is known then.

    A source that answered within its freshness is not asked a second time (ONLINE 7, PIPL 6).
    """
    usable = {}
    if fresh(stored, at=at):
        usable = {source: said for source, said in stored.facts.items() if said.get("status") == OK}
    found: Evidence = await evidence.gather(registers, wanted, number, known=usable)
    return replace(stored, form=stored.form or wanted, facts=found.facts, answered_at=at)


def blank(*, name: str = "", id_no: str = "", uscc: str = "", licence_no: str = "", at: datetime) -> ApplicationForm:
    """Return the form of somebody of whom only numbers are known, so that the registers can be asked."""
    kind = PartyKind.SOLE_TRADER if id_no else PartyKind.ENTERPRISE
    who = Applicant(kind, name, "111" if id_no else None, id_no or None, uscc or None)
    item = Item.RENEW if licence_no else Item.NEW
    shop = Premises("", "", "")
    return ApplicationForm(item, who, shop, at, at, "submitted", licence_no=licence_no or None)


def _form(form: ApplicationForm, source: str, as_of: str, *, fresh: bool) -> Iterator[SourceValue]:
    who, shop = form.applicant, form.premises
    pairs = {
        "applicant.name": who.name, "applicant.id_no": who.id_no, "applicant.uscc": who.uscc,
        "applicant.legal_rep_name": who.legal_rep_name, "applicant.legal_rep_id_no": who.legal_rep_id_no,
        "applicant.mobile": who.mobile, "premises.name": shop.name, "premises.address": shop.address,
        "premises.district": DISTRICTS.get(shop.district, shop.district), "licence_no": form.licence_no,
    }  # fmt: skip
    yield from _pairs(pairs, source, as_of, fresh=fresh)


def _business(said: Said, form: ApplicationForm | None, as_of: str, *, fresh: bool) -> Iterator[SourceValue]:
    """Yield what the business register says; of a sole trader the representative is the operator."""
    natural = form is None or form.applicant.kind in NATURAL
    person = ("applicant.name", "applicant.id_no")
    person = person if natural else ("applicant.legal_rep_name", "applicant.legal_rep_id_no")
    pairs = {
        person[0]: said.get("legal_rep_name"), person[1]: said.get("legal_rep_id_no"),
        "premises.name" if natural else "applicant.name": said.get("name"), "applicant.uscc": said.get("uscc"),
        "premises.address": said.get("address"), "business.scope": said.get("scope"),
        "premises.district": DISTRICTS.get(said.get("district") or "", said.get("district")),
        "business.status": {"open": "存续", "revoked": "吊销", "cancelled": "注销"}.get(said["entity_status"]),
    }  # fmt: skip
    yield from _pairs(pairs, BUSINESS, as_of, fresh=fresh)


def _police(said: Said, form: ApplicationForm | None, as_of: str, *, fresh: bool) -> Iterator[SourceValue]:
    """Yield the name and number that the police confirmed together; anything else confirms nothing."""
    if form is not None and said.get("result") == "match":
        pairs = {"applicant.name": form.applicant.name, "applicant.id_no": form.applicant.id_no}
        yield from _pairs(pairs, POLICE, as_of, fresh=fresh)


def _elicence(said: Said, _form: ApplicationForm | None, as_of: str, *, fresh: bool) -> Iterator[SourceValue]:
    kind = f"attachment.{said['type']}"
    yield from _pairs({kind: "、".join(said["identifiers"])}, ELICENCE, as_of, fresh=fresh)


def _national(said: Said, _form: ApplicationForm | None, as_of: str, *, fresh: bool) -> Iterator[SourceValue]:
    pairs = {
        "applicant.name": said.get("holder_name"), "applicant.id_no": said.get("holder_id_no"),
        "applicant.uscc": said.get("holder_uscc"), "premises.name": said.get("shop_name"),
        "premises.address": said.get("address"), "licence_no": said.get("licence_no"),
        "licence.valid_to": (said.get("valid_to") or "")[:10],
    }  # fmt: skip
    yield from _pairs(pairs, NATIONAL, as_of, fresh=fresh)


def _own(licence: Said, as_of: str) -> Iterator[SourceValue]:
    pairs = {
        "applicant.name": licence["holder_name"], "applicant.id_no": licence["holder_no"],
        "applicant.uscc": licence["uscc"], "applicant.legal_rep_name": licence["legal_rep_name"],
        "applicant.legal_rep_id_no": licence["legal_rep_no"], "applicant.mobile": licence["mobile"],
        "premises.name": licence["shop_name"], "premises.address": licence["address"],
        "premises.district": DISTRICTS.get(licence["district"], licence["district"]),
        "licence_no": licence["licence_no"], "licence.valid_to": str(licence["valid_to"]),
    }  # fmt: skip
    yield from _pairs(pairs, OWN, as_of, fresh=True)


def _pairs(pairs: Mapping[str, str | None], source: str, as_of: str, *, fresh: bool) -> Iterator[SourceValue]:
    for field, value in pairs.items():
        if value:
            yield SourceValue(field, value, source, as_of, fresh)


TELLERS: Mapping[str, Tell] = {"police": _police, "business": _business, "elicence": _elicence, "licence": _national}
