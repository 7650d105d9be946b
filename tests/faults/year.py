"""A city's year of records against a city with every credit fault: what was lost, doubled or came back from the dead.

python -m tests.faults.year --records 30000 --repairs 300 --withdrawals 300
"""

# ruff: noqa: T201
import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.push import record
from city.systems.credit_records import Record
from models.errors import Refused
from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow, OutboxRow
from tests.support.bridge import Bridge, bridge_over
from tests.support.journeys import release_rejected
from tests.support.rows import OFFICERS
from usecases import audit, licence_withdrawals, outbox, outbox_desk
from wiring import logs, migrate
from wiring.database import open_database

FAULTS = (
    "html_page,empty_body,wrong_content_type,truncated,length_lie,cut,slow_drip,bom,redirect,rate_limit,unavailable,"
    "lost_answer,duplicate_answer,bad_row,slow_receipt,clock_skew,repeat_page,cursor_stuck,duplicate_delivery"
)
JOBS = ("drain_outbox:credit", "follow_receipts:credit", "take_feedback:credit")
SOME = 1000  # records of one deed
MOST_ROUNDS = 30  # until something has happened
PATIENCE = 1.0  # seconds of one call: a drip ends then
DISPUTED = ("source_disputed", "subject_mismatch")  # rejections that sending again does not mend
OUTBOX, FEEDBACK = table_of(OutboxRow), table_of(FeedbackRow)
CLERK, APPROVER = OFFICERS["clerk"], OFFICERS["approver"]


@dataclass(frozen=True)
class Plan:
    """How much of everything, and how often a fault strikes."""

    records: int
    repairs: int
    withdrawals: int
    rate: float = 0.05
    seed: int = 1
    faults: str = FAULTS
    batch: int = 100  # smaller batches than they take: more requests, so more faults


@dataclass
class Found:
    """The accounts of a year."""

    wrong: list[str] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    theirs: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def message(number: int, version: int = 1) -> outbox.NewMessage:
    """Return a licence as a deed sends it to the credit platform."""
    payload = record(number) | ({} if version == 1 else {"remark": f"第{version}版"})
    subject = f"xk:{payload['document_no']}"
    return outbox.NewMessage("credit", f"{subject}:v{version}:{number}", subject, "xk", "upsert", payload, version)


def published(bridge: Bridge, messages: Sequence[outbox.NewMessage]) -> None:
    """Let the messages wait in the outbox, as a bulk deed writes them with its ledger entry."""

    def recorded(session: Any, some: Sequence[outbox.NewMessage], *, by: Any, at: Any) -> None:
        seq = audit.record(session, by=by, at=at, deed="penalty.recorded", subject="tests")
        outbox.enqueue_many(session, some, at=at, ledger_seq=seq)

    recorded.deed = "penalty.recorded"  # type: ignore[attr-defined]
    for start in range(0, len(messages), SOME):
        bridge.office.perform(recorded, messages[start : start + SOME], by=CLERK)


