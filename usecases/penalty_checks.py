"""The checks of a penalty decision before it is recorded: those of the law and of the receivers (contract 8.3)."""

import re
from collections.abc import Iterator
from datetime import date

from models.errors import InvalidInput
from models.values import Fen, PartyKind
from rules import penalties as rules
from rules.basis import LegalBasis
from rules.identifiers import birth_of, check_id, check_registration
from rules.lawbook import LawBook
from rules.publication import age
from usecases.faults import Fault
from usecases.penalty_forms import NAMES, TEXTS, PenaltyForm

CHILD = LegalBasis("行政处罚法", 2021, "第三十条", "APL 30")
# code: label of the credit platform (contract 8.4), whose columns are measured by it; a clerk reads the words of
# tui.words.PENALTY_KINDS. Detention is not the bureau's.
KINDS = {
    "warning": "警告",
    "fine": "罚款",
    "confiscation": "没收违法所得、没收非法财物",
    "closure": "责令停产停业",
    "revocation": "暂扣或者吊销许可证、暂扣或者吊销执照",
}
OTHER = "other:"  # other:通报批评
ID_TYPES = ("111", "554", "414", "516", "511")
MANDATORY = ("document_no", "party_kind", "party_name", "cause", "facts", "content")
LENGTHS = {  # contract 8.3
    "document_no": 128, "party_name": 200, "party_no": 40, "uscc": 18, "registration_no": 15, "legal_rep_name": 50,
    "legal_rep_no": 40, "cause": 4, "violation": 2000, "facts": 5000, "basis": 2048, "content": 4000,
    "certificate": 200, "note": 512, "party_kind": 12, "id_type": 3, "legal_rep_id_type": 3,
}  # fmt: skip
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
MOST = Fen(10**18 - 1)  # twelve figures of 万元 before the point
REQUIRED = "必填"

Words = Iterator[tuple[str, str]]  # field and what is wrong with it


def faults_of(form: PenaltyForm, book: LawBook, today: date) -> list[Fault]:
    """Return every fault of a decision, one a field and reason."""
    checks = (_texts(form), _party(form), _kinds(form), _dates(form), _law(form, book, today))
    return [Fault(form.line, field, words) for check in checks for field, words in check]


def warnings_of(form: PenaltyForm, book: LawBook, today: date) -> list[Fault]:
    """Return what is only unusual: the decision may be recorded all the same."""
    found = _judged(form, book, today)
    return [Fault(form.line, NAMES.get(fault.field, fault.field), fault.message) for fault in found if fault.warning]


def _texts(form: PenaltyForm) -> Words:
    for column, name in TEXTS.items():
        text: str = getattr(form, column)
        if column in MANDATORY and not text:
            yield name, REQUIRED
        found = FORBIDDEN.search(text)
        if found:
            yield name, f"含有不可报送的字符 U+{ord(found[0]):04X}"
        if len(text) > LENGTHS[column]:
            yield name, f"最多 {LENGTHS[column]} 个字符，现有 {len(text)} 个"
    if len(form.document_no) <= LENGTHS["document_no"] < len(rules.canonical_number(form.document_no)):
        yield "document_no", "规范化后的文号过长"


def _party(form: PenaltyForm) -> Words:
    kinds = [kind.value for kind in PartyKind]
    if form.party_kind == PartyKind.PERSON:
        yield from _person(form)
    elif form.party_kind in kinds:
        yield from _organisation(form)
    elif form.party_kind:
        yield "party.kind", f"只能是 {'、'.join(kinds)}"


def _person(form: PenaltyForm) -> Words:
    for column in ("legal_rep_name", "legal_rep_no"):
        if getattr(form, column):
            yield TEXTS[column], "自然人不填"
    yield from _document_type(form.id_type, "party")
    birth = birth_of(form.party_no)
    acted_on = form.acted_on or form.decided_on
    if birth is not None and acted_on is not None and age(birth, acted_on) < 14:
        yield "party.id_no", f"违法行为发生时不满十四周岁，不予行政处罚（{CHILD}）"


