"""`luqiao audit verify`: recompute the ledger's chain."""

from datetime import date

from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said


def day(text: str) -> date:
    """Return a date written YYYY-MM-DD; raises InvalidInput."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(
            said("“{text}”不是日期。", text=text), kept="什么都没有做。", do_next="写作 2026-11-21。"
        ) from error


def run(argv: list[str], context: Context) -> int:
    """Verify the ledger; exit status 1 when it is broken."""
    parser = Parser("luqiao audit", "验证台账")
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--since", metavar="DATE", help="只统计这一天以来的条目；链条总是从头验证")
    options = parser.parse_args(argv)
    since = day(options.since) if options.since else None
    from usecases import audit

    with context.office() as office, office.reading() as session:
        found = audit.verify(session, since=since)
    parts = {"ok": found.ok, "entries": found.entries, "first_broken": found.first_broken}
    context.answer(
        parts | {"checkpoints": found.checkpoints}, lambda: told(found.ok, found.entries, found.first_broken)
    )
    return 0 if found.ok else 1


def told(ok: bool, entries: int, first_broken: int | None) -> str:
    """Return the result as a sentence."""
    return (
        said("台账完整，共 {entries} 条。", entries=entries)
        if ok
        else said("台账从第 {first_broken} 条起不可信；请停止办理并联系审计管理员。", first_broken=first_broken)
    )
