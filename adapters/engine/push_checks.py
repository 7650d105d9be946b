"""Check what [push] and [tables] mean together: nothing dangles, and no identity number leaves without a word on it."""

import difflib
import re
from collections.abc import Iterator
from operator import itemgetter

import msgspec

from adapters.engine.faults import line_of
from adapters.engine.generation_checks import generation_wrongs, state_column
from adapters.engine.vocabulary import Adjust, Column, Kind, Profile, Push, Request
from adapters.engine.wrongs import Wrong
from models.errors import InvalidInput
from models.said import said
from ports.payloads import CreditParty, LicenceRecord, PenaltyRecord

IDENTITY = frozenset(
    {"id_no", "legal_rep_id_no", "mobile", "party_no"}
)  # members of our records that name a natural person
ROW = {  # what the row of an operation may use
    "upsert": ("key", "version", "hash", "data"),
    "withdraw": ("key", "version", "reason", "authority_no"),
}
STATES = (
    "received",
    "validated",
    "held",
    "queued",
    "sent",
    "published",
    "stored",
    "delivered",
    "withdrawn",
    "superseded",
    "repaired",
    "rejected",
    "deleted",
)  # of a receipt, as docs/interfaces/profiles.md explains them
RECORDS = {"xk": LicenceRecord, "cf": PenaltyRecord}
_HOLE = re.compile(r"\{([a-z_][a-z0-9_.]*)((?:\|[^|{}?]*)*)\??\}")


def check_push(profile: Profile, text: str, source: str) -> None:
    """Raise InvalidInput for the first thing that is wrong, with file, line and reason."""
    for refusal in refusals(profile, text, source):
        raise refusal


def refusals(profile: Profile, text: str, source: str) -> list[InvalidInput]:
    """Return everything that is wrong, by the lines of the file."""
    placed = [(line_of(text, wrong.path), wrong.message, wrong.do_next) for wrong in push_wrongs(profile)]
    found = sorted(placed, key=itemgetter(0))
    return [
        InvalidInput(
            said("{source} 第 {line} 行：{message}。", source=source, line=line, message=message), do_next=do_next
        )
        for line, message, do_next in found
    ]


def push_wrongs(profile: Profile) -> Iterator[Wrong]:
    """Yield everything that is wrong with what a profile pushes."""
    if profile.push is None:
        return
    yield from generation_wrongs(profile)
    yield from _batch(profile.push)
    yield from _states(profile.push)
    for name, kind in profile.push.kinds.items():
        yield from _request(name, kind)
        yield from _kind(name, kind)
        for column_name, column in kind.columns.items():
            place = ("push", "kinds", name, "columns", column_name)
            yield from (Wrong(place, message, do_next) for message, do_next in _column(column, kind, profile))
            yield from (Wrong(place, message, do_next) for message, do_next in _members(column, name))
    for number, adjust in enumerate(profile.push.adjust):
        yield from (Wrong(("push", "adjust", number), message) for message in _adjust(adjust, profile))


def _batch(push: Push) -> Iterator[Wrong]:
    """Yield the rows of a batch that nobody writes, and their holes that have no value."""
    rows = push.batch.row if push.batch is not None else {}
    for op, row in rows.items():
        if op not in ROW:
            yield Wrong(
                ("push", "batch", "row", op),
                said("没有“{op}”这种行", op=op),
                said("可用：{names}。", names="、".join(ROW)),
            )
        used = {name for text in row.values() for name, _ in _HOLE.findall(text)}
        for hole in sorted(used - set(ROW.get(op, used))):
            words = said("{op} 行没有名为“{hole}”的值", op=op, hole=hole)
            yield Wrong(("push", "batch", "row", op), words, said("可用的值：{names}。", names="、".join(ROW[op])))


def _states(push: Push) -> Iterator[Wrong]:
    """Yield the words of a receipt for which we have no state: they would never confirm anything."""
    for name in ("words", "codes") if push.receipt is not None else ():
        for theirs, ours in getattr(push.receipt, name).items():
            if ours not in STATES:
                yield Wrong(
                    ("push", "receipt", name),
                    said("“{theirs}”所对的“{ours}”不是我们的状态", theirs=theirs, ours=ours),
                    said("可用的状态：{names}。", names="、".join(STATES)),
                )


def identity_holes(request: Request) -> Iterator[str]:
    """Yield the names of the values of a request that name a natural person."""
    for text in _texts(msgspec.to_builtins(request)):
        for name, filters in _HOLE.findall(text):
            if name.rpartition(".")[2] in IDENTITY or "id" in filters.split("|"):
                yield name


def is_identity(column: Column) -> bool:
    """Whether a column carries what names a natural person."""
    sources = [source for source in (column.source, *column.otherwise) if source]
    members = {source.rpartition(".")[2] for source in sources}
    return column.type == "id" or column.check == "id" or not members.isdisjoint(IDENTITY)


