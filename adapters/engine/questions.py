"""Ask a declared question and read the record of its answer; what cannot be read is never an answer."""

from collections.abc import Mapping
from typing import Any

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter
from adapters.engine.records import RecordReader
from adapters.engine.refusals import refusal, unavailable
from adapters.engine.values import Unreadable
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import Answer, Verdict

Record = dict[str, Any]


class Question:
    """One [query.<name>] of a profile."""

    def __init__(self, system: OutsideSystem, name: str) -> None:
        declared = system.profile.query.get(name)
        if declared is None:
            raise InvalidInput(
                said("{source}：缺少 [query.{name}]。", source=system.source, name=name), do_next="请补上。"
            )
        self._system, self._name, self._declared = system, name, declared
        self._template = system.template(declared.request, name)
        self._record = getter(declared.record)
        self._next = getter(declared.next) if declared.next else None
        self._reader = RecordReader(declared.map, system.profile.tables, f"{system.source} query.{name}.map")

    async def ask(self, values: Mapping[str, object]) -> Record | None:
        """Return the record, None when the other side has none.

        Raises OutsideUnavailable (nothing is known) and OutsideRejected (with the other side's code).
        """
        answer = await self._system.call(self._template, values)
        if answer.verdict is Verdict.NOT_FOUND:
            return None
        if answer.verdict is not Verdict.OK:
            raise refusal(self._system.name, answer, "回答")
        return self._read(answer)

    async def must(self, values: Mapping[str, object]) -> Record:
        """Return the record; that there is none is not an answer here."""
        record = await self.ask(values)
        if record is None:
            raise refusal(self._system.name, Answer(Verdict.NOT_FOUND, None, code="not_found"), "回答")
        return record

    async def all(self, values: Mapping[str, object]) -> list[Record]:
        """Return the records of all pages."""
        return [self._read(answer) for answer in await self.answers(values)]

    async def answers(self, values: Mapping[str, object]) -> list[Answer]:
        """Return the answers of all pages; a cursor that comes back is a fault of the other side."""
        answers: list[Answer] = []
        cursor: object = None
        seen: set[object] = set()
        while True:
            page = {**values, "cursor": cursor, "size": self._declared.size}
            answer = await self._system.call(self._template, page)
            if answer.verdict is not Verdict.OK:
                raise refusal(self._system.name, answer, "列表")
            answers.append(answer)
            cursor = self._next(answer.data) if self._next else None
            if cursor is None or cursor == "":
                return answers
            if cursor in seen:
                raise unavailable(said("{name}：列表的游标没有前进。", name=self._system.name), answer)
            seen.add(cursor)

    def _read(self, answer: Answer) -> Record:
        try:
            read = self._reader.convert(self._record(answer.data))
        except Unreadable as error:
            words = said(
                "{name}：回答不合约定（{place}:{fault}）。",
                name=self._system.name,
                place=error.place,
                fault=error.fault,
            )
            raise unavailable(words, answer) from error
        return dict(zip(self._reader.names, read.values, strict=True))


def texts(record: Record) -> Record:
    """Return the record with an empty text where there is no value."""
    return {name: "" if value is None else value for name, value in record.items()}
