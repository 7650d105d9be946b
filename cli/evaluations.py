"""`luqiao evaluations`: the bureau's credit evaluation of a retailer, its history, disputes, and a new reckoning."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import given_day
from cli.parser import Parser
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.evaluation import Evaluation
    from usecases.evaluation_disputes import Dispute
    from usecases.evaluations import Change
    from wiring.office import Office


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao evaluations")
    commands = top.add_subparsers(dest="what", required=True)
    shown = commands.add_parser("show", help="一张许可证的信用评价：分数、等级、每一项的来由、历史")
    shown.add_argument("licence")
    shown.add_argument("--on", metavar="DATE", help="按这一天的评分表重算，缺省为今天")
    commands.add_parser("renew", help="现在就重新评定登记簿中的全部许可证")
    commands.add_parser("disputes", help="列出待答复的异议")
    disputed = commands.add_parser("dispute", help="登记持证人对一项计分的异议")
    answered = commands.add_parser("answer", help="由另一名人员答复异议")
    for one, words in ((disputed, "异议理由"), (answered, "答复理由")):
        one.add_argument("licence")
        one.add_argument("ref", metavar="NUMBER", help="决定书文号")
        one.add_argument("--reason", required=True, help=words)
        one.add_argument("--as", dest="officer", required=True)
    answered.add_argument("--upheld", action="store_true", help="异议成立，该项不再计分；不写即不成立")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    ways = {"show": _show, "renew": _renew, "disputes": _disputes, "dispute": _dispute, "answer": _answer}
    with context.office() as office:
        return ways[args.what](office, args, context)


def _show(office: "Office", args: Namespace, context: Context) -> int:
    from models.values import shanghai_date
    from rules.identifiers import normal_number
    from usecases import evaluation_disputes, evaluations

    on, number = given_day(args.on, "--on") if args.on else shanghai_date(office.now()), normal_number(args.licence)
    with office.reading() as session:
        found = evaluations.of_licence(session, number, on)
        history = evaluations.history(session, number)
        disputes = evaluation_disputes.of_licence(session, number)
    answer = _as_json(number, found) | {
        "history": [
            {"on": one.on, "grade": one.grade, "score": one.score, "came": one.came, "went": one.went}
            for one in history
        ],
        "disputes": [_dispute_json(one) for one in disputes],
    }
    context.answer(answer, lambda: "\n".join([*_text(number, found), *map(_history, history)]))
    return 0


def _history(one: "Change") -> str:
    came = said("计入：{what}", what="；".join(one.came)) if one.came else ""
    went = said("不再计：{what}", what="；".join(one.went)) if one.went else ""
    parts = (str(one.on), one.grade, said("{score}分", score=one.score), came, went)
    return "  " + one_line("  ".join(part for part in parts if part))


def _as_json(number: str, found: "Evaluation") -> dict[str, Any]:
    reasons = [
        {"item": r.item, "name": r.name, "points": r.points, "on": r.on, "ref": r.ref or None, "until": r.until,
         "note": r.note} for r in found.reasons
    ]  # fmt: skip
    grade = found.grade
    return {"licence_no": number, "on": found.on, "score": found.score, "grade": grade.id, "name": grade.name,
            "consequence": grade.consequence, "reasons": reasons}  # fmt: skip


def _text(number: str, found: "Evaluation") -> list[str]:
    grade = found.grade
    score = said("{score}分", score=found.score)
    lines = [f"{number}  {grade.id} {grade.name}  {score}  {found.on}", f"  {grade.consequence}"]
    for reason in found.reasons:
        until = said("计至{day}", day=reason.until) if reason.until else ""
        since = str(reason.on) if reason.ref else ""
        parts = (f"{reason.points:+4d}", reason.name, reason.ref, since, until, reason.note)
        lines.append("  " + one_line("  ".join(part for part in parts if part)))
    return lines


def _renew(office: "Office", _args: Namespace, context: Context) -> int:
    from models.values import SYSTEM_OFFICER
    from usecases import evaluations

    changed = 0
    after: str | None = ""
    while after is not None:
        look = office.perform(evaluations.renew, after, by=SYSTEM_OFFICER)
        changed, after = changed + look.changed, look.after
    context.answer({"changed": changed}, lambda: said("信用评价有变化的许可证：{n}张。", n=changed))
    return 0


def _disputes(office: "Office", _args: Namespace, context: Context) -> int:
    from usecases import evaluation_disputes

    with office.reading() as session:
        waiting = evaluation_disputes.waiting(session)
    for one in waiting:
        line = f"{one.licence_no}  {one.ref}  {one.reason}  {one.by}"
        context.answer(_dispute_json(one), lambda line=line: one_line(line))  # type: ignore[misc]
    if not waiting and not context.json:
        context.say(context.words("没有待答复的异议。", "No dispute waits."))
    return 0


def _dispute_json(one: "Dispute") -> dict[str, Any]:
    return {"licence_no": one.licence_no, "ref": one.ref, "state": one.state, "reason": one.reason, "by": one.by,
            "at": one.at, "answer": one.answer or None, "settled_by": one.settled_by}  # fmt: skip


def _dispute(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import evaluation_disputes

    by = office.officer(args.officer)
    office.perform(evaluation_disputes.dispute, args.licence, args.ref, args.reason, by=by)
    return _after(office, args, context)


def _answer(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import evaluation_disputes

    by = office.officer(args.officer)
    office.perform(evaluation_disputes.settle, args.licence, args.ref, args.reason, upheld=args.upheld, by=by)
    return _after(office, args, context)


def _after(office: "Office", args: Namespace, context: Context) -> int:
    args.on = None
    return _show(office, args, context)
