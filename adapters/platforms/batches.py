"""Write many records into one request, and read what the receiver says of each."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from adapters.engine.canonical import content_hash
from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter, text_at
from adapters.engine.templates import compiled, compiled_tree
from adapters.engine.vocabulary import Batch, Kind, Rows
from adapters.platforms.columns import FORBIDDEN, ColumnFault, ColumnWriter
from adapters.platforms.single import facts_of
from models.errors import InvalidInput
from ports.exchanges import Answer, Verdict
from ports.platforms import Outgoing, Prepared, ReceiptRow, RowAnswer, Unsendable

REASON, AUTHORITY = (4, 500), (1, 64)  # characters (reference city 8.1)


class BatchWriter:
    """Writes the request of a batch; pure: the same messages give the same bytes."""

    def __init__(self, system: OutsideSystem, declared: Batch, kinds: Mapping[str, Kind]) -> None:
        tables, self._kinds = system.profile.tables, kinds
        self.template = system.template(declared.request, "send")
        self._rows = {op: compiled_tree(dict(row), tables) for op, row in declared.row.items()}
        self._writers = {name: ColumnWriter(kind, tables) for name, kind in kinds.items()}
        self._keys = {name: compiled(kind.key, tables) for name, kind in kinds.items()}
        self._limit = declared.rows

    def prepare(self, messages: Sequence[Outgoing], batch_no: str) -> Prepared:
        """Return the request with all rows that can be written, and the faults of the others.

        Raises InvalidInput when the messages are too many or of several kinds.
        """
        kinds = {message.kind for message in messages}
        if len(kinds) != 1 or not kinds <= self._kinds.keys() or len(messages) > self._limit:
            raise InvalidInput(f"一批只能有一种记录,最多 {self._limit} 条。")
        kind = kinds.pop()
        written: dict[str, tuple[str, str, object]] = {}
        faults = []
        for message in messages:
            try:
                record_key, digest, row = self._row(message, written.keys())
                written[record_key] = (message.key, digest, row)
            except ColumnFault as fault:
                faults.append(Unsendable(message.key, fault.code, fault.field, fault.message))
        return self._prepared(kind, batch_no, written, tuple(faults))

    def _prepared(
        self, kind: str, batch_no: str, written: dict[str, tuple[str, str, object]], faults: tuple[Unsendable, ...]
    ) -> Prepared:
        rows = [row for _, _, row in written.values()]
        body = self.template.content({"batch_no": batch_no, "kind": kind, "rows": rows}) if rows else b""
        return Prepared(
            "batch",
            body,
            f"luqiao-{batch_no}",
            batch_no,
            tuple(key for key, _, _ in written.values()),
            tuple(written),
            tuple(digest for _, digest, _ in written.values()),
            faults,
        )

    def _row(self, message: Outgoing, taken: AbstractSet[str]) -> tuple[str, str, object]:
        kind, record = self._kinds[message.kind], message.payload
        values: dict[str, object] = {"version": message.version}
        digest = ""
        if message.op == "withdraw":
            facts = facts_of(record)
            number, agency = _text(facts["document_no"], "document_no"), _text(facts["agency_code"], "agency_code")
            values["reason"] = _text(facts["reason"], "reason", *REASON)
            values["authority_no"] = _text(facts["authority_no"], "authority_no", *AUTHORITY)
        else:
            columns = self._writers[message.kind].write(record)
            number, agency = columns[kind.number or ""], columns[kind.agency or ""]
            digest = content_hash(dict(columns))
            values |= {"data": columns, "hash": digest}
        values["key"] = key = str(self._keys[message.kind]({"number": number, "agency": agency}))
        if key in taken:
            raise ColumnFault("row_duplicate", kind.number or "", "同一批中已有同一文书号的记录")
        return key, digest, self._rows[message.op](values)


def _text(value: object, field: str, least: int = 1, most: int = 200) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not least <= len(text) <= most:
        raise ColumnFault("value_invalid", field, f"应为 {least} 至 {most} 字")
    if FORBIDDEN.search(text):
        raise ColumnFault("character_forbidden", field, "含有控制或不可见字符")
    return text


class RowReader:
    """Reads the answer of each row; what the answer does not mention is unknown."""

    def __init__(self, declared: Rows) -> None:
        self._declared = declared

    def of_answer(self, prepared: Prepared, answer: Answer) -> tuple[RowAnswer, ...]:
        """Return what was said of every message of the request, in order."""
        items = getter(self._declared.items)(answer.data)
        said = {text_at(item, self._declared.key): item for item in items} if isinstance(items, list) else {}
        pairs = zip(prepared.keys, prepared.record_keys, strict=True)
        return tuple(self._said(key, said.get(record_key)) for key, record_key in pairs)

    def of_receipt(self, prepared: Prepared, rows: Sequence[ReceiptRow]) -> tuple[RowAnswer, ...]:
        """Return the same from a receipt: what is not rejected was accepted."""
        said = {row.record_key: row for row in rows}
        pairs = zip(prepared.keys, prepared.record_keys, strict=True)
        return tuple(self._receipted(key, said.get(record_key)) for key, record_key in pairs)

    def _said(self, key: str, item: object) -> RowAnswer:
        declared = self._declared
        state, code = text_at(item, declared.state), text_at(item, declared.code)
        verdict = self._verdict(declared.means.get(state, "unknown"), code)
        return RowAnswer(key, verdict, state, code, text_at(item, declared.field), text_at(item, declared.message))

    def _receipted(self, key: str, row: ReceiptRow | None) -> RowAnswer:
        if row is None or not row.state:
            return RowAnswer(key, Verdict.UNKNOWN)
        verdict = self._verdict("rejected" if row.state == "rejected" else "ok", row.code)
        return RowAnswer(key, verdict, row.state, row.code, row.field, row.message)

    def _verdict(self, word: str, code: str) -> Verdict:
        return Verdict(self._declared.codes.get(code, word) if word == "rejected" else word)
