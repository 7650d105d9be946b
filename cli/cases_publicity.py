"""`luqiao cases publicity`: what of a case goes out to be published, field by field, before it goes out."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.context import Context
from models.said import said, together
from rules.identifiers import masked
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.casework_publicity import Field, Publicity
    from wiring.office import Office

STATES = {"draft": "尚未作出决定", "recorded": "已登记", "withdrawn": "已撤回", "repaired": "已信用修复"}


def show(office: "Office", args: Namespace, context: Context) -> int:
    """Show the fields, what is hidden in them and why, and the columns of the platform that is connected."""
    from usecases.casework_publicity import preview

    with office.reading() as session:
        found = preview(session, args.number, office.desk, at=office.now())
    system = office.desk.system_of("credit")
    columns = _columns(office, system, found) if system and not found.not_published else {}
    if not args.full:
        private = {field.value for field in found.fields if field.private}
        columns = {name: masked(value) if value in private else value for name, value in columns.items()}
    context.answer_lines(_whole(found, columns, full=args.full), lambda: _lines(found, columns, full=args.full))
    return 0


def _columns(office: "Office", system: str, found: "Publicity") -> dict[str, str]:
    from wiring.columns_sent import columns_sent

    return columns_sent(office.settings, system, "cf", found.record)


def _shown(field: "Field", *, full: bool) -> str:
    return masked(field.value) if field.private and not full else field.value


def _whole(found: "Publicity", columns: dict[str, str], *, full: bool) -> dict[str, Any]:
    fields = [
        {"field": one.name, "label": one.label, "value": _shown(one, full=full), "why": list(one.why)}
        for one in found.fields
    ]
    return {
        "number": found.number,
        "decision_no": found.decision_no,
        "state": found.state,
        "published": not found.not_published,
        "not_published": found.not_published or None,
        "due_on": found.due_on,
        "digest": found.digest,
        "fields": fields,
        "columns": columns,
    }


def _in_words(field: "Field", shown: str) -> str:
    """Return a value as the console says it, where the platform gets a code."""
    from tui.screens.casework_publicity import CODES

    words = CODES.get(field.name, {})
    return "、".join(words.get(code, code) for code in shown.split("、")) if words else shown


def _lines(found: "Publicity", columns: dict[str, str], *, full: bool) -> Iterator[str]:
    yield f"{found.number}  {found.decision_no}  {STATES[found.state]}"
    if found.not_published:
        yield said("不公示：{why}", why=found.not_published)
        return
    yield said("最迟{day}公示，预览的摘要{digest}", day=found.due_on, digest=found.digest)
    for one in found.fields:
        known = {"label": one.label, "value": one_line(_in_words(one, _shown(one, full=full)))}
        if one.why:
            yield said("  {label}  {value}（{why}）", **known, why=together(one.why))
        else:
            yield said("  {label}  {value}", **known)
    for name, value in columns.items():
        yield f"  {name}  {one_line(value)}"
