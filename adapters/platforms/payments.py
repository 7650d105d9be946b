"""The treasury's cash desk: orders go out, signed notices of payment come in and are answered one by one."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace

from typing_extensions import override

from adapters.engine.client import OutsideSystem
from adapters.engine.encodings import encoded, key_bytes
from adapters.engine.paths import text_at
from adapters.engine.proofs import demand
from adapters.engine.questions import Question
from adapters.engine.refusals import refusal
from adapters.engine.templates import compiled_text, names_in
from adapters.engine.values import Unreadable
from adapters.engine.vocabulary import Proof
from adapters.platforms.pages import Pages
from adapters.platforms.single import DeclaredPlatform
from models.errors import InvalidInput
from models.said import said
from models.values import Fen
from ports.exchanges import SUCCESS, Verdict
from ports.payments import Notice, NoticePage, NoticeRow, OrderAtTreasury
from ports.platforms import Prepared, SendAnswer

ORDER = "order"  # the kind of message whose answer names a code to pay by


class Prover:
    """Tells whether a record is signed by who sent it, over its values as they came ([query.<name>.proof])."""

    def __init__(self, declared: Proof, secrets: Mapping[str, str], names: Sequence[str], place: str) -> None:
        text = "".join(declared.parts)
        unknown = [name for name in (declared.field, *names_in(text)) if name not in names]
        if unknown or declared.key not in secrets:
            words = said("{place}：签名用到了没有的值“{name}”。", place=place, name=(unknown or [declared.key])[0])
            raise InvalidInput(words, do_next="请检查密钥配置和对接规范。")
        self._hash = declared.algorithm.removeprefix("hmac-")
        demand(self._hash, place)
        self._declared, self._names = declared, tuple(names)
        self._key = key_bytes(secrets[declared.key], declared.key_form, place)
        self._string: Callable[[Mapping[str, object]], str] = compiled_text(text, place=place)

    def genuine(self, content: Sequence[object]) -> bool:
        """Tell whether the values of a record, in the order of its map, carry the right signature."""
        came = {name: "" if value is None else str(value) for name, value in zip(self._names, content, strict=True)}
        right = encoded(hmac.digest(self._key, self._string(came).encode(), self._hash), self._declared.encode)
        return hmac.compare_digest(right.encode(), came[self._declared.field].encode())


class DeclaredCashDesk(DeclaredPlatform):
    """A cash desk that a profile describes (ports.payments.CashDesk)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        self._pages, self._order = Pages(system, "notices", "缴款通知"), Question(system, "order")
        declared, push = self._pages.declared, system.profile.push
        call = push.calls.get("notice_ack") if push else None
        if declared.proof is None or call is None or push is None or push.said is None:
            needed = "[query.notices.proof]、[push.calls.notice_ack]、[push.said]"
            raise InvalidInput(
                said("{source}：缺少 {needed}。", source=system.source, needed=needed), do_next="请补上。"
            )
        place = f"{system.source} query.notices.proof"
        self._prover = Prover(declared.proof, system.setting.secrets, self._pages.names, place)
        self._proof_field, self._said = declared.proof.field, push.said
        self._ack = system.template(call, "notice_ack")

    async def walk(self) -> AsyncIterator[NoticePage]:
        """Yield the pages of all notices that were not answered; a faulty row costs none of its neighbours."""
        async for page in self._pages.walk({}):
            yield NoticePage(tuple(self.read(raw) for raw in page.raws), last=page.last, warning=page.warning)

    def read(self, raw: bytes) -> NoticeRow:
        """Return one notice; what breaks its contract says where."""
        try:
            found = self._pages.read(raw)
        except Unreadable as error:
            return NoticeRow(raw, hashlib.sha256(raw).hexdigest(), None, error.fault, error.place)
        values = dict(zip(self._pages.names, found.values, strict=True))
        del values[self._proof_field]
        values |= {"amount": Fen(values["amount"]), "bill_no": values["bill_no"] or ""}
        notice = Notice(**values, genuine=self._prover.genuine(found.content))
        return NoticeRow(raw, hashlib.sha256(repr(found.content).encode()).hexdigest(), notice)

    async def answer(self, notice_no: str, *, valid: bool) -> None:
        """Tell the treasury that a notice was booked, or that its signature is wrong; a repeat is harmless."""
        answer = await self.system.call(self._ack, {"notice_no": notice_no, "valid": valid})
        if answer.verdict is not Verdict.OK:
            raise refusal(self.name, answer, "缴款通知的答复")

    async def ask(self, order_no: str) -> OrderAtTreasury | None:
        """Return an order as it stands there, None where it never arrived; raises OutsideError."""
        record = await self._order.ask({"order_no": order_no})
        if record is None:
            return None
        return OrderAtTreasury(**record | {"bill_no": record["bill_no"] or ""})

    @override
    async def send(self, prepared: Prepared) -> SendAnswer:
        """Send an order (its code to pay by comes back as the receipt number) or its cancellation.

        An answer that speaks of another order, or gives no code, tells nothing: it is asked about.
        """
        sent = await super().send(prepared)
        if sent.answer.verdict not in SUCCESS:
            return sent
        orders = prepared.operation == ORDER
        code = text_at(sent.answer.data, self._said.number) if orders else ""
        if text_at(sent.answer.data, self._said.key) != prepared.record_keys[0] or (orders and not code):
            return SendAnswer(replace(sent.answer, verdict=Verdict.UNKNOWN, code="answer_incomplete"))
        return replace(sent, receipt_no=code)

    @override
    async def inquire(self, prepared: Prepared) -> SendAnswer | None:
        """Ask by our own number what became of a lost answer; None = it never arrived, send it again.

        An order that arrived is sent once more, the same bytes: only that answer names its code to pay by.
        """
        known = await self.ask(prepared.record_keys[0])
        return None if known is None else await self.send(prepared)