def _organisation(form: PenaltyForm) -> Words:
    if form.party_no:
        yield "party.id_no", "只有自然人填写；经营者或法定代表人的号码填在 party.legal_rep.id_no"
    if form.registration_no and form.uscc:  # without a USCC the rule looks at it
        yield from (("party.registration_no", fault) for fault in check_registration(form.registration_no).faults)
    elif not form.uscc and form.registration_no and form.party_kind != PartyKind.SOLE_TRADER:
        yield "party.uscc", REQUIRED
    if not form.legal_rep_name:
        yield "party.legal_rep.name", "必填（个体工商户填经营者）"
    if not form.legal_rep_no:
        yield "party.legal_rep.id_no", REQUIRED
    elif document_type(form.legal_rep_no, form.legal_rep_id_type) in rules.CHECKED_TYPES:
        yield from (("party.legal_rep.id_no", fault) for fault in check_id(form.legal_rep_no).faults)
    yield from _document_type(form.legal_rep_id_type, "party.legal_rep")


def _document_type(kind: str, whose: str) -> Words:
    if kind and kind not in ID_TYPES:
        yield f"{whose}.id_type", f"只能是 {'、'.join(ID_TYPES)}"


def document_type(number: str, given: str) -> str:
    """Return the type of an identity document: as given, else by the number."""
    if given:
        return given
    return "554" if check_id(number).parts.get("type") == "foreign_permanent" else "111"


def _kinds(form: PenaltyForm) -> Words:
    for kind in form.kinds:
        if kind not in KINDS and not (kind.startswith(OTHER) and 0 < len(kind) - len(OTHER) <= 50):
            yield "kinds", f"不认识的处罚种类“{kind[:60]}”；可用：{'、'.join(KINDS)}、other:名称"
        elif FORBIDDEN.search(kind):
            yield "kinds", "含有不可报送的字符"
    if len(set(form.kinds)) < len(form.kinds):
        yield "kinds", "同一种类写了两次"
    if len(";".join(KINDS.get(kind, kind) for kind in form.kinds)) > 200:
        yield "kinds", "处罚种类合起来超过 200 个字符"
    if form.certificate and "revocation" not in form.kinds:
        yield "certificate", "没有暂扣或者吊销，不能填写"
    if form.simple_procedure and set(form.kinds) - {"warning", "fine"}:
        yield "simple_procedure", f"简易程序只能警告或罚款（{rules.SIMPLE}）"
    for field in ("base", "fine", "confiscated"):
        amount = getattr(form, field)
        if amount is not None and not 0 < amount <= MOST:
            yield field, "金额应大于零，不超过 12 位万元"


def _dates(form: PenaltyForm) -> Words:
    for field in ("decided_on", "valid_until"):
        if getattr(form, field) is None:
            yield field, REQUIRED
    if form.acted_on is not None and form.decided_on is not None and form.acted_on > form.decided_on:
        yield "acted_on", "违法行为发生日晚于决定日期"


def _law(form: PenaltyForm, book: LawBook, today: date) -> Words:
    """Yield what the law says against the decision; what another office decides is not ours to record."""
    if form.decided_on is None:
        return
    try:
        cause = book.in_force(form.decided_on).causes.get(form.cause)
    except InvalidInput as error:
        yield "decided_on", error.message
        return
    if cause is not None and cause.decider != "tobacco":
        yield "cause", f"{cause.id}“{cause.name}”由{rules.DECIDERS[cause.decider]}决定，应当移送（{cause.basis}）"
        return
    for fault in _judged(form, book, today):
        if not fault.warning:
            yield NAMES.get(fault.field, fault.field), fault.message


def _judged(form: PenaltyForm, book: LawBook, today: date) -> list[rules.Fault]:
    """Return what the rule says, without what is said already: missing texts and unknown kinds of party."""
    if form.decided_on is None:
        return []
    known = form.party_kind in set(PartyKind)
    decision = rules.Decision(
        document_no=form.document_no,
        party_kind=PartyKind(form.party_kind) if known else PartyKind.OTHER,
        party_name=form.party_name,
        cause=form.cause,
        decided_on=form.decided_on,
        party_no=form.party_no,
        id_type=form.id_type,
        uscc=form.uscc,
        registration_no=form.registration_no,
        kinds=form.kinds,
        base=form.base,
        fine=form.fine,
        confiscated=form.confiscated,
        certificate=form.certificate,
        valid_until=form.valid_until,
        publicity_until=form.publicity_until,
        simple_procedure=form.simple_procedure,
        lightened=rules.LIGHTENED in form.note,
    )
    said = {column for column in MANDATORY if not getattr(form, column)}
    said |= set() if known else {"party_no", "uscc", "registration_no"}
    found = rules.faults(decision, today, book.in_force(form.decided_on))
    return [fault for fault in found if fault.field not in said]
