"""Whether the number of a case's party is somebody else's: in the register of licences, or in another case."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from rules.names.forms import folded, normal_name
from usecases.casework_rows import EnforcementCase

CASES, LICENCES = table_of(EnforcementCaseRow), table_of(LicenceRow)
ASKED = frozenset({"case.filed", "case.fined_on_the_spot", "case.noticed"})  # steps that hold the party to something


def check_number(session: Session, case: EnforcementCase, words: Mapping[str, Any]) -> None:
    """Raise Refused where the number belongs to another name, unless the step or the facts name it, too.

    Who has another name now, or is known by that of the shop, is written with both: it stays in the papers.
    """
    told = folded(json.dumps(words, ensure_ascii=False, default=str) + str(case.row["summary"]))
    strange = {name: where for name, where in _others(session, case).items() if folded(name) not in told}
    if strange:
        name, where = next(iter(strange.items()))
        happened = said(
            "当事人“{party}”的号码在{where}里是“{name}”的。", party=case.row["party_name"], where=where, name=name
        )
        do_next = said("请核对姓名和号码；确为同一当事人的，在这一步或者案情里写明“{name}”。", name=name)
        raise Refused(happened, kept="案件未变更。", do_next=do_next)


def _others(session: Session, case: EnforcementCase) -> dict[str, str]:
    """Return the other names that the number of a party stands for, and where."""
    number, own = case.row["party_no"], {normal_name(case.row["party_name"])}
    if not number:
        return {}
    c = LICENCES.c
    licences = select(c.licence_no, c.holder_name, c.shop_name).where(or_(c.holder_no == number, c.uscc == number))
    found: dict[str, str] = {}
    for row in session.execute(licences.order_by(c.id)):
        names = {normal_name(row.holder_name), normal_name(row.shop_name)}
        if own & names:
            own |= names
        else:
            found[row.holder_name] = said("许可证{number}", number=row.licence_no)
    c = CASES.c
    cases = select(c.number, c.party_name).where(c.party_no == number, c.id != case.row["id"], c.party_name != "")
    for row in session.execute(cases.order_by(c.id)):
        found.setdefault(row.party_name, said("案件{number}", number=row.number))
    return {name: where for name, where in found.items() if normal_name(name) not in own}
