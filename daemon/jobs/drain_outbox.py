"""Send what waits for one system: claim, send without a transaction, note the answers; one slow row delays no other."""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from daemon import generation, recovery
from daemon.jobs.poll_intake import acknowledge
from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import InvalidInput, OutsideError, OutsideRejected, OutsideUnavailable
from models.values import SYSTEM_OFFICER
from ports.exchanges import SUCCESS, Answer, Crossing, Verdict
from ports.platforms import Numbering, Outgoing, Piece, Platform, Prepared, SendAnswer, Unsendable, WritesAhead
from usecases import jobs, outbox_ahead, outbox_answers, outbox_batches, outbox_claims, outbox_plans
from usecases.outbox_ahead import Unwritten
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed, Lease
from usecases.outbox_plans import Plan
from usecases.write_back import WriteBack
from wiring.logs import logger
from wiring.office import Office

AT_ONCE, AT_ONCE_BATCHES = 10, 4  # requests on the way at the same time
READY, FEW = 100, 20  # messages of one claim; so few may wait in memory before the next claim
GROUP, NOTE_WITHIN = 32, 0.02  # answers that are noted together, seconds that the first of them may wait
TOGETHER, RECORDS = 4, 2000  # batches of one claim, answers of batches noted together: so many, or small ones so large
LEASE_SECONDS, FRESH_SECONDS = 90.0, 30.0  # an exchange takes 30 s at most, asking first included 60: begin in time
LOOK_AGAIN = 1.0  # seconds: while slow ones are on the way, look for new ones
MANY = 100  # messages of a batch that is large: few of them are on the way at the same time
AHEAD = 500  # messages that are written ahead at once
PLAN_FROM, PLAN_WITHIN = 100, timedelta(seconds=10)  # so many of a kind, due so soon after one another, are a batch
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
        await generation.require(shift.office, outside.platforms[system])
        await recovery.require(shift.office, system)
        report = await Drain(shift, outside.platforms[system]).run()
        if not shift.stopping:
            await write_ahead(shift.office, outside.platforms[system])
        return report
    channel = outside.intake[system]
    await acknowledge(shift.office, channel)
    return await Drain(shift, WriteBack(channel, outside.notices.get(system))).run()


async def write_ahead(office: Office, platform: Platform, at: datetime | None = None) -> int:
    """Write what leaves after `at` (now), so that sending only puts stored bytes together; return how many."""
    if not isinstance(platform, WritesAhead):
        return 0
    return await office.in_thread(_write_ahead, office, platform, at or office.now())


def _write_ahead(office: Office, platform: WritesAhead, at: datetime) -> int:
    count, last = 0, None
    while True:
        with office.reading() as session:
            found = outbox_ahead.unwritten(session, platform.name, at=at, limit=AHEAD, after=last)
        if not found:
            return count
        last = found[-1]
        written = {one.id: _written(platform, one.message) for one in found}
        for plan in list(_plans(platform, found, written, office.now())):
            planned = office.keep(outbox_plans.keep_plan, platform.name, plan, form=platform.form, at=office.now())
            for row_id in plan.ids if planned else ():
                del written[row_id]
            count += planned
        count += office.keep(outbox_ahead.keep_written, list(written.items()), form=platform.form)


def _plans(
    platform: WritesAhead, found: list[Unwritten], written: dict[int, Piece | Unsendable], at: datetime
) -> Iterator[Plan]:
    """Yield the batches that can be made of what was written: many messages of one kind that leave at one time."""
    limit = platform.batch_limit
    for kind in BATCH_KINDS if sends_batches(platform) else ():
        mine = [(one, written[one.id]) for one in found if one.ready and one.message.kind == kind]
        pieces = [(one, piece) for one, piece in mine if isinstance(piece, Piece)]
        for start in range(0, len(pieces), limit):
            latest = pieces[start][0].due_at + PLAN_WITHIN
            some = [pair for pair in pieces[start : start + limit] if pair[0].due_at <= latest]
            if len(some) >= min(PLAN_FROM, limit):
                yield _plan(platform, kind, some, at)


def _plan(platform: WritesAhead, kind: str, some: Sequence[tuple[Unwritten, Piece]], at: datetime) -> Plan:
    ids = {one.message.key: one.id for one, _ in some}
    messages = [one.message._replace(piece=piece, payload={}) for one, piece in some]
    prepared = platform.prepare(messages, batch_no=batch_number(at), at=at)
    return Plan(kind, prepared, [ids[key] for key in prepared.keys], some[-1][0].due_at)


