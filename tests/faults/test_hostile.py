"""Hostile texts, bodies, names and links through the whole house: no crash, no control byte shown, nothing changed."""

import base64
import hashlib
import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from city.server import City, city_in_thread
from city.world import Settings as CitySettings
from models.tables.applications import ApplicationRow, AttachmentRow, QuarantineRow, RevisionRow
from models.tables.columns import table_of
from models.tables.outbox import CrossingRow
from tests.adapters import rows as rows_of
from tests.support.bridge import Bridge, bridge_over
from tests.support.desk import Desk
from tests.support.teller import Teller, telling
from usecases import export_tables, exports
from usecases.application_list import ApplicationFilter

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "hostile.jsonl").read_text().splitlines()]
TEXTS = {case["id"]: case["text"] for case in CASES if "text" in case}
WRITABLE = {name: text for name, text in TEXTS.items() if not re.search("[\ud800-\udfff]", text)}
BODIES = {case["id"]: base64.b64decode(case["b64"]) for case in CASES if "b64" in case}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")  # but line feeds
APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
ATTACHMENTS, QUARANTINE, CROSSINGS = table_of(AttachmentRow), table_of(QuarantineRow), table_of(CrossingRow)
CHANNELS = ("kiosk", "website", "wechat", "ixiamen")


@pytest.fixture
def city() -> Iterator[City]:
    """A city in which every applicant writes something hostile into name, shop and reason."""
    with city_in_thread(CitySettings(1, 4, pace=0)) as found:
        for number, text in enumerate(WRITABLE.values()):
            channel = CHANNELS[number % len(CHANNELS)]
            place = found.town.arrivals.add(channel)
            fields = {"name": text, "shop_name": text, "reason": text[:500], "shop_address": text[:200]}
            found.town.arrivals.books[channel].amend(place, fields)
        yield found


def test_hostile_texts_are_kept_exactly_and_shown_harmless_everywhere(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, city.base_url, capsys)
    desk("init")
    statuses = {desk("daemon", "--once")[0]}
    office = desk.open()
    with office.reading() as session:
        kept = {row.party_name: row.number for row in session.execute(APPLICATIONS.select())}
        aside = [bytes(row.raw).decode() for row in session.execute(QUARANTINE.select())]
        raw = [json.loads(bytes(row.raw)) for row in session.execute(REVISIONS.select())]

    set_aside = "".join(map(json.dumps, map(json.loads, aside)))
    lost = [name for name, text in WRITABLE.items() if _read(text) not in kept and json.dumps(text) not in set_aside]
    quarantined = {text for text in WRITABLE.values() if _read(text) not in kept}
    assert statuses == {0}
    assert lost == []
    assert all(len(text) > 100 or not text.strip() for text in quarantined)
    assert len(kept) > 80
    assert {text for text in WRITABLE.values() if _read(text) in kept} <= {_name_in(row) for row in raw}
    _lists_and_details(desk, kept)
    _exports(desk)
    _log(desk, kept)


def _read(text: str) -> str:
    """Return a text as it is read: no database takes NUL, so its picture stands for it; the bytes keep it."""
    return text.replace("\0", "␀")


def _name_in(row: dict[str, Any]) -> str:
    name = (
        row.get("applicant_name") or row.get("sqrxm") or row.get("applyerName") or row.get("applicant", {}).get("name")
    )
    return str(name)


def _lists_and_details(desk: Desk, kept: dict[str, str]) -> None:
    """No raw control byte for a person or a program; a program gets the exact text."""
    desk("applications", "list", "--limit", "1000")
    assert not CONTROL.search(desk.printed)
    assert {line.partition(" ")[0] for line in desk.printed.splitlines()} == set(kept.values())  # no line is forged
    desk("applications", "list", "--limit", "1000", "--json", "--full")
    assert not CONTROL.search(desk.printed)
    listed = [json.loads(line) for line in desk.printed.splitlines()]
    assert {one["applicant"]["name"] for one in listed} == set(kept)
    for number in list(kept.values())[::7]:
        desk("applications", "show", number)
        assert not CONTROL.search(desk.printed.replace("\t", ""))


