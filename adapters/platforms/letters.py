"""The post: letters are ordered under our own number and followed by it."""

from dataclasses import replace
from typing import Any

from typing_extensions import override

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import text_at
from adapters.engine.questions import Question
from adapters.platforms.single import DeclaredPlatform
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import SUCCESS, Answer, Verdict
from ports.letters import Step, Trace
from ports.platforms import Prepared, RowAnswer, SendAnswer


class DeclaredPostOffice(DeclaredPlatform):
    """A post office that a profile describes (ports.letters.PostOffice)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        push = system.profile.push
        if push is None or push.said is None:
            raise InvalidInput(said("{source}：缺少 [push.said]。", source=system.source), do_next="请补上。")
        self._said, self._trace = push.said, Question(system, "trace")

    @override
    async def send(self, prepared: Prepared) -> SendAnswer:
        """Order the letter; the number of the mail comes back as the receipt number.

        An answer that speaks of another order, or names no mail, tells nothing: it is asked about.
        """
        sent = await super().send(prepared)
        answer, said = sent.answer, self._said
        if answer.verdict is Verdict.REJECTED:
            return SendAnswer(self._refused(answer))
        if answer.verdict not in SUCCESS:
            return sent
        mail_no = text_at(answer.data, said.number)
        if text_at(answer.data, said.key) != prepared.record_keys[0] or not mail_no:
            return SendAnswer(replace(answer, verdict=Verdict.UNKNOWN, code="answer_incomplete"))
        return replace(sent, receipt_no=mail_no)

    @override
    async def inquire(self, prepared: Prepared) -> SendAnswer | None:
        """Ask by our own number what became of a lost answer; None = it never arrived, send it again."""
        found = await self.trace(prepared.record_keys[0])
        if found is None:
            return None
        answer = Answer(Verdict.DUPLICATE, None)
        return SendAnswer(answer, found.mail_no, (RowAnswer(prepared.keys[0], answer.verdict),))

    async def trace(self, order_no: str) -> Trace | None:
        """Return the way of a letter, None when the order never arrived; raises OutsideError."""
        record = await self._trace.ask({"order_no": order_no})
        if record is None:
            return None
        steps = [self._step(one) for one in record["steps"]]
        return Trace(record["mail_no"], tuple(sorted(steps, key=lambda step: step.at)))

    def _step(self, values: list[Any]) -> Step:
        at, code, text = values  # in the order of the map
        return Step(at, code, text or "")

    def _refused(self, answer: Answer) -> Answer:
        """Say why in the post's own words, which stand elsewhere than those of a failed call."""
        code = answer.code or text_at(answer.data, self._said.code)
        return replace(answer, code=code, message=answer.message or text_at(answer.data, self._said.message))