def sends_batches(platform: Platform) -> bool:
    """Return whether requests are batches with numbers of their own, even where one carries a single message."""
    return platform.batch_limit > 1 or isinstance(platform, Numbering)


def batch_number(at: datetime) -> str:
    """Return a number that no batch had before."""
    return f"LQ{at:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def _written(platform: WritesAhead, message: Outgoing) -> Piece | Unsendable:
    try:
        return platform.write(message)
    except InvalidInput as error:  # told when it is due
        return Unsendable(message.key, "", "", str(error.message))


def form_of(platform: Platform) -> str:
    """Return the sign of the rules by which a platform writes ahead, an empty text where it does not."""
    return platform.form if isinstance(platform, WritesAhead) else ""


@dataclass
class Drain:
    """One run for one system: requests follow one another by themselves while the desk notes and claims in groups."""

    shift: Shift
    platform: Platform
    waiting: deque[tuple[Claimed, float]] = field(default_factory=deque)  # with the last moment to send (monotonic)
    on_the_way: set[asyncio.Task[Answered]] = field(default_factory=set)
    answered: list[Answered] = field(default_factory=list)
    report: JobReport = field(default_factory=JobReport)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    trouble: bool = False
    doubt: bool = False  # an answer was no success: nothing new leaves until it is noted and judged
    rested: bool = False  # the first answer has waited long enough
    look: bool = True  # more may be due

    @property
    def way(self) -> str:
        """The name under which our health knows this way out."""
        return f"drain_outbox:{self.platform.name}"

    @cached_property
    def batches(self) -> bool:
        """Whether requests are batches."""
        return sends_batches(self.platform)

    @cached_property
    def together(self) -> int:
        """How many batches are claimed, and how many answers noted, in one transaction."""
        return max(TOGETHER, min(GROUP, RECORDS // max(1, self.platform.batch_limit)))

    async def run(self) -> JobReport:
        """Claim and send until nothing is due or the system is in trouble; then wait for what is on the way."""
        try:
            while True:
                self._fill()
                if self._desk_has_work():
                    await self._work_at_the_desk()
                elif self.on_the_way:
                    await self._wait_for_news()
                else:
                    return self.report
        finally:
            self.waiting.clear()  # an answer that comes now lets nothing go any more
            for task in self.on_the_way:
                task.cancel()

    def _fill(self) -> None:
        """Put claimed requests on the way while there is room, no trouble, and the lease surely ours."""
        room = AT_ONCE_BATCHES if self.platform.batch_limit >= MANY else AT_ONCE
        while self.waiting and len(self.on_the_way) < room and not self.doubt and not self._held_up():
            if self.waiting[0][1] < time.monotonic():
                break  # claimed too long ago: the desk gives it back
            task = asyncio.create_task(self._send(self.waiting.popleft()[0]))
            self.on_the_way.add(task)
            task.add_done_callback(self._arrived)

    def _held_up(self) -> bool:
        return self.trouble or self.shift.stopping or not self.shift.trusted(self.way)

    def _arrived(self, task: asyncio.Task[Answered]) -> None:
        """Take an answer and let the next request go; a success is noted with others, all else at once."""
        self.on_the_way.discard(task)
        if task.cancelled():
            return
        self.answered.append(task.result())
        if len(self.answered) == 1:
            asyncio.get_running_loop().call_later(NOTE_WITHIN, self._rest)
        self.doubt = self.doubt or self.answered[-1].answer.answer.verdict not in SUCCESS
        self._fill()
        if self._desk_has_work():
            self.news.set()

    def _rest(self) -> None:
        """Let the first answer of a group wait no longer."""
        self.rested = bool(self.answered)
        self.news.set()

    def _desk_has_work(self) -> bool:
        enough = len(self.answered) >= (self.together if self.batches else GROUP)
        whole = enough or self.doubt or self.rested or not self.on_the_way
        if self.answered and whole:
            return True
        if self._held_up() or self._stale():
            return bool(self.waiting)
        return self._wants_more()

    def _wants_more(self) -> bool:
        return self.look and len(self.waiting) < (1 if self.platform.batch_limit >= MANY else FEW)

    def _stale(self) -> bool:
        return bool(self.waiting) and self.waiting[0][1] < time.monotonic()

    async def _wait_for_news(self) -> None:
        """Wait until the desk is needed; now and then look for new messages while slow ones are on the way."""
        self.news.clear()
        try:
            await asyncio.wait_for(self.news.wait(), LOOK_AGAIN)
        except TimeoutError:
            self.look = True

    async def _work_at_the_desk(self) -> None:
        """Note the answers that came, give back what must not leave, claim more; requests go on meanwhile."""
        answered, self.answered, self.rested = self.answered, [], False
        if answered:
            await self._note(answered)
            self.look = True  # what followed them may be free now
            self.doubt = any(one.answer.answer.verdict not in SUCCESS for one in self.answered)
            self._fill()
        if not self.shift.trusted(self.way):
            self.waiting.clear()  # we stood still for too long: the next holder asks what became of them
            self.look = False
        elif self._held_up() or self._stale():
            await self._give_back()
            self.look = self.look and not self._held_up()
        elif self._wants_more():
            claimed = await (self._claim_batches() if self.batches else self._claim())
            self.look = bool(claimed)
            self.waiting += [(one, time.monotonic() + FRESH_SECONDS) for one in claimed]

    async def _claim(self) -> list[Claimed]:
        office = self.shift.office
        lease = Lease(self.shift.owner, LEASE_SECONDS)
        now = office.now()

        def prepare(messages: object) -> Prepared:
            return self.platform.prepare(messages, batch_no="", at=now)  # type: ignore[arg-type]

        name, form = self.platform.name, form_of(self.platform)
        return await office.in_thread(
            office.keep, outbox_claims.claim, name, prepare, lease=lease, limit=READY, at=now, form=form
        )

    async def _claim_batches(self) -> list[Claimed]:
        office, lease = self.shift.office, Lease(self.shift.owner, LEASE_SECONDS)
        now, name = office.now(), self.platform.name
        limit, form = self.platform.batch_limit, form_of(self.platform)
        numbers = {kind: [batch_number(now) for _ in range(self.together)] for kind in BATCH_KINDS}

        def prepare(number: str, messages: Sequence[Outgoing]) -> Prepared:
            return self.platform.prepare(messages, batch_no=number, at=now)

        claims = outbox_batches.claim_batches
        return await office.in_thread(
            office.keep, claims, name, numbers, prepare, lease=lease, limit=limit, at=now, form=form
        )

    async def _send(self, one: Claimed) -> Answered:
        """Send one claimed request; whatever happens, there is an answer to note."""
        asking = one.ask_first
        try:
            answer = await self.platform.inquire(one.prepared) if one.ask_first else None
            if answer is None and one.only_ask:
                answer = SendAnswer(Answer(Verdict.RETRY, None, message="其中有已修复的记录，重新编批。", alone=True))
            asking = False
            answer = answer or await self.platform.send(one.prepared)
        except OutsideRejected as error:
            return Answered(one, failed(Verdict.STOPPED, error), self.platform.confirms, untold=asking)
        except OutsideUnavailable as error:
            answer = failed(Verdict.UNKNOWN if one.ask_first else Verdict.RETRY, error)
        except Exception:
            log.exception("发送时出错", system=self.platform.name, keys=len(one.prepared.keys))
            answer = SendAnswer(Answer(Verdict.UNKNOWN, None, message="程序出错，已记入日志。"))
        return Answered(one, answer, self.platform.confirms)

    async def _note(self, answered: list[Answered]) -> None:
        office = self.shift.office
        await office.in_thread(office.perform, outbox_answers.note, self.platform.name, answered, by=SYSTEM_OFFICER)
        for one in answered:
            self.report.sent += sum(len(one.claimed.prepared.keys) for _ in [0] if one.answer.answer.verdict in SUCCESS)
            await self._judge(one.answer.answer)

    async def _judge(self, answer: Answer) -> None:
        """Tell our health of an answer; trouble of the system, not of one call, ends the claiming."""
        health, name = self.shift.health, self.platform.name
        if answer.verdict not in TROUBLE or answer.alone:
            await health.went_well(self.way, name)
            return
        kind = OutsideRejected if answer.verdict is Verdict.STOPPED else OutsideUnavailable
        words = answer.message or answer.code or answer.verdict
        await health.went_wrong(self.way, name, kind(words, retry_after=answer.retry_after, code=answer.code))
        self.trouble = self.trouble or not health.may(self.way)

    async def _give_back(self) -> None:
        unsent, self.waiting = [one for one, _ in self.waiting], deque()
        if unsent:
            await self.shift.office.in_thread(self.shift.office.keep, jobs.give_back, unsent)


def failed(verdict: Verdict, error: OutsideError) -> SendAnswer:
    """Return the answer that stands for an error of the adapter."""
    crossing = error.crossing if isinstance(error.crossing, Crossing) else None
    return SendAnswer(Answer(verdict, crossing, error.code, message=error.message, retry_after=error.retry_after))