def _exports(desk: Desk) -> None:
    """CSV and XLSX give every text back, and no cell begins a formula."""
    office = desk.open()
    written: dict[str, bytes] = {}
    for kind in exports.FORMATS:
        out = io.BytesIO()
        with office.reading() as session:
            exports.write(export_tables.applications(session, ApplicationFilter()), out, kind)
        written[kind] = out.getvalue()
    with office.reading() as session:
        names = sorted(row.party_name for row in session.execute(APPLICATIONS.select()))
    office.close()
    head, *lines = list(exports.read_csv(written["csv"]))
    column = head.index("申请人")
    assert sorted(line[column] for line in lines) == names
    assert not re.search(r'(^|,)"[=+@\-]', written["csv"].decode("utf-8-sig"), re.MULTILINE)
    sheet = load_workbook(io.BytesIO(written["xlsx"])).worksheets[0]
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert sorted(unescape(str(cell.value)) for cell in cells) == names


def _log(desk: Desk, kept: dict[str, str]) -> None:
    """The log has no control byte, no name and no number of anybody."""
    log = "\n".join(desk.log)
    office = desk.open()
    with office.reading() as session:
        people = [row.form["applicant"] for row in session.execute(REVISIONS.select())]
    office.close()
    assert desk.log
    assert not CONTROL.search(log)
    assert not [name for name in kept if len(name) > 4 and name in log]
    for who in people:
        assert not [
            who[key] for key in ("id_no", "uscc", "mobile", "legal_rep_id_no") if who.get(key) and who[key] in log
        ]


