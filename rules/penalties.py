"""Penalty decisions: the range of a fine, the number of a decision, and what cannot be right in a recorded one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.said import said, together
from models.values import Fen, PartyKind, yuan
from rules.basis import LegalBasis
from rules.identifiers import check_id, check_registration, check_uscc, is_uscc, normal_number
from rules.lawrows import Cause, Law

BASIS = LegalBasis("行政处罚法", 2021, "第五十九条", "APL 59")
SIMPLE = LegalBasis("行政处罚法", 2021, "第五十一条", "APL 51")
SIMPLE_CITIZEN, SIMPLE_ORGANISATION = Fen(200_00), Fen(3000_00)  # the most of an on-the-spot fine
SIMPLE_SINCE = date(2021, 7, 15)
SIMPLE_BEFORE_CITIZEN, SIMPLE_BEFORE_ORGANISATION = Fen(50_00), Fen(1000_00)  # APL of 1996, art. 33
NUMBER = re.compile(r".{1,20}〔([0-9]{4})〕第[0-9]+(?:-[0-9]+)?号")
OPENING, CLOSING = "([【", ")]】"
BRACKETS = str.maketrans(OPENING + CLOSING, "〔" * 3 + "〕" * 3)
DECIDERS = {"tobacco": "烟草专卖局", "market_supervision": "市场监督管理部门", "customs": "海关"}
LIGHTENED = "减轻"  # the word by which an officer answers for a fine below the range
CHECKED_TYPES = frozenset({"", "111", "554"})


def canonical_number(text: str) -> str:
    """Return a document number in canonical form: NFKC, no blanks, every bracket 〔 〕 (reference city 8.1)."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (char for char in plain if not char.isspace() and char not in "\u200b\ufeff")
    return "".join(kept).translate(BRACKETS)


