"""What a batch's answer says of its rows is said once where it is the same, and of each where it is not."""

from typing import Any

import pytest

from adapters.engine.loading import load, profile_text
from adapters.platforms.batches import RowReader
from ports.exchanges import Answer, Verdict
from ports.platforms import Prepared, RowAnswer, SendAnswer

SENT = Prepared("batch", b"", "i", "B1", ("a", "b", "c"), ("r1", "r2", "r3"), ("", "", ""))
TAKEN = {"version": 1, "state": "accepted"}


def read(items: Any) -> SendAnswer:
    """Read an answer with such rows as the profile of the credit platform says."""
    push = load(*profile_text("reference/credit")).push
    assert push is not None
    assert push.rows is not None
    return RowReader(push.rows).read(SENT, Answer(Verdict.OK, None, data={"rows": items}), "R1")


def test_rows_that_were_all_told_the_same_are_answered_once() -> None:
    said = read([{"key": key, **TAKEN} for key in SENT.record_keys])

    assert (said.receipt_no, said.rows, said.alike) == ("R1", (), RowAnswer("", Verdict.OK, "accepted"))


@pytest.mark.parametrize(
    ("items", "verdicts"),
    [
        ([{"key": k, **TAKEN} for k in ("r1", "r2")], "ok ok unknown"),
        ([{"key": k, **TAKEN} for k in ("r1", "r2", "r2")], "ok ok unknown"),
        ([{"key": k, **TAKEN} for k in ("r3", "r2", "r1")], "ok ok ok"),
        ([{"key": k, **TAKEN} for k in ("r1", "r2", "r3", "r4")], "ok ok ok"),
        ([{"key": k, "state": s} for k, s in zip(SENT.record_keys, ("accepted", "?", "rejected"), strict=True)],
         "ok unknown rejected"),
        (["r1", "r2", "r3"], "unknown unknown unknown"),
        ([], "unknown unknown unknown"),
        (None, "unknown unknown unknown"),
    ],
    ids=["one not named", "one named twice", "in another order", "one too many", "of three kinds", "no objects",
         "empty", "none at all"],
)  # fmt: skip
def test_an_answer_that_is_not_the_same_for_all_in_order_is_read_row_by_row(items: Any, verdicts: str) -> None:
    said = read(items)

    assert said.alike is None
    assert [row.key for row in said.rows] == ["a", "b", "c"]
    assert [row.verdict.value for row in said.rows] == verdicts.split()


def test_rows_that_were_all_told_something_unknown_are_unknown() -> None:
    said = read([{"key": key, "state": "parked"} for key in SENT.record_keys])

    assert said.alike == RowAnswer("", Verdict.UNKNOWN, "parked")
