"""`luqiao law check` and `law switches`: whether law files can be loaded, and what the bureau may decide itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cli.context import Context
from cli.listing import day
from cli.parser import Parser
from content.lawbook import built_in, lawbook, own_texts, texts, use_folder
from models.errors import InvalidInput, NotFound
from models.said import said
from models.values import shanghai_date, utc_now
from rules.lawbook import LawBook, parse
from rules.lawfiles import LAST
from rules.lawreferences import stale
from rules.lawswitches import SWITCHES

if TYPE_CHECKING:
    from rules.lawbook import Dated
    from rules.lawfiles import Raw


def run_check(argv: list[str], context: Context) -> int:
    """Load the law book with a file or folder laid over it; exit status 2 where it has a fault, which is named."""
    parser = Parser("luqiao law check", "检查法规行：日期、引用、键和值（不需要数据库）")
    parser.add_argument("place", nargs="?", metavar="FILE|DIR", help="改动法规行的文件或目录；不写则检查现行的")
    options = parser.parse_args(argv)
    configured(context)
    book = parse(_texts(Path(options.place))) if options.place else lawbook()
    told = list(stale(book))
    answer = {
        "ok": True,
        "digest": book.digest,
        "rows": {table: len(rows) for table, rows in {"instrument": book.instruments, **book.tables}.items()},
        "notes": told,
    }
    context.answer_lines(answer, lambda: _checked(book, told))
    return 0


def _checked(book: LawBook, told: list[str]) -> Iterator[str]:
    count = len(book.instruments) + sum(map(len, book.tables.values()))
    yield said("法规库没有错误：{rows} 行，版本 {digest}", rows=count, digest=book.digest[:12])
    yield from (said("提示：{told}", told=each) for each in told)


def _texts(place: Path) -> dict[str, str]:
    """Return the book in force with a file laid over it, or the built-in one with a folder."""
    if place.is_dir():
        return built_in() | own_texts(place)
    try:
        return texts() | {LAST + place.name: place.read_text(encoding="utf-8")}
    except FileNotFoundError as error:
        raise NotFound(said("没有文件{place}。", place=place), kept="什么都没有做。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(said("读不了{place}：{error}。", place=place, error=error), kept="什么都没有做。") from error


def configured(context: Context) -> None:
    """Let the bureau's own law folder count where this call has a configuration; without one the built-in law does."""
    from wiring.config import find

    try:
        find(context.config)
    except InvalidInput:
        if context.config is not None:
            raise
        return
    folder = context.settings().law.folder
    use_folder(Path(folder) if folder else None)


def run_switches(argv: list[str], context: Context) -> int:
    """Print every switch with its value on a day, what it changes and where the field's page speaks of it."""
    parser = Parser("luqiao law switches", "由本局决定的开关和数值")
    parser.add_argument("--on", metavar="DATE", help="哪一天的值，缺省为今天")
    options = parser.parse_args(argv)
    configured(context)
    on = day(options.on, "--on") or shanghai_date(utc_now())
    for found in [each for each in lawbook().tables["setting"] if each.span.holds(on)]:
        if context.json:
            context.emit(as_json(found))
        else:
            context.say(line(found))
    return 0


def as_json(found: "Dated[Raw]") -> dict[str, object]:
    """Return one switch as JSON."""
    row, span, known = found.row, found.span, SWITCHES[found.row["key"]]
    return {
        "key": row["key"],
        "district": row.get("district"),
        "item": row.get("item"),
        "value": row["value"],
        "valid_from": span.valid_from,
        "valid_to": None if span.valid_to == date.max else span.valid_to,
        "mark": span.mark,
        "changes": known.changes,
        "domain": known.domain,
        "question": known.question,
        "note": span.note,
        "place": found.place,
    }


def line(found: "Dated[Raw]") -> str:
    """Return one switch as a person reads it."""
    known, span = SWITCHES[found.row["key"]], found.span
    question = said("待确认 {question}", question=known.question) if known.question else ""
    if span.valid_to == date.max:
        since = said("{day}起", day=span.valid_from)
    else:
        since = said("{day}至{last}", day=span.valid_from, last=span.valid_to)
    where = "  ".join(part for part in (since, known.domain, question, found.place) if part)
    return f"{found.id} = {_value(found.row['value'])}  {known.changes}  {where}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "、".join(map(str, value)) or "无" if isinstance(value, list) else str(value)
