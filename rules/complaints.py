"""Complaints and reports (12313): whose business a matter is, what is accepted, which step may follow, rewards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.complaints import HotlineKind, HotlineState
from models.errors import Refused
from models.said import said
from models.values import Fen
from rules.basis import LegalBasis
from rules.lawrows import TermRule
from rules.terms.spans import add_months

BASIS = LegalBasis("烟草专卖法实施条例", 2023, "第五十条", "TML_IR 50")  # whoever helped to find a case is rewarded
KINDS = {
    HotlineKind.REPORT: "举报",
    HotlineKind.COMPLAINT: "投诉",
    HotlineKind.INQUIRY: "咨询",
    HotlineKind.SUGGESTION: "建议",
}
STATES = {
    HotlineState.RECEIVED: "待审查",
    HotlineState.ACCEPTED: "已受理",
    HotlineState.DISPATCHED: "办理中",
    HotlineState.ANSWERED: "已答复",
    HotlineState.REFERRED: "已转其他机关",
    HotlineState.NOT_ACCEPTED: "不予受理",
    HotlineState.WITHDRAWN: "已撤回",
}
OBJECTIONS = {
    "elsewhere": "不属于本机关职权",
    "too_old": "行为发生超过受理期限",
    "no_request": "没有具体请求",
    "no_facts": "没有写明被反映人或者地点，无从核实",
}
TO_ACCEPT, OLDEST = "K01", "K06"
TO_ANSWER = {
    HotlineKind.REPORT: "K02",
    HotlineKind.COMPLAINT: "K03",
    HotlineKind.INQUIRY: "K04",
    HotlineKind.SUGGESTION: "K05",
}
TO_TELL = "K07"
REWARD_DUE = "reward_due"  # the alarm that a reward waits to be paid
ABOUT_ACTS = frozenset({HotlineKind.REPORT, HotlineKind.COMPLAINT})
NEW = frozenset({HotlineState.RECEIVED})
IN_HAND = frozenset({HotlineState.ACCEPTED, HotlineState.DISPATCHED})
OPEN = NEW | IN_HAND
ANSWERED = frozenset({HotlineState.ANSWERED})
WORKED_ON = IN_HAND | ANSWERED
CLAIMING = OPEN | ANSWERED | {HotlineState.WITHDRAWN}  # a report that was taken back may still have led to a case
RESULTS = frozenset({  # steps of a case whose result the reporter is told
    "case.filed", "case.not_filed", "case.fined_on_the_spot", "case.decided", "case.not_punished", "case.handled",
    "case.cancelled", "case.transferred",
})  # fmt: skip
LEAST_ANSWER, LONGEST_ANSWER = 4, 2000  # characters
LEVELS, UNHAPPY = range(1, 6), 2


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody turns to 12313 with; `refer_to` says where it belongs when it is not ours."""

    id: str
    name: str
    ours: bool
    refer_to: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What the acceptance of one item is judged by."""

    kind: HotlineKind
    matter: Matter
    received_on: date
    acted_on: date | None = None  # unknown, or the act goes on
    asks: str = ""
    against: str = ""
    place: str = ""


def matters_of(rows: Iterable[Mapping[str, object]], on: date) -> Mapping[str, Matter]:
    """Return the matters of a table that are in force on a day, by their ids."""
    found = {}
    for row in rows:
        first, last = row["valid_from"], row.get("valid_to", date.max)
        if isinstance(first, date) and isinstance(last, date) and first <= on <= last:
            names = (str(row["id"]), str(row["name"]))
            found[names[0]] = Matter(*names, row["ours"] is True, str(row.get("refer_to", "")))
    return found


def objections(given: Given, oldest: TermRule) -> list[str]:
    """Return the codes of OBJECTIONS that stand against accepting (domain 7.3); an inquiry asks for competence only."""
    found = [] if given.matter.ours else ["elsewhere"]
    if given.kind not in ABOUT_ACTS:
        return found
    if given.acted_on is not None and add_months(given.acted_on, 12 * oldest.count) < given.received_on:
        found.append("too_old")
    if given.kind is HotlineKind.COMPLAINT and not given.asks:
        found.append("no_request")
    if not given.against and not given.place:
        found.append("no_facts")
    return found


def words_of(codes: Iterable[str]) -> str:
    """Return objections as a clerk reads them."""
    return "、".join(OBJECTIONS[code] for code in codes)


def require(state: HotlineState, allowed: frozenset[HotlineState], name: str) -> None:
    """Raise Refused where a step may not follow on where an item stands."""
    if state not in allowed:
        raise Refused(
            said("处于“{state}”的来件不能{name}。", state=STATES[state], name=name),
            kept="来件未变更。",
            do_next="请刷新列表。",
        )


@dataclass(frozen=True, slots=True)
class RewardRule:
    """What a reward may be on a day: at most so many fen, claimed within so many months of its approval."""

    most: Fen
    claim_months: int


@dataclass(frozen=True, slots=True)
class Rewarded:
    """What a reward is judged by; `reachable`: somebody is known, or has a code to claim it with."""

    kind: HotlineKind
    filed_on: date | None
    rewarded_on: date | None = None
    false_on: date | None = None
    reachable: bool = True
    received_on: date | None = None

    @property
    def late(self) -> bool:
        """Tell whether the case was filed before the report came, so that it cannot have led to it."""
        return self.filed_on is not None and self.received_on is not None and self.filed_on < self.received_on


def reward_rule(rows: Iterable[Mapping[str, object]], on: date) -> RewardRule | None:
    """Return the row of a table that is in force on a day, None where there is none."""
    for row in rows:
        first, last = row["valid_from"], row.get("valid_to", date.max)
        if isinstance(first, date) and isinstance(last, date) and first <= on <= last:
            return RewardRule(Fen(int(str(row["most_yuan"])) * 100), int(str(row["claim_months"])))
    return None


def check_reward(given: Rewarded, fen: int, rule: RewardRule | None) -> None:
    """Raise Refused where no such reward may be given: only for a true report that led to a filed case, and once."""
    reasons = (
        (given.kind is not HotlineKind.REPORT, "只有举报可以奖励"),
        (given.false_on is not None, "已认定为恶意举报"),
        (given.filed_on is None, "举报的案件还没有立案"),
        (given.late, "案件立案以后才收到的举报"),
        (given.rewarded_on is not None, "已经奖励过"),
        (not given.reachable, "匿名举报还没有领奖码，奖励无从领取"),
        (fen <= 0, "奖励金额应大于零"),
        (rule is None, "没有有效的奖励标准"),
        (rule is not None and fen > rule.most, "超过奖励标准的上限"),
    )
    why = next((words for holds, words in reasons if holds), "")
    if why:
        raise Refused(said("{why}（{basis}）。", why=why, basis=BASIS), kept="没有奖励。")


def last_claim(rewarded_on: date, rule: RewardRule) -> date:
    """Return the last day on which a reward may be claimed."""
    return add_months(rewarded_on, rule.claim_months)
