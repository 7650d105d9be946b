"""Tell a channel that rows are safely stored, in batches or one by one."""

from collections.abc import Sequence

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter
from adapters.engine.refusals import refusal
from adapters.engine.templates import compiled_tree
from adapters.engine.vocabulary import Ack
from models.errors import OutsideError, OutsideUnavailable
from models.said import said
from ports.exchanges import Answer, Verdict

Identity = tuple[str, int]
STATES = frozenset({"acked", "already", "stale", "unknown"})
ALONE = {Verdict.DUPLICATE: "already", Verdict.STALE: "stale", Verdict.NOT_FOUND: "unknown"}


class Acknowledger:
    """Sends acknowledgements; a repeat is safe."""

    def __init__(self, system: OutsideSystem, declared: Ack) -> None:
        self._system, self._declared = system, declared
        self._template = system.template(declared.request, "ack")
        self._item = compiled_tree(dict(declared.item), system.profile.tables, place=f"{system.source} pull.ack.item")

    async def acknowledge(self, rows: Sequence[Identity]) -> dict[Identity, str]:
        """Return what became of each row; an error's `done` holds the rows that were told before it."""
        states: dict[Identity, str] = {}
        wanted = list(dict.fromkeys(rows))
        for start in range(0, len(wanted), self._declared.batch):
            part = wanted[start : start + self._declared.batch]
            try:
                states |= await (self._batch(part) if self._declared.results else self._alone(part[0]))
            except OutsideError as error:
                error.done = states
                raise
        return states

    async def _alone(self, row: Identity) -> dict[Identity, str]:
        answer = await self._system.call(self._template, {"ref": row[0], "revision": row[1]})
        if answer.verdict is Verdict.OK:
            already = getter(self._declared.already or "$")(answer.data) is True
            return {row: "already" if already else "acked"}
        if answer.verdict not in ALONE:
            raise refusal(self._system.name, answer, "签收结果")
        return {row: ALONE[answer.verdict]}

    async def _batch(self, rows: list[Identity]) -> dict[Identity, str]:
        items = [self._item({"ref": ref, "revision": revision}) for ref, revision in rows]
        answer = await self._system.call(self._template, {"items": items})
        if answer.verdict is not Verdict.OK:
            raise refusal(self._system.name, answer, "签收结果")
        states = self._states(answer)
        if not states.keys() >= set(rows):
            raise OutsideUnavailable(
                said("{name} 的签收结果缺行。", name=self._system.name),
                kept="已收的申请都已保存。",
                do_next="系统会重新签收，重复签收无害。",
                crossing=answer.crossing,
            )
        return {row: states[row] for row in rows}

    def _states(self, answer: Answer) -> dict[Identity, str]:
        declared = self._declared
        results = getter(declared.results or "$")(answer.data)
        ref, revision = getter(declared.ref or "$"), getter(declared.revision or "$")
        state = getter(declared.state or "$")
        found: dict[Identity, str] = {}
        for result in results if isinstance(results, list) else []:
            identity, word = (ref(result), revision(result)), state(result)
            if isinstance(identity[0], str) and isinstance(identity[1], int) and word in STATES:
                found[identity[0], identity[1]] = str(word)
        return found