def percent_of(base: Fen, percent: int) -> Fen:
    """Return a percentage of a sum, rounded half up to the fen."""
    return Fen((base * percent + 50) // 100)


@dataclass(frozen=True, slots=True)
class Range:
    """From the lowest to the highest fine in fen, both included, with the arithmetic in words."""

    low: Fen
    high: Fen
    arithmetic: str


def fine_range(cause: Cause, base: Fen | None) -> Range | None:
    """Return the range of the fine of a cause; None where it has none, or needs a base that is not known."""
    if cause.low is not None and cause.high is not None:
        ends = {"low": yuan(cause.low), "high": yuan(cause.high), "basis": cause.basis}
        return Range(cause.low, cause.high, said("{low}元至{high}元（{basis}）", **ends))
    if cause.low_percent is None or cause.high_percent is None or base is None:
        return None
    low, high = percent_of(base, cause.low_percent), percent_of(base, cause.high_percent)
    known = {"base": cause.base, "amount": yuan(base), "least": cause.low_percent, "most": cause.high_percent}
    ends = {"low": yuan(low), "high": yuan(high), "basis": cause.basis}
    return Range(low, high, said("{base}{amount}元×{least}%至{most}%={low}元至{high}元（{basis}）", **known, **ends))


def is_citizen(kind: PartyKind, law: Law) -> bool:
    """Tell whether a party counts as a citizen; a sole trader does where the setting says so (3.2, a reading)."""
    return kind is PartyKind.PERSON or (kind is PartyKind.SOLE_TRADER and law.settings.sole_trader_is_citizen)


def simple_limit(kind: PartyKind, law: Law) -> Fen:
    """Return the highest on-the-spot fine of the law's day (APL 51; less before 2021-07-15)."""
    if law.on < SIMPLE_SINCE:
        return SIMPLE_BEFORE_CITIZEN if is_citizen(kind, law) else SIMPLE_BEFORE_ORGANISATION
    return SIMPLE_CITIZEN if is_citizen(kind, law) else SIMPLE_ORGANISATION


@dataclass(frozen=True, slots=True)
class Decision:
    """A penalty decision as an officer types it in; sums in fen, None = none stated."""

    document_no: str
    party_kind: PartyKind
    party_name: str
    cause: str
    decided_on: date
    party_no: str = ""
    id_type: str = ""
    uscc: str = ""
    registration_no: str = ""
    kinds: tuple[str, ...] = ()  # fine, confiscation, warning, closure, revocation …
    base: Fen | None = None
    fine: Fen | None = None
    confiscated: Fen | None = None
    certificate: str = ""
    valid_until: date | None = None
    publicity_until: date | None = None
    simple_procedure: bool = False
    lightened: bool = False  # below the range for a reason of APL 30–33


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field; a `warning` may be recorded all the same."""

    field: str
    message: str
    warning: bool = False


def faults(decision: Decision, today: date, law: Law) -> tuple[Fault, ...]:
    """Return everything that cannot be right (and what is only unusual) in a decision.

    `law` is the law in force on the day of the decision.
    """
    found = [*_number(decision), *_days(decision, today), *_party(decision), *_sums(decision)]
    cause = law.causes.get(decision.cause)
    if cause is None:
        found.append(
            Fault(
                "cause",
                said(
                    "{on}没有案由“{cause}”；可用：{causes}",
                    on=law.on,
                    cause=decision.cause,
                    causes="、".join(law.causes),
                ),
            )
        )
    else:
        found += [*_cause(decision, cause), *_simple(decision, law)]
    return tuple(found)


def _number(decision: Decision) -> Iterator[Fault]:
    number = canonical_number(decision.document_no)
    written = NUMBER.fullmatch(number)
    if not number or len(decision.document_no) > 128:
        yield Fault("document_no", "文号不能为空，最长128字")
    elif written is None:
        yield Fault("document_no", said("文号“{number}”不是“…〔年份〕第…号”的写法", number=number), warning=True)
    elif int(written[1]) != decision.decided_on.year:
        yield Fault(
            "document_no",
            said("文号年份{year}与决定日期{decided_on}不符", year=written[1], decided_on=decision.decided_on),
            warning=True,
        )


def _days(decision: Decision, today: date) -> Iterator[Fault]:
    if decision.decided_on > today:
        yield Fault("decided_on", said("决定日期{decided_on}在今天之后", decided_on=decision.decided_on))
    if decision.valid_until is not None and decision.valid_until < decision.decided_on:
        yield Fault("valid_until", "处罚有效期早于决定日期")
    if decision.publicity_until is not None and decision.publicity_until < decision.decided_on:
        yield Fault("publicity_until", "公示截止期早于决定日期")


def _party(decision: Decision) -> Iterator[Fault]:
    if not decision.party_name.strip():
        yield Fault("party_name", "当事人不能为空")
    if decision.party_kind is PartyKind.PERSON:
        yield from _person(decision)
    elif decision.uscc:
        yield from _organisation(decision)
    elif decision.registration_no:
        text = together(check_registration(decision.registration_no).faults)
        yield from [Fault("registration_no", text)] if text else []
    else:
        yield Fault("uscc", "应填写统一社会信用代码或者工商注册号")


def _person(decision: Decision) -> Iterator[Fault]:
    if not decision.party_no:
        yield Fault("party_no", "自然人应填写证件号码")
    elif decision.id_type in CHECKED_TYPES:
        text = together(check_id(decision.party_no, decision.decided_on).faults)
        yield from [Fault("party_no", text)] if text else []
    if decision.uscc or decision.registration_no:
        yield Fault("uscc", "自然人没有统一社会信用代码")


def _organisation(decision: Decision) -> Iterator[Fault]:
    number = normal_number(decision.uscc)
    if not is_uscc(number):
        yield Fault("uscc", together(check_uscc(number).faults))
    elif number.startswith("92") is not (decision.party_kind is PartyKind.SOLE_TRADER):
        yield Fault("uscc", "以92开头的代码只属于个体工商户")


def _sums(decision: Decision) -> Iterator[Fault]:
    """Yield where the kinds of penalty and the sums do not fit together."""
    pairs = (("fine", decision.fine, "罚款"), ("confiscation", decision.confiscated, "没收"))
    for kind, amount, name in pairs:
        field = "fine" if kind == "fine" else "confiscated"
        if kind in decision.kinds and not amount:
            yield Fault(field, said("处罚种类有{name}，但没有金额", name=name))
        if amount and kind not in decision.kinds:
            yield Fault(field, said("有{name}金额，但处罚种类里没有{name}", name=name))
        if amount is not None and amount < 0:
            yield Fault(field, said("{name}金额不能为负", name=name))
    if "revocation" in decision.kinds and not decision.certificate.strip():
        yield Fault("certificate", "暂扣或者吊销的，应写明证照名称及编号")
    if not decision.kinds:
        yield Fault("kinds", '应写明处罚种类，例如 ["fine"]')


def _cause(decision: Decision, cause: Cause) -> Iterator[Fault]:
    """Yield where the fine lies outside the range of its cause, or another office decides it."""
    if cause.decider != "tobacco":
        yield Fault(
            "cause",
            said(
                "{id}由{who}决定（{basis}），除非已受委托",
                id=cause.id,
                who=DECIDERS[cause.decider],
                basis=cause.basis,
            ),
            warning=True,
        )
    if not decision.fine:
        return
    if cause.low_percent is not None and decision.base is None:
        yield Fault("base", said("应填写{base}，才能核对罚款幅度", base=cause.base))
        return
    span = fine_range(cause, decision.base)
    if span is None:
        yield Fault(
            "fine", said("{id}没有法定罚款幅度，请核对（{basis}）", id=cause.id, basis=cause.basis), warning=True
        )
    elif decision.fine > span.high:
        yield Fault(
            "fine", said("罚款{fine}元高于幅度：{arithmetic}", fine=yuan(decision.fine), arithmetic=span.arithmetic)
        )
    elif decision.fine < span.low:
        known = {"fine": yuan(decision.fine), "arithmetic": span.arithmetic}
        text = said("罚款{fine}元低于幅度：{arithmetic}；减轻处罚须写明理由", **known)
        yield Fault("fine", text, warning=decision.lightened)


def _simple(decision: Decision, law: Law) -> Iterator[Fault]:
    most = simple_limit(decision.party_kind, law)
    if decision.simple_procedure and decision.fine and decision.fine > most:
        yield Fault("fine", said("当场处罚的罚款最高{most}元（{basis}）", most=yuan(most), basis=SIMPLE))
