"""Instant approval (秒批): apply, judge, decide; a machine grants or accepts, never refuses, never on the unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.values import ApplicationState, Item, LicenceStatus
from rules.applications import ITEM_NAMES, STATE_NAMES
from rules.basis import LegalBasis
from rules.lawrows import InstantRule
from rules.licence_checks import Obstacle
from rules.licences import STATUS_NAMES, cite

BASIS = LegalBasis("行政许可法", 2019, "第三十四条第二款", "ALL 34(2)")
SHARING = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第七条", "ONLINE 7")
ACCEPTANCE, HOLDER, DECISION = cite("ALL 32", "第三十二条"), cite("ALL 9", "第九条"), cite("ALL 38", "第三十八条第一款")
CHECKING = cite("ALL 34", "第三十四条")
DESK, REGISTER, NATIONAL = "本局办件记录", "本局许可证登记簿", "三统一系统"
POLICE, BUSINESS, OWN_LIST = "公安核验", "商事登记", "筛查"


class Outcome(StrEnum):
    """What a judgement comes to; there is no refusal among them."""

    GRANT = "grant"
    ACCEPT = "accept"
    PERSON = "person"


class Answer(StrEnum):
    """What one step found."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: what was looked at, where, as of when, under which article, and what came of it."""

    code: str
    asked: str
    answer: Answer
    said: str
    source: str
    as_of: str
    basis: str

    def as_json(self) -> dict[str, str]:
        """Return the step as it is kept and printed."""
        names = ("code", "asked", "answer", "said", "source", "as_of", "basis")
        return {name: str(getattr(self, name)) for name in names}


@dataclass(frozen=True, slots=True)
class Proof:
    """What one source says to one question; None = it does not know or was not asked."""

    holds: bool | None = None
    said: str = "没有查询。"
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a judgement looks at; what is left out is not known."""

    item: Item
    state: str
    attention: str = ""
    at: str = ""  # as of when our own records were read
    missing: Sequence[tuple[str, str]] = ()  # code and text of rules.completeness
    obtainable: Mapping[str, Proof] = field(default_factory=dict)  # by kind of paper: what sharing gives instead
    kept: Mapping[str, Proof] = field(default_factory=dict)  # by kind: what the form library holds
    findings: Sequence[Mapping[str, Any]] | None = None  # of the newest screening of this revision
    screened_at: str = ""
    without: frozenset[str] = frozenset()  # rules that are switched off on this day
    identity: Proof = Proof()
    business: Proof = Proof()
    holders: Mapping[str, Proof] = field(default_factory=dict)  # by register: own, national
    status: LicenceStatus | None = None
    status_from: Proof = Proof()
    obstacles: Sequence[Obstacle] = ()
    changes: Mapping[str, Proof] = field(default_factory=dict)  # by changed field
    records: Sequence[str] | None = None  # decisions in force on this party; None = not known
    records_as_of: str = ""
    open_matters: Sequence[str] | None = None  # what is open here against holder or licence; None = not known


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome with its whole chain."""

    outcome: Outcome
    chain: tuple[Step, ...]

    @property
    def against(self) -> tuple[Step, ...]:
        """Return the steps for which a person is needed."""
        return tuple(step for step in self.chain if step.answer is not Answer.YES)


Check = Callable[[Facts, InstantRule], Step]


def judge(facts: Facts, rule: InstantRule | None) -> Judgement:
    """Return what can be decided at once, with every step that was looked at.

    Granted or accepted only where every step answers yes; one no or one unknown, and people decide.
    """
    if rule is None or rule.item is not facts.item or rule.result not in CHECKS:
        text = f"{ITEM_NAMES[facts.item]}不在当日有效的秒批事项表内，由人员办理。"
        none = Step("rule", "事项可以秒批", Answer.NO, text, "秒批事项表", facts.at, str(BASIS))
        return Judgement(Outcome.PERSON, (none,))
    chain = (_rule(facts, rule), *(check(facts, rule) for check in CHECKS[rule.result]))
    clear = all(step.answer is Answer.YES for step in chain)
    return Judgement(Outcome(rule.result) if clear else Outcome.PERSON, chain)


