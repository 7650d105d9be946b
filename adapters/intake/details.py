"""Rows of a list that only names them: each is asked for by itself, and its own answer is the row."""

import asyncio
from collections.abc import Sequence

import msgspec

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter
from adapters.engine.refusals import refusal
from adapters.engine.splitting import Broken
from adapters.engine.vocabulary.pulling import Detail
from models.said import said
from ports.exchanges import Verdict


class Details:
    """Asks for the rows that a page names."""

    def __init__(self, system: OutsideSystem, declared: Detail) -> None:
        self._system = system
        self._template = system.template(declared.request, "detail")
        self._record, self._ref = getter(declared.record), getter(f"$.{declared.ref}")

    async def whole(self, raws: Sequence[bytes]) -> list[bytes]:
        """Return the rows that a page names, in its order.

        One that does not say which it is, or that is not there any more, stays as the list has it: it is set aside as
        malformed then, and holds up no other. Raises OutsideUnavailable and OutsideRejected: the page is read again.
        """
        found = await asyncio.gather(*(self._one(raw) for raw in raws), return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return [one for one in found if isinstance(one, bytes)]

    async def _one(self, raw: bytes) -> bytes:
        ref = self._named(raw)
        if ref is None:
            return raw
        answer = await self._system.call(self._template, {"ref": ref})
        if answer.verdict is Verdict.NOT_FOUND:
            return raw
        record = self._record(answer.data)
        if answer.verdict is not Verdict.OK or not isinstance(record, dict):
            raise refusal(self._system.name, answer, said("申请 {ref} ", ref=ref))
        return msgspec.json.encode(record)

    def _named(self, raw: bytes) -> str | int | None:
        try:
            ref = self._ref(msgspec.json.decode(raw))
        except Broken:
            return None
        if isinstance(ref, str | int) and not isinstance(ref, bool) and ref != "":
            return ref
        return None
