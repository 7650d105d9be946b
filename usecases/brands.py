"""The brand catalogue as the bureau keeps it: read from a file, imported whole, found by barcode or name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlmodel import Session

from models.errors import Conflict
from models.said import said
from models.tables.columns import table_of
from models.tables.scenes import BrandRow
from models.values import Fen, Officer
from rules import brands as rules
from rules.brands import CASE_DIGITS, INSIDE, Brand, Catalogue, twice
from rules.goods import Goods
from rules.identifiers import barcode_check, normal_number
from usecases import audit
from usecases.blacklist_files import XLSX_MAGIC, csv_rows
from usecases.blacklist_rows import BadCell
from usecases.blacklist_xlsx import Unreadable, xlsx_rows
from usecases.deeds import deed
from usecases.faults import Fault, Faulty
from usecases.file_texts import text_of
from usecases.texts import storable

BRANDS = table_of(BrandRow)
IMPORTED = "brands.imported"
COLUMNS = tuple(each.name for each in fields(Brand))
HEADERS = {  # what the file of the bureau calls them
    "盒条码": "pack_barcode", "条条码": "carton_barcode", "件条码": "case_barcode", "品名": "product", "品牌": "brand",
    "规格": "specification", "每条盒数": "packs_per_carton", "每盒支数": "sticks_per_pack",
    "每件条数": "cartons_per_case", "每条单价": "carton_price", "生产企业": "manufacturer",
}  # fmt: skip
WHOLE = {"packs_per_carton": 10, "sticks_per_pack": 20, "cartons_per_case": 0}
CODES = ("pack_barcode", "carton_barcode", "case_barcode")
MOST_BYTES, MOST_ROWS = 16 * 2**20, 100_000
SOME = 5_000  # barcodes of one query
FEW = 20  # products: of a shorter catalogue everybody sees what goes


@dataclass(slots=True)
class BrandFile:
    """What a file holds: products in order, and everything that is wrong with it."""

    brands: list[Brand] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


def read_brands(content: bytes) -> BrandFile:
    """Read a catalogue (CSV or XLSX, a header of our or the Chinese names); with any fault nothing may be used."""
    found = BrandFile()
    if len(content) > MOST_BYTES:
        return BrandFile(faults=[Fault(1, "", said("文件超过{most}MB", most=MOST_BYTES // 2**20))])
    numbered: list[tuple[int, Brand]] = []
    try:
        for line, values in _records(content):
            brand, faults = _brand(line, values)
            found.faults += faults
            numbered.append((line, brand))
    except Unreadable as error:
        found.faults.append(Fault(error.line, error.field, error.message))
    found.faults += [
        Fault(line, "pack_barcode", said("条码{code}与第{first}行相同", code=code, first=first))
        for line, code, first in twice(numbered)
    ]
    if not numbered and not found.faults:
        found.faults.append(Fault(1, "product", "文件里没有任何品种"))
    found.brands = [brand for _, brand in numbered]
    return found


def _records(content: bytes) -> Iterator[tuple[int, Mapping[str, object]]]:
    rows = xlsx_rows(content, MOST_ROWS) if content.startswith(XLSX_MAGIC) else csv_rows(text_of(content))
    header = [HEADERS.get(str(cell or "").strip(), str(cell or "").strip()) for cell in next(rows, (1, []))[1]]
    while header and not header[-1]:
        header.pop()
    strange = [name for name in header if name not in COLUMNS] or [name for name in header if header.count(name) > 1]
    if strange:
        raise Unreadable(
            said("不认识或者重复的列“{strange}”；可用的列：{columns}", strange=strange[0], columns="、".join(COLUMNS)),
            field=strange[0],
        )
    for name in ("pack_barcode", "product"):
        if name not in header:
            raise Unreadable(said("标题行缺少 {name} 列", name=name), field=name)
    for count, (line, cells) in enumerate(rows):
        if count >= MOST_ROWS or any(cells[len(header) :]):
            raise Unreadable(said("超过{most}行，或者这一行比标题长", most=MOST_ROWS), line)
        if any(str(cell or "").strip() for cell in cells):
            yield line, dict(zip(header, cells, strict=False))


def _brand(line: int, values: Mapping[str, object]) -> tuple[Brand, list[Fault]]:
    """Return the product of one line with its faults."""
    bad = {name: cell.message for name, cell in values.items() if isinstance(cell, BadCell)}
    texts = {name: "" if name in bad or values.get(name) is None else str(values[name]).strip() for name in COLUMNS}
    faults = [Fault(line, name, message) for name, message in bad.items()]
    numbers = {name: _whole(texts[name], usual) for name, usual in WHOLE.items()}
    faults += [Fault(line, name, "应为整数") for name, number in numbers.items() if number is None]
    price = fen(texts["carton_price"])
    faults += (
        [Fault(line, "carton_price", "应为金额（元），最多两位小数")] if price is None and texts["carton_price"] else []
    )
    words: dict[str, Any] = {
        name: storable(texts[name], 400) for name in COLUMNS if name not in (*WHOLE, "carton_price")
    }
    words |= {name: normal_number(words[name]) for name in CODES}
    known: dict[str, Any] = {name: usual if numbers[name] is None else numbers[name] for name, usual in WHOLE.items()}
    brand = Brand(**known | words, carton_price=price)
    return brand, [*faults, *(Fault(line, name, message) for name, message in brand.faults())]


def _whole(text: str, usual: int) -> int | None:
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None


def fen(text: str) -> Fen | None:
    """Return an amount in yuan as fen; None where it is none, or has parts of a fen."""
    try:
        amount = Decimal(text) * 100
    except InvalidOperation:
        return None
    return Fen(int(amount)) if amount.is_finite() and amount == int(amount) else None


@deed(IMPORTED)
def import_brands(
    session: Session, file: BrandFile, sha256: str, *, replace: bool = False, by: Officer, at: datetime
) -> Counts:
    """Make the catalogue what the file says; cases keep the names and prices that they have.

    Raises Faulty with every fault of the file; Conflict where most of the catalogue would go and nobody said so.
    """
    if file.faults:
        raise Faulty(file.faults)
    old = {brand.pack_barcode: brand for brand in catalogue(session)}
    new = {brand.pack_barcode: brand for brand in file.brands}
    gone = len(old.keys() - new.keys())
    if len(old) >= FEW and gone * 2 > len(old) and not replace:
        words = said("目录现有{count}个品种，导入后将移出其中{gone}个；可能不是完整的目录。", count=len(old), gone=gone)
        raise Conflict(words, kept="目录未变更。", do_next="核对文件；确实如此时，加 --replace 再导入。")
    same = sum(old.get(code) == brand for code, brand in new.items())
    added = len(new.keys() - old.keys())
    counts = Counts(added, len(new) - added - same, gone, same)
    session.execute(delete(BRANDS))
    session.execute(insert(BRANDS), [{name: getattr(one, name) for name in COLUMNS} for one in file.brands])
    facts: dict[str, object] = {"sha256": sha256, **{name: getattr(counts, name) for name in Counts.__slots__}}
    audit.tell(session, by=by, at=at, deed=IMPORTED, subject="brands", facts=facts)
    return counts


def catalogue(session: Session) -> list[Brand]:
    """Return the whole catalogue in the order of its file."""
    return _brands(session.execute(select(*_COLUMNS).order_by(BRANDS.c.id)).all())


def find(session: Session, text: str, *, limit: int = 50) -> list[Brand]:
    """Return the products with this barcode, or with this text in product, brand or manufacturer."""
    words = text.strip()
    code = normal_number(words)
    c = BRANDS.c
    named = or_(*(column.contains(words, autoescape=True) for column in (c.product, c.brand, c.manufacturer)))
    coded = or_(*(c[name] == code for name in CODES)) if code else named
    query = select(*_COLUMNS).where(or_(coded, named)).order_by(BRANDS.c.id).limit(limit)
    return _brands(session.execute(query).all()) if words else []


def unlike(session: Session, goods: Iterable[Goods]) -> list[str]:
    """Return where goods are not as the catalogue has them now."""
    listed = list(goods)
    codes = sorted({code for one in listed for code in _perhaps(one.barcode)})
    known: dict[str, Brand] = {}
    for start in range(0, len(codes), SOME):
        some = codes[start : start + SOME]
        query = select(*_COLUMNS).where(or_(*(BRANDS.c[name].in_(some) for name in CODES)))
        known |= {brand.pack_barcode: brand for brand in _brands(session.execute(query).all())}
    return rules.unlike(listed, Catalogue(known.values()))


def _perhaps(code: str) -> list[str]:
    """Return the codes under which a barcode may be listed: a case code has that of its pack or carton inside."""
    if len(code) != CASE_DIGITS:
        return [code] if code else []
    inside = code[INSIDE] + barcode_check(code[INSIDE])
    return [code, inside, inside.lstrip("0")]


_COLUMNS = [BRANDS.c[name] for name in COLUMNS]


def _brands(rows: Sequence[object]) -> list[Brand]:
    return [Brand(**{name: getattr(row, name) for name in COLUMNS}) for row in rows]
