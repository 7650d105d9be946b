"""The grounds of every act ex officio: its article, in which status and for whom it counts, what it must state."""

from dataclasses import dataclass

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import LicenceStatus, PartyKind
from rules.basis import LegalBasis
from rules.licences import (
    ACTIVE,
    ANNULLED,
    CLOSED,
    DISQUALIFIED,
    EXPIRED,
    IN_FORCE,
    PENDING,
    RECALLED,
    RECTIFICATION,
    REVOKED,
    STATUS_NAMES,
    STEPS,
    SUSPENDED,
    WITHDRAWN,
    cite,
)

BASIS = LegalBasis("行政许可法", 2019, "第八条、第六十九条、第七十条", "ALL 8, 69, 70")
NATURAL = frozenset({PartyKind.PERSON, PartyKind.SOLE_TRADER})
ORGANISED = frozenset({PartyKind.ENTERPRISE, PartyKind.OTHER})
ANYBODY = frozenset(PartyKind)
COMPENSATION, PENALTY_NO, SINCE, NOTICED = "compensation", "penalty_no", "since", "noticed_on"
NEED_NAMES = {
    COMPENSATION: "补偿或者赔偿的处理意见",
    PENALTY_NO: "处罚决定书文号",
    SINCE: "停止经营的起始日期",
    NOTICED: "公告日期",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: `statuses` in which it counts, `kinds` of holders, `needs` = what must be stated with it.

    `cause` is how the decision counts later (R1, R3): other, agency_fault, fraud, bribery.
    """

    code: str
    name: str
    basis: LegalBasis
    statuses: frozenset[LicenceStatus]
    kinds: frozenset[PartyKind] = ANYBODY
    needs: tuple[str, ...] = ()
    cause: str = "other"


def _annulment(code: str, name: str, item: str, cause: str = "agency_fault") -> Ground:
    """Return a ground of ALL 69: the authority's own fault is compensated, fraud and bribery are not."""
    paragraph = 1 if cause == "agency_fault" else 2
    article = f"第六十九条第{'一' if paragraph == 1 else '二'}款{item}"
    needs = (COMPENSATION,) if paragraph == 1 else ()
    return Ground(code, name, cite(f"ALL 69({paragraph})", article), IN_FORCE, ANYBODY, needs, cause)


def _cancellation(number: int, code: str, name: str, statuses: frozenset[LicenceStatus]) -> Ground:
    """Return one of the six grounds of ALL 70; there are no others."""
    figure = "一二三四五六"[number - 1]
    return Ground(code, name, cite(f"ALL 70({number})", f"第七十条第({figure})项"), statuses)


def _for(ground: Ground, kinds: frozenset[PartyKind]) -> Ground:
    return Ground(ground.code, ground.name, ground.basis, ground.statuses, kinds)


CONDITIONS = cite("TML_IR 14", "第十四条")
LIVE = frozenset({PENDING, ACTIVE, SUSPENDED})
ORDERED = frozenset({RECTIFICATION})
GONE, ASKED_FOR = frozenset({ANNULLED, WITHDRAWN, REVOKED}), frozenset({CLOSED, RECALLED, DISQUALIFIED})
VIOLATION = cite("LIC 43–44", "第四十三条、第四十四条")
GROUNDS: dict[str, tuple[Ground, ...]] = {
    "licence.cancelled": (
        _cancellation(1, "expired", "有效期届满未延续", frozenset({EXPIRED})),
        _for(_cancellation(2, "death", "公民死亡或者丧失行为能力", IN_FORCE), NATURAL),
        _for(_cancellation(3, "dissolved", "法人或者其他组织依法终止", IN_FORCE), ORGANISED),
        _cancellation(4, "taken_away", "许可依法被撤销、撤回或者许可证被吊销", GONE),
        _cancellation(5, "force_majeure", "因不可抗力导致许可事项无法实施", IN_FORCE),
        _cancellation(6, "by_law", "法律、法规规定的其他情形（歇业、收回、取消资格）", ASKED_FOR),
    ),
    "licence.recalled": (
        Ground("suspension_over", "停业期满未恢复营业", cite("LIC_R 23", "第二十三条"), frozenset({SUSPENDED})),
        Ground(
            "not_trading",
            "未办停业手续停止经营，公告期满",
            cite("LIC recall", "关于收回的规定"),
            frozenset({ACTIVE}),
            needs=(SINCE, NOTICED),
        ),
        Ground(
            "never_used",
            "领证后未开展经营",
            cite("LIC closing", "关于歇业的规定"),
            frozenset({PENDING, ACTIVE}),
            needs=(SINCE,),
        ),
    ),
    "licence.recall_announced": (
        Ground(
            "not_trading",
            "未办停业手续停止经营",
            cite("LIC recall", "关于收回的规定"),
            frozenset({ACTIVE}),
            needs=(SINCE,),
        ),
    ),
    "licence.annulled": (
        _annulment("abuse", "工作人员滥用职权、玩忽职守", "第(一)项"),
        _annulment("beyond_power", "超越法定职权", "第(二)项"),
        _annulment("procedure", "违反法定程序", "第(三)项"),
        _annulment("unqualified", "申请人不具备资格或者不符合法定条件", "第(四)项"),
        _annulment("other_fault", "依法可以撤销的其他情形", "第(五)项"),
        _annulment("fraud", "以欺骗手段取得", "", "fraud"),
        _annulment("bribery", "以贿赂等不正当手段取得", "", "bribery"),
    ),
    "licence.permission_withdrawn": tuple(
        Ground(code, name, cite("ALL 8", "第八条第二款"), IN_FORCE, needs=(COMPENSATION,))
        for code, name in (
            ("law_changed", "所依据的法律、法规、规章修改或者废止"),
            ("circumstances", "所依据的客观情况发生重大变化"),
        )
    ),
    "licence.rectification_ordered": (
        Ground("conditions", "经检查不再具备规定条件", CONDITIONS, LIVE - {PENDING}),
        Ground("minors", "向未成年人出售烟草制品", cite("LIC 44(10)", "第四十四条第(十)项"), LIVE - {PENDING}),
        Ground("violation", "违反许可证管理规定", VIOLATION, LIVE - {PENDING}),
    ),
    "licence.rectification_ended": (Ground("rectified", "整顿后符合规定条件", CONDITIONS, ORDERED),),
    "licence.disqualified": (
        Ground("not_rectified", "整顿后仍不符合规定条件", CONDITIONS, ORDERED),
        Ground("serious", "违法情节严重", VIOLATION, ORDERED),
    ),
    "licence.revoked": (
        Ground(
            "minors",
            "向未成年人销售烟草制品等，情节严重",
            cite("MINOR 123", "第一百二十三条"),
            IN_FORCE - {PENDING},
            needs=(PENALTY_NO,),
        ),
    ),
    "licence.change_ordered": (
        Ground("item_changed", "登记事项发生变化未申请变更", cite("LIC_R 21, 56", "第二十一条、第五十六条"), LIVE),
    ),
}


def ground(act: str, code: str) -> Ground:
    """Return one ground of an act; InvalidInput names the codes that exist (for 注销 the six of ALL 70)."""
    choices = {each.code: each for each in GROUNDS[act]}
    if code not in choices:
        known = "、".join(f"{each.code}（{each.name}）" for each in choices.values())
        raise InvalidInput(
            said(
                "“{name}”没有事由“{code}”（{basis}）。",
                name=STEPS[act].name,
                code=code or "（空）",
                basis=STEPS[act].basis,
            ),
            kept="许可证未变更。",
            do_next=said("可用的事由：{known}。", known=known),
        )
    return choices[code]


def possible(act: str, status: LicenceStatus, kind: PartyKind) -> tuple[Ground, ...]:
    """Return the grounds of an act that may count for this licence."""
    return tuple(each for each in GROUNDS.get(act, ()) if status in each.statuses and kind in each.kinds)


def check_ground(act: str, chosen: Ground, status: LicenceStatus, kind: PartyKind) -> None:
    """Raise Refused when a ground does not fit the status of the licence or the kind of its holder."""
    if status in chosen.statuses and kind in chosen.kinds:
        return
    names = "、".join(f"{each.code}（{each.name}）" for each in possible(act, status, kind))
    why = (
        said("许可证现为“{status}”", status=STATUS_NAMES[status]) if status not in chosen.statuses else "持证人类型不符"
    )
    raise Refused(
        said(
            "{why}，不能以“{name}”办理“{step}”（{basis}）。",
            why=why,
            name=chosen.name,
            step=STEPS[act].name,
            basis=chosen.basis,
        ),
        kept="许可证未变更。",
        do_next=said("现在可用的事由：{names}。", names=names) if names else "请先办理前一步骤。",
    )
