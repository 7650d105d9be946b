"""Read one row of a channel into an application form, or into a fault with its place."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

import msgspec

from adapters.engine.charsets import may_be_mapped
from adapters.engine.records import Read, RecordReader
from adapters.engine.sheets import Listed, PageReader
from adapters.engine.values import Unreadable
from adapters.engine.vocabulary import Field, Profile
from adapters.intake.identities import identify
from models.errors import InvalidInput
from models.forms import Applicant, ApplicationForm, AttachmentRef, Change, Premises
from models.said import said
from models.values import Item, PartyKind
from ports.intake import Row

NAMES = (
    "ref", "revision", "item", "kind", "name", "id_type", "id_no", "uscc", "legal_rep_name", "legal_rep_id_no",
    "mobile", "openid", "shop_name", "address", "district", "is_hotel", "fixed", "separate_from_home",
    "vending_machine", "licence_no", "changes", "suspend_from", "suspend_to", "reason", "attachments",
    "submitted_at", "updated_at", "state",
)  # fmt: skip
LISTED = {"changes": ("field", "old", "new"), "attachments": ("id", "kind", "name", "size", "digest", "url")}
ABSENT = Field(source="-none-")
FIRST = 1
EDITION = "gb18030_edition"  # a character that the editions of GB18030 write differently
ITEMS = {item.value: item for item in Item}
KINDS = {kind.value: kind for kind in PartyKind}

Made = TypeVar("Made")

_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode


class RowReader:
    """The map of one channel, compiled; reading is pure."""

    def __init__(self, profile: Profile, channel: str, source: str) -> None:
        fields = _in_order(profile.map, NAMES, f"{source} map")
        self.channel = channel
        self._reader = RecordReader(fields, profile.tables, f"{source} map")
        self.pages = PageReader(fields, profile.tables, self._reader.plan)
        self._sources = {name: field.source for name, field in fields.items()}
        self._gb18030 = profile.transport.charset_in == "gb18030"
        digest = fields["attachments"].each.get("digest", ABSENT)
        self._algorithm = "md5" if "md5" in digest.source else "sha256"
        self.identify = identify(profile, source)

    def read_page(self, raws: Sequence[bytes]) -> tuple[Row, ...]:
        """Return the rows of a page, each as `read` returns it: most of them at once, the strange ones alone."""
        if self.identify is not None:
            return tuple(map(self.read, raws))
        places, taken = self.pages.read(raws)
        digests = [hashlib.sha256(_encode(content)).hexdigest() for content in taken.contents]
        forms = self._forms(taken.columns)
        known = [raws[place] for place in places]
        rows = map(Row, repeat(self.channel), taken.columns[0], taken.columns[1], known, digests, forms)
        together = {place: row for place, row in zip(places, rows, strict=True) if not self._may_be_mapped(row.raw)}
        return tuple([together.get(place) or self.read(raw) for place, raw in enumerate(raws)])

    def _forms(self, columns: list[Any]) -> list[ApplicationForm]:
        (_ref, _revision, item, kind, name, id_type, id_no, uscc, rep, rep_id, mobile, openid, shop, address,
         district, hotel, fixed, separate, vending, licence, changes, begins, ends, reason, files, submitted,
         updated, state) = columns  # fmt: skip
        kinds = map(KINDS.__getitem__, kind)
        who = map(Applicant, kinds, name, id_type, id_no, uscc, rep, rep_id, mobile, openid)
        shops = map(Premises, shop, address, district, hotel, fixed, separate, vending)
        changed, attached = _made(_change, changes), _made(self._file, files)
        rest = (submitted, updated, state, licence, changed, begins, ends, reason, attached)
        return list(map(ApplicationForm, map(ITEMS.__getitem__, item), who, shops, *rest))

    def read(self, raw: bytes) -> Row:
        """Return the row; a malformed one has no form but a fault and its place."""
        try:
            read = self._reader.read(raw)
            ref, revision = self._named(raw, read)
        except Unreadable as error:
            return self._malformed(raw, error)
        digest = hashlib.sha256(_encode(read.content)).hexdigest()
        return Row(self.channel, ref, revision, raw, digest, self._form(read, raw))

    def _named(self, raw: bytes, read: Read) -> tuple[str, int]:
        """Return reference and revision; of a channel that numbers no revisions every row is the first."""
        ref, revision = read.values[:2]
        return (ref, revision) if self.identify is None else (self.identify(raw), revision or FIRST)

    def _form(self, read: Read, raw: bytes) -> ApplicationForm:
        (_ref, _revision, item, kind, name, id_type, id_no, uscc, rep, rep_id, mobile, openid, shop, address,
         district, hotel, fixed, separate, vending, licence, changes, begins, ends, reason, files, submitted,
         updated, state) = read.values  # fmt: skip
        notes = read.notes
        if self._may_be_mapped(raw):
            notes.append(EDITION)
        return ApplicationForm(
            ITEMS[item],
            Applicant(KINDS[kind], name, id_type, id_no, uscc, rep, rep_id, mobile, openid),
            Premises(shop, address, district, hotel, fixed, separate, vending),
            submitted,
            updated,
            state,
            licence,
            tuple([_change(*change) for change in changes]) if changes else (),
            begins,
            ends,
            reason,
            tuple([self._file(*file) for file in files]) if files else (),
            tuple(dict.fromkeys(notes)) if notes else (),
        )

    def _may_be_mapped(self, raw: bytes) -> bool:
        return self._gb18030 and may_be_mapped(raw.decode())

    def _file(self, ref: str, kind: str, name: str | None, size: int, digest: str, url: str | None) -> AttachmentRef:
        return AttachmentRef(ref, kind, name or "", size, digest.lower(), self._algorithm, url)

    def _malformed(self, raw: bytes, error: Unreadable) -> Row:
        document = _leniently(raw)
        ref, revision = self._at(document, "ref"), self._at(document, "revision")
        digest = hashlib.sha256(self._content(document, raw)).hexdigest()
        fault, place = error.fault[:200], error.place[:100]
        return Row(self.channel, _clean(ref), _whole(revision), raw, digest, None, fault, place)

    def _at(self, document: object, name: str) -> object:
        for step in self._sources[name].split("."):
            document = document.get(step) if isinstance(document, dict) else None
        return document

    def _content(self, document: object, raw: bytes) -> bytes:
        """Return what identifies a malformed row: all but its state and the links of its attachments."""
        if not isinstance(document, dict):
            return raw
        links = self._at(document, "attachments")
        rest = {name: value for name, value in document.items() if name != self._sources["state"]}
        rest[self._sources["attachments"]] = _without_links(links)
        try:
            return _encode_sorted(rest)
        except (ValueError, TypeError, OverflowError, RecursionError):  # lone surrogates and the like
            return raw


def _made(make: Callable[..., Made], entries: Listed | Sequence[None]) -> Iterable[tuple[Made, ...]]:
    """Return what is made of the lists of many records; a channel may have no such list."""
    return entries.grouped(map(make, *entries.columns)) if isinstance(entries, Listed) else repeat((), len(entries))


def _change(field: str, old: str | None, new: str | None) -> Change:
    return Change(field, old or "", new or "")


def _in_order(declared: Mapping[str, Field], names: tuple[str, ...], place: str) -> dict[str, Field]:
    """Return the fields in our order; a field that the channel does not have is always empty."""
    for name in declared:
        if name not in names:
            raise InvalidInput(
                said("{place}：没有名为“{name}”的字段。", place=place, name=name),
                do_next=said("可用的字段：{names}。", names="、".join(names)),
            )
    ordered = {name: declared.get(name, ABSENT) for name in names}
    for name in LISTED.keys() & declared.keys() if names is NAMES else ():
        each = _in_order(declared[name].each, LISTED[name], f"{place}.{name}.each")
        ordered[name] = msgspec.structs.replace(declared[name], each=each)
    return ordered


def _without_links(files: object) -> object:
    if not isinstance(files, list):
        return files
    return [
        {name: value for name, value in file.items() if name != "url"} if isinstance(file, dict) else file
        for file in files
    ]


def _leniently(raw: bytes) -> object:
    """Return the row as far as any parser takes it; only its reference is looked at."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _clean(ref: object) -> str:
    text = ref if isinstance(ref, str) else ""
    return "".join(c for c in text if c.isprintable() and c.isascii())[:64]


def _whole(revision: Any) -> int:
    if isinstance(revision, str) and revision.isascii() and revision.isdigit():
        revision = int(revision[:18])
    return revision if type(revision) is int and 0 <= revision < 2**63 else 0
