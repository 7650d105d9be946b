"""What crossed is found by what it was about and by a word in its bytes, and leaves the house only as a deed."""

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidInput, NotFound, Refused
from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Crossing, Verdict
from ports.platforms import RowAnswer, SendAnswer
from tests.conftest import NOON
from tests.support.rows import OFFICERS, staffed
from tests.usecases.test_outbox import batch, enqueue_records
from usecases import audit, crossing_exports, crossing_search, crossings, outbox_answers
from usecases.crossing_search import CrossingFilter
from usecases.outbox_answers import Answered

if TYPE_CHECKING:
    from wiring.office import Office

REASON = "当事人对公示内容提出异议"


def crossed(system: str, operation: str, *, said: str = "{}", hours: int = 0, status: int = 200) -> Crossing:
    at = NOON + timedelta(hours=hours)
    return Crossing(
        system, operation, at, "POST", "http://127.0.0.1/v1", (), b"{}", status, (), said.encode(), 0.1, "rule 1"
    )


@pytest.fixture
def filled(office: "Office") -> "Office":
    """Three calls to two systems, an hour apart."""
    office.keep(crossings.keep, crossed("credit", "receipt"), "R1", Verdict.OK)
    office.keep(crossings.keep, crossed("police", "check", said='{"name":"林海生"}', hours=1), "A-1", Verdict.OK)
    office.keep(crossings.keep, crossed("police", "check", hours=2, status=503), "A-2", Verdict.RETRY)
    return office


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CrossingFilter(), ["A-2", "A-1", "R1"]),
        (CrossingFilter(system="police"), ["A-2", "A-1"]),
        (CrossingFilter(text="A-1"), ["A-1"]),
        (CrossingFilter(operation="receipt"), ["R1"]),
        (CrossingFilter(verdict="retry"), ["A-2"]),
        (CrossingFilter(status=503), ["A-2"]),
        (CrossingFilter(rule="rule 1", since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=2)), ["A-1"]),
        (CrossingFilter(text="A-9"), []),
    ],
    ids=["all", "system", "subject", "operation", "verdict", "status", "rule and time", "none"],
)
def test_calls_are_found_by_what_is_known_of_them(filled: "Office", wanted: CrossingFilter, found: list[str]) -> None:
    with filled.reading() as session:
        lines = crossing_search.page(session, wanted)
        assert crossing_search.count(session, wanted) == len(found)
        behind = crossing_search.page(session, wanted, after=lines[0].id) if lines else []
        assert not lines or crossing_search.page(session, wanted, before=lines[-1].id) == lines[:-1]

    assert [line.subject for line in lines] == found
    assert [line.subject for line in behind] == found[1:]


def test_a_word_in_the_bytes_is_found_within_a_span_and_never_without_one(filled: "Office") -> None:
    with filled.reading() as session:
        scan = crossing_search.containing(session, "林海生", CrossingFilter(since=NOON))
        short = crossing_search.containing(session, "林海生", CrossingFilter(since=NOON), most=1)
        with pytest.raises(InvalidInput, match="起始日期"):
            crossing_search.containing(session, "林海生", CrossingFilter())

    assert ([line.subject for line in scan.lines], scan.opened, scan.complete) == (["A-1"], 3, True)
    assert (short.lines, short.opened, short.complete) == ((), 1, False)


@pytest.fixture
def sent(office: "Office") -> "Office":
    """Two records that left in one batch and were accepted."""
    enqueue_records(staffed(office), {}, {})
    one = batch(office)
    call = Crossing(
        "credit", "send", NOON, "POST", "http://127.0.0.1/v1", (), one.prepared.request, 202, (), b"{}", 0.1
    )
    rows = tuple(RowAnswer(key, Verdict.OK, "accepted") for key in one.prepared.keys)
    said = Answered(one, SendAnswer(Answer(Verdict.OK, call), "R1", rows), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)
    return office


def test_the_call_of_a_batch_is_found_by_each_of_its_messages(sent: "Office") -> None:
    with sent.reading() as session:
        (by_key,) = crossing_search.page(session, CrossingFilter(text="k1"))
        assert crossing_search.page(session, CrossingFilter(text="s0")) == [by_key]

    assert by_key.subject == "B1"


def test_an_export_holds_the_bytes_their_digests_and_the_entries_that_prove_them(sent: "Office") -> None:
    by = OFFICERS["approver"]
    with sent.reading() as session:
        found = crossing_exports.gather(session, "k0")
        (line,) = crossing_search.page(session, CrossingFilter(text="k0"))
        kept = crossings.crossing(session, line.id)

    files = {one.name: one for one in crossing_exports.files(found, by=by, reason=REASON, at=NOON)}
    digests = [(one.name, one.sha256) for one in files.values()]
    seq = sent.perform(crossing_exports.exported, "k0", REASON, digests, by=by)

    entries = [json.loads(one) for one in files["ledger.jsonl"].content.splitlines()]
    sums = [one.split("  ") for one in files["SHA256SUMS"].content.decode().splitlines()]
    listed = {name: digest for digest, name in sums}
    assert files["001-send-request.bin"].content == kept.request
    assert found.beside == 1
    assert "另有 1 件他人的记录" in files["index.txt"].content.decode()
    assert [json.loads(one["body"])["deed"] for one in entries] == ["penalty.recorded", "outbox.answered"]
    assert listed == {name: one.sha256 for name, one in files.items() if name != "SHA256SUMS"}
    assert hashlib.sha256(kept.request).hexdigest() in files["index.json"].content.decode()
    with sent.reading() as session:
        assert audit.verify(session).ok
        assert audit.head_seq(session) == seq


def test_nothing_is_exported_without_a_reason_by_a_clerk_or_of_nothing(sent: "Office") -> None:
    with pytest.raises(InvalidInput, match="事由"):
        sent.perform(crossing_exports.exported, "k0", " ", [], by=OFFICERS["approver"])
    with pytest.raises(Refused):
        sent.perform(crossing_exports.exported, "k0", REASON, [], by=OFFICERS["clerk"])
    with sent.reading() as session, pytest.raises(NotFound):
        crossing_exports.gather(session, "k9")


@pytest.mark.parametrize(("body", "named"), [
    (b'{"subject":"case|A|1:v1"}', True), (b'{"keys":["x","case|A|1:v1"]}', True),
    (b'{"subject":"case|A|1:v10"}', False),
    (b'{"subject":"case|A|1:v12","note":"v1"}', False), ('{"note":"撤回case|A|1:v1。"}'.encode(), True),
])  # fmt: skip
def test_an_entry_of_version_ten_does_not_name_version_one(body: bytes, *, named: bool) -> None:
    assert bool(crossing_exports._whole("case|A|1:v1").search(body)) is named