async def a_year(bridge: Bridge, plan: Plan) -> Found:
    """Publish, repair, withdraw and correct; return what became of everything."""
    found, began = Found(), time.monotonic()
    setattr(bridge.system("credit").carrier, "_timeout", PATIENCE)  # noqa: B010
    bridge.office.outside.credit["credit"].batch_limit = plan.batch  # type: ignore[misc]
    published(bridge, [message(number) for number in range(plan.records)])
    await worked(bridge, rounds=MOST_ROUNDS)
    sent = bridge.rows(OUTBOX, state="confirmed")
    repaired, withdrawn = sent[: plan.repairs], sent[-plan.withdrawals :]
    ended = repair(bridge, repaired)
    withdraw(bridge, withdrawn)
    await worked(bridge, rounds=6)
    for _ in range(MOST_ROUNDS):
        if len(bridge.rows(FEEDBACK)) < plan.repairs:
            await bridge.work("take_feedback:credit", rounds=1, seconds=400.0)
    come_back(bridge, repaired[len(repaired) // 2 :], found)
    await worked(bridge, rounds=2)
    bridge.city.world.chance.switch(frozenset(), 0.0)
    left = await ended_well(bridge)
    found.wrong += [f"unfinished: {what}" for what in left]
    found.wrong += compared(bridge, plan, ended, {row.record_key for row in withdrawn})
    found.faults = {name: count for (_, name), count in bridge.city.journal.faults.items()}
    found.states = Counter(f"{row.op} {row.state}" for row in bridge.rows(OUTBOX))
    found.seconds = round(time.monotonic() - began, 1)
    held = bridge.city.town.credit.records.by_key.values()
    found.theirs = Counter(state_of(bridge, one) for one in held)
    return found


async def worked(bridge: Bridge, rounds: int) -> None:
    """Let the daemon's jobs work for some minutes of the city; the faults go on."""
    await bridge.settle(*JOBS, rounds=rounds, seconds=400.0)


async def ended_well(bridge: Bridge) -> list[str]:
    """Settle without faults; a person lets go again what a fault of theirs rejected."""
    await bridge.settle(*JOBS, seconds=400.0)
    release_rejected(bridge.office)
    return await bridge.settle(*JOBS, seconds=400.0)


def repair(bridge: Bridge, rows: Sequence[Any]) -> dict[str, int]:
    """Let the platform end the publication of records; half of them are just being corrected by us.

    Returns the version in which each was repaired.
    """
    numbers = [int(row.key.rpartition(":")[2]) for row in rows]
    for row in rows:
        bridge.city.town.credit.feedback.create(row.record_key, "repair")
    published(bridge, [message(number, 2) for number in numbers[: len(numbers) // 2]])
    return {row.record_key: row.version for row in rows}


def withdraw(bridge: Bridge, rows: Sequence[Any]) -> None:
    """Take records back by the deeds of two officers."""
    for number, row in enumerate(rows, 1):
        paper = f"厦烟许撤〔2026〕第{number}号"
        bridge.office.perform(licence_withdrawals.propose, row.key, "许可决定被依法撤销", paper, by=CLERK)
        bridge.office.perform(licence_withdrawals.confirm, row.key, by=APPROVER)


def come_back(bridge: Bridge, rows: Sequence[Any], found: Found) -> None:
    """Try to send what was repaired once more: a new version, and the old message again."""
    published(bridge, [message(int(row.key.rpartition(":")[2]), 3) for row in rows])
    for row in rows:
        try:
            bridge.office.perform(outbox_desk.replay, row.key, by=APPROVER)
        except Refused:
            continue
        found.wrong.append(f"a repaired record may be sent again: {row.key}")


def compared(bridge: Bridge, plan: Plan, ended: dict[str, int], withdrawn: set[str]) -> list[str]:
    """Return every violation, and every record that is missing, double, not withdrawn or back from the dead."""
    held = bridge.city.town.credit.records.by_key
    keys = {row.record_key for row in bridge.rows(OUTBOX) if row.record_key}
    wrong = bridge.differences()
    wrong += [] if len(keys) == plan.records else [f"{len(keys)} records of ours, not {plan.records}"]
    wrong += [f"missing: {key}" for key in keys - held.keys()]
    wrong += [f"not ours: {key}" for key in held.keys() - keys]
    for key, version in ended.items():
        if held[key].newest != version or state_of(bridge, held[key]) != "repaired":
            wrong.append(f"resurrected: {key} version {held[key].newest}")
    wrong += [] if len(ended) == plan.repairs else [f"{len(ended)} repairs, not {plan.repairs}"]
    wrong += [] if len(withdrawn) == plan.withdrawals else [f"{len(withdrawn)} withdrawals, not {plan.withdrawals}"]
    wrong += [f"not withdrawn: {key}" for key in withdrawn if state_of(bridge, held[key]) != "withdrawn"]
    batches = bridge.city.town.credit.by_batch
    rows = Counter((row["key"], row["version"]) for one in batches.values() for row in one.rows if "state" not in row)
    rejected = {(row.record_key, row.version) for row in bridge.rows(OUTBOX, state="rejected")}
    twice = [key for key, count in rows.items() if count > 1 and key not in rejected]
    return wrong + [f"accepted twice: {key}" for key in twice]


def state_of(bridge: Bridge, one: Record) -> str:
    """Return the state of a record as the city shows it."""
    return one.state(one.newest, bridge.city.world.now())[0]


async def run(plan: Plan, folder: Path) -> Found:
    """Run a year in a folder of its own."""
    url = f"sqlite:///{folder / 'luqiao.db'}"
    engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
    async with bridge_over(url, folder, plan.faults, plan.rate, applications=0, seed=plan.seed) as bridge:
        return await a_year(bridge, plan)


def main() -> int:
    """Run it from the command line; exit status 1 when anything was lost, doubled, broken or back."""
    parser = argparse.ArgumentParser("tests.faults.year", description=__doc__)
    for name, usual in (("records", 30_000), ("repairs", 300), ("withdrawals", 300), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--fault-rate", type=float, default=0.05)
    said = parser.parse_args()
    logs.start("error")
    folder = Path(tempfile.mkdtemp(prefix="luqiao-year-"))
    plan = Plan(said.records, said.repairs, said.withdrawals, said.fault_rate, said.seed)
    found = asyncio.run(run(plan, folder))
    print(json.dumps(vars(found), ensure_ascii=False, indent=1))
    if found.wrong:
        print(f"kept for a closer look: {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
