"""`luqiao ratings`: list what applicants think, record return visits, print the figures of a period."""

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import AT_ONCE, day, period, print_pages
from cli.parser import Parser
from models.said import said
from models.values import DISTRICTS
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.ratings_desk import RatingLine
    from wiring.office import Office

STATES = {"to_visit": "待回访", "replying": "答复中", "closed": "已办结", "stuck": "答复被退回"}
OUTCOMES = ("solved", "explained", "unreachable")


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao ratings")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出评价，新的在前")
    listed.add_argument("--level", choices=("1", "2", "3", "4", "5"))
    listed.add_argument("--state", choices=tuple(STATES), help="差评回访的进展")
    listed.add_argument("--channel")
    listed.add_argument("--district", choices=tuple(DISTRICTS))
    listed.add_argument("--officer", metavar="LOGIN", help="承办人")
    listed.add_argument("--since", metavar="DATE")
    listed.add_argument("--limit", type=int)
    visited = commands.add_parser("visit", help="登记差评回访，答复随后发出")
    visited.add_argument("id", metavar="RATING")
    visited.add_argument("--outcome", choices=OUTCOMES, required=True)
    visited.add_argument("--text", required=True, help="回访情况（4至500字）")
    visited.add_argument("--as", dest="officer", required=True)
    figures = commands.add_parser("figures", help="一段时间的评价：渠道、承办人、月份，回访率")
    figures.add_argument("--from", dest="since", metavar="DATE", required=True)
    figures.add_argument("--to", dest="through", metavar="DATE", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return {"list": _list, "visit": _visit, "figures": _figures}[args.what](office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import ratings_desk

    since = day(args.since, "--since")
    wanted = ratings_desk.RatingFilter(args.level, args.state, args.channel, args.district, args.officer, since)
    page = partial(ratings_desk.page, wanted=wanted)
    return print_pages(office, context, page, (as_json, _text), limit=args.limit)


def as_json(line: "RatingLine") -> dict[str, Any]:
    """Return a rating as JSON prints it."""
    visit = None
    if line.due_on is not None:
        visit = {"state": line.state, "due_on": line.due_on, "outcome": line.outcome or None,
                 "text": line.visit_text or None, "at": line.visited_at, "by": line.visited_by or None}  # fmt: skip
    return {
        "rating": line.rating_id, "channel": line.channel, "application": line.subject or None,
        "channel_ref": line.application_ref, "item": line.item or None, "district": line.district or None,
        "officer": line.officer or None, "level": line.level, "text": line.text, "anonymous": line.anonymous,
        "rater": line.rater or None, "at": line.at, "visit": visit,
    }  # fmt: skip


def _text(line: "RatingLine") -> str:
    from rules import ratings as rules

    state = STATES.get(line.state, "")
    what = f"{line.rating_id}  {rules.LEVELS[line.level]}  {line.subject or line.application_ref}  {state}"
    return f"{what}  {line.due_on if line.state == 'to_visit' else ''}  {line.text}"


def _visit(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import ratings, ratings_desk

    office.perform(ratings.visit, args.id, args.outcome, args.text, by=office.officer(args.officer))
    with office.reading() as session:
        lines = ratings_desk.page(session, ratings_desk.RatingFilter(text=args.id), limit=AT_ONCE)
        line = next(line for line in lines if line.rating_id == args.id)  # others may begin alike
    context.answer(as_json(line), lambda: one_line(_text(line)))
    return 0


def _figures(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import ratings_desk

    since, through = period(args)
    with office.reading() as session:
        found = ratings_desk.figures(session, since, through)
    groups = {"by_channel": found.by_channel, "by_officer": found.by_officer, "by_month": found.by_month}
    answer: dict[str, Any] = {
        "levels": {str(n): found.levels[n] for n in range(5, 0, -1)},
        "satisfied": found.satisfied,
    }
    answer |= {name: {key: _sums(value) for key, value in sorted(group.items())} for name, group in groups.items()}
    answer |= {"visits": found.visits, "visited": found.visited, "visited_in_time": found.in_time}
    answer |= {"named": found.named, "named_visited": found.named_visited, "named_share": found.named_share}
    context.answer(answer, lambda: _readable(found))
    return 0


def _sums(value: list[int]) -> dict[str, float]:
    return {"ratings": value[0], "unhappy": value[1], "mean": round(value[2] / value[0], 2)}


def _readable(found: Any) -> str:
    share = "—" if found.satisfied is None else f"{found.satisfied:.1%}"
    named = "—" if found.named_share is None else f"{found.named_share:.1%}"
    count = sum(found.levels.values())
    return said(
        "评价{count}条，满意率{share}；差评{visits}条，已回访{visited}条，实名差评回访率{named}",
        count=count,
        share=share,
        visits=found.visits,
        visited=found.visited,
        named=named,
    )
