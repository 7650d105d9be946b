"""Speak to one declared system: token, signature, brake, judgement, and the one repeat that each allows."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from adapters.engine import calls, charsets
from adapters.engine.calls import Target, Template
from adapters.engine.checks import check_words
from adapters.engine.credentials import Credentials, Placed
from adapters.engine.gate import Gate
from adapters.engine.outcomes import Judge, Judgement, server_time
from adapters.engine.paths import getter
from adapters.engine.redaction import Redactor
from adapters.engine.refusals import refusal, unavailable
from adapters.engine.signing import Call
from adapters.engine.splitting import Broken
from adapters.engine.templates import Values
from adapters.engine.tokens import Fetched, TokenKeeper
from adapters.engine.transport import CONNECTIONS, Carrier, Outbound, Reply
from adapters.engine.twins import decoded
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Profile, Request, Token
from ports.exchanges import Answer, Crossing, Verdict

Parse = Callable[[bytes], object]
Journal = Callable[[Crossing], None]
REPEATS = ("reauth", "skew", "renonce")  # each of them allows one repeat of the same call
FAILURES = frozenset({"retry", "unknown"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a system is and who we are there.

    `secrets` are by name, `clock` gives aware moments, `journal` is told every crossing.
    """

    name: str
    base_url: str
    secrets: Mapping[str, str]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    journal: Journal | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What one attempt was."""

    operation: str
    outbound: Outbound
    at: datetime
    hidden: tuple[str, ...] = ()


class OutsideSystem:
    """One outside system as its profile declares it."""

    def __init__(self, profile: Profile, setting: Setting, source: str = "") -> None:
        self.profile, self.setting, self.source = profile, setting, source
        self.name = setting.name
        self.carrier = Carrier(setting.base_url, profile.transport)
        self.gate = Gate(setting.name, profile.limits, profile.retry, monotonic=setting.monotonic)
        self.offset = timedelta(0)
        check_words(profile, source)
        self._judge = Judge(profile.outcome, setting.clock, profile.retry.wait)
        self._redactor = Redactor(setting.secrets)
        self._credentials = Credentials(profile.auth, profile.sign, setting.secrets, source)
        self._tokens = self._keeper(profile.auth.token)
        self._turns: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    def now(self) -> datetime:
        """Return the moment on the other side's clock, as far as we have learnt it."""
        return self.setting.clock() + self.offset

    def template(self, request: Request, operation: str) -> Template:
        """Return a declared request ready to be filled; raises InvalidInput where it is wrong."""
        charset, place = self.profile.transport.charset_out, f"{self.source} {operation}"
        calls.check_names(request, operation, self.setting.secrets, place)
        return calls.template(request, operation, self.profile.tables, charset=charset, place=place)

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
        call, headers = Call(template.method, *target, content), template.header_values(values)
        tried: set[str] = set()
        token = await self._tokens.get() if self._tokens else ""
        while True:
            sign = partial(self._signed, template.operation, call, headers, token, limit)
            sent, reply, document, judgement = await self._attempt(sign, parse)
            if judgement.then not in REPEATS or judgement.then in tried:
                return self._answer(sent, reply, document, judgement)
            tried.add(judgement.then)
            self._note(sent, reply, judgement)
            self._learn(reply, document, judgement)
            if judgement.then == "reauth" and self._tokens:
                token = await self._tokens.get(refused=token)

    async def follow(self, location: str, limit: int) -> Answer:
        """Return what lies at a path of the same host and port, asked for without any credentials."""
        self.gate.check()
        outbound = Outbound("GET", self.carrier.origin + location, {}, b"", limit)
        sign = partial(Sent, "redirected", outbound, self.setting.clock())
        sent, reply, document, judgement = await self._attempt(sign, decoded)
        return self._answer(sent, reply, document, judgement)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.carrier.aclose()

    def _sent(self, operation: str, call: Call, headers: Mapping[str, str], placed: Placed, limit: int | None) -> Sent:
        query = "&".join(part for part in (call.query, placed.query) if part)
        url = self.carrier.base_url + call.path + (f"?{query}" if query else "")
        headers = {**headers, **placed.headers}
        outbound = Outbound(call.method, url, headers, call.body, limit or self.carrier.max_answer)
        return Sent(operation, outbound, self.setting.clock(), placed.hidden)

    def _signed(self, operation: str, call: Call, headers: Mapping[str, str], token: str, limit: int | None) -> Sent:
        placed = self._credentials.place(call, self.now().timestamp(), token)
        return self._sent(operation, call, headers, placed, limit)

    async def _attempt(self, sign: Callable[[], Sent], parse: Parse) -> tuple[Sent, Reply, object, Judgement]:
        """Carry one call when its turn comes, signed only then, so that no wait makes its moment old.

        Raises OutsideUnavailable where the bar fell while it waited.
        """
        async with self._turn():
            await self.gate.enter()
            self.gate.check()
            sent = sign()
            reply = await self.carrier.carry(sent.outbound)
            document = self._document(reply, parse)
            return sent, reply, document, self._judge.judge(sent.operation, reply, document)

    def _turn(self) -> asyncio.Semaphore:
        """Return the turns of this event loop: no more calls on the way than there are connections."""
        loop = asyncio.get_running_loop()
        if self._turns is None or self._turns[0] is not loop:
            self._turns = loop, asyncio.Semaphore(CONNECTIONS)
        return self._turns[1]

    def _document(self, reply: Reply, parse: Parse) -> object:
        """Return the parsed body, None where its type, its charset or its form is wrong."""
        if reply.fault or reply.media not in self.profile.transport.media or not reply.body:
            return None
        try:
            return parse(charsets.utf8_of(reply.body, self.profile.transport.charset_in))
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
        if then == "throttled":
            return Verdict.THROTTLED, self.gate.close(wait or 0.0)
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
        cut, out = self._redactor, sent.outbound
        whole = sent.operation != "token"  # only there do bodies hold secrets
        crossing = Crossing(
            self.name,
            sent.operation,
            sent.at,
            out.method,
            cut.text(out.url, sent.hidden),
            cut.headers(out.headers.items(), sent.hidden),
            out.body if whole else cut.body(out.body),
            reply.status,
            cut.headers(reply.headers),
            reply.body if whole else cut.body(reply.body),
            reply.seconds,
            judgement.rule,
        )
        if self.setting.journal is not None:
            self.setting.journal(crossing)
        return crossing

    def _keeper(self, declared: Token | None) -> TokenKeeper | None:
        if declared is None:
            return None
        template = self.template(declared.request, "token")

        async def fetch() -> Fetched:
            return await self._fetched(template, declared)

        return TokenKeeper(fetch, declared.early, monotonic=self.setting.monotonic)

    async def _fetched(self, template: Template, declared: Token) -> Fetched:
        """Fetch a token; raises OutsideUnavailable or OutsideRejected with the crossing."""
        sent, reply, document, judgement = await self._ask_for_token(template)
        if judgement.then == "skew":
            self._note(sent, reply, judgement)
            self._learn(reply, document, judgement)
            sent, reply, document, judgement = await self._ask_for_token(template)
        token = getter(declared.token)(document)
        lives = getter(declared.ttl)(document) if declared.ttl.startswith("$") else seconds(declared.ttl)
        self._redactor.learn(token if isinstance(token, str) else "")
        answer = self._answer(sent, reply, document, judgement)
        if answer.verdict is not Verdict.OK:
            raise refusal(self.name, answer, "令牌")
        if not isinstance(token, str) or not token or isinstance(lives, bool) or not isinstance(lives, int | float):
            raise unavailable(f"{self.name}：令牌的回答不合约定。", answer)
        return Fetched(token, float(lives))

    async def _ask_for_token(self, template: Template) -> tuple[Sent, Reply, object, Judgement]:
        secrets = {f"secret:{name}": value for name, value in self.setting.secrets.items()}
        call = Call(template.method, *template.target(secrets), template.content(secrets))

        def sign() -> Sent:
            placed = self._credentials.place_for_token(call, self.now().timestamp())
            return self._sent("token", call, template.header_values(secrets), placed, None)

        return await self._attempt(sign, decoded)
