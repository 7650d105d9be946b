"""`luqiao law explain`: a decision computed again under the rules of its day, and whether the same comes out."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from cli.context import Context
from cli.law import OUTCOMES
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import Outcome, shanghai_date

if TYPE_CHECKING:
    from usecases.law_explain import Compared, Explained
    from usecases.law_licences import ActExplained
    from usecases.law_penalties import PenaltyExplained
    from usecases.law_rows import RowInForce
    from usecases.law_terms import TermExplained
    from wiring.office import Office

SOURCES = {
    "business": "商事登记", "police": "公安人口", "elicence": "电子证照", "records": "许可和处罚记录",
    "defaulter": "失信被执行人", "licence": "原许可证", "licences": "名下许可证",
}  # fmt: skip


def run_explain(argv: list[str], context: Context) -> int:
    """Explain one decision; exit status 1 when something else comes out now."""
    parser = Parser("luqiao law explain", "按当日的法规和保存的事实重新计算一项决定")
    parser.add_argument("decision", metavar="DECISION", help="申请编号、文书文号、许可证号或者处罚决定文号")
    options = parser.parse_args(argv)
    with context.office() as office:
        return _explain(office, options.decision, context)


def _explain(office: "Office", decision: str, context: Context) -> int:
    from usecases import law_explain, law_penalties

    with office.reading() as session:
        penalty = law_penalties.find(session, decision)
        if penalty is not None:
            judged = law_penalties.explain(session, decision, penalty)
            context.answer_lines(_as_json("penalty", judged), lambda: penalty_lines(judged))
            return 0 if judged.same else 1
        found = law_explain.explain(session, decision, key=_key(office), at=office.now())
    context.answer_lines(_as_json("application", found), lambda: lines(found))
    return 0 if found.same else 1


def _key(office: "Office") -> bytes | None:
    """Return the ledger's key, None where this copy of the bureau has none."""
    try:
        return office.require_key()
    except InvalidInput:
        return None


def _as_json(kind: str, found: "Explained | PenaltyExplained") -> dict[str, object]:
    return {"kind": kind, "same": found.same, **asdict(found)}


def lines(found: "Explained") -> Iterator[str]:
    """Yield an explanation as a person reads it."""
    yield f"{'许可证' if found.judged_on is None and found.acts else '申请'}  {found.number}"
    if found.judged_on is None:
        yield "没有审查。"
    else:
        yield said("按 {day} 的法规判断（法规库 {digest}）", day=found.judged_on, digest=found.rulebook[:12])
        if not found.rulebook_kept:
            yield "当时的版本没有保存，按现行版本重新计算"
        yield said("结论：当时{then}，重新计算{again}", then=_outcome(found.outcome), again=_outcome(found.again))
        yield from _block("适用的规定", map(row_line, found.rows))
        yield from _block("证据来源", (f"{SOURCES.get(s.name, s.name)}  {s.status}  {s.as_of}" for s in found.sources))
        yield from _block("审查项", (line for each in found.findings for line in finding_lines(each)))
        otherwise = said("按现行法规会有不同（{outcome}）", outcome=_outcome(found.today_outcome))
        later = otherwise if found.today else "按现行法规结果相同"
        yield from (_block(later, map(today_line, found.today)) if found.today else [later])
    if found.acts:
        yield from _block("许可证的处理", map(act_line, found.acts))
    yield from _terms(found.terms)
    yield from _end(found.differences)


def penalty_lines(found: "PenaltyExplained") -> Iterator[str]:
    """Yield the explanation of a penalty."""
    yield said("处罚决定 {number}，决定日期 {day}", number=found.number, day=found.decided_on)
    yield from _block("适用的案由", [row_line(found.cause)] if found.cause else [])
    if found.arithmetic:
        yield said("罚款幅度：{arithmetic}", arithmetic=found.arithmetic)
    yield from _terms(found.terms)
    yield from _end(found.differences)


def _end(differences: Iterable[str]) -> Iterator[str]:
    told = list(differences)
    yield from _block("有不同：", told) if told else ["重新计算的结果完全一致。"]


def _terms(terms: "Iterable[TermExplained]") -> Iterator[str]:
    for each in terms:
        steps = (f"{label}：{text}" for label, text in each.arithmetic)
        yield from _block(said("期限 {term} {name}", term=each.term, name=each.name), steps)


def _block(head: str, told: Iterable[str]) -> Iterator[str]:
    yield head
    yield from (f"  {line}" for line in told)


def _outcome(word: str) -> str:
    return OUTCOMES[Outcome(word)] if word else "不能计算"


def row_line(row: "RowInForce") -> str:
    """Return a row with its article and the days on which it counts."""
    through = row.valid_to if isinstance(row.valid_to, date) else ""
    cited = f"《{row.instrument}》({row.edition}){row.article}" if row.instrument else f"{row.name}= {row.value}"
    return f"{row.id}  {cited}  {row.valid_from} — {through}".rstrip()


def act_line(act: "ActExplained") -> str:
    """Return an act on a licence with its ground and article."""
    return f"{shanghai_date(act.at)}  {act.document_no}  {act.status_from} → {act.status_to}  {act.name}（{act.basis}）"


def finding_lines(each: "Compared") -> Iterator[str]:
    """Yield one finding as it was, and how it differs when computed again."""
    then = each.then or {}
    if each.then is not None:
        yield f"{each.rule:<3} {_outcome(str(then['outcome']))}  {then['evidence']}"
    for name in each.differs:
        again = "没有" if each.again is None else each.again.get(name)
        yield said("{name} 重新计算为：{again}", name=name, again=again if each.then is not None else "新增")


def today_line(each: "Compared") -> str:
    """Return what a rule said by the law of its day and says by that of today."""
    then, now = (_outcome(str(side["outcome"])) if side else "没有这一项" for side in (each.then, each.again))
    cited = (each.again or each.then or {}).get("basis", "")
    return f"{each.rule}  {then} → {now}  {cited}"
