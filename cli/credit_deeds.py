"""`luqiao credit` where two officers are needed: corrections, answers to disputes, what waits and how it is refused."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cli import authority_document
from cli.context import Context
from models.errors import InvalidInput
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.licence_corrections import Correction
    from wiring.office import Office

OUTCOMES = ("correction", "withdrawal", "refused")


def add_commands(commands: Any) -> None:
    """Add them to the parsers of `luqiao credit`."""
    corrected = commands.add_parser("correct", help="更正公示的许可：先提议（--set），再由另一名审批人确认")
    corrected.add_argument("document_no")
    corrected.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="栏目应为什么，可写多个")
    answered = commands.add_parser("dispute", help="答复异议：先提议（--outcome），再由另一名审批人确认")
    answered.add_argument("id")
    answered.add_argument("--outcome", choices=OUTCOMES)
    answered.add_argument("--system", default="", help="两个平台编号相同时，写明是哪一个")
    for deed in (corrected, answered):
        deed.add_argument("--reason", default="")
        authority_document.add_options(deed)
        deed.add_argument("--as", dest="officer", required=True)
    commands.add_parser("proposals", help="待另一人确认的提议：作废、撤回、更正、修复、答复异议")
    refused = commands.add_parser("reject", help="驳回一项提议，或者收回自己的提议")
    refused.add_argument("id", type=int)
    refused.add_argument("--note", required=True)
    refused.add_argument("--as", dest="officer", required=True)


def _correct(office: "Office", args: Namespace, context: Context) -> int:
    """Propose a correction where values are given, else confirm what another officer proposed."""
    from usecases import licence_corrections as deeds

    by, changes = office.officer(args.officer), _changes(args.set)
    with office.reading() as session:
        found = deeds.rehearse(session, args.document_no, changes, at=office.now()) if changes else None
        found = found or deeds.waiting(session, args.document_no)
    columns = _columns(office, found) if found is not None else []
    if changes:
        document = authority_document.given(args)
        office.perform(deeds.propose, args.document_no, changes, args.reason, document, by=by)
    else:
        office.perform(deeds.confirm, args.document_no, by=by)
    shown = {"document_no": args.document_no, "state": "proposed" if changes else "corrected", "columns": columns}
    text = said("已提议更正：{no}", no=args.document_no) if changes else said("已更正：{no}", no=args.document_no)
    context.answer(shown, lambda: "\n".join([context.told(text), *map(_column, columns)]))
    return 0


def _changes(given: list[str]) -> dict[str, str]:
    parts = [one.partition("=") for one in given]
    for name, equals, _value in parts:
        if not equals:
            raise InvalidInput(said("--set 写作 栏目=值，不是“{text}”。", text=name), kept="什么都没有做。")
    return {name.strip(): value for name, _equals, value in parts}


def _columns(office: "Office", found: "Correction") -> list[dict[str, str]]:
    """Return what changes in the receiver's columns, as it will leave; what it would refuse is said before anything."""
    from wiring.columns_sent import compared

    before, after = (office.columns_sent(found.system, "xk", record) for record in (found.before, found.after))
    return [{"column": name, "before": old, "after": new} for name, old, new in compared(before, after)]


def _column(row: Mapping[str, str]) -> str:
    return f"  {row['column']}  {row['before'] or '—'} → {row['after'] or '—'}"


def _dispute(office: "Office", args: Namespace, context: Context) -> int:
    """Propose an answer where an outcome is given, else give the one that another officer proposed."""
    from usecases import credit_disputes as deeds

    by = office.officer(args.officer)
    if args.outcome:
        document = authority_document.given(args)
        office.perform(deeds.propose, args.id, args.outcome, args.reason, document, system=args.system, by=by)
        outcome, state = args.outcome, "proposed"
    else:
        outcome, state = office.perform(deeds.confirm, args.id, system=args.system, by=by), "answered"
    text = said("已提议答复异议：{id}", id=args.id) if args.outcome else said("已答复异议：{id}", id=args.id)
    context.answer({"id": args.id, "state": state, "outcome": outcome}, lambda: context.told(text))
    return 0


def _proposals(office: "Office", args: Namespace, context: Context) -> int:  # noqa: ARG001
    from usecases import record_proposals

    with office.reading() as session:
        found = record_proposals.waiting(session)
    for one in found:
        shown = {"id": one.id, "deed": one.deed, "subject": one.subject, "by": one.by, "at": one.at}
        text = one_line("  ".join(str(part) for part in shown.values()))
        context.answer(shown, text.strip)
    return 0


def _reject(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import record_proposals

    with office.reading() as session:
        found = record_proposals.refusal(session, record_proposals.one(session, args.id))
    office.perform(found.deed, found.about, note=args.note, by=office.officer(args.officer), **found.more)
    context.answer({"id": args.id, "state": "rejected"}, lambda: context.told(said("已驳回提议：{id}", id=args.id)))
    return 0


CALLS: Mapping[str, Callable[["Office", Namespace, Context], int]] = {
    "correct": _correct, "dispute": _dispute, "proposals": _proposals, "reject": _reject,
}  # fmt: skip
