"""Ask where a receiver stands: by the number of its receipt, or by our own number when an answer was lost."""

from collections.abc import Mapping
from typing import Any

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter, text_at
from adapters.engine.refusals import refusal
from adapters.engine.vocabulary import ReceiptRows
from ports.exchanges import Answer, Verdict
from ports.platforms import Receipt, ReceiptRow


class Receipts:
    """The [push.receipt] of a profile."""

    def __init__(self, system: OutsideSystem, declared: ReceiptRows) -> None:
        self._system, self._declared = system, declared
        self._by_number = system.template(declared.request, "receipt")
        self._by_ours = system.template(declared.inquire, "inquire")

    async def by_number(self, receipt_no: str) -> Receipt | None:
        """Return a receipt as it stands, None when it is unknown there; raises OutsideError."""
        found = self._found(await self._system.call(self._by_number, {"receipt_no": receipt_no}))
        return found[1] if found else None

    async def by_ours(self, values: Mapping[str, object]) -> tuple[Answer, Receipt] | None:
        """Return the receipt of what we sent, None when it never arrived; raises OutsideError."""
        return self._found(await self._system.call(self._by_ours, values))

    def number(self, document: object) -> str:
        """Return the number of the receipt that an answer names."""
        return text_at(document, self._declared.number)

    def _found(self, answer: Answer) -> tuple[Answer, Receipt] | None:
        if answer.verdict is Verdict.NOT_FOUND:
            return None
        if answer.verdict is not Verdict.OK:
            raise refusal(self._system.name, answer, "回执")
        return answer, self._read(answer)

    def _read(self, answer: Answer) -> Receipt:
        declared, document = self._declared, answer.data
        items = getter(declared.items)(document) if declared.items else [document]
        number = self.number(document)
        if not isinstance(items, list) or not number:
            raise refusal(self._system.name, Answer(Verdict.UNKNOWN, answer.crossing), "回执")
        rows = tuple(self._row(item) for item in items)
        done = getter(declared.done)(document) is True if declared.done else True
        return Receipt(number, done and not any(row.state in declared.open for row in rows), rows)

    def _row(self, item: Any) -> ReceiptRow:
        declared = self._declared
        version = text_at(item, declared.version)
        said, code = text_at(item, declared.state), text_at(item, declared.code)
        return ReceiptRow(
            text_at(item, declared.key),
            int(version) if version.isascii() and version.isdigit() and len(version) < 19 else 0,
            declared.codes.get(code, declared.words.get(said, said)),
            code,
            text_at(item, declared.field),
            text_at(item, declared.message),
        )
