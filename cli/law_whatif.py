"""`luqiao law what-if`: which decisions a change of the law book would have changed, before it counts."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from cli.context import Context, document
from cli.files import read_file
from cli.law import OUTCOMES
from cli.listing import given_day
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import Outcome, shanghai_date
from wiring.printable import visible

if TYPE_CHECKING:
    from usecases.law_whatif import Change, Otherwise, Said, Tally
    from wiring.office import Office

LARGEST = 4 * 1024 * 1024  # bytes of a file of changes


def run_what_if(argv: list[str], context: Context) -> int:
    """Print counts by outcome before and after, then each application; nothing is written; exit status 0."""
    parser = Parser("luqiao law what-if", "法规行改动后，已有的审查结果会有哪些不同（不写入）")
    parser.add_argument("file", metavar="FILE", help="TOML，写法同 content/law；编号和 valid_from 相同的行被覆盖")
    parser.add_argument("--since", metavar="DATE", required=True, help="从这一天起的审查")
    options = parser.parse_args(argv)
    since = given_day(options.since, "--since")
    file = Path(options.file)
    text = _text(file)
    from usecases import law_whatif

    with context.office() as office:
        change = law_whatif.change_of(file.name, text, today=shanghai_date(office.now()))
        with TemporaryFile("w+", encoding="utf-8") as room:  # counts come first; the list may be long
            tally = _spool(office, change, since, room, context)
            context.answer_lines(counts(tally, change), lambda: lines(tally, change))
            room.seek(0)
            sys.stdout.writelines(room)
    return 0


def _text(file: Path) -> str:
    try:
        return read_file(str(file), LARGEST).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(said("{file}不是UTF-8编码。", file=file), kept="什么都没有做。") from error


def _spool(office: "Office", change: "Change", since: Any, room: IO[str], context: Context) -> "Tally":
    """Write each application that would have come out otherwise into a file of its own, a line each."""
    from usecases import law_whatif

    tally = law_whatif.Tally()
    with office.reading() as session:
        for found in law_whatif.differing(session, change, since, tally):
            room.write((document(as_json(found)) if context.json else visible(line(found))) + "\n")
    return tally


def counts(tally: "Tally", change: "Change") -> dict[str, object]:
    """Return the counts as JSON."""
    return {
        "looked_at": tally.looked_at,
        "otherwise": tally.otherwise,
        "not_kept": tally.not_kept,
        "not_by_this": tally.not_by_this,
        "as_if": change.as_if,
        "rulebook": {"present": change.present.digest, "changed": change.book.digest},
        "outcomes": [
            {"before": before, "after": after, "count": count, "states": _states(tally, before, after)}
            for (before, after), count in sorted(tally.outcomes.items())
        ],
    }


def _states(tally: "Tally", before: str, after: str) -> dict[str, int]:
    return {state: n for (one, other, state), n in sorted(tally.decided.items()) if (one, other) == (before, after)}


def lines(tally: "Tally", change: "Change") -> Iterator[str]:
    """Yield the counts as a person reads them."""
    from rules.applications import STATE_NAMES

    names = {state.value: name for state, name in STATE_NAMES.items()}
    yield said("审查 {n} 件，结果会不同 {m} 件", n=tally.looked_at, m=tally.otherwise)
    if change.as_if is not None:
        yield said("将来才生效的行，按 {day} 已经生效计算", day=change.as_if)
    if tally.not_kept:
        yield said("没有保存当时事实的 {n} 件，未计算", n=tally.not_kept)
    if tally.not_by_this:
        yield said("因法规库此前的其他改动而不同的 {n} 件，不计入", n=tally.not_by_this)
    for (before, after), count in sorted(tally.outcomes.items()):
        states = "、".join(f"{names[state]}{n}" for state, n in _states(tally, before, after).items())
        told = said("{before} → {after}  {n} 件", before=_word(before), after=_word(after), n=count)
        yield f"  {told}  {states}"


def as_json(found: "Otherwise") -> dict[str, object]:
    """Return one application as JSON."""
    findings = [{"rule": rule, "before": _side(one), "after": _side(other)} for rule, one, other in found.findings]
    return {
        "number": found.number,
        "item": found.item,
        "state": found.state,
        "judged_on": found.judged_on,
        "before": found.before,
        "after": found.after,
        "findings": findings,
    }


def _side(one: "Said | None") -> dict[str, str | None] | None:
    return None if one is None else {"outcome": one[0], "barred_through": one[1]}


def line(found: "Otherwise") -> str:
    """Return one application as a person reads it."""
    rules = "；".join(f"{rule} {_told(one)} → {_told(other)}" for rule, one, other in found.findings)
    return f"{found.number}  {found.judged_on}  {_word(found.before)} → {_word(found.after)}  {rules}"


def _told(one: "Said | None") -> str:
    if one is None:
        return _word(Outcome.PASS)
    return _word(one[0]) + (f"（{one[1]}）" if one[1] else "")


def _word(outcome: str) -> str:
    return OUTCOMES[Outcome(outcome)]
