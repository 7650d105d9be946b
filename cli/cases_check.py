"""`luqiao cases check`: the papers of one case held against each other; each clash names both papers and fields."""

from argparse import Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cli.context import Context
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.casework.clashes import Clash, Field
    from wiring.office import Office


def show(office: "Office", args: Namespace, context: Context) -> int:
    """Print every clash, and those that what waits for confirmation would bring; 1 where one is no mere warning."""
    from usecases.casework_consistency import clashes
    from usecases.casework_foresight import of_waiting

    with office.reading() as session:
        number, papers, found = clashes(session, args.number, at=office.now())
        ahead = of_waiting(session, number, office.desk, at=office.now())
    whole = {"number": number, "papers": papers, "clashes": [_as_json(one) for one in found]}
    whole["waiting"] = [_as_json(one) for one in ahead]
    context.answer_lines(whole, lambda: [*_lines(number, papers, found), *_ahead(ahead)])
    return 1 if any(not one.warning for one in (*found, *ahead)) else 0


def _as_json(clash: "Clash") -> dict[str, Any]:
    told = {"rule": clash.rule, "warning": clash.warning, "words": str(clash)}
    return told | {"first": _field(clash.first), "second": _field(clash.second)}


def _field(field: "Field") -> dict[str, str]:
    return {"title": field.title, "document": field.number, "field": field.name, "value": field.value}


def _lines(number: str, papers: int, found: "list[Clash]") -> list[str]:
    if not found:
        return [said("{number}：{papers}件文书，互相一致。", number=number, papers=papers)]
    head = said("{number}：{papers}件文书，{n}处不一致。", number=number, papers=papers, n=len(found))
    return [head, *marked(found)]


def _ahead(found: "list[Clash]") -> list[str]:
    return [said("待批准的步骤一旦批准，将有{n}处不一致。", n=len(found)), *marked(found)] if found else []


def marked(found: "Iterable[Clash]") -> list[str]:
    """Return clashes as lines, warnings marked as such."""
    return [
        one_line(said("  提示：{clash}", clash=one) if one.warning else said("  矛盾：{clash}", clash=one))
        for one in found
    ]
