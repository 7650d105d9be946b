"""Send what waits for one system: claim, send without a transaction, note the answers; one slow row delays no other."""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field

from daemon.jobs.poll_intake import acknowledge
from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import OutsideError, OutsideRejected, OutsideUnavailable
from models.values import SYSTEM_OFFICER
from ports.exchanges import SUCCESS, Answer, Crossing, Verdict
from ports.platforms import Platform, Prepared, SendAnswer
from usecases import jobs, outbox_answers, outbox_claims
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed, Lease
from usecases.write_back import WriteBack
from wiring.logs import logger

AT_ONCE, AT_ONCE_BATCHES = 10, 2  # requests on the way at the same time
READY = 40  # claimed messages that may wait in memory
LEASE_SECONDS = 90.0  # a whole exchange takes 30 s at most, asking first included 60
LOOK_AGAIN = 1.0  # seconds: while slow ones are on the way, look for new ones
BATCH_KINDS = ("xk", "cf")
TROUBLE = frozenset({Verdict.RETRY, Verdict.THROTTLED, Verdict.UNKNOWN, Verdict.STOPPED})
log = logger("daemon.outbox")


async def run(shift: Shift, system: str) -> JobReport:
    """Send everything that is due for one system; a channel is first told of every row that is kept.

    A decision may be ready before its row was acknowledged (we died in between), and an event on such a row is
    refused (contract 3.3, ack_missing).
    """
    outside = shift.office.outside
    if system in outside.platforms:
        return await Drain(shift, outside.platforms[system]).run()
    channel = outside.intake[system]
    await acknowledge(shift.office, channel)
    return await Drain(shift, WriteBack(channel)).run()


@dataclass
class Drain:
    """One run for one system."""

    shift: Shift
    platform: Platform
    waiting: deque[Claimed] = field(default_factory=deque)
    on_the_way: set[asyncio.Task[Answered]] = field(default_factory=set)
    report: JobReport = field(default_factory=JobReport)
    trouble: bool = False

    @property
    def way(self) -> str:
        """The name under which our health knows this way out."""
        return f"drain_outbox:{self.platform.name}"

    async def run(self) -> JobReport:
        """Claim and send until nothing is due or the system is in trouble; then wait for what is on the way."""
        try:
            while await self._start_some():
                done, self.on_the_way = await asyncio.wait(
                    self.on_the_way, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
                )
                answered = [task.result() for task in done]
                if all(one.answer.answer.verdict in SUCCESS for one in answered):
                    self._fill()  # the way is free: others go while these are noted
                await self._note(answered)
        finally:
            for task in self.on_the_way:
                task.cancel()
        return self.report

    async def _start_some(self) -> bool:
        """Put requests on the way; return whether any is."""
        batches = self.platform.batch_limit > 1
        self._fill()
        if not self.shift.trusted(self.way):
            self.waiting.clear()  # we stood still for too long: the next holder asks what became of them
        elif self.trouble or self.shift.stopping:
            await self._give_back()
        elif len(self.waiting) < self.room:
            self.waiting += await (self._claim_batches() if batches else self._claim())
        self._fill()
        return bool(self.on_the_way)

    @property
    def room(self) -> int:
        """How many requests may be on the way at the same time."""
        return AT_ONCE_BATCHES if self.platform.batch_limit > 1 else AT_ONCE

    def _fill(self) -> None:
        """Put claimed requests on the way while there is room, no trouble, and the lease surely ours."""
        held_up = self.trouble or self.shift.stopping or not self.shift.trusted(self.way)
        while self.waiting and len(self.on_the_way) < self.room and not held_up:
            self.on_the_way.add(asyncio.create_task(self._send(self.waiting.popleft())))

    async def _claim(self) -> list[Claimed]:
        office = self.shift.office
        lease = Lease(self.shift.owner, LEASE_SECONDS)
        now = office.now()

        def prepare(messages: object) -> Prepared:
            return self.platform.prepare(messages, batch_no="", at=now)  # type: ignore[arg-type]

        return await office.in_thread(
            office.keep, outbox_claims.claim, self.platform.name, prepare, lease=lease, limit=READY, at=now
        )

    async def _claim_batches(self) -> list[Claimed]:
        office, lease = self.shift.office, Lease(self.shift.owner, LEASE_SECONDS)
        now, name = office.now(), self.platform.name
        old = await office.in_thread(office.keep, outbox_claims.claim_open_batch, name, lease=lease, at=now)
        if old is not None:
            return [old]
        for kind in BATCH_KINDS:
            number = f"LQ{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"

            def prepare(messages: object, number: str = number) -> Prepared:
                return self.platform.prepare(messages, batch_no=number, at=now)  # type: ignore[arg-type]

            limit = self.platform.batch_limit
            new = await office.in_thread(
                office.keep, outbox_claims.claim_batch, name, kind, number, prepare, lease=lease, limit=limit, at=now
            )
            if new is not None:
                return [new]
        return []

    async def _send(self, one: Claimed) -> Answered:
        """Send one claimed request; whatever happens, there is an answer to note."""
        try:
            answer = await self.platform.inquire(one.prepared) if one.ask_first else None
            answer = answer or await self.platform.send(one.prepared)
        except OutsideRejected as error:
            answer = failed(Verdict.STOPPED, error)
        except OutsideUnavailable as error:
            answer = failed(Verdict.UNKNOWN if one.ask_first else Verdict.RETRY, error)
        except Exception:
            log.exception("发送时出错", system=self.platform.name, keys=len(one.prepared.keys))
            answer = SendAnswer(Answer(Verdict.UNKNOWN, None, message="程序出错, 已记入日志。"))
        return Answered(one, answer, self.platform.confirms)

    async def _note(self, answered: list[Answered]) -> None:
        if not answered:
            return
        office = self.shift.office
        await office.in_thread(office.perform, outbox_answers.note, self.platform.name, answered, by=SYSTEM_OFFICER)
        for one in answered:
            self.report.sent += sum(len(one.claimed.prepared.keys) for _ in [0] if one.answer.answer.verdict in SUCCESS)
            await self._judge(one.answer.answer)

    async def _judge(self, answer: Answer) -> None:
        """Tell our health of an answer; trouble of the system ends the claiming, not what is on the way."""
        health, name = self.shift.health, self.platform.name
        if answer.verdict not in TROUBLE:
            await health.went_well(self.way, name)
            return
        kind = OutsideRejected if answer.verdict is Verdict.STOPPED else OutsideUnavailable
        words = answer.message or answer.code or answer.verdict
        await health.went_wrong(self.way, name, kind(words, retry_after=answer.retry_after, code=answer.code))
        self.trouble = self.trouble or not health.may(self.way)

    async def _give_back(self) -> None:
        unsent, self.waiting = list(self.waiting), deque()
        if unsent:
            await self.shift.office.in_thread(self.shift.office.keep, jobs.give_back, unsent)


def failed(verdict: Verdict, error: OutsideError) -> SendAnswer:
    """Return the answer that stands for an error of the adapter."""
    crossing = error.crossing if isinstance(error.crossing, Crossing) else None
    return SendAnswer(Answer(verdict, crossing, error.code, message=error.message, retry_after=error.retry_after))
