"""Write many records into one request, and read what the receiver says of each."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from adapters.engine.canonical import canonical_json
from adapters.engine.client import OutsideSystem
from adapters.engine.generation_checks import STANDING
from adapters.engine.paths import getter, texts
from adapters.engine.templates import compiled, compiled_tree
from adapters.engine.vocabulary import Batch, Push, Rows
from adapters.platforms.columns import FORBIDDEN, ColumnFault, ColumnWriter, Sheet
from adapters.platforms.single import facts_of
from models.errors import InvalidInput
from ports.exchanges import Answer, Verdict
from ports.payloads import standing_of
from ports.platforms import Outgoing, Piece, Prepared, ReceiptRow, RowAnswer, SendAnswer, Unsendable

STANDINGS = {"withdraw": "withdrawn", "dispute": "disputed"}  # what an operation makes of a record that says its state
RETURNED_NOTHING = "对方没有返回这条记录，无法整条撤回"
REASON, AUTHORITY = (4, 500), (1, 64)  # characters (reference city 8.1)


class BatchWriter:
    """Writes the request of a batch; pure: the same messages give the same bytes."""

    def __init__(self, system: OutsideSystem, declared: Batch, push: Push) -> None:
        tables, kinds = system.profile.tables, push.kinds
        self._kinds = kinds
        self.template = system.template(declared.request, "send")
        self._rows = {op: compiled_tree(dict(row), tables) for op, row in declared.row.items()}
        self._writers = {name: ColumnWriter(kind, tables, push.adjust) for name, kind in kinds.items()}
        self._keys = {name: compiled(kind.key, tables) for name, kind in kinds.items()}
        self._limit = declared.rows
        columns = {name: kind.columns.values() for name, kind in kinds.items()}
        self._telling = {name for name, mine in columns.items() if any(one.source == STANDING for one in mine)}

    def prepare(self, messages: Sequence[Outgoing], batch_no: str) -> Prepared:
        """Return the request with all rows that can be written, and the faults of the others.

        Raises InvalidInput when the messages are too many or of several kinds.
        """
        kinds = {message.kind for message in messages}
        if len(kinds) != 1 or not kinds <= self._kinds.keys() or len(messages) > self._limit:
            raise InvalidInput(f"一批只能有一种记录，最多 {self._limit} 条。")
        kind = kinds.pop()
        written: dict[str, tuple[str, Piece]] = {}
        faults = []
        for message in messages:
            piece = message.piece or self.write(message)
            if isinstance(piece, Piece) and piece.record_key in written:
                field = self._kinds[kind].number or ""
                piece = Unsendable(message.key, "row_duplicate", field, "同一批中已有同一文书号的记录")
            if isinstance(piece, Piece):
                written[piece.record_key] = message.key, piece
            else:
                faults.append(piece)
        return self._prepared(kind, batch_no, written, tuple(faults))

    def write(self, message: Outgoing) -> Piece | Unsendable:
        """Return the bytes of one row with its key and its content hash, or why it cannot be written; pure.

        Raises InvalidInput for a kind of record that the receiver does not take.
        """
        if message.kind not in self._kinds:
            raise InvalidInput(f"没有“{message.kind}”这种记录。")
        try:
            return self._row(message)
        except ColumnFault as fault:
            return Unsendable(message.key, fault.code, fault.field, fault.message)

    def _prepared(
        self, kind: str, batch_no: str, written: dict[str, tuple[str, Piece]], faults: tuple[Unsendable, ...]
    ) -> Prepared:
        rows = [msgspec.Raw(piece.body) for _, piece in written.values()]
        body = self.template.content({"batch_no": batch_no, "kind": kind, "rows": rows}) if rows else b""
        return Prepared(
            "batch",
            body,
            f"luqiao-{batch_no}",
            batch_no,
            tuple([key for key, _ in written.values()]),
            tuple(written),
            tuple([piece.hash for _, piece in written.values()]),
            faults,
            tuple([(key, one) for key, piece in written.values() for one in piece.adjusted]),
        )

    def _row(self, message: Outgoing) -> Piece:
        """Return the row of a message; where the receiver knows no withdrawal, the record says that it is withdrawn."""
        if message.op == "withdraw" and "withdraw" in self._rows:
            return self._withdrawal(message)
        if message.op == "dispute" and message.kind not in self._telling:
            raise ColumnFault("code_invalid", STANDING, "这一代栏目没有状态，不能标注异议")
        record: Mapping[str, object] = message.payload
        standing = STANDINGS.get(message.op) or standing_of(record, message.kind)
        if message.op == "withdraw":
            if "columns" in record:
                return self._returned(message, standing)
            record = _withdrawn(record)
        sheet = self._writers[message.kind].write({**record, "standing": standing})
        return self._whole(message, sheet, record.get("agency_code"))

    def _returned(self, message: Outgoing, standing: str | None) -> Piece:
        """Return what the receiver itself holds, with the state that takes it back; raises ColumnFault."""
        facts, columns = message.payload, message.payload["columns"]
        if not isinstance(columns, dict):
            raise ColumnFault("column_missing", "columns", RETURNED_NOTHING)
        told = {"standing": standing, "updated_on": facts.get("updated_on")}
        sheet = Sheet(self._writers[message.kind].rewrite(columns, told))
        number = self._kinds[message.kind].number or ""
        piece = self._whole(message, sheet, facts.get("agency_code"))
        if piece.record_key != self._key(message.kind, str(facts["document_no"]), str(facts["agency_code"])):
            raise ColumnFault("key_mismatch", number, "对方返回的是另一条记录")
        return piece

    def _whole(self, message: Outgoing, sheet: Sheet, agency_code: object) -> Piece:
        kind, data = self._kinds[message.kind], canonical_json(sheet.columns)
        digest = hashlib.sha256(data).hexdigest()
        agency = sheet.columns.get(kind.agency, "") if kind.agency else _text(agency_code, "agency_code")
        key = self._key(message.kind, sheet.columns.get(kind.number or "", ""), agency)
        values = {"version": message.version, "key": key, "data": msgspec.Raw(data), "hash": digest}
        return Piece(msgspec.json.encode(self._rows["upsert"](values)), key, digest, sheet.adjusted)

    def _withdrawal(self, message: Outgoing) -> Piece:
        facts = facts_of(message.payload)
        values: dict[str, object] = {"version": message.version}
        number, agency = _text(facts["document_no"], "document_no"), _text(facts["agency_code"], "agency_code")
        values["reason"] = _text(facts["reason"], "reason", *REASON)
        values["authority_no"] = _text(facts["authority_no"], "authority_no", *AUTHORITY)
        values["key"] = key = self._key(message.kind, number, agency)
        return Piece(msgspec.json.encode(self._rows["withdraw"](values)), key, "")

    def _key(self, kind: str, number: str, agency: str) -> str:
        return str(self._keys[kind]({"number": number, "agency": agency}))


def _withdrawn(withdrawal: Mapping[str, object]) -> Mapping[str, object]:
    """Return the record that a withdrawal takes back, as it was published; raises ColumnFault."""
    record = withdrawal.get("record")
    if not isinstance(record, dict):
        raise ColumnFault("column_missing", "record", "撤回没有带上原来公示的记录，对方只认整条记录")
    return record


def _text(value: object, field: str, least: int = 1, most: int = 200) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not least <= len(text) <= most:
        raise ColumnFault("value_invalid", field, f"应为 {least} 至 {most} 字")
    if FORBIDDEN.search(text):
        raise ColumnFault("character_forbidden", field, "含有控制或不可见字符")
    return text


NO_ROWS = Rows(items="$", key="$", version="$", state="$", code="$", field="$", message="$", means={})


class RowReader:
    """Reads the answer of each row; what the answer does not mention is unknown.

    Without [push.rows] the receiver takes a request as a whole, and only its receipt speaks of rows.
    """

    def __init__(self, declared: Rows | None) -> None:
        self._whole, self._declared = declared is None, declared or NO_ROWS
        said = self._declared
        self._items, self._key = getter(said.items), texts(said.key)
        self._words = [texts(path) for path in (said.state, said.code, said.field, said.message)]

    def read(self, prepared: Prepared, answer: Answer, receipt_no: str) -> SendAnswer:
        """Return the answer with what was said of every message of the request, in order or of all at once."""
        if self._whole:
            return SendAnswer(answer, receipt_no, alike=RowAnswer("", Verdict.OK))
        found = self._items(answer.data)
        items = found if isinstance(found, list) else []
        if list(map(self._key, items)) == list(prepared.record_keys):
            told = set(zip(*(map(read, items) for read in self._words), strict=True))
            if len(told) == 1:
                return SendAnswer(answer, receipt_no, alike=self._said("", told.pop()))
        said = {self._key(item): item for item in items}
        pairs = zip(prepared.keys, prepared.record_keys, strict=True)
        rows = [self._said(key, self._told(said.get(record_key))) for key, record_key in pairs]
        return SendAnswer(answer, receipt_no, tuple(rows))

    def of_receipt(self, prepared: Prepared, rows: Sequence[ReceiptRow]) -> tuple[RowAnswer, ...]:
        """Return the same from a receipt: what is not rejected was accepted."""
        said = {row.record_key: row for row in rows}
        pairs = zip(prepared.keys, prepared.record_keys, strict=True)
        return tuple(self._receipted(key, said.get(record_key)) for key, record_key in pairs)

    def _told(self, item: object) -> tuple[str, ...]:
        return tuple([read(item) for read in self._words])

    def _said(self, key: str, told: tuple[str, ...]) -> RowAnswer:
        state, code, field, message = told
        verdict = self._verdict(self._declared.means.get(state, "unknown"), code)
        return RowAnswer(key, verdict, state, code, field, message)

    def _receipted(self, key: str, row: ReceiptRow | None) -> RowAnswer:
        if row is None or not row.state:
            return RowAnswer(key, Verdict.UNKNOWN)
        verdict = self._verdict("rejected" if row.state == "rejected" else "ok", row.code)
        return RowAnswer(key, verdict, row.state, row.code, row.field, row.message)

    def _verdict(self, word: str, code: str) -> Verdict:
        return Verdict(self._declared.codes.get(code, word) if word == "rejected" else word)
