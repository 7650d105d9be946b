"""What the commands that list and count have in common: days and periods from options, lists printed page by page."""

import re
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cli.context import Context
from models.errors import InvalidInput
from models.said import said
from models.values import Fen, yuan
from rules.calendar import real_day
from wiring.printable import one_line

if TYPE_CHECKING:
    from wiring.office import Office

AT_ONCE = 500  # lines that are read at once
MONEY = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?")  # yuan


class Line(Protocol):
    """A line of a list; the next page is behind its id."""

    @property
    def id(self) -> int:
        """Return its id."""


Some = TypeVar("Some", bound=Line)


def given_day(text: str, option: str) -> date:
    """Return the date of an option that was given; raises InvalidInput."""
    found = real_day(text)
    if found is None:
        raise InvalidInput(
            said("{option} 的日期“{text}”不存在。", option=option, text=text),
            kept="什么都没有做。",
            do_next="请写成YYYY-MM-DD。",
        )
    return found


def day(text: str | None, option: str) -> date | None:
    """Return the date of an option, None where it was not given; raises InvalidInput."""
    return None if text is None else given_day(text, option)


def money(text: str, option: str) -> Fen:
    """Return the sum of an option in fen, given in yuan with two decimals at most; raises InvalidInput."""
    if not MONEY.fullmatch(text):
        raise InvalidInput(
            said("{option} 的金额“{text}”无法识别。", option=option, text=text[:40]),
            kept="什么都没有做。",
            do_next="单位元，最多两位小数，例如 1000.01。",
        )
    yuan, _, rest = text.partition(".")
    return Fen(int(yuan) * 100 + int(rest.ljust(2, "0")))


def period(args: Namespace) -> tuple[date, date]:
    """Return the days of --from and --to; raises InvalidInput."""
    since, through = given_day(args.since, "--from"), given_day(args.through, "--to")
    if through < since:
        raise InvalidInput("--to 早于 --from。", kept="什么都没有做。")
    return since, through


def most(limit: int | None) -> int:
    """Return how many lines a list may have: all of them where no limit was given; raises InvalidInput."""
    if limit is not None and limit < 1:
        raise InvalidInput("--limit 须大于零。", do_next="例如 --limit 100。")
    return sys.maxsize if limit is None else limit


def print_pages(
    office: "Office",
    context: Context,
    page: Callable[..., Sequence[Some]],
    says: tuple[Callable[[Some], Any], Callable[[Some], str]],
    *,
    limit: int | None,
    after: int | None = None,
) -> int:
    """Print at most `limit` lines of a list (None: all), reading some at a time; return the exit status.

    `page` takes a session, the id behind which it begins and how many it may return; `says` are how a line is said
    as JSON and as text. A person is told where there is nothing, beside the answer, so that lines can be counted.
    """
    as_json, as_text = says
    left, begun = most(limit), after
    while left > 0:
        with office.reading() as session:
            lines = page(session, after=after, limit=min(AT_ONCE, left))
        for line in lines:
            if context.json:
                context.emit(as_json(line))
            else:
                context.say(one_line(as_text(line)))
        if not lines:
            break
        left, after = left - len(lines), lines[-1].id
    if after == begun and not context.json:
        context.note("没有要列出的。")
    return 0


def in_yuan(amount: int | None) -> str | None:
    """Return a sum of fen in yuan as the contract writes it, None where there is none."""
    return None if amount is None else yuan(amount)