def _rule(facts: Facts, rule: InstantRule) -> Step:
    done = "当场作出准予决定" if rule.result == Outcome.GRANT else "当场受理，再由人员审查"
    text = f"{ITEM_NAMES[facts.item]}：各项均能证明的，{done}。"
    return Step("rule", "事项可以秒批", Answer.YES, text, "秒批事项表", facts.at, str(rule.basis))


def _answer(holds: bool | None) -> Answer:
    return Answer.UNKNOWN if holds is None else Answer.YES if holds else Answer.NO


def _proved(code: str, asked: str, proof: Proof, basis: LegalBasis) -> Step:
    return Step(code, asked, _answer(proof.holds), proof.said, proof.source, proof.as_of, str(basis))


def _fresh(facts: Facts, _rule: InstantRule) -> Step:
    """Look whether the application just waits, and nothing about it is marked for a person."""
    received = facts.state == ApplicationState.RECEIVED
    text = f"申请{STATE_NAMES[ApplicationState(facts.state)]}"
    text += f"，标有需核对（{facts.attention}）。" if facts.attention else "，没有需核对的提示。"
    proof = Proof(received and not facts.attention, text, DESK, facts.at)
    return _proved("state", "申请待受理且没有需核对之处", proof, CHECKING)


def _complete(facts: Facts, rule: InstantRule) -> Step:
    """Look whether every paper and value is there, or sharing gives it (ONLINE 7)."""
    lacking, got = [], []
    for code, text in facts.missing:
        kind = code.removeprefix("attachment.")
        shared = facts.obtainable.get(kind) if kind in rule.shared else None
        proof = (facts.kept.get(kind) or shared or Proof()) if code != kind else Proof()
        if proof.holds:
            got.append(f"{text}由{proof.source}取得（{proof.said}）")
        else:
            lacking.append(text)
    said = f"缺少：{'、'.join(lacking)}。" if lacking else "；".join(got) + "。" if got else "材料齐全。"
    return _proved("complete", "材料齐全或者可以共享取得", Proof(not lacking, said, DESK, facts.at), SHARING)


def _screened(facts: Facts, rule: InstantRule) -> Step:
    """Look whether every wanted rule was looked at, and none found anything else than the table allows."""
    asked = "筛查各项符合事项表"
    if facts.findings is None:
        return _proved("screened", asked, Proof(None, "本版申请尚未筛查。", OWN_LIST), CHECKING)
    wrong = [f for f in facts.findings if f["outcome"] not in rule.outcomes]
    seen = {f["rule"] for f in facts.findings}
    unseen = [name for name in rule.findings if name not in seen | facts.without]
    if unseen:
        proof = Proof(None, f"没有审查{'、'.join(unseen)}。", OWN_LIST, facts.screened_at)
    elif wrong:
        holds = None if all(f["outcome"] == "unavailable" for f in wrong) else False
        said = "；".join(f"{f['rule']}：{f['evidence']}" for f in wrong)
        proof = Proof(holds, said, OWN_LIST, facts.screened_at)
    else:
        proof = Proof(True, f"已审查{'、'.join(sorted(seen))}。", OWN_LIST, facts.screened_at)
    return _proved("screened", asked, proof, CHECKING)


def _identity(facts: Facts, _rule: InstantRule) -> Step:
    return _proved("identity", "申请人身份属实", facts.identity, SHARING)


def _business(facts: Facts, _rule: InstantRule) -> Step:
    return _proved("business", "商事主体存续，登记与申请一致", facts.business, SHARING)


