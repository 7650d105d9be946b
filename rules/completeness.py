"""What an application still lacks: conditional values, attachments, and numbers that cannot be right."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.forms import Applicant, ApplicationForm, AttachmentRef
from models.records import Record
from models.values import Item, PartyKind
from rules.basis import LegalBasis
from rules.identifiers import birth_of, check_id, check_uscc, is_uscc, normal_id, normal_number
from rules.periods import add_years

BASIS = LegalBasis("行政许可法", 2019, "第三十二条第一款第(四)项", "ALL 32(4)")
LICENCE_FORM = re.compile(r"[0-9]{6}[12][0-9]{5}")
LABELS = {
    "id_type": "证件类型",
    "id_no": "证件号码",
    "uscc": "统一社会信用代码",
    "legal_rep_name": "法定代表人（负责人）姓名",
    "legal_rep_id_no": "法定代表人（负责人）证件号码",
    "is_hotel": "经营场所是否为宾馆、酒店",
    "fixed": "是否为固定经营场所",
    "separate_from_home": "经营场所是否与住所相独立",
    "vending_machine": "是否利用自动售货机销售",
    "licence_no": "烟草专卖零售许可证编号",
    "changes": "变更事项及变更前后的内容",
    "suspend_from": "停业起始日期",
    "suspend_to": "停业截止日期",
    "attachment.id_card": "身份证件（附件）",
    "attachment.business_licence": "营业执照（附件）",
    "attachment.premises_proof": "经营场所证明（附件）",
    "attachment.old_licence": "烟草专卖零售许可证正本、副本（附件）",
}
NOTHING = (None, "", ())
NATURAL = (PartyKind.PERSON, PartyKind.SOLE_TRADER)
ORGANISED = (PartyKind.ENTERPRISE, PartyKind.OTHER)
ABOUT_APPLICANT = {
    PartyKind.PERSON: ("id_type", "id_no"),
    PartyKind.SOLE_TRADER: ("id_type", "id_no", "uscc"),
    **dict.fromkeys(ORGANISED, ("uscc", "legal_rep_name", "legal_rep_id_no")),
}
STATEMENTS = ("is_hotel", "fixed", "separate_from_home", "vending_machine")
LICENCE = ("licence_no",)
ABOUT_ITEM = {Item.CHANGE: (*LICENCE, "changes"), Item.SUSPEND: (*LICENCE, "suspend_from", "suspend_to")}
CHECKED_TYPES = frozenset({"111", "554"})  # the others have no published check digit


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing to ask the applicant for: a code (a name, attachment.KIND or faulty.NAME) and its Chinese text."""

    code: str
    text: str


def lacks(form: ApplicationForm, received_on: date, papers: Sequence[str]) -> tuple[Lack, ...]:
    """Return everything that an application lacks, complete and in a fixed order (it may be asked for once).

    Conditions C1 to C7 of the reference city 3.1, and the papers that the catalogue of service items asks for (kinds of
    attachments, rules.catalogue). `received_on` judges dates of birth.
    """
    found = [*_applicant(form.applicant), *_about_item(form)]
    owed = missing_papers(form.attachments, papers)
    found += [Lack(f"attachment.{kind}", label(f"attachment.{kind}")) for kind in owed]
    found += _faulty(form, received_on)
    return tuple(found)


def _missing(record: Record, names: Sequence[str]) -> list[Lack]:
    return [Lack(code, LABELS[code]) for code in names if getattr(record, code) in NOTHING]


def _applicant(applicant: Applicant) -> list[Lack]:
    """Return what C1 (persons), C2 (USCC) and C3 (legal representative) ask for."""
    return _missing(applicant, ABOUT_APPLICANT[applicant.kind])


def _about_item(form: ApplicationForm) -> list[Lack]:
    """Return what C4 (the shop of a new licence), C5 (licence number), C6 (changes) and C7 (suspension) ask for."""
    if form.item is Item.NEW:
        return _missing(form.premises, STATEMENTS)
    return _missing(form, ABOUT_ITEM.get(form.item, LICENCE))


def missing_papers(attachments: Iterable[AttachmentRef], papers: Sequence[str]) -> list[str]:
    """Return which of the needed papers are not among the attachments."""
    held = {attachment.kind for attachment in attachments}
    return [kind for kind in papers if kind not in held]


def _faulty(form: ApplicationForm, received_on: date) -> Iterator[Lack]:
    """Yield the numbers and dates that cannot be right, with what is wrong."""
    applicant = form.applicant
    if applicant.id_no and applicant.id_type in CHECKED_TYPES:
        yield from _faults("id_no", _id_faults(applicant.id_no, received_on))
    if applicant.uscc and not is_uscc(normal_number(applicant.uscc)):
        yield from _faults("uscc", check_uscc(applicant.uscc).faults)
    if applicant.legal_rep_id_no and applicant.kind in ORGANISED:
        number = normal_number(applicant.legal_rep_id_no)
        if number[:1].isdigit():  # a passport begins with a letter and has no check digit
            yield from _faults("legal_rep_id_no", _id_faults(number, received_on))
    if form.licence_no and not LICENCE_FORM.fullmatch(normal_number(form.licence_no)):
        yield from _faults("licence_no", ("应为12位数字，第7位为1或2",))
    yield from _suspension(form)


def _faults(code: str, faults: tuple[str, ...]) -> Iterator[Lack]:
    if faults:
        yield Lack(f"faulty.{code}", f"{LABELS[code]}有误（{'；'.join(faults)}），请更正")


def _id_faults(text: str, received_on: date) -> tuple[str, ...]:
    """Return what is wrong with an ID number; most are right, and that is soon seen."""
    birth = birth_of(normal_id(text))
    return () if birth is not None and birth <= received_on else check_id(text, received_on).faults


def _suspension(form: ApplicationForm) -> Iterator[Lack]:
    """Yield what is wrong with the days of a suspension: at most a year (L20: LIC_R 23)."""
    first, last = form.suspend_from, form.suspend_to
    if form.item is not Item.SUSPEND or first is None or last is None:
        return
    if last < first:
        yield from _faults("suspend_to", ("早于起始日期",))
    elif last > add_years(first, 1):
        yield from _faults("suspend_to", ("停业最长一年",))


def label(code: str) -> str:
    """Return the Chinese text of a stored code: id_no, attachment.id_card, faulty.uscc."""
    name = code.removeprefix("faulty.")
    text = LABELS.get(name, name)
    return f"{text}有误，请更正" if name != code else text
