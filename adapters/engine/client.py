"""Speak to one declared system: token, signature, brake, judgement, and the one repeat that each allows."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from adapters.engine import calls
from adapters.engine.answers import AnswerReader, form_of
from adapters.engine.calls import Target, Template
from adapters.engine.carriers import carrier_of
from adapters.engine.checks import check_words
from adapters.engine.credentials import Credentials, Placed
from adapters.engine.enclosing import Encloser, sealer_of
from adapters.engine.gate import Gate
from adapters.engine.hosts import Hosts
from adapters.engine.logins import token_of
from adapters.engine.outcomes import Judge, Judgement, server_time
from adapters.engine.quotas import Counts
from adapters.engine.redaction import Redactor
from adapters.engine.refusals import refusal, unavailable
from adapters.engine.rehearsing import CHANGING, rehearsed
from adapters.engine.signing import Call, Held
from adapters.engine.splitting import Broken
from adapters.engine.templates import Values
from adapters.engine.tokens import Fetched, TokenKeeper, fetched
from adapters.engine.transport import CONNECTIONS, Outbound, Reply
from adapters.engine.twins import decoded
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Profile, Refresh, Request, Token
from models.said import said
from ports.exchanges import Answer, Crossing, Verdict

Parse = Callable[[bytes], object]
Journal = Callable[[Crossing], None]
LOGINS = ("token", "refresh")
REPEATS = ("reauth", "skew", "renonce")  # each of them allows one repeat of the same call
FAILURES = frozenset({"retry", "unknown"})
CLOSING = {"throttled": Verdict.THROTTLED, "maintenance": Verdict.RETRY}  # nobody calls before the time is over


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a system is and who we are there.

    `secrets` are by name, `clock` gives aware moments, `journal` is told every crossing.
    `counts` outlive a restart; `allow_hosts` are those of the configuration.
    With `rehearsal`, a folder, nothing that would change anything there is sent: it is
    written to the folder instead.
    """

    name: str
    base_url: str
    secrets: Mapping[str, str]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    journal: Journal | None = None
    counts: Counts | None = None
    rehearsal: Path | None = None
    allow_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What one attempt was."""

    operation: str
    outbound: Outbound
    at: datetime
    hidden: tuple[str, ...] = ()
    in_body: bool = False  # secrets stand in the body


class OutsideSystem:
    """One outside system as its profile declares it."""

    def __init__(self, profile: Profile, setting: Setting, source: str = "") -> None:
        self.profile, self.setting, self.source = profile, setting, source
        self.name = setting.name
        self.hosts = Hosts(profile.transport.allow_hosts, setting.allow_hosts)
        self.hosts.check(setting.base_url, profile.transport, source)
        self.carrier = carrier_of(setting.base_url, profile, setting.secrets, setting.clock, source)
        self.gate = Gate(
            setting.name,
            profile.limits,
            profile.retry,
            monotonic=setting.monotonic,
            clock=setting.clock,
            counts=setting.counts,
        )
        self.offset = timedelta(0)
        check_words(profile, source)
        token = token_of(profile.auth)
        self._judge = Judge(profile.outcome, setting.clock, profile.retry, token.invalid_when if token else ())
        self._redactor = Redactor(setting.secrets)
        self._sealer = sealer_of(profile, setting.secrets, source)
        self._encloser = Encloser(profile, self._sealer, setting.secrets, source)
        self._credentials = Credentials(profile.auth, profile.sign, setting.secrets, source)
        self._readers: dict[str, AnswerReader] = {}
        self._tokens = self._keeper(token)
        self._turns: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    def now(self) -> datetime:
        """Return the moment on the other side's clock, as far as we have learnt it."""
        return self.setting.clock() + self.offset

    def template(self, request: Request, operation: str) -> Template:
        """Return a declared request ready to be filled; raises InvalidInput where it is wrong."""
        charset, place = self.profile.transport.charset_out, f"{self.source} {operation}"
        calls.check_names(request, operation, self.setting.secrets, place)
        seal = self._sealer.seal if self._sealer else None
        return calls.template(request, operation, self.profile.tables, charset=charset, place=place, seal=seal)

    def reader(self, answer: str | None = None) -> AnswerReader:
        """Return what reads the answers of a form; without one, those of the dialect."""
        form = form_of(self.profile.transport, answer)
        if form not in self._readers:
            unseal = self._sealer.open if self._sealer else None
            self._readers[form] = AnswerReader(self.profile.transport, form, self.profile.envelope, unseal)
        return self._readers[form]

    async def call(
        self,
        template: Template,
        values: Values,
        *,
        body: bytes | None = None,
        target: Target | None = None,
        limit: int | None = None,
        parse: Parse = decoded,
    ) -> Answer:
        """Return the judged answer of one call; `body` and `target` override the template's.

        Raises OutsideUnavailable or OutsideRejected only when this call was not sent at all: the bar is
        down, or no token was given.
        """
        self.gate.check()
        target = target or template.target(values)
        content = template.content(values) if body is None else body
        call = self._call(template, target, content, values)
        tried: set[str] = set()
        held = await self._tokens.get() if self._tokens else Held()
        while True:
            sign = partial(self._signed, template.operation, call, held, limit)
            if self.setting.rehearsal is not None and template.operation in CHANGING:
                raise rehearsed(self.name, self.setting.rehearsal, self._crossing(sign(), Reply(), ""))
            sent, reply, document, judgement = await self._repeated(sign, parse, template)
            if judgement.then not in REPEATS or judgement.then in tried:
                return self._answer(sent, reply, document, judgement)
            tried.add(judgement.then)
            self._note(sent, reply, judgement)
            self._learn(reply, document, judgement)
            if judgement.then == "reauth" and self._tokens:
                held = await self._tokens.get(refused=held)

    async def _repeated(
        self, sign: Callable[[], Sent], parse: Parse, template: Template
    ) -> tuple[Sent, Reply, object, Judgement]:
        """Carry one call; one that changes nothing there is carried again at once while the profile allows."""
        retry = self.profile.retry
        left = retry.attempts if template.operation in retry.safe else 1
        while True:
            attempt = await self._attempt(sign, parse, template.answer)
            left -= 1
            if left <= 0 or attempt[3].then not in FAILURES:
                return attempt
            self._note(attempt[0], attempt[1], attempt[3])
            await asyncio.sleep(seconds(retry.base) * random.uniform(1.0 - retry.jitter, 1.0))

    async def follow(self, location: str, limit: int) -> Answer:
        """Return what lies at a path of the same host and port or at a whole address, asked for without credentials."""
        self.gate.check()
        url = self.carrier.origin + location if location.startswith("/") else location
        outbound = Outbound("GET", url, {}, b"", limit)
        sign = partial(Sent, "redirected", outbound, self.setting.clock())
        sent, reply, document, judgement = await self._attempt(sign, decoded)
        return self._answer(sent, reply, document, judgement)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.carrier.aclose()

    def _call(self, template: Template, target: Target, content: bytes, values: Values) -> Call:
        """Return the call as it will be signed, its body in the envelope where there is one."""
        headers, kind = template.header_values(values), template.sheet.kind
        return self._encloser.enclosed(Call(template.method, *target, content, kind, headers, template.charset))

    def _sent(self, operation: str, call: Call, placed: Placed, limit: int | None) -> Sent:
        query = "&".join(part for part in (call.query, placed.query) if part)
        url = self.carrier.base_url + call.path + (f"?{query}" if query else "")
        headers = {**call.headers, **placed.headers}
        outbound = Outbound(call.method, url, headers, placed.body, limit or self.carrier.max_answer)
        return Sent(operation, outbound, self.setting.clock(), placed.hidden, placed.in_body)

    def _signed(self, operation: str, call: Call, held: Held, limit: int | None) -> Sent:
        placed = self._credentials.place(call, self.now().timestamp(), held)
        return self._sent(operation, call, placed, limit)

    async def _attempt(
        self, sign: Callable[[], Sent], parse: Parse, answer: str | None = None
    ) -> tuple[Sent, Reply, object, Judgement]:
        """Carry one call when its turn comes, signed only then, so that no wait makes its moment old.

        Raises OutsideUnavailable where the bar fell while it waited.
        """
        async with self._turn():
            await self.gate.enter()
            self.gate.check()
            sent = sign()
            reply = await self.carrier.carry(sent.outbound)
            document = self._document(reply, parse, self.reader(answer))
            return sent, reply, document, self._judge.judge(sent.operation, reply, document)

    def _turn(self) -> asyncio.Semaphore:
        """Return the turns of this event loop: no more calls on the way than there are connections."""
        loop = asyncio.get_running_loop()
        if self._turns is None or self._turns[0] is not loop:
            self._turns = loop, asyncio.Semaphore(min(CONNECTIONS, max(1, self.profile.limits.concurrency)))
        return self._turns[1]

    def _document(self, reply: Reply, parse: Parse, reader: AnswerReader) -> object:
        """Return the parsed body, None where its type, its charset or its form is wrong."""
        if reply.fault or reply.media not in reader.media or not reply.body:
            return None
        try:
            return parse(reader.json_of(reply.body, reply.header("content-type")))
        except Broken:
            return None

    def _answer(self, sent: Sent, reply: Reply, document: object, judgement: Judgement) -> Answer:
        verdict, wait = self._verdict(judgement)
        crossing = self._note(sent, reply, judgement)
        alone = judgement.scope == "call"
        return Answer(verdict, crossing, judgement.code, judgement.field, judgement.message, wait, document, alone)

    def _verdict(self, judgement: Judgement) -> tuple[Verdict, float | None]:
        """Return what the caller is told; failures of the system lower its bar for everybody."""
        then, wait = judgement.then, judgement.wait
        if judgement.scope == "call" and then not in REPEATS:
            return Verdict(then), wait
        if then in CLOSING:
            return CLOSING[then], self.gate.close(wait or 0.0)
        if then in FAILURES:
            rest = self.gate.failed()
            return Verdict(then), rest if wait is None else max(rest, self.gate.close(wait))
        self.gate.succeeded()
        if then == "redirect":
            return Verdict.UNKNOWN, wait
        if then == "renonce":
            return Verdict.RETRY, wait
        return (Verdict.STOPPED if then in REPEATS else Verdict(then)), wait

    def _learn(self, reply: Reply, document: object, judgement: Judgement) -> None:
        """Learn how far their clock is from ours when they said that it is too far."""
        if judgement.then == "skew":
            theirs = server_time(reply, document, self.profile.outcome.server_time)
            self.offset = self.offset if theirs is None else theirs - self.setting.clock()

    def _note(self, sent: Sent, reply: Reply, judgement: Judgement) -> Crossing:
        """Return the bytes that crossed, without secrets, and tell the journal."""
        crossing = self._crossing(sent, reply, judgement.rule)
        if self.setting.journal is not None:
            self.setting.journal(crossing)
        return crossing

    def _crossing(self, sent: Sent, reply: Reply, rule: str) -> Crossing:
        cut, out = self._redactor, sent.outbound
        asks = sent.operation in LOGINS
        shown = cut.body(out.body, sent.hidden) if asks or sent.in_body else out.body
        return Crossing(
            self.name,
            sent.operation,
            sent.at,
            out.method,
            cut.text(out.url, sent.hidden),
            cut.headers(out.headers.items(), sent.hidden),
            shown,
            reply.status,
            cut.headers(reply.headers),
            cut.body(reply.body) if asks else reply.body,
            reply.seconds,
            rule,
        )

    def _keeper(self, declared: Token | None) -> TokenKeeper | None:
        if declared is None:
            return None
        first = self.template(declared.request, "token"), declared.token, declared.ttl
        renew = declared.refresh
        again = (self.template(renew.request, "refresh"), renew.token, renew.ttl) if renew else None

        async def fetch(refresh: str) -> Fetched:
            if refresh and again:
                return await self._fetched(*again, declared.refresh, Held(refresh=refresh))
            return await self._fetched(*first, declared.refresh, Held())

        return TokenKeeper(fetch, declared.early, most=declared.max_per_hour, monotonic=self.setting.monotonic)

    async def _fetched(self, template: Template, token: str, ttl: str, renew: Refresh | None, held: Held) -> Fetched:
        """Fetch a token; raises OutsideUnavailable or OutsideRejected with the crossing."""
        sent, reply, document, judgement = await self._ask_for_token(template, held)
        if judgement.then == "skew":
            self._note(sent, reply, judgement)
            self._learn(reply, document, judgement)
            sent, reply, document, judgement = await self._ask_for_token(template, held)
        found = fetched(document, token, ttl, renew)
        for secret in (found.token, found.refresh) if found else ():
            self._redactor.learn(secret)
        answer = self._answer(sent, reply, document, judgement)
        if answer.verdict is not Verdict.OK:
            raise refusal(self.name, answer, "令牌")
        if found is None:
            raise unavailable(said("{name}：令牌的回答不合约定。", name=self.name), answer)
        return found

    async def _ask_for_token(self, template: Template, held: Held) -> tuple[Sent, Reply, object, Judgement]:
        secrets = {f"secret:{name}": value for name, value in self.setting.secrets.items()}
        values = {**secrets, "refresh_token": held.refresh}
        content = template.content(values)
        headers, kind = template.header_values(values), template.sheet.kind
        call = Call(template.method, *template.target(values), content, kind, headers, template.charset)

        def sign() -> Sent:
            placed = self._credentials.place_for_token(call, self.now().timestamp(), template.operation, held)
            return self._sent(template.operation, call, placed, None)

        return await self._attempt(sign, decoded, template.answer)
