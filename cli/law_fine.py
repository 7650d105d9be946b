"""`luqiao law fine`: the range of a fine, who decides it, whether a hearing is due, with the articles."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from cli import law_check
from cli.cases_amount import base_by_option
from cli.context import Context
from cli.listing import day, money
from cli.parser import Parser
from content.lawbook import lawbook
from models.said import said, together
from models.values import Fen, PartyKind, shanghai_date, utc_now, yuan
from rules.casework import amounts
from rules.penalties import DECIDERS

if TYPE_CHECKING:
    from rules.lawrows import Cause

PARTIES = {"citizen": PartyKind.PERSON, "organisation": PartyKind.ENTERPRISE}


def run_fine(argv: list[str], context: Context) -> int:
    """Print the range of a fine by the law of a day (contract: `law fine`); no range is null."""
    parser = Parser("luqiao law fine", "计算罚款的幅度：由谁决定、是否应当告知听证（不需要数据库）")
    parser.add_argument("--cause", required=True, metavar="C08", help="案由代码")
    parser.add_argument("--base", metavar="YUAN", help="计算基数，单位元，最多两位小数")
    parser.add_argument("--party", choices=tuple(PARTIES), default="organisation", help="公民或者单位，缺省为单位")
    parser.add_argument("--serious", action="store_true", help="情节严重")
    parser.add_argument("--on", metavar="DATE", help="按这一天的法律，缺省为今天")
    options = parser.parse_args(argv)
    on = day(options.on, "--on") or shanghai_date(utc_now())
    base = None if options.base is None else money(options.base, "--base")
    law_check.configured(context)
    law = lawbook().in_force(on)
    cause = amounts.charged(law, options.cause, serious=options.serious)
    with base_by_option():
        span = amounts.legal_range(cause, base)
    taken = Fen(0) if span else base or Fen(0)  # without a fine the goods themselves are at stake
    fine = span.high if span else Fen(0)
    hearings = amounts.hearings(cause, PARTIES[options.party], law, fine=fine, goods=taken)
    articles = [cause.basis, *([amounts.HEARING] if hearings else [])]
    answer: dict[str, object] = {
        "cause": cause.id,
        "low": span and yuan(span.low),
        "high": span and yuan(span.high),
        "decider": cause.decider,
        "hearing": bool(hearings),
        "articles": [cause.violated, *(basis.with_key() for basis in articles)],
        "arithmetic": amounts.arithmetic(cause, span),
    }
    context.answer_lines(answer, lambda: _lines(cause, answer, hearings))
    return 0


def _lines(cause: "Cause", answer: dict[str, object], hearings: list[str]) -> Iterator[str]:
    yield f"{cause.id}  {cause.name}"
    yield cast("str", answer["arithmetic"])
    yield said("由{decider}决定", decider=DECIDERS[cause.decider])
    if hearings:
        yield said("应当告知听证：{why}（{basis}）", why=together(hearings), basis=amounts.HEARING)
    else:
        yield "不必告知听证"