def _holder(facts: Facts, rule: InstantRule) -> Step:
    """Look whether one of the registers of the table proves the holder, and none says somebody else."""
    found = [facts.holders[name] for name in ("own", "national") if name in facts.holders]
    proving = [facts.holders[name] for name in rule.registers if name in facts.holders and facts.holders[name].holds]
    denying = [proof for proof in found if proof.holds is False]
    holds = False if denying else True if proving else None
    shown = denying or proving or found or [Proof(None, "没有登记簿载有该许可证。", REGISTER, facts.at)]
    sources = "、".join(proof.source for proof in shown)
    said = "".join(proof.said for proof in shown)
    return _proved("holder", "申请人是持证人", Proof(holds, said, sources, shown[0].as_of), HOLDER)


def _status(facts: Facts, rule: InstantRule) -> Step:
    """Look whether the licence stands where the table wants it."""
    asked, where = "许可证状态可以办理该事项", facts.status_from
    if facts.status is None:
        return _proved("status", asked, Proof(None, "不知道许可证的状态。", where.source, where.as_of), DECISION)
    holds, said = facts.status in rule.statuses, f"许可证现为“{STATUS_NAMES[facts.status]}”。"
    return _proved("status", asked, Proof(holds, said, where.source, where.as_of), DECISION)


def _unhindered(facts: Facts, _rule: InstantRule) -> Step:
    """Look whether nothing about holder, dates, address or another application stands against it."""
    found = facts.obstacles
    said = "".join(f"{one.text}（{one.basis}）。" for one in found) or "没有。"
    basis = found[0].basis if found else DECISION
    return _proved("obstacles", "期限、地址、主体、在办申请没有妨碍", Proof(not found, said, REGISTER, facts.at), basis)


def _changed(facts: Facts, _rule: InstantRule) -> Step:
    """Look whether what is to be changed stands in the business register already."""
    asked = "变更内容与商事登记一致"
    if facts.item is not Item.CHANGE:
        return _proved("changes", asked, Proof(holds=True, said="不涉及变更。", source=DESK, as_of=facts.at), CHECKING)
    proofs = list(facts.changes.values()) or [Proof(None, "没有写明变更内容。", DESK, facts.at)]
    answers = [proof.holds for proof in proofs]
    holds = False if False in answers else None if None in answers else True
    said = "".join(proof.said for proof in proofs)
    return _proved("changes", asked, Proof(holds, said, proofs[0].source, proofs[0].as_of), SHARING)


def _recorded(facts: Facts, rule: InstantRule) -> Step:
    """Look whether no decision of the last years speaks against the party."""
    asked = f"近{rule.against_years}年没有对该当事人不利的决定"
    if facts.records is None:
        return _proved("records", asked, Proof(None, "三统一系统没有答复或者没有查询。", NATIONAL), CHECKING)
    said = f"有{len(facts.records)}项：{'；'.join(facts.records)}。" if facts.records else "没有。"
    return _proved("records", asked, Proof(not facts.records, said, NATIONAL, facts.records_as_of), CHECKING)


def _nothing_open(facts: Facts, _rule: InstantRule) -> Step:
    """Look whether nothing is open here against holder or licence."""
    asked, found = "本局没有对持证人或者许可证的未了事项", facts.open_matters
    if found is None:
        return _proved("open", asked, Proof(None, "没有查询。", DESK), CHECKING)
    said = f"有未了事项：{'；'.join(found)}。" if found else "没有。"
    return _proved("open", asked, Proof(not found, said, DESK, facts.at), CHECKING)


CHECKS: Mapping[str, tuple[Check, ...]] = {  # whatever the table says, each of these must answer yes
    "grant": (_fresh, _complete, _screened, _identity, _business, _holder, _status, _unhindered, _changed, _recorded,
              _nothing_open),
    "accept": (_fresh, _complete, _screened, _identity, _business),
}  # fmt: skip
CODES = ("rule", "state", "complete", "screened", "identity", "business", "holder", "status", "obstacles", "changes",
         "records", "open")  # fmt: skip


def drawn(digest: str, percent: int) -> bool:
    """Tell whether a keyed digest (hexadecimal) falls into the share that is looked at afterwards.

    The key lies outside the database: who does not have it can neither foresee nor steer the draw.
    """
    return int(digest[:12], 16) % 10_000 < percent * 100
