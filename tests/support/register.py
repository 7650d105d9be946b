"""Files of made-up licences, and an office that takes them in."""

import csv
import hashlib
import io
from functools import partial
from typing import TYPE_CHECKING, Any

from models.values import shanghai_date
from rules.identifiers import id_check, uscc_check
from tests.support.rows import OFFICERS
from usecases import licence_import
from usecases.licence_files import read_licences
from usecases.licence_import import Progress

if TYPE_CHECKING:
    from wiring.office import Office

CODES = ("350203", "350205", "350206", "350211", "350212", "350213")
PEOPLE = ("林海生", "陈秋月", "黄建国", "吴晓芸", "张伟", "王小明")


def holder(number: int, **changes: Any) -> dict[str, Any]:
    """Return one row of a file, with the names of the columns as offices write them."""
    code = CODES[number % len(CODES)]
    body = f"{code}19{60 + number % 40}0{1 + number % 9}1{number % 10}{number % 1000:03d}"
    base = f"92{code}MA{number:07d}"
    row = {
        "许可证号": f"{code}1{number:05d}",
        "企业(字号)名称": f"厦门市鹭岛{number}号食杂店",
        "负责人": PEOPLE[number % len(PEOPLE)],
        "身份证号": body + id_check(body),
        "统一社会信用代码": base + uscc_check(base),
        "经营地址": f"福建省厦门市思明区湖滨南路{number}号",
        "有效期自": "2024-03-01",
        "有效期至": "2029-02-28",
        "状态": "有效",
        "经营范围": "卷烟、雪茄烟零售",
        "供货单位": "福建省烟草公司厦门市公司",
        "电话": f"139{number:08d}",
    }
    return row | changes


def csv_of(*rows: dict[str, Any], encoding: str = "utf-8") -> bytes:
    """Return rows as the bytes of a CSV file."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def begin(office: "Office", content: bytes) -> Progress:
    """Begin the import of a file, or return where it was cut off."""
    sha256 = hashlib.sha256(content).hexdigest()
    with office.reading() as session:
        held = licence_import.unfinished(session, sha256)
    remarks = read_licences(content).remarks
    return held or office.perform(licence_import.begin, sha256, "licences.csv", remarks, by=OFFICERS["approver"])


def take_in(office: "Office", content: bytes, *, size: int = 100) -> Progress:
    """Import a file as the command does."""
    perform: Any = partial(office.perform, by=OFFICERS["approver"])
    run, today = begin(office, content), shanghai_date(office.now())
    return licence_import.run_import(perform, run, read_licences(content), today, lambda _now: None, size=size)


def faults(office: "Office", run: Progress, kind: str = "fault") -> list[tuple[int, str]]:
    """Return (line, field) of everything that was noted."""
    with office.reading() as session:
        return [(each.line, each.field) for each in licence_import.notes(session, run.id, kind=kind)]
