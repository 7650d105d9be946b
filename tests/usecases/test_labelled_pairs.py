"""Decided hits become labelled pairs: what is told, what is left out, and that nobody's name is in it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from rules.names.evaluation import LabelledPair
from tests.conftest import NOON
from tests.support.rows import OFFICERS
from usecases import labelled_pairs
from usecases.labelled_pairs import HITS

if TYPE_CHECKING:
    from wiring.office import Office

SINCE = date(2026, 11, 1)
DECIDED = (  # party, entry, what was decided, by number, days ago
    ("林海生", "林海升", "confirmed", False, 1),
    ("林海生", "林海升", "confirmed", False, 2),
    ("张三丰", "张丰三", "dismissed", False, 1),
    ("王小明", "王小明", "dismissed", False, 1),
    ("陈建国", "陈建国", "confirmed", True, 1),
    ("赵大海", "赵大海", "waiting", False, 1),
    ("钱东", "钱冬", "confirmed", False, 300),
)


@pytest.fixture
def decided(office: "Office") -> "Office":
    with office.engine.begin() as connection:
        for number, (party, entry, state, by_number, days) in enumerate(DECIDED):
            score = 1.0 if party == entry else 0.9
            values = {
                "subject": f"35020310{number:04d}", "subject_kind": "licence", "role": "holder", "party_name": party,
                "party_numbers": [], "party_digest": f"p{number}", "list_name": "重点户", "entry_id": number,
                "entry_name": entry, "entry_number": "", "entry_digest": f"e{number}", "score": score, "parts": [],
                "same_number": by_number, "state": state, "found_at": NOON - timedelta(days=days), "version_id": 1,
                "decided_at": NOON - timedelta(days=days), "decided_by": "approver", "why": "核对身份证",
            }  # fmt: skip
            connection.execute(insert(HITS).values(values))
    return office


def export(office: "Office", reason: str = "补充标注", by: str = "supervisor") -> list[LabelledPair]:
    return office.perform(labelled_pairs.export, SINCE, reason, by=OFFICERS[by])


def test_confirmed_and_dismissed_hits_by_name_are_told_once_and_equal_names_only_where_confirmed(
    decided: "Office",
) -> None:
    found = export(decided)

    assert [(pair.kind, pair.same, pair.origin) for pair in found] == [
        ("homophone", True, "decided"),
        ("decided", False, "decided"),
    ]
    assert export(decided) == found


def test_nobodys_name_is_in_what_leaves_the_house(decided: "Office") -> None:
    names = {name for row in DECIDED for name in row[:2]}

    assert not names & {name for pair in export(decided) for name in (pair.one, pair.other)}


def test_who_took_the_pairs_and_why_stands_in_the_ledger(decided: "Office") -> None:
    export(decided)

    with decided.reading() as session:
        bodies = [str(body) for body in session.execute(select(table_of(LedgerRow).c.body)).scalars()]
    assert sum("screening.pairs_exported" in body for body in bodies) == 1
    assert not any("补充标注" in body or "林海" in body for body in bodies)


def test_an_export_without_reason_or_right_is_refused(decided: "Office") -> None:
    with pytest.raises(InvalidInput, match="理由"):
        export(decided, reason=" ")
    with pytest.raises(Refused):
        export(decided, by="clerk")