@pytest.fixture
async def bridge(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau over a quiet city."""
    async with bridge_over(sqlite_url, tmp_path, applications=1) as found:
        yield found


@pytest.fixture
async def teller(bridge: Bridge) -> AsyncIterator[Teller]:
    """A server in the place of the kiosks and of the website."""
    async with telling() as found:
        for name in ("kiosk", "website"):
            bridge.system(name).carrier.base_url = f"{found.base_url}/{name}"
            bridge.system(name).carrier.origin = found.base_url
        yield found


KIOSK, WEBSITE = "/kiosk/v1/applications", "/website/api/sqlb"


@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_is_no_answer_and_its_bytes_are_kept(bridge: Bridge, teller: Teller, name: str) -> None:
    for path in (KIOSK, WEBSITE):
        teller.tell(path, BODIES[name])

    done = await bridge.run("poll_intake:kiosk", "poll_intake:website")

    kept = [bytes(row.answer) for row in bridge.rows(CROSSINGS) if row.system in ("kiosk", "website")]
    assert {run.outcome for run in done} == {"failed"}
    assert not any("内部错误" in run.error for run in done)
    assert kept == [BODIES[name]] * 2
    assert bridge.rows(APPLICATIONS) == []


@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_row_costs_no_neighbour(bridge: Bridge, teller: Teller, name: str) -> None:
    good = [rows_of.raw(rows_of.kiosk(id=f"K{n}", attachments=[])) for n in (1, 2)]
    page = (
        b'{"items":[' + good[0] + b"," + (BODIES[name] or b'""') + b"," + good[1] + b'],"next_cursor":null,"as_of":""}'
    )
    teller.tell(KIOSK, page)

    (run,) = await bridge.run("poll_intake:kiosk")

    kept, aside = len(bridge.rows(APPLICATIONS)), [bytes(row.raw) for row in bridge.rows(QUARANTINE)]
    whole = [bytes(row.answer) for row in bridge.rows(CROSSINGS)]
    assert "内部错误" not in run.error
    assert (kept == 2 and len(aside) >= 1) or (kept == 0 and page in whole)


@pytest.mark.parametrize("name", TEXTS)
async def test_a_hostile_name_in_gb18030_or_broken_json_is_kept_or_set_aside(
    bridge: Bridge, teller: Teller, name: str
) -> None:
    text = TEXTS[name]
    row = json.dumps(rows_of.website(sqrxm=text, cl=[]), ensure_ascii=bool(re.search("[\ud800-\udfff]", text)))
    frame = '{"code":"200","msg":"","data":{"page":1,"pages":1,"total":1,"rows":[' + row + "]}}"
    teller.tell(WEBSITE, frame.encode("gb18030"))

    (run,) = await bridge.run("poll_intake:website")

    names = [row.party_name for row in bridge.rows(APPLICATIONS)]
    assert run.outcome == "ok", run.error
    assert names == [_read(text)] or len(bridge.rows(QUARANTINE)) == 1


PATHS = {case["id"]: case["text"] for case in CASES if case["cat"] == "path"} | {"H000": "../../../../etc/passwd"}


async def test_names_of_files_never_become_paths(bridge: Bridge, teller: Teller, tmp_path: Path) -> None:
    files = [
        {"id": f"A{n}", "kind": "photo", "name": text, "size": 8, "sha256": rows_of.SHA}
        for n, text in enumerate(PATHS.values())
    ]
    content = b"\x89PNG\r\n\x1a\n"
    digest = hashlib.sha256(content).hexdigest()
    for file in files:
        file["sha256"] = digest
        teller.tell(
            f"/kiosk/v1/attachments/{file['id']}",
            content,
            headers={"Content-Type": "image/png", "X-Content-SHA256": digest},
        )
    row = rows_of.raw(rows_of.kiosk(attachments=files))
    teller.tell(KIOSK, b'{"items":[' + row + b'],"next_cursor":null,"as_of":""}')
    before = files_in(tmp_path)

    await bridge.run("poll_intake:kiosk", "fetch_attachments:kiosk")

    stored = bridge.rows(ATTACHMENTS)
    new = files_in(tmp_path) - before
    assert {row.name for row in stored} == set(PATHS.values())
    assert {row.state for row in stored} == {"stored"}
    assert new == {tmp_path / "store" / digest[:2] / digest}


def files_in(folder: Path) -> set[Path]:
    """Return every file below a folder."""
    return {path for path in folder.rglob("*") if path.is_file()}


LINKS = {case["id"]: case["text"] for case in CASES if case["cat"] == "ssrf"} | {
    "scheme relative": "//evil.example/x",
    "backslash": "/\\evil.example/x",
    "user": "/@evil.example/",
    "dots": "/../../_city/journal",
}


@pytest.mark.parametrize("name", LINKS)
async def test_a_link_elsewhere_is_never_called_and_told(bridge: Bridge, teller: Teller, name: str) -> None:
    file = {"clid": "C1", "cllx": "id_card", "clmc": "a.jpg", "dx": "3", "md5": rows_of.MD5, "url": LINKS[name]}
    row = json.dumps(rows_of.website(cl=[file]), ensure_ascii=False)
    frame = '{"code":"200","msg":"","data":{"page":1,"pages":1,"total":1,"rows":[' + row + "]}}"
    teller.tell(WEBSITE, frame.encode("gb18030"))
    await bridge.run("poll_intake:website")

    await bridge.run("fetch_attachments:website")

    (kept,) = bridge.rows(ATTACHMENTS)
    assert kept.url == LINKS[name]
    assert all(asked.partition(" ")[2].startswith("/website/") for asked in teller.asked)
    assert ("website", "link_refused") in bridge.alarms() or kept.state in ("missing", "waiting")
    assert all(crossing.url.startswith(teller.base_url) for crossing in bridge.rows(CROSSINGS))


async def test_an_answer_without_end_is_cut_off_at_its_limit(bridge: Bridge, teller: Teller) -> None:
    teller.endless = b"[" * 65536

    (run,) = await bridge.run("poll_intake:kiosk")

    assert run.outcome == "failed"
    assert teller.sent < 32 * 1024 * 1024
    assert bridge.rows(APPLICATIONS) == []


async def test_packed_answers_and_floods_of_headers_are_refused(bridge: Bridge, teller: Teller) -> None:
    teller.tell(
        KIOSK, b"\x1f\x8b" + b"\0" * 100, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}
    )
    (packed,) = await bridge.run("poll_intake:kiosk")
    bridge.later(400)
    teller.flood = 500
    teller.tell(KIOSK, b'{"items":[],"next_cursor":null,"as_of":""}')
    (flooded,) = await bridge.run("poll_intake:kiosk")

    assert (packed.outcome, flooded.outcome) == ("failed", "failed")


async def test_deep_nesting_breaks_nothing(bridge: Bridge, teller: Teller) -> None:
    teller.tell(KIOSK, b"[" * 100_000 + b"]" * 100_000)
    (whole,) = await bridge.run("poll_intake:kiosk")
    bridge.later(400)
    good, deep = rows_of.raw(rows_of.kiosk(attachments=[])), b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    teller.tell(KIOSK, b'{"items":[' + good + b"," + deep + b'],"next_cursor":null,"as_of":""}')
    (row,) = await bridge.run("poll_intake:kiosk")

    assert whole.outcome == "failed"
    assert "内部错误" not in whole.error + row.error
    assert len(bridge.rows(APPLICATIONS)) + len(bridge.rows(CROSSINGS)) >= 2
