"""The course of an application as data: which deed leads from which state to which, and under which article."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from models.errors import InvalidInput, Refused
from models.said import listed, said, together
from models.values import ApplicationState as State
from models.values import Item
from rules.basis import LegalBasis
from rules.periods import add_years

BASIS = LegalBasis("行政许可法", 2019, "第三十二条、第三十四条、第三十八条、第四十二条", "ALL 32, 34, 38, 42")
RECEIVED, CORRECTING, ACCEPTED, EXAMINING = State.RECEIVED, State.CORRECTING, State.ACCEPTED, State.EXAMINING
OPEN = frozenset({RECEIVED, CORRECTING, ACCEPTED, EXAMINING})
FINAL = frozenset(State) - OPEN
STATE_NAMES = {
    State.RECEIVED: "待受理",
    State.CORRECTING: "待补正",
    State.ACCEPTED: "已受理",
    State.EXAMINING: "审查中",
    State.GRANTED: "准予许可",
    State.REFUSED: "不予许可",
    State.NOT_ACCEPTED: "不予受理",
    State.WITHDRAWN: "已撤回",
    State.CLOSED: "已关闭",
}
ITEM_NAMES = {
    Item.NEW: "新办",
    Item.RENEW: "延续",
    Item.CHANGE: "变更",
    Item.SUSPEND: "停业",
    Item.RESUME: "恢复营业",
    Item.CLOSE: "歇业",
    Item.REISSUE: "补办",
}


FAULTY = "，请更正"  # how rules.completeness ends what is there and wrong


@dataclass(frozen=True, slots=True)
class Step:
    """One deed: `to` maps each state in which it is possible to the state that follows.

    `document` is the kind of its document, `event` what the channel is told (reference city 3.3), `licence` whether
    the licence, the national register and the credit platform change with it.
    """

    name: str
    to: Mapping[State, State]
    basis: LegalBasis
    document: str
    event: str
    licence: bool


def _step(
    name: str,
    article: str,
    key: str,
    to: Mapping[State, State],
    tells: tuple[str, str] = ("", ""),
    *,
    licence: bool = False,
) -> Step:
    """Return a step under the licensing law; `tells` is (document, event)."""
    basis = LegalBasis("行政许可法", 2019, article, f"ALL {key}")
    return Step(name, MappingProxyType(dict(to)), basis, *tells, licence)


def _stays(*states: State) -> dict[State, State]:
    return {state: state for state in states}


IN_HAND = (ACCEPTED, EXAMINING)
DECIDED = frozenset({State.GRANTED, State.REFUSED, State.NOT_ACCEPTED, State.WITHDRAWN})
TO_EXAMINING = dict.fromkeys(IN_HAND, EXAMINING)
TO_GRANTED = dict.fromkeys(IN_HAND, State.GRANTED)
STEPS = {
    "application.revised": _step("收到新版本", "第三十一条", "31", {**_stays(*OPEN), CORRECTING: RECEIVED}),
    "application.correction_asked": _step(
        "补正", "第三十二条第一款第(四)项", "32(4)", {RECEIVED: CORRECTING}, ("correction", "supplement")
    ),
    "application.accepted": _step(
        "受理", "第三十二条第一款第(五)项", "32(5)", {RECEIVED: ACCEPTED}, ("acceptance", "accept")
    ),
    "application.deemed_accepted": _step(
        "逾期未告知视为受理", "第三十二条第一款第(四)项", "32(4)", {RECEIVED: ACCEPTED}, ("acceptance", "accept")
    ),
    "application.not_accepted": _step(
        "不予受理",
        "第三十二条",
        "32",
        dict.fromkeys((RECEIVED, CORRECTING), State.NOT_ACCEPTED),
        ("non_acceptance", "refuse"),
    ),
    "application.examined": _step("审查", "第三十四条", "34", TO_EXAMINING, ("", "progress")),
    "application.site_check_planned": _step("安排实地核查", "第三十四条第三款", "34(3)", _stays(*IN_HAND)),
    "application.site_checked": _step(
        "实地核查", "第三十四条第三款", "34(3)", TO_EXAMINING, ("site_check", "progress")
    ),
    "application.review_asked": _step("送有关单位审查", "第二十六条", "26", TO_EXAMINING),
    "application.reviewed_by_unit": _step("有关单位出具意见", "第二十六条", "26", _stays(EXAMINING)),
    "application.hearing_offered": _step(
        "告知听证权利", "第四十六条、第四十七条", "46, 47", TO_EXAMINING, ("hearing_right", "progress")
    ),
    "application.hearing_requested": _step("申请听证", "第四十七条", "47", _stays(EXAMINING)),
    "application.hearing_notified": _step(
        "通知听证", "第四十八条", "48", _stays(EXAMINING), ("hearing_notice", "progress")
    ),
    "application.hearing_waived": _step("放弃听证", "第四十七条", "47", _stays(EXAMINING)),
    "application.hearing_held": _step(
        "举行听证", "第四十八条", "48", _stays(EXAMINING), ("hearing_record", "progress")
    ),
    "application.granted": _step("准予许可", "第三十八条第一款", "38", TO_GRANTED, ("grant", "result"), licence=True),
    "application.deemed_renewed": _step(
        "逾期未决定视为准予延续",
        "第五十条第二款",
        "50(2)",
        {RECEIVED: State.GRANTED, **TO_GRANTED},
        ("grant", "result"),
        licence=True,
    ),
    "application.refusal_proposed": _step("提议不予许可", "第三十八条第二款", "38", _stays(*OPEN)),
    "application.refused": _step(
        "不予许可", "第三十八条第二款", "38", dict.fromkeys(IN_HAND, State.REFUSED), ("refusal", "result")
    ),
    "application.extended": _step("延长期限", "第四十二条第一款", "42", _stays(*IN_HAND), ("extension", "progress")),
    "application.assigned": _step("分派", "第三十四条", "34", _stays(*OPEN)),
    "application.transferred": _step("移交", "第三十四条", "34", _stays(*OPEN)),
    "application.screened": _step("审查比对", "第三十四条", "34", _stays(*OPEN)),
    "application.withdrawn": _step("撤回申请", "第三十一条", "31", dict.fromkeys(OPEN, State.WITHDRAWN)),
    "application.closed": _step("关闭", "第三十一条", "31", dict.fromkeys(OPEN, State.CLOSED)),
    "application.archived": _step("归档", "第六十一条", "61", dict.fromkeys(DECIDED, State.CLOSED), ("catalogue", "")),
}


BY_ITSELF = frozenset({"application.screened", "application.deemed_accepted", "application.deemed_renewed"})


def allowed(state: State) -> tuple[str, ...]:
    """Return the deeds that are possible in a state, in the order of the table."""
    return tuple(deed for deed, step in STEPS.items() if state in step.to)


def after(deed: str, state: State) -> State:
    """Return the state that follows a deed.

    Raises: Refused, naming what is possible, where the deed is not. KeyError for a deed without a row.
    """
    step = STEPS[deed]
    found = step.to.get(state)
    if found is None:
        names = "、".join(STEPS[name].name for name in allowed(state) if state in OPEN and name not in BY_ITSELF)
        raise Refused(
            said(
                "申请现为“{state}”，不能办理“{deed}”（{basis}）。",
                state=STATE_NAMES[state],
                deed=step.name,
                basis=step.basis,
            ),
            kept="申请未变更。",
            do_next=said("现在可以办理：{names}。", names=names) if names else "该申请已办结，不能再作决定。",
        )
    return found


def refusing_deed(state: State) -> str:
    """Return which deed says no in a state: before acceptance not_accepted, afterwards refused."""
    return "application.not_accepted" if state in {RECEIVED, CORRECTING} else "application.refused"


def check_correction(asked_before: int, missing: tuple[str, ...]) -> None:
    """Raise Refused when correction may not be asked: it is asked once, with everything (ALL 32(4))."""
    basis = STEPS["application.correction_asked"].basis
    if asked_before:
        raise Refused(
            said("已经告知过补正，补正只能一次性告知（{basis}）。", basis=basis),
            kept="申请未变更。",
            do_next="请受理，或者提议不予受理。",
        )
    if not missing:
        raise Refused(
            said("没有需要补正的内容（{basis}）。", basis=basis),
            kept="申请未变更。",
            do_next="请受理，或者写明需要补正的内容。",
        )


def check_acceptance(missing: tuple[str, ...]) -> None:
    """Raise Refused when an application is not complete and so cannot be accepted (ALL 32(5))."""
    if missing:
        lacking = [text for text in missing if not text.endswith(FAULTY)]
        faulty = [text for text in missing if text.endswith(FAULTY)]
        told = together([*([said("缺{name}", name=listed(lacking))] if lacking else []), *faulty])
        what = "不齐全" if not faulty else "不正确" if not lacking else "不齐全、不正确"
        raise Refused(
            said(
                "申请材料{what}，不能受理（{basis}）：{told}。",
                what=what,
                basis=STEPS["application.accepted"].basis,
                told=told,
            ),
            kept="申请未变更。",
            do_next="请一次性告知申请人补正；已告知过的，提议不予受理。",
        )


def check_extension(*, extended_before: bool) -> None:
    """Raise Refused for a second extension: the term is extended once (ALL 42)."""
    if extended_before:
        basis = STEPS["application.extended"].basis
        raise Refused(
            said("期限已延长过一次，不能再延长（{basis}）。", basis=basis),
            kept="期限未变更。",
            do_next="请在期限内作出决定。",
        )


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day of a licence."""

    valid_from: date
    valid_to: date


def validity(item: Item, decided_on: date, years: int, old: Validity | None = None) -> Validity:
    """Return from when to when a licence holds after a grant; `years` is the longest time allowed (L24: 5).

    New: from the decision, the last day is the day before the same day `years` later. Renewal: from the day
    after the old end, or from the decision where that end has passed. Every other item keeps the old days
    (a re-issue keeps number and expiry; suspension does not stretch them).
    Raises: InvalidInput where the old days are needed and not known.
    """
    if item is Item.NEW:
        return _whole_years(decided_on, years)
    if old is None:
        raise InvalidInput("原许可证的有效期不明。", kept="申请未变更。", do_next="请先查询许可证登记。")
    if item is Item.RENEW:
        return _whole_years(max(decided_on, old.valid_to + timedelta(days=1)), years)
    return old


def _whole_years(first: date, years: int) -> Validity:
    return Validity(first, add_years(first, years) - timedelta(days=1))
