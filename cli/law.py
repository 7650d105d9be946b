"""`luqiao law screen` and `luqiao law term`: what the law says about cases and terms, without any outside system."""

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

import orjson

from cli import law_check
from cli.context import Context
from cli.listing import day, given_day
from cli.parser import Parser
from content.lawbook import built_in_calendar, calendar_with, festivals, lawbook
from models.errors import InvalidInput
from models.said import said
from models.values import Outcome
from rules.calendar import Calendar
from rules.calendar_file import decoded, read_official
from rules.periods import Term, term
from rules.screening import screen
from rules.screening.reading import read_case
from wiring.printable import ACTIVE

USAGE = """luqiao law screen FILE|- [--on DATE]
luqiao law term --from DATE --length 20wd|15d|3y [--calendar FILE]
luqiao law fine --cause C08 --base 12345.67 [--party citizen|organisation] [--serious] [--on DATE]
luqiao law recompute --preview | --as OFFICER
luqiao law calendar FILE --source TEXT --as OFFICER
luqiao law explain DECISION
luqiao law what-if FILE --since DATE
luqiao law check [FILE|DIR]
luqiao law switches [--on DATE]"""
OTHERS = {  # what is loaded only when it is asked for
    "fine": ("cli.law_fine", "run_fine"),
    "recompute": ("cli.law_recompute", "run_recompute"),
    "calendar": ("cli.law_recompute", "run_calendar"),
    "explain": ("cli.law_explain", "run_explain"),
    "check": ("cli.law_check", "run_check"),
    "switches": ("cli.law_check", "run_switches"),
    "what-if": ("cli.law_whatif", "run_what_if"),
}
OUTCOMES = {Outcome.DENY: "否决", Outcome.UNAVAILABLE: "来源无答复", Outcome.REVIEW: "须人工核对", Outcome.PASS: "通过"}
Answer = dict[str, object]


def run(argv: list[str], context: Context) -> int:
    """Do one of the subcommands (contract: `law screen`, `law term`)."""
    if argv[:1] in (["--help"], ["-h"]):
        context.say(USAGE)
        return 0
    if argv[:1] and argv[0] in OTHERS:
        module, name = OTHERS[argv[0]]
        return int(getattr(importlib.import_module(module), name)(argv[1:], context))
    commands = {"screen": run_screen, "term": run_term}
    command = commands.get(argv[0]) if argv else None
    if command is None:
        what = said("没有命令“law {what}”。", what=argv[0]) if argv else "没有写要做什么。"
        known = "、".join(f"law {name}" for name in (*commands, *OTHERS))
        raise InvalidInput(what, kept="什么都没有做。", do_next=said("可用：{known}。", known=known))
    return command(argv[1:], context)


def run_screen(argv: list[str], context: Context) -> int:
    """Screen the cases of a file or of standard input, a line each; exit status 2 when a line was bad."""
    parser = Parser("luqiao law screen", "逐行审查完整给出的案件（JSONL）")
    parser.add_argument("file", metavar="FILE|-", help="JSONL 文件，- 表示标准输入")
    parser.add_argument("--on", metavar="DATE", help="按这一天的法律和期限判断，缺省为每件的 received_on")
    options = parser.parse_args(argv)
    on = day(options.on, "--on")
    law_check.configured(context)
    context = replace(context, json=context.json or not sys.stdout.isatty())  # a pipe gets what a program reads
    bad = 0
    with _opened(options.file) as stream:
        for answer in answers(stream, on):
            bad += "error" in answer
            _print(answer, context)
    if bad:
        context.note(said("有 {bad} 行无法审查。 其余各行已经审查。 请按每行的说明改正后重做。", bad=bad))
    return 2 if bad else 0


def _print(answer: Answer, context: Context) -> None:
    """Print one answer; only an id that needs escaping, or an error, takes the slower way."""
    if context.json and "error" not in answer and not ACTIVE.search(str(answer["id"])):
        sys.stdout.write(orjson.dumps(answer).decode() + "\n")
    else:
        context.answer(answer, partial(shown, answer))


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
    else:
        with Path(name).open("rb") as stream:
            yield stream


def answers(lines: Iterable[bytes], on: date | None) -> Iterator[Answer]:
    """Yield one answer for each line, in order; a bad line does not stop the others."""
    for number, line in enumerate(lines, 1):
        value: object = None
        try:
            value = _decoded(line, first=number == 1)
            yield _screened(value, on)
        except InvalidInput as error:
            given = value.get("id") if isinstance(value, dict) else None
            name = given if isinstance(given, str | int | float) else None
            yield {"id": name, "error": said("第{number}行：{message}", number=number, message=error.message)}


def _decoded(line: bytes, *, first: bool) -> object:
    """Return the JSON of one line; a byte order mark before the first is allowed."""
    try:
        return orjson.loads(line.removeprefix(b"\xef\xbb\xbf") if first else line)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(said("不是完整的JSON（第{colno}列）", colno=error.colno)) from None


def _screened(value: object, on: date | None) -> Answer:
    case = read_case(value)
    judged_on = on or case.received_on
    found = screen(case, judged_on, lawbook().in_force(judged_on))
    findings = [finding.as_json() for finding in found.findings]
    return {"id": case.id, "outcome": found.outcome.value, "findings": findings}


def shown(answer: Answer) -> str:
    """Return one answer as lines for a person."""
    if "error" in answer:
        return said("{id}  有误：{error}", id=answer["id"] or "?", error=answer["error"])
    lines = [f"{answer['id']}  {OUTCOMES[Outcome(str(answer['outcome']))]}"]
    findings = answer["findings"]
    for finding in findings if isinstance(findings, list) else []:
        outcome = OUTCOMES[Outcome(finding["outcome"])]
        lines.append(f"  {finding['rule']:<3} {outcome}  {finding['evidence']}{finding['basis']}")
    return "\n".join(lines)


def _last_day(found: "Term") -> str:
    return said("{day}（暂定）", day=found.last_day) if found.provisional else str(found.last_day)


def run_term(argv: list[str], context: Context) -> int:
    """Print the last day of a term."""
    parser = Parser("luqiao law term", "计算期限的最后一天")
    parser.add_argument("--from", dest="start", metavar="DATE", required=True, help="事件发生的日期，当日不计")
    parser.add_argument("--length", required=True, metavar="20wd|15d|3y", help="工作日、日或年")
    parser.add_argument("--calendar", metavar="FILE", help="官方日历：CSV，列 date,kind[,name],kind 为 working 或 off")
    options = parser.parse_args(argv)
    found = term(given_day(options.start, "--from"), options.length, _calendar(options.calendar))
    context.answer(_as_json(found), lambda: [_last_day(found), found.basis])
    return 0


def _calendar(name: str | None) -> Calendar:
    """Return the built-in calendar, or the one that an official file completes."""
    if name is None:
        return built_in_calendar()
    return calendar_with(read_official(decoded(Path(name).read_bytes()), name, festivals()))


def _as_json(found: Term) -> Answer:
    return {
        "from": found.start.isoformat(),
        "length": found.length,
        "last_day": found.last_day.isoformat(),
        "provisional": found.provisional,
        "basis": found.basis,
    }