def _texts(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for part in inner:
        yield from _texts(part)


def _request(name: str, kind: Kind) -> Iterator[Wrong]:
    holes = set(identity_holes(kind.request)) if kind.request is not None else set[str]()
    for hole in sorted(holes - kind.masks.keys()):
        yield Wrong(
            ("push", "kinds", name),
            said("“{hole}”是自然人的号码，没有写明怎样送出", hole=hole),
            _say_mask(said("masks 中的 {hole}", hole=hole)),
        )
    for hole in sorted(kind.masks.keys() - holes):
        yield Wrong(("push", "kinds", name, "masks"), said("masks 写了“{hole}”，请求中没有这个值", hole=hole))


def _say_mask(where: str) -> str:
    return said('请写明{where}：mask = "none"（全文送出）、"birth6" 或 "id-mid"。', where=where)


def _kind(name: str, kind: Kind) -> Iterator[Wrong]:
    if not kind.columns:
        return
    named = [
        ("number", kind.number),
        ("agency", kind.agency),
        *((k, c) for k in ("required_any_of",) for c in _all(kind)),
    ]
    for key, column in named:
        if column not in kind.columns and (key != "agency" or column is not None):
            yield Wrong(("push", "kinds", name, key), said("{key} 指的栏目“{column}”没有声明", key=key, column=column))


def _all(kind: Kind) -> list[str]:
    return [column for group in kind.required_any_of for column in group]


def _column(column: Column, kind: Kind, profile: Profile) -> Iterator[tuple[str, str]]:
    if is_identity(column) and column.publish and column.mask is None:
        yield "这是自然人的号码，没有写明怎样送出", _say_mask("")
    if not column.publish and column.mask is not None:
        yield "publish = false 的栏目不送出，不能再有 mask", "请去掉其中一个。"
    if column.table is not None and column.table not in profile.tables:
        yield (
            said("没有代码表“{table}”", table=column.table),
            said("请补上 [tables] 中的 {table}。", table=column.table),
        )
    if column.pattern is not None and (fault := _pattern_fault(column.pattern)):
        yield said("pattern 不是正确的表达式（{fault}）", fault=fault), "请改正。"
    for other in sorted(_named(column) - kind.columns.keys()):
        yield said("所指的栏目“{other}”没有声明", other=other), "请改正。"
    earlier = kind.columns.get(column.not_before or "")
    if earlier is not None and earlier.out != column.out:
        yield said("与 {not_before} 的日期写法不同，不能比较先后", not_before=column.not_before), "请用同一种 out。"


def _members(column: Column, kind: str) -> Iterator[tuple[str, str]]:
    """Yield what a column takes from our record that the record never has."""
    if kind not in RECORDS:
        return
    party = {f"party.{name}" for name in CreditParty.__annotations__}
    known = (RECORDS[kind].__annotations__.keys() | party) - {"party"}
    for member in sorted({column.source or "", *column.otherwise} - known - {""}):
        near = difflib.get_close_matches(member, sorted(known), 1)
        hint = (
            said("最接近的是“{near}”。", near=near[0])
            if near
            else said("可用：{names}。", names="、".join(sorted(known)))
        )
        yield said("我们的记录中没有“{member}”这一项", member=member), hint


def _named(column: Column) -> set[str]:
    """Return the columns that a column speaks of."""
    conditions = [
        column.check_if,
        column.required_if,
        column.any_of_if,
        column.only_if,
        *column.prefix_only_if.values(),
    ]
    alone = [column.required_with, column.not_before, *column.any_of]
    return {name for one in conditions for name in one} | {name for name in alone if name}


def _pattern_fault(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""


def _adjust(adjust: Adjust, profile: Profile) -> Iterator[str]:
    kinds = profile.push.kinds if profile.push is not None else {}
    for column in adjust.columns:
        if not any(column in kind.columns for kind in kinds.values()):
            yield said("栏目“{column}”没有声明", column=column)
        for name, kind in kinds.items():
            if column in {kind.number, kind.agency, state_column(name, kind, profile)} and column in kind.columns:
                yield said("{column} 是记录的编号或状态，不能省略、替换", column=column)
    if (adjust.matches is None) is (adjust.unless is None):
        yield "matches 与 unless 要写一个，只写一个"
    if fault := _pattern_fault(adjust.matches or adjust.unless or ""):
        yield said("不是正确的表达式（{fault}）", fault=fault)
    if (adjust.then == "replace") is (adjust.value is None):
        yield "then = “replace” 要有 value，其他的不要"
    if not adjust.why.strip():
        yield "why 是空的：办件人员要看得到原因"
    if adjust.line:
        yield "line 由程序填写，不能写在文件里"
